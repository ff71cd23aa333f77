import FlatStorage
import Geodesy
public import Geofencing
import JSON
public import OpeningHours
import SpatialIndex

/// Collects merchants and makes a ``Catalog`` of them.
///
/// Merchants are rendered as they come, so nothing but what the catalogue keeps is held. Of two
/// merchants with the same id the later one counts. Inactive merchants are counted and left out,
/// also when they replace an active one.
public struct CatalogBuilder {
  private let categories: CategoryTable
  private var renderer = RecordRenderer()
  private static let mostArrangedBytes = 256 << 20
  private let records = RecordStore()
  private var columns = MerchantColumnsDraft()
  private var ids: [UInt8] = []
  private var idEnds: [UInt32] = []
  private var isActive: [Bool] = []
  private var hoursTexts: [JSONText] = []
  /// What each of `hoursTexts` was read as.
  private var hoursOutcomes: [ScheduleTableBuilder.Outcome] = []
  private var hoursPositions: [JSONText: UInt32] = [:]
  private var schedules = ScheduleTableBuilder()
  private var zones: ZoneFinder?
  private var words = WordIndexBuilder()
  private var categoryTokens: [[WordIndexBuilder.Token]] = []
  private var wordList = WordList()

  /// What is wrong with the hours of a merchant that was added.
  public enum HoursFinding: Equatable, Sendable {
    case rejected(HoursError)
    /// The time zone that the metadata names and there isn't.
    case unknownZone(String)
  }

  /// A builder of a catalogue with some categories, whose merchants' clocks are those of `zones`;
  /// without zones, all hours are unknown.
  public init(categories: CategoryTable = .seeds, zones: ZoneDatabase? = nil) {
    self.categories = categories
    self.zones = zones.map(ZoneFinder.init)
    for category in categories.all {
      wordList.removeAll()
      wordList.append(wordsOf: category.name)
      categoryTokens.append(words.intern(wordList))
    }
  }

  /// How many merchants have been added, counting each time one is replaced.
  public var addedCount: Int { columns.count }

  /// Adds a merchant, or replaces the one with the same id.
  ///
  /// A category id that the category table doesn't have counts as none. Hours that can't be read are
  /// unknown, and `onFinding` hears of them.
  public mutating func add(_ merchant: Merchant, onFinding: (HoursFinding) -> Void = { _ in }) {
    precondition(idEnds.count < Int(UInt32.max) - 1, "a catalogue holds 4,294,967,293 merchants")
    let document = UInt32(columns.count)
    let category = merchant.categoryID.flatMap(categories.position(ofID:))
    ids.append(contentsOf: merchant.id.utf8)
    idEnds.append(UInt32(ids.count))
    isActive.append(merchant.isActive)
    let hours = position(of: merchant.operatingHours)
    columns.tags.append(
      Self.tags(of: merchant, category: category)
        | addHours(of: merchant, textAt: hours, onFinding: onFinding))
    columns.categories.append(category.map(UInt16.init) ?? MerchantColumns.noCategory)
    columns.ratings.append(
      merchant.ratingHundredths.map(UInt16.init) ?? MerchantColumns.unrated)
    columns.reviews.append(UInt32(clamping: merchant.totalReviews))
    columns.latitudes.append(merchant.coordinate.latitude)
    columns.longitudes.append(merchant.coordinate.longitude)
    columns.hours.append(hours)
    columns.created.append(merchant.createdAt?.microseconds ?? MerchantColumns.noTime)
    guard merchant.isActive else {
      columns.nameKeys.append(0)
      columns.records.append(0)
      return
    }
    columns.records.append(records.append(renderer.render(merchant)))
    wordList.removeAll()
    wordList.append(wordsOf: merchant.name)
    columns.nameKeys.append(NameKey.prefix(of: wordList))
    addLabels(of: merchant.metadata)
    words.add(document: document, words: wordList)
    if let category { words.add(document: document, tokens: categoryTokens[category]) }
  }

  /// The catalogue of the merchants added, and of some geofences.
  public consuming func build(version: UInt64 = 1, fences: FenceIndex = .empty) -> Catalog {
    let categories = categories
    return Catalog(
      version: version, categories: categories, segments: [CatalogSegment(buildStorage())],
      fences: FenceRegions(fences))
  }

  /// The storage of the merchants added.
  consuming func buildStorage() -> CatalogStorage {
    let documents = documentsInOrder()
    var points: [EarthPoint] = []
    points.reserveCapacity(documents.active.count)
    var tags: [UInt64] = []
    tags.reserveCapacity(documents.active.count)
    for document in documents.active {
      points.append(Self.point(columns, Int(document)))
      tags.append(columns.tags[Int(document)])
    }
    let index = PackedIndex(points, tags: tags)
    points = []
    var order: [UInt32] = []
    order.reserveCapacity(index.count)
    var slotOfDocument = [UInt32](repeating: WordIndexBuilder.leftOut, count: columns.count)
    var slotOfRank = [UInt32](repeating: 0, count: index.count)
    for slot in 0..<UInt32(index.count) {
      let rank = index.id(slot: slot)
      let document = documents.active[Int(rank)]
      order.append(document)
      slotOfDocument[Int(document)] = slot
      slotOfRank[Int(rank)] = slot
    }
    var addresses = order.map { columns.records[Int($0)] }
    // Merchants near each other are shown together, and then lie together. For a large catalogue that
    // would take the memory of its records twice.
    let records =
      records.byteCount <= Self.mostArrangedBytes
      ? records.arranged(&addresses) : records
    let arranged = columns.arranged(order, records: addresses)
    columns = MerchantColumnsDraft()
    var hours = CatalogHours()
    hours.schedules = schedules.table
    hours.zones = zones?.table() ?? ZoneTable([])
    let inactive = documents.inactive
    return CatalogStorage(
      index: index, columns: arranged,
      identifiers: identifierTable(documents.active, slots: slotOfRank),
      inactive: identifierTable(inactive, slots: inactive.indices.map { UInt32($0) }),
      words: words.build(slotOfDocument: slotOfDocument, count: index.count),
      records: records, hoursTexts: TextList(hoursTexts.lazy.map(\.text)), hours: hours,
      counts: SegmentCounts(arranged, inactive: inactive.count))
  }
}

