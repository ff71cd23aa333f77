import FlatStorage
import Geodesy
import SpatialIndex

/// A ``MerchantFilter`` in terms of one segment's columns; its dead merchants never pass.
struct CompiledFilter: PointFilter {
  static var matchesEverything: Bool { false }

  private let storage: CatalogStorage
  private let dead: SlotSet
  /// Bits of which a merchant must have one, by group; 0 for no condition.
  private var anyCategory: UInt64 = 0
  private var anyPartnership: UInt64 = 0
  /// Bits that a merchant must all have, and must all lack.
  private var required: UInt64 = 0
  private var forbidden: UInt64 = 0
  /// Whether a category will do, by position, the last place for merchants without one; empty for
  /// no condition.
  private var allowed: [Bool] = []
  private var minimumRating: UInt16 = 0
  private var minimumReviews: UInt32 = 0
  private var box: (box: BoundingBox, bounds: SearchBounds)?
  private var region: QueryRegion?
  private var hours: CompiledHours?
  private(set) var words: WordMatch?
  private var excluded: [UInt32] = []
  /// Whether no merchant can pass, since a word that is asked for occurs nowhere.
  private(set) var isImpossible = false
  /// Whether every merchant that lives passes.
  let isTrivial: Bool

  /// Whether every merchant passes.
  var passesEverything: Bool { isTrivial && dead.isEmpty }

  /// A filter for a segment of a catalogue with so many categories.
  init(
    _ filter: MerchantFilter, in segment: CatalogSegment, categoryCount: Int
  ) throws(QueryError) {
    storage = segment.storage
    dead = segment.dead
    isTrivial = filter.isEmpty
    guard !isTrivial else { return }
    setCategories(filter, count: categoryCount)
    if let hundredths = filter.minimumRatingHundredths, hundredths > 0 {
      minimumRating = UInt16(clamping: hundredths)
      required |= MerchantTags.rating(atLeast: hundredths)
    }
    minimumReviews = UInt32(clamping: filter.minimumReviews ?? 0)
    set(filter.isFeatured, MerchantTags.featured)
    set(filter.isPartner, MerchantTags.partner)
    for partnership in filter.partnerships ?? [] {
      anyPartnership |= MerchantTags.partnership(partnership)
    }
    if filter.partnerships?.isEmpty == true { isImpossible = true }
    if let box = filter.box { self.box = (box, SearchBounds(box.earthBounds)) }
    region = filter.region
    if let condition = filter.hours {
      hours = CompiledHours(condition, in: storage.hours)
      if !condition.includesUnknown { required |= MerchantTags.hours }
    }
    excluded = filter.excludedIDs.compactMap(storage.identifiers.slot(of:)).sorted()
    try setWords(filter)
  }

  private mutating func set(_ wanted: Bool?, _ tag: UInt64) {
    switch wanted {
    case true: required |= tag
    case false: forbidden |= tag
    case nil: break
    }
  }

  private mutating func setCategories(_ filter: MerchantFilter, count: Int) {
    guard filter.categories != nil || !filter.excludedCategories.isEmpty else { return }
    allowed = [Bool](repeating: filter.categories == nil, count: count + 1)
    for position in filter.categories ?? [] where position < count {
      allowed[position] = true
      anyCategory |= MerchantTags.category(position)
    }
    for position in filter.excludedCategories where position < count {
      allowed[position] = false
    }
    if filter.categories != nil, anyCategory == 0 { isImpossible = true }
  }

  private mutating func setWords(_ filter: MerchantFilter) throws(QueryError) {
    guard filter.words != nil || !filter.metadata.isEmpty else { return }
    var query = WordQuery()
    if let text = filter.words {
      guard let words = WordQuery(text: text) else { throw .noWords(text) }
      query = words
    }
    for (key, value) in filter.metadata.sorted(by: { $0.key < $1.key })
    where !query.require(labelKey: key, value: value) {
      throw .metadataTooLong(key: key, limit: WordList.longestLabel)
    }
    guard let match = storage.words.match(query) else {
      isImpossible = true
      return
    }
    words = match
  }
}

extension CompiledFilter {
  func mayMatch(_ node: NodeSummary) -> Bool {
    let tags = node.tags
    guard tags & required == required else { return false }
    if anyCategory != 0, tags & anyCategory == 0 { return false }
    if anyPartnership != 0, tags & anyPartnership == 0 { return false }
    if let box, !node.meets(box.bounds) { return false }
    if let region, !region.mayMeet(node) { return false }
    if let words, !words.mayMatch(slots: node.slots) { return false }
    return true
  }

  func matches(slot: UInt32) -> Bool {
    guard dead.isEmpty || !dead.contains(slot), isTrivial || matchesColumns(slot: slot) else {
      return false
    }
    if let words, !words.matches(slot) { return false }
    if let region, !region.contains(storage.coordinate(slot: slot)) { return false }
    return true
  }

  /// Whether a merchant passes all but the words and the region.
  private func matchesColumns(slot: UInt32) -> Bool {
    let position = Int(slot)
    let tags = storage.columns.tags[position]
    guard tags & required == required, tags & forbidden == 0 else { return false }
    if anyPartnership != 0, tags & anyPartnership == 0 { return false }
    if !allowed.isEmpty {
      let category = storage.columns.categories[position]
      guard allowed[min(Int(category), allowed.count - 1)] else { return false }
    }
    if minimumRating > 0 {
      let rating = storage.columns.ratings[position]
      guard rating != MerchantColumns.unrated, rating >= minimumRating else { return false }
    }
    if minimumReviews > 0, storage.columns.reviews[position] < minimumReviews { return false }
    if let box, !box.box.contains(storage.coordinate(slot: slot)) { return false }
    if let hours,
      !hours.matches(
        schedule: storage.columns.schedules[position], zone: storage.columns.zones[position])
    {
      return false
    }
    return excluded.isEmpty || !isExcluded(slot)
  }

  private func isExcluded(_ slot: UInt32) -> Bool {
    var low = 0
    var high = excluded.count
    while low < high {
      let middle = (low + high) / 2
      if excluded[middle] < slot { low = middle + 1 } else { high = middle }
    }
    return low < excluded.count && excluded[low] == slot
  }
}
