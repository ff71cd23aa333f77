import FlatStorage
import Geodesy
public import Geofencing
import JSON

/// Compares merchants that come one by one with a catalogue, and makes the batch that leads from one
/// to the other.
///
/// What no answer shows and no query can see, as the commission of a partner, makes no difference.
/// Memory grows with the differences, and has a bit for each merchant of the catalogue.
public struct CatalogDiff {
  private let catalog: Catalog
  /// The categories of the merchants that come.
  private let categories: CategoryTable
  /// The place there of each category of the catalogue's; nil for one that is no more.
  private let newCategories: [Int?]
  private var segments: [Seen]
  private var comparison = RecordComparison()
  private var changes: [MerchantChange?] = []
  /// Where in `changes` a merchant is, by the bytes of its id.
  private var positions: [[UInt8]: Int] = [:]

  /// Begins with no merchants, which are compared with those of `catalog`; from now on there are
  /// `categories`.
  public init(from catalog: Catalog, categories: CategoryTable) {
    self.catalog = catalog
    self.categories = categories
    newCategories = catalog.categories.all.map { categories.position(ofID: $0.id) }
    segments = catalog.segments.map(Seen.init)
  }

  /// Adds a merchant, or puts it in place of the one with the same id that came before.
  ///
  /// Of one that is as in the catalogue nothing is kept; finding that out takes about as long as
  /// rendering it.
  public mutating func add(_ merchant: Merchant) {
    for position in segments.indices {
      if let slot = segments[position].slot(of: merchant.id) {
        let isFirst = segments[position].living.insert(slot)
        let isSame =
          merchant.isActive && holds(merchant, segments[position].segment.storage, slot)
        note(isSame ? nil : .put(merchant), of: merchant.id, isFirst: isFirst)
        return
      }
      if let rank = segments[position].segment.slot(ofInactive: merchant.id) {
        let isFirst = segments[position].inactive.insert(rank)
        note(merchant.isActive ? .put(merchant) : nil, of: merchant.id, isFirst: isFirst)
        return
      }
    }
    note(.put(merchant), of: merchant.id, isFirst: false)
  }

  /// The changes that make the catalogue one of the merchants added, and of no others.
  public consuming func batch() -> CatalogBatch {
    var merchants = changes.compactMap(\.self)
    for seen in segments {
      let segment = seen.segment
      for slot in 0..<UInt32(segment.storage.count)
      where segment.isAlive(slot) && !seen.living.contains(slot) {
        merchants.append(.remove(id: segment.storage.id(slot: slot)))
      }
      for rank in 0..<UInt32(segment.storage.inactive.count)
      where segment.isAliveInactive(rank) && !seen.inactive.contains(rank) {
        merchants.append(.remove(id: segment.storage.inactive.id(rank: Int(rank))))
      }
    }
    return CatalogBatch(
      merchants: merchants, categories: categories == catalog.categories ? nil : categories)
  }

  /// Keeps what came of a merchant: a change, or nil for none. If it is not known to be the first
  /// with its id, it may have been another before.
  private mutating func note(_ change: MerchantChange?, of id: String, isFirst: Bool) {
    if isFirst, change == nil { return }
    let key = Array(id.utf8)
    if let position = positions[key] {
      changes[position] = change
    } else if let change {
      positions[key] = changes.count
      changes.append(change)
    }
  }

  /// Whether a merchant is as in a slot of a storage.
  private mutating func holds(
    _ merchant: Merchant, _ storage: CatalogStorage, _ slot: UInt32
  ) -> Bool {
    let place = Int(slot)
    let category = Int(storage.columns.categories[place])
    return storage.columns.latitudes[place] == merchant.coordinate.latitude
      && storage.columns.longitudes[place] == merchant.coordinate.longitude
      && storage.columns.created[place]
        == merchant.createdAt?.microseconds ?? MerchantColumns.noTime
      && (category < newCategories.count ? newCategories[category] : nil)
        == merchant.categoryID.flatMap(categories.position(ofID:))
      && comparison.holds(merchant.operatingHours, storage, storage.columns.hours[place])
      && comparison.holds(merchant, storage.records, storage.columns.records[place])
  }
}

