import FlatStorage
public import Geodesy
public import Geofencing
import JSON
import SpatialIndex

/// Merchants ready to be searched: an immutable value, made by a ``CatalogBuilder``.
///
/// Any number of threads may query it, each with a ``QueryScratch`` of its own.
public struct Catalog: Sendable {
  let storage: CatalogStorage
  /// The geofences that queries may name.
  public let fences: FenceRegions

  init(
    version: UInt64, categories: CategoryTable, inactiveCount: Int, categoryCounts: [Int],
    index: PackedIndex, columns: MerchantColumns, identifiers: IdentifierTable, words: WordIndex,
    records: RecordStore, hoursTexts: TextList, hours: CatalogHours, fences: FenceRegions
  ) {
    storage = CatalogStorage(
      version: version, categories: categories, inactiveCount: inactiveCount,
      categoryCounts: categoryCounts, index: index, columns: columns, identifiers: identifiers,
      words: words, records: records, hoursTexts: hoursTexts, hours: hours)
    self.fences = fences
  }

  private init(_ storage: CatalogStorage, fences: FenceRegions) {
    self.storage = storage
    self.fences = fences
  }

  /// The same merchants with other geofences.
  public func replacing(fences: FenceIndex) -> Catalog {
    Catalog(storage, fences: FenceRegions(fences))
  }

  /// Tells this catalogue from those before and after it.
  public var version: UInt64 { storage.version }

  /// The categories that the merchants may have.
  public var categories: CategoryTable { storage.categories }

  /// How many merchants there are; inactive ones do not count.
  public var count: Int { storage.index.count }

  /// How many merchants were left out as inactive.
  public var inactiveCount: Int { storage.inactiveCount }

  /// How much memory the catalogue takes.
  public var byteCount: Int {
    storage.index.byteCount + storage.columns.byteCount + storage.identifiers.byteCount
      + storage.words.byteCount + storage.records.byteCount
      + fences.index.byteCount + storage.hours.byteCount
      + storage.hoursTexts.byteCount
  }

  /// How many merchants have the category at a position of the category table.
  public func merchantCount(inCategoryAt position: Int) -> Int {
    storage.categoryCounts[position]
  }

  /// The slot of the merchant with this id; nil if there is none.
  public func slot(ofMerchant id: String) -> UInt32? {
    storage.identifiers.slot(of: id)
  }

  /// The id of the merchant in a slot.
  public func id(slot: UInt32) -> String {
    storage.identifiers.id(rank: Int(storage.index.id(slot: slot)))
  }

  /// Where the merchant in a slot is.
  public func coordinate(slot: UInt32) -> Coordinate {
    storage.coordinate(slot: slot)
  }
}

/// The parts of a catalogue, which all of its copies share.
final class CatalogStorage: Sendable {
  let version: UInt64
  let categories: CategoryTable
  let inactiveCount: Int
  let categoryCounts: [Int]
  let index: PackedIndex
  let columns: MerchantColumns
  let identifiers: IdentifierTable
  let words: WordIndex
  let records: RecordStore
  let hoursTexts: TextList
  let hours: CatalogHours
  let categoryValues: CategoryValues

  init(
    version: UInt64, categories: CategoryTable, inactiveCount: Int, categoryCounts: [Int],
    index: PackedIndex, columns: MerchantColumns, identifiers: IdentifierTable,
    words: WordIndex, records: RecordStore, hoursTexts: TextList, hours: CatalogHours
  ) {
    self.version = version
    self.categories = categories
    categoryValues = CategoryValues(categories)
    self.inactiveCount = inactiveCount
    self.categoryCounts = categoryCounts
    self.index = index
    self.columns = columns
    self.identifiers = identifiers
    self.words = words
    self.records = records
    self.hoursTexts = hoursTexts
    self.hours = hours
  }

  func coordinate(slot: UInt32) -> Coordinate {
    // The columns hold what coordinates held, unless they lie in a file that was damaged.
    Coordinate(
      clampingLatitude: columns.latitudes[Int(slot)],
      longitude: columns.longitudes[Int(slot)])
  }
}

/// Single facts of a merchant.
extension Catalog {
  /// The merchant's name.
  public func name(slot: UInt32) -> String {
    storage.name(slot: slot)
  }

  /// The merchant's rating in hundredths; nil for an unrated one.
  public func ratingHundredths(slot: UInt32) -> Int? {
    let rating = storage.columns.ratings[Int(slot)]
    return rating == MerchantColumns.unrated ? nil : Int(rating)
  }

  /// How many reviews the merchant has.
  public func reviewCount(slot: UInt32) -> Int {
    Int(storage.columns.reviews[Int(slot)])
  }

  /// The merchant's category as a position in ``categories``; nil for none.
  public func categoryPosition(slot: UInt32) -> Int? {
    let category = storage.columns.categories[Int(slot)]
    return Int(category) < storage.categories.all.count ? Int(category) : nil
  }

  /// The kind of partnership of a merchant that is a partner; nil where there is none.
  public func partnership(slot: UInt32) -> Partner.Partnership? {
    let tags = storage.columns.tags[Int(slot)]
    return Partner.Partnership.allCases.first { tags & MerchantTags.partnership($0) != 0 }
  }
}
