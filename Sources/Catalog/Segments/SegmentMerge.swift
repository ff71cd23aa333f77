import FlatStorage
import Geodesy
import OpeningHours
import SpatialIndex

extension CatalogStorage {
  /// One storage of the merchants of some segments that live, which answers as one that a
  /// ``CatalogBuilder`` makes of the same merchants.
  ///
  /// Everything is copied as it lies there: nothing is rendered or read again, and one thread does it in
  /// some 0.4 µs a merchant. Records, most of the memory, are shared with the segments' storages;
  /// they are copied with `isCompacting`, and unasked for where there are fewer than `fewMerchants`
  /// or more than a quarter of the bytes would be garbage.
  static func merging(
    _ segments: [CatalogSegment], isCompacting: Bool = false, fewMerchants: Int = 1 << 17
  ) -> CatalogStorage {
    let merge = SegmentMerge(segments)
    return merge.storage(isCompacting: isCompacting || merge.count < fewMerchants)
  }
}

/// Segments on their way into one storage.
private struct SegmentMerge {
  private let segments: [CatalogSegment]
  private let storages: [CatalogStorage]
  let count: Int
  private let index: PackedIndex
  /// Where each new slot's merchant comes from.
  private let sources: [SlotSource]
  private let identifiers: IdentifierTable
  private let counts: SegmentCounts

  init(_ segments: [CatalogSegment]) {
    self.segments = segments
    storages = segments.map(\.storage)
    count = segments.reduce(0) { $0 + $1.liveCount }
    precondition(count < Int(UInt32.max) - 1, "a catalogue holds 4,294,967,293 merchants")
    var merged = MergedIdentifiers(
      segments.map { ($0.storage.identifiers, $0.deadRanks) })
    merged.adjust(count: count)
    let living = Self.living(segments, merged.ranks, count: count)
    let positions: [UInt32]
    (index, positions) = PackedIndex.arranging(
      living.points, ids: living.ids, tags: living.tags, threads: 1)
    sources = positions.map { living.sources[Int($0)] }
    var slots = [UInt32](repeating: 0, count: count)
    for slot in positions.indices { slots[Int(living.ids[Int(positions[slot])])] = UInt32(slot) }
    identifiers = IdentifierTable(
      bytes: FlatArray(merged.bytes), ends: FlatArray(merged.ends), slots: FlatArray(slots))
    var counts = segments.reduce(SegmentCounts()) { $0 + $1.counts }
    while counts.categories.last == 0 { counts.categories.removeLast() }
    self.counts = counts
  }

  /// The merchants that live, in the order of the segments and their slots.
  private struct Living {
    var points: [EarthPoint] = []
    var ids: [UInt32] = []
    var tags: [UInt64] = []
    var sources: [SlotSource] = []
  }

  private static func living(
    _ segments: [CatalogSegment], _ ranks: [UInt32], count: Int
  ) -> Living {
    var living = Living()
    living.points.reserveCapacity(count)
    living.ids.reserveCapacity(count)
    living.tags.reserveCapacity(count)
    living.sources.reserveCapacity(count)
    var offset = 0
    for (part, segment) in segments.enumerated() {
      let index = segment.storage.index
      let tags = segment.storage.columns.tags
      let tableCount = segment.storage.identifiers.count
      for slot in 0..<UInt32(segment.storage.count) where segment.isAlive(slot) {
        living.points.append(index.point(slot: slot))
        living.tags.append(tags[Int(slot)])
        living.sources.append(SlotSource(part: UInt32(part), slot: slot))
        // In a file that was damaged a rank may be anything; the id is wrong then.
        let rank = min(Int(index.id(slot: slot)), tableCount - 1)
        living.ids.append(min(ranks[offset + rank], UInt32(count - 1)))
      }
      offset += tableCount
    }
    return living
  }

  func storage(isCompacting: Bool) -> CatalogStorage {
    let hours = hours()
    let (records, addresses) = records(isCompacting: isCompacting)
    let columns = MerchantColumns(
      tags: column(\.tags), categories: column(\.categories), ratings: column(\.ratings),
      reviews: column(\.reviews), latitudes: column(\.latitudes), longitudes: column(\.longitudes),
      nameKeys: column(\.nameKeys), records: addresses, hours: hours.texts.column,
      schedules: hours.schedules.column, zones: hours.zones.column, created: column(\.created))
    return CatalogStorage(
      index: index, columns: columns, identifiers: identifiers, inactive: inactive(),
      words: WordIndex.merging(storages.map(\.words), sources: sources), records: records,
      hoursTexts: hours.texts.list,
      hours: CatalogHours(schedules: hours.schedules.table, zones: hours.zones.table),
      counts: counts, origins: storages.reduce([]) { $0.union($1.origins) })
  }

