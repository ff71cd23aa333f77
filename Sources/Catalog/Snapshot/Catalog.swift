import FlatStorage
public import Geodesy
public import Geofencing
public import OpeningHours

/// Merchants ready to be searched: an immutable value, made by a ``CatalogBuilder``, or by changing
/// one before it.
///
/// Any number of threads may query it, each with a ``QueryScratch`` of its own. It consists of
/// segments: mostly one, and while updates come in some smaller ones besides.
public struct Catalog: Sendable {
  let contents: CatalogContents

  init(
    version: UInt64, categories: CategoryTable, segments: [CatalogSegment], fences: FenceRegions
  ) {
    contents = CatalogContents(
      version: version, categories: categories, segments: segments, fences: fences)
  }

  /// The same merchants with other geofences.
  public func replacing(fences: FenceIndex) -> Catalog {
    Catalog(
      version: version, categories: categories, segments: segments, fences: FenceRegions(fences))
  }

  /// Tells this catalogue from those before and after it.
  public var version: UInt64 { contents.version }

  /// The categories that the merchants may have.
  public var categories: CategoryTable { contents.categories }

  /// The geofences that queries may name.
  public var fences: FenceRegions { contents.fences }

  /// How many merchants there are; inactive ones do not count.
  public var count: Int { contents.counts.merchants }

  /// How many merchants were left out as inactive.
  public var inactiveCount: Int { contents.counts.inactive }

  /// How much memory the catalogue takes.
  public var byteCount: Int {
    let memory = memory
    return fences.index.byteCount + memory.base.bytes + memory.delta.bytes
  }

  /// How many merchants have the category at a position of the category table.
  public func merchantCount(inCategoryAt position: Int) -> Int {
    let counts = contents.counts.categories
    return position < counts.count ? counts[position] : 0
  }

  /// How many active merchants have hours of each kind.
  public var hoursCounts: HoursCounts { contents.counts.hours }
}

/// The parts of a catalogue, which all of its copies share.
final class CatalogContents: Sendable {
  /// Tells this catalogue from every other one in the process, also of the same version.
  let generation: UInt64
  let version: UInt64
  let categories: CategoryTable
  let categoryValues: CategoryValues
  /// The first is the largest; without merchants it is the only one.
  let segments: [CatalogSegment]
  let fences: FenceRegions
  let counts: SegmentCounts

  init(
    version: UInt64, categories: CategoryTable, segments: [CatalogSegment], fences: FenceRegions
  ) {
    precondition(!segments.isEmpty, "a catalogue has a segment or more")
    generation = Generation.next()
    self.version = version
    self.categories = categories
    categoryValues = CategoryValues(categories)
    var firstSlot = 0
    self.segments = segments.enumerated().map { position, segment in
      let placed = segment.placed(position: position, firstSlot: UInt32(firstSlot))
      firstSlot += segment.storage.count
      precondition(firstSlot < Int(UInt32.max), "a catalogue holds 4,294,967,293 merchants")
      return placed
    }
    self.fences = fences
    counts = segments.reduce(SegmentCounts()) { $0 + $1.counts }
  }
}

/// The segments.
extension Catalog {
  var segments: [CatalogSegment] { contents.segments }

  /// Whether there is one segment with nobody dead, active or not, as after building and merging.
  var isWhole: Bool {
    segments.count == 1 && segments[0].dead.isEmpty && segments[0].deadInactive.isEmpty
  }

  /// The segment that a slot of the catalogue lies in.
  @inline(__always)
  func segment(of slot: UInt32) -> CatalogSegment {
    let segments = contents.segments
    var position = segments.count - 1
    while position > 0, slot < segments[position].firstSlot { position -= 1 }
    return segments[position]
  }

  /// The storage that a slot of the catalogue lies in, and the slot there.
  @inline(__always)
  func place(of slot: UInt32) -> (storage: CatalogStorage, slot: UInt32) {
    let segment = segment(of: slot)
    return (segment.storage, slot - segment.firstSlot)
  }

  /// Calls `body` with the slot of each merchant, in no order.
  public func forEachSlot(_ body: (UInt32) -> Void) {
    for segment in segments {
      for slot in 0..<UInt32(segment.storage.count) where segment.isAlive(slot) {
        body(segment.firstSlot + slot)
      }
    }
  }
}

/// Single facts of a merchant.
extension Catalog {
  /// The slot of the merchant with this id; nil if there is none.
  public func slot(ofMerchant id: String) -> UInt32? {
    for segment in segments {
      if let slot = segment.slot(ofMerchant: id) { return segment.firstSlot + slot }
    }
    return nil
  }

  /// Whether there is an inactive merchant with this id.
  public func hasInactive(merchant id: String) -> Bool {
    segments.contains { $0.slot(ofInactive: id) != nil }
  }

  /// The id of the merchant in a slot.
  public func id(slot: UInt32) -> String {
    let (storage, slot) = place(of: slot)
    return storage.id(slot: slot)
  }

  /// Where the merchant in a slot is.
  public func coordinate(slot: UInt32) -> Coordinate {
    let (storage, slot) = place(of: slot)
    return storage.coordinate(slot: slot)
  }

  /// The merchant's name.
  public func name(slot: UInt32) -> String {
    let (storage, slot) = place(of: slot)
    return storage.name(slot: slot)
  }

  /// The merchant's rating in hundredths; nil for an unrated one.
  public func ratingHundredths(slot: UInt32) -> Int? {
    let (storage, slot) = place(of: slot)
    return storage.ratingHundredths(slot: slot)
  }

  /// How many reviews the merchant has.
  public func reviewCount(slot: UInt32) -> Int {
    let (storage, slot) = place(of: slot)
    return storage.reviewCount(slot: slot)
  }

  /// The merchant's category as a position in ``categories``; nil for none.
  public func categoryPosition(slot: UInt32) -> Int? {
    let (storage, slot) = place(of: slot)
    let category = Int(storage.columns.categories[Int(slot)])
    return category < categories.all.count ? category : nil
  }

  /// The kind of partnership of a merchant that is a partner; nil where there is none.
  public func partnership(slot: UInt32) -> Partner.Partnership? {
    let (storage, slot) = place(of: slot)
    return storage.partnership(slot: slot)
  }

  /// The schedule of the merchant in a slot; nil where the hours are unknown.
  public func schedule(slot: UInt32) -> Schedule? {
    let (storage, slot) = place(of: slot)
    return storage.schedule(slot: slot)
  }

  /// The time zone of the merchant in a slot; nil where it is unknown.
  public func zone(slot: UInt32) -> TimeZoneRules? {
    let (storage, slot) = place(of: slot)
    return storage.zone(slot: slot)
  }

  /// The tags of the merchant in a slot.
  func tags(slot: UInt32) -> UInt64 {
    let (storage, slot) = place(of: slot)
    return storage.columns.tags[Int(slot)]
  }
}
