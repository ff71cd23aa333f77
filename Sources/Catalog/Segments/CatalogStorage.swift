import FlatStorage
import Geodesy
import OpeningHours
import SpatialIndex
import Synchronization

/// Merchants with all that is known of them. It never changes; catalogues that follow each other
/// share the storages that no update has replaced.
final class CatalogStorage: Sendable {
  /// Tells this storage from every other one in the process.
  let generation: UInt64
  /// The generations of the storages in mapped files that it is, or was merged of.
  let origins: Set<UInt64>
  let index: PackedIndex
  let columns: MerchantColumns
  let identifiers: IdentifierTable
  /// The ids of inactive merchants; the slot of each is its rank.
  let inactive: IdentifierTable
  let words: WordIndex
  let records: RecordStore
  let hoursTexts: TextList
  let hours: CatalogHours
  let counts: SegmentCounts

  init(
    index: PackedIndex, columns: MerchantColumns, identifiers: IdentifierTable,
    inactive: IdentifierTable, words: WordIndex, records: RecordStore, hoursTexts: TextList,
    hours: CatalogHours, counts: SegmentCounts, origins: Set<UInt64> = []
  ) {
    generation = Generation.next()
    self.origins = origins
    self.index = index
    self.columns = columns
    self.identifiers = identifiers
    self.inactive = inactive
    self.words = words
    self.records = records
    self.hoursTexts = hoursTexts
    self.hours = hours
    self.counts = counts
  }

  /// How many merchants there are, dead ones included.
  var count: Int { index.count }

  /// How much memory it takes.
  var byteCount: Int {
    index.byteCount + columns.byteCount + identifiers.byteCount + inactive.byteCount
      + words.byteCount + records.byteCount + hours.byteCount + hoursTexts.byteCount
  }
}

/// Numbers that this process has not used before.
enum Generation {
  private static let last = Atomic<UInt64>(0)

  static func next() -> UInt64 {
    last.add(1, ordering: .relaxed).newValue
  }
}

/// Single facts of a merchant.
extension CatalogStorage {
  func id(slot: UInt32) -> String {
    identifiers.id(rank: Int(index.id(slot: slot)))
  }

  func coordinate(slot: UInt32) -> Coordinate {
    // The columns hold what coordinates held, unless they lie in a file that was damaged.
    Coordinate(
      clampingLatitude: columns.latitudes[Int(slot)],
      longitude: columns.longitudes[Int(slot)])
  }

  /// In hundredths; nil for an unrated merchant.
  func ratingHundredths(slot: UInt32) -> Int? {
    let rating = columns.ratings[Int(slot)]
    return rating == MerchantColumns.unrated ? nil : Int(rating)
  }

  func reviewCount(slot: UInt32) -> Int {
    Int(columns.reviews[Int(slot)])
  }

  /// The kind of partnership of a merchant that is a partner; nil where there is none.
  func partnership(slot: UInt32) -> Partner.Partnership? {
    let tags = columns.tags[Int(slot)]
    return Partner.Partnership.allCases.first { tags & MerchantTags.partnership($0) != 0 }
  }

  /// The schedule of a merchant; nil where the hours are unknown.
  func schedule(slot: UInt32) -> Schedule? {
    let schedule = columns.schedules[Int(slot)]
    return schedule < hours.schedules.count ? hours.schedules[schedule] : nil
  }

  /// The time zone of a merchant; nil where it is unknown.
  func zone(slot: UInt32) -> TimeZoneRules? {
    let zone = columns.zones[Int(slot)]
    return Int(zone) < hours.zones.zones.count ? hours.zones.zones[Int(zone)] : nil
  }
}