  private func inactive() -> IdentifierTable {
    let merged = MergedIdentifiers(segments.map { ($0.storage.inactive, $0.deadInactive) })
    return IdentifierTable(
      bytes: FlatArray(merged.bytes), ends: FlatArray(merged.ends),
      slots: FlatArray(count: merged.ends.count) { UInt32($0) })
  }
}

/// Columns.
extension SegmentMerge {
  private func column<Element>(
    _ path: KeyPath<MerchantColumns, FlatArray<Element>>
  ) -> FlatArray<Element> {
    let columns = storages.map { $0.columns[keyPath: path] }
    let parts = columns.span
    let sources = sources.span
    return FlatArray(count: count) {
      let source = sources[$0]
      return parts[Int(source.part)][Int(source.slot)]
    }
  }

  /// A column of numbers that stand for something, and by part how many of those there are.
  private struct Numbers<Number: FixedWidthInteger & BitwiseCopyable & Sendable> {
    var columns: [FlatArray<Number>]
    var counts: [Int]

    /// Whether each thing has a number in the new slots, the parts' things end to end.
    func uses(_ sources: Span<SlotSource>) -> [Bool] {
      let offsets = offsets()
      var uses = [Bool](repeating: false, count: counts.reduce(0, +))
      for slot in sources.indices {
        let part = Int(sources[slot].part)
        let number = columns.span[part][Int(sources[slot].slot)]
        if number < counts[part] { uses[offsets[part] &+ Int(number)] = true }
      }
      return uses
    }

    /// The column for the new slots: of each number what it became, and `none` for none.
    func column(
      _ sources: Span<SlotSource>, _ numbers: [Number], none: Number
    ) -> FlatArray<Number> {
      let offsets = offsets()
      let (columns, numbers) = (columns.span, numbers.span)
      return FlatArray(count: sources.count) { slot in
        let part = Int(sources[slot].part)
        let number = columns[part][Int(sources[slot].slot)]
        return number < counts[part] ? numbers[offsets[part] &+ Int(number)] : none
      }
    }

    private func offsets() -> [Int] {
      var sum = 0
      return counts.map { count in
        defer { sum += count }
        return sum
      }
    }
  }

  /// Texts, schedules and zones of the new storage, and their columns.
  private typealias Hours = (
    texts: (list: TextList, column: FlatArray<UInt32>),
    schedules: (table: ScheduleTable, column: FlatArray<UInt32>),
    zones: (table: ZoneTable, column: FlatArray<UInt16>)
  )

  private func hours() -> Hours {
    let sources = sources.span
    let texts = Numbers(
      columns: storages.map(\.columns.hours), counts: storages.map(\.hoursTexts.count))
    let (list, positions) = TextList.merging(
      storages.map(\.hoursTexts), isUsed: texts.uses(sources))
    let schedules = Numbers(
      columns: storages.map(\.columns.schedules), counts: storages.map(\.hours.schedules.count))
    let (table, scheduleNumbers) = ScheduleTable.merging(
      storages.map(\.hours.schedules), isUsed: schedules.uses(sources))
    let zones = Numbers(
      columns: storages.map(\.columns.zones), counts: storages.map(\.hours.zones.zones.count))
    let (zoneTable, zoneNumbers) = ZoneTable.merging(
      storages.map(\.hours.zones), isUsed: zones.uses(sources))
    return (
      (list, texts.column(sources, positions, none: MerchantColumns.noHours)),
      (table, schedules.column(sources, scheduleNumbers, none: ScheduleTable.unknown)),
      (zoneTable, zones.column(sources, zoneNumbers, none: ZoneFinder.noZone))
    )
  }
}

/// Records.
extension SegmentMerge {
  private func records(
    isCompacting: Bool
  ) -> (store: RecordStore, addresses: FlatArray<UInt64>) {
    let parts = segments.map {
      (store: $0.storage.records, addresses: $0.storage.columns.records, dead: $0.dead)
    }
    let byteCount = parts.reduce(0) { $0 + $1.store.byteCount }
    if isCompacting || RecordStore.garbageBytes(parts) > byteCount / 4 {
      return RecordStore.copying(sources, of: parts.map { ($0.store, $0.addresses) })
    }
    let (store, moves) = RecordStore.sharing(parts)
    let columns = parts.map(\.addresses)
    let (span, sources) = (columns.span, sources.span)
    let addresses = FlatArray(count: count) {
      let source = sources[$0]
      return moves[Int(source.part)].address(span[Int(source.part)][Int(source.slot)])
    }
    return (store, addresses)
  }
}

extension CatalogSegment {
  /// The ranks of the dead merchants' ids.
  fileprivate var deadRanks: SlotSet {
    guard !dead.isEmpty else { return .none }
    let most = storage.identifiers.count - 1
    var ranks: [UInt32] = []
    ranks.reserveCapacity(dead.count)
    dead.forEach { ranks.append(min(storage.index.id(slot: $0), UInt32(most))) }
    return SlotSet.none.inserting(ranks, slotCount: storage.identifiers.count)
  }
}