extension CatalogBuilder {
  private static func tags(of merchant: Merchant, category: Int?) -> UInt64 {
    var tags: UInt64 = 0
    if let category { tags |= MerchantTags.category(category) }
    if merchant.isFeatured { tags |= MerchantTags.featured }
    if let partner = merchant.partner {
      tags |= MerchantTags.partner
      if let partnership = partner.partnership { tags |= MerchantTags.partnership(partnership) }
    }
    if let rating = merchant.ratingHundredths {
      tags |= MerchantTags.rated | MerchantTags.ratings(upTo: rating)
    }
    return tags
  }

  private static func point(_ columns: MerchantColumnsDraft, _ document: Int) -> EarthPoint {
    guard
      let coordinate = Coordinate(
        latitude: columns.latitudes[document], longitude: columns.longitudes[document])
    else { preconditionFailure("the columns hold what coordinates held") }
    return EarthPoint(coordinate)
  }

  private static func range(_ ends: [UInt32], _ position: Int) -> Range<Int> {
    (position == 0 ? 0 : Int(ends[position - 1]))..<Int(ends[position])
  }

  /// Keeps a merchant's schedule and zone; the answer are the tags that say what they are.
  private mutating func addHours(
    of merchant: Merchant, textAt position: UInt32, onFinding: (HoursFinding) -> Void
  ) -> UInt64 {
    var schedule = ScheduleTable.unknown
    var zone = ZoneFinder.noZone
    var tags: UInt64 = 0
    // Nobody asks when an inactive merchant is open.
    if merchant.isActive {
      if position != MerchantColumns.noHours {
        let outcome = hoursOutcomes[Int(position)]
        schedule = outcome.number
        if case .rejected(let error) = outcome {
          tags |= MerchantTags.rejectedHours
          onFinding(.rejected(error))
        }
      }
      let name = merchant.metadata?.value(ofMember: "timezone")?.string
      if let found = zones?.zone(
        named: name, at: merchant.coordinate, country: merchant.country)
      {
        zone = found.number
        if found.isUnknownName {
          tags |= MerchantTags.unknownZone
          onFinding(.unknownZone(name ?? ""))
        }
      }
    }
    columns.schedules.append(schedule)
    columns.zones.append(zone)
    if schedule != ScheduleTable.unknown, zone != ZoneFinder.noZone { tags |= MerchantTags.hours }
    return tags
  }

  private mutating func position(of hours: JSONText?) -> UInt32 {
    guard let hours else { return MerchantColumns.noHours }
    if let known = hoursPositions[hours] { return known }
    let position = UInt32(hoursTexts.count)
    hoursPositions[hours] = position
    hoursTexts.append(hours)
    hoursOutcomes.append(schedules.read(hours))
    return position
  }

  /// The chain's name is searched as the merchant's own is, and every value can be asked for.
  private mutating func addLabels(of metadata: JSONText?) {
    guard let metadata else { return }
    metadata.forEachScalar { path, value in
      if path == "chain" { wordList.append(wordsOf: value) }
      wordList.append(labelKey: path, value: value)
    }
  }

  /// The ids of some documents, which are in the order of their ids.
  private func identifierTable(_ documents: [UInt32], slots: [UInt32]) -> IdentifierTable {
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    ends.reserveCapacity(documents.count)
    for document in documents {
      bytes.append(contentsOf: ids[Self.range(idEnds, Int(document))])
      ends.append(UInt32(bytes.count))
    }
    return IdentifierTable(
      bytes: FlatArray(bytes), ends: FlatArray(ends), slots: FlatArray(slots))
  }

  /// The documents of active merchants and of inactive ones, in the bytewise order of their ids.
  private func documentsInOrder() -> (active: [UInt32], inactive: [UInt32]) {
    var keyed: [(prefix: UInt64, document: UInt32)] = []
    keyed.reserveCapacity(idEnds.count)
    for document in idEnds.indices {
      var prefix: UInt64 = 0
      var length = 0
      for position in Self.range(idEnds, document).prefix(8) {
        prefix = prefix << 8 | UInt64(ids[position])
        length += 1
      }
      if length < 8 { prefix <<= UInt64(8 * (8 - length)) }
      keyed.append((prefix, UInt32(document)))
    }
    keyed.sort { one, other in
      if one.prefix != other.prefix { return one.prefix < other.prefix }
      let oneID = ids[Self.range(idEnds, Int(one.document))]
      let otherID = ids[Self.range(idEnds, Int(other.document))]
      if oneID.lexicographicallyPrecedes(otherID) { return true }
      return oneID.count == otherID.count && oneID.elementsEqual(otherID)
        && one.document < other.document
    }
    var active: [UInt32] = []
    active.reserveCapacity(keyed.count)
    var inactive: [UInt32] = []
    for position in keyed.indices {
      let document = Int(keyed[position].document)
      if position + 1 < keyed.count {
        let next = keyed[position + 1]
        if next.prefix == keyed[position].prefix,
          ids[Self.range(idEnds, Int(next.document))].elementsEqual(
            ids[Self.range(idEnds, document)])
        {
          continue
        }
      }
      if isActive[document] {
        active.append(UInt32(document))
      } else {
        inactive.append(UInt32(document))
      }
    }
    return (active, inactive)
  }
}