/// Fences.
extension CatalogDiff {
  /// The changes that make the geofences of an index some others, of which those with the same id
  /// are one: the last.
  ///
  /// The area counts as its positions do, also where other ones enclose the same places.
  public static func changes(from index: FenceIndex, to fences: [Geofence]) -> [FenceChange] {
    var wanted: [String: Geofence] = [:]
    for fence in fences { wanted[fence.id] = fence }
    var changes: [FenceChange] = []
    for fence in fences {
      guard let last = wanted.removeValue(forKey: fence.id) else { continue }
      if let there = index.fence(id: last.id), there.isSame(as: last) { continue }
      changes.append(.put(last))
    }
    let ids = Set(fences.map(\.id))
    for fence in index.fences where !ids.contains(fence.id) {
      changes.append(.remove(id: fence.id))
    }
    return changes
  }
}

extension Geofence {
  /// Whether the two are equal in every byte; texts that are only equivalent are not.
  fileprivate func isSame(as other: Geofence) -> Bool {
    self == other && Self.isSame(id, other.id) && Self.isSame(name, other.name)
      && Self.isSame(merchantID, other.merchantID) && Self.isSame(metadata, other.metadata)
  }

  private static func isSame(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return one.utf8.elementsEqual(other.utf8)
  }
}

/// Which merchants of a segment have come.
private struct Seen {
  let segment: CatalogSegment
  var living: Bits
  var inactive: Bits
  /// The rank behind that of the merchant found last.
  private var nextRank = 0
  /// How many merchants were not at that rank.
  private var misses = 0
  private var finder: RankFinder?

  /// So many ids are searched before all of them are put into a table.
  private static let mostSearched = 256

  init(_ segment: CatalogSegment) {
    self.segment = segment
    living = Bits(count: segment.storage.count)
    inactive = Bits(count: segment.storage.inactive.count)
  }

  /// The slot of the living merchant with an id; nil if there is none.
  mutating func slot(of id: String) -> UInt32? {
    guard let rank = rank(of: id) else { return nil }
    nextRank = rank + 1
    let slot = segment.storage.identifiers.slots[rank]
    return Int(slot) < segment.storage.count && segment.isAlive(slot) ? slot : nil
  }

  private mutating func rank(of id: String) -> Int? {
    // Files are mostly in the order of their ids, and then there is nothing to search.
    if nextRank < segment.storage.identifiers.count,
      segment.storage.identifiers.isID(id, rank: nextRank)
    {
      return nextRank
    }
    misses += 1
    if finder == nil, misses > Self.mostSearched {
      finder = RankFinder(segment.storage.identifiers)
    }
    if let finder { return finder.rank(of: id, in: segment.storage.identifiers) }
    let rank = segment.storage.identifiers.rank(after: id) - 1
    return rank >= 0 && segment.storage.identifiers.isID(id, rank: rank) ? rank : nil
  }
}

/// Ranks by the hashes of their ids, in a table that is open at one place in three or more: in an order
/// of their own, ids are found in a third of the time that searching their order takes.
private struct RankFinder {
  /// A rank and one, or 0.
  private var table: [UInt32]
  private let mask: Int
  private let seed = UInt64.random(in: 0...UInt64.max)

  init(_ identifiers: IdentifierTable) {
    var size = 16
    while size * 2 < identifiers.count * 3 { size *= 2 }
    table = [UInt32](repeating: 0, count: size)
    mask = size - 1
    for rank in 0..<identifiers.count {
      let range = identifiers.range(rank)
      var place = identifiers.bytes.withBytes { hash($0.extracting(range)) } & mask
      while table[place] != 0 { place = (place + 1) & mask }
      table[place] = UInt32(rank + 1)
    }
  }

  func rank(of id: String, in identifiers: IdentifierTable) -> Int? {
    var place = unsafe hash(id.utf8.span.bytes) & mask
    while table[place] != 0 {
      let rank = Int(table[place]) - 1
      if identifiers.isID(id, rank: rank) { return rank }
      place = (place + 1) & mask
    }
    return nil
  }

