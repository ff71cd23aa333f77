/// A storage as one catalogue sees it: with the merchants that are no more.
final class CatalogSegment: Sendable {
  let storage: CatalogStorage
  /// The slots of merchants that have been replaced, deactivated or deleted since.
  let dead: SlotSet
  /// The same of the ids of inactive merchants.
  let deadInactive: SlotSet
  /// The counts of the merchants that live.
  let counts: SegmentCounts
  /// The segment's place among those of its catalogue.
  let position: Int
  /// The number that its slot 0 has in the catalogue.
  let firstSlot: UInt32

  /// A storage all of whose merchants live.
  convenience init(_ storage: CatalogStorage) {
    self.init(
      storage, dead: .none, deadInactive: .none, counts: storage.counts, position: 0, firstSlot: 0)
  }

  private init(
    _ storage: CatalogStorage, dead: SlotSet, deadInactive: SlotSet, counts: SegmentCounts,
    position: Int, firstSlot: UInt32
  ) {
    self.storage = storage
    self.dead = dead
    self.deadInactive = deadInactive
    self.counts = counts
    self.position = position
    self.firstSlot = firstSlot
  }

  /// The same segment at its place in a catalogue.
  func placed(position: Int, firstSlot: UInt32) -> CatalogSegment {
    CatalogSegment(
      storage, dead: dead, deadInactive: deadInactive, counts: counts, position: position,
      firstSlot: firstSlot)
  }

  /// The same segment without some more of its merchants and inactive ids, each of which lived.
  func removing(slots: [UInt32], inactive: [UInt32]) -> CatalogSegment {
    guard !slots.isEmpty || !inactive.isEmpty else { return self }
    var counts = counts
    for slot in slots { counts.count(Int(slot), of: storage.columns, times: -1) }
    counts.inactive -= inactive.count
    return CatalogSegment(
      storage, dead: dead.inserting(slots, slotCount: storage.count),
      deadInactive: deadInactive.inserting(inactive, slotCount: storage.inactive.count),
      counts: counts, position: position, firstSlot: firstSlot)
  }

  /// How many of its merchants live.
  var liveCount: Int { storage.count - dead.count }

  /// The slot of the living merchant with an id; nil if there is none.
  func slot(ofMerchant id: String) -> UInt32? {
    guard let slot = storage.identifiers.slot(of: id) else { return nil }
    return isAlive(slot) ? slot : nil
  }

  /// The slot of a living inactive id; nil if there is none.
  func slot(ofInactive id: String) -> UInt32? {
    guard let slot = storage.inactive.slot(of: id) else { return nil }
    return isAliveInactive(slot) ? slot : nil
  }

  @inline(__always)
  func isAlive(_ slot: UInt32) -> Bool {
    dead.isEmpty || !dead.contains(slot)
  }
  func isAliveInactive(_ slot: UInt32) -> Bool {
    deadInactive.isEmpty || !deadInactive.contains(slot)
  }
}