  private func hash(_ bytes: RawSpan) -> Int {
    var hash = seed
    var position = 0
    func mix(_ word: UInt64) {
      let (high, low) = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = high ^ low &+ 1
    }
    while position &+ 8 <= bytes.byteCount {
      // Any eight bytes are a number.
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      mix(word)
      position &+= 8
    }
    var rest = UInt64(bytes.byteCount)
    while position < bytes.byteCount {
      let byte = unsafe bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      rest = rest << 8 | UInt64(byte)
      position += 1
    }
    mix(rest)
    return Int(truncatingIfNeeded: hash >> 16)
  }
}

/// A bit for each number below a count.
private struct Bits {
  private var words: [UInt64]

  init(count: Int) {
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
  }

  func contains(_ number: UInt32) -> Bool {
    words[Int(number >> 6)] & 1 << UInt64(number & 63) != 0
  }

  /// Whether the number was not there before.
  mutating func insert(_ number: UInt32) -> Bool {
    let bit: UInt64 = 1 << UInt64(number & 63)
    defer { words[Int(number >> 6)] |= bit }
    return words[Int(number >> 6)] & bit == 0
  }
}

/// Compares what a storage shows of a merchant with one that came, in memory that is used again.
private struct RecordComparison {
  private var renderer = RecordRenderer()
  private var shown: [UInt8] = []
  /// What stands before the values in an answer, and `null` for what no record has: one after the
  /// other, and where each ends that a value of the record follows.
  private static let names = Names()
  private static let null = Array("null".utf8)

  private struct Names {
    var bytes: [UInt8] = []
    var ends: [Int] = []

    init() {
      for (position, member) in MerchantMember.listed.enumerated() {
        bytes.append(contentsOf: "\(position == 0 ? "{" : ",")\"\(member.rawValue)\":".utf8)
        if RecordLayout.place(of: member) == nil {
          bytes.append(contentsOf: "null".utf8)
        } else {
          ends.append(bytes.count)
        }
      }
    }
  }

  /// Whether the record at an address shows what that of a merchant would.
  mutating func holds(_ merchant: Merchant, _ records: RecordStore, _ address: UInt64) -> Bool {
    shown.removeAll(keepingCapacity: true)
    // The category is compared by its place, and the others are not the record's.
    records.copy(
      address, RecordFilling(category: Self.null, distanceMeters: nil, hours: nil), to: &shown)
    let record = renderer.render(merchant)
    let (names, null) = (Self.names, Self.null)
    var position = 0
    var nameStart = 0
    var start = 0
    for place in 0..<RecordLayout.storedCount {
      let nameEnd = names.ends[place]
      let isNamed = unsafe isNext(names.bytes.span.bytes, nameStart..<nameEnd, &position)
      guard isNamed else { return false }
      nameStart = nameEnd
      let end = start + Int(record.counts[place])
      let isSame =
        start == end
        ? unsafe isNext(null.span.bytes, 0..<null.count, &position)
        : unsafe isNext(record.bytes.span.bytes, start..<end, &position)
      guard isSame else { return false }
      start = end
    }
    return position + 1 == shown.count
  }

  /// Whether a part of some bytes comes next in what is shown, which is then passed.
  @inline(__always)
  private func isNext(_ bytes: RawSpan, _ range: Range<Int>, _ position: inout Int) -> Bool {
    guard range.count <= shown.count - position else { return false }
    let end = position + range.count
    defer { position = end }
    return unsafe shown.span.bytes.extracting(position..<end).order(bytes.extracting(range)) == 0
  }

  /// Whether the opening hours at a position of a storage's texts are those of a merchant.
  func holds(_ hours: JSONText?, _ storage: CatalogStorage, _ position: UInt32) -> Bool {
    guard position != MerchantColumns.noHours else { return hours == nil }
    guard let hours else { return false }
    let texts = storage.hoursTexts
    let range = texts.bytes.clamped(
      position == 0 ? 0 : Int(truncatingIfNeeded: texts.ends[Int(position) - 1]),
      Int(truncatingIfNeeded: texts.ends[Int(position)]))
    return unsafe texts.bytes.order(range, hours.text.utf8.span.bytes) == 0
  }
}
