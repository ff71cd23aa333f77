import FlatStorage
import TestSupport
import Testing

@testable import Catalog

/// The parts of a merge, each held against something obvious.
struct PartMergeTests {
  private static func table(_ ids: [String]) -> IdentifierTable {
    let sorted = ids.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    var end: UInt32 = 0
    let ends = sorted.map { id in
      end += UInt32(id.utf8.count)
      return end
    }
    return IdentifierTable(
      bytes: FlatArray(sorted.flatMap { Array($0.utf8) }), ends: FlatArray(ends),
      slots: FlatArray(count: ids.count) { UInt32($0) })
  }

  @Test(
    arguments: [[0], [200], [0, 30], [400, 20], [100, 100, 100, 1]], 0..<4 as Range<UInt64>)
  func `ids of several tables become one table without the dead`(counts: [Int], seed: UInt64) {
    var random = SeededMerchants(seed: seed)
    var known: Set<String> = []
    var tables: [(table: IdentifierTable, dead: SlotSet)] = []
    var living: [String] = []
    var alive: [Bool] = []
    for count in counts {
      var ids: [String] = []
      while ids.count < count {
        let id = random.pick(["", "m-", "merchant-", "é"]) + "\(random.next(below: 5_000))"
        if known.insert(id).inserted { ids.append(id) }
      }
      // Ids that a later table has again, but that are dead here.
      let table = Self.table(ids)
      let dead = (0..<UInt32(count)).filter { _ in random.next(below: 5) == 0 && seed > 0 }
      for rank in 0..<count {
        let isAlive = !dead.contains(UInt32(rank))
        alive.append(isAlive)
        if isAlive {
          living.append(table.id(rank: rank))
        } else {
          known.remove(table.id(rank: rank))
        }
      }
      tables.append((table, SlotSet.none.inserting(dead, slotCount: count)))
    }
    let merged = MergedIdentifiers(tables)
    let expected = Self.table(living)
    #expect(FlatArray(merged.bytes) == expected.bytes)
    #expect(FlatArray(merged.ends) == expected.ends)
    let new = IdentifierTable(
      bytes: FlatArray(merged.bytes), ends: FlatArray(merged.ends), slots: expected.slots)
    var position = 0
    for (table, _) in tables {
      for rank in 0..<table.count {
        let rankNow = merged.ranks[position]
        #expect((rankNow == MergedIdentifiers.dead) == !alive[position])
        if alive[position] { #expect(new.id(rank: Int(rankNow)) == table.id(rank: rank)) }
        position += 1
      }
    }
  }

  @Test(
    arguments: [[0], [60], [300, 20], [0, 10], [50, 50, 50, 50]], 0..<4 as Range<UInt64>)
  func `word indexes become the one of the same words in the new slots`(
    counts: [Int], seed: UInt64
  ) {
    var random = SeededMerchants(seed: seed)
    var parts: [WordIndex] = []
    var lists: [[WordList]] = []
    var sources: [SlotSource] = []
    for (part, count) in counts.enumerated() {
      var builder = WordIndexBuilder()
      lists.append([])
      for slot in 0..<count {
        var words = WordList()
        for _ in 0..<random.next(below: 6) {
          words.append(wordsOf: random.pick(SeededMerchants.words))
        }
        if random.next(below: 3) == 0 { words.append(wordsOf: "word\(random.next(below: 900))") }
        words.append(wordsOf: "everybody")
        words.append(labelKey: "k", value: "longer than eight bytes \(random.next(below: 40))")
        builder.add(document: UInt32(slot), words: words)
        lists[part].append(words)
        if random.next(below: [100, 10, 2, 40][Int(seed)]) > 0 {
          sources.append(SlotSource(part: UInt32(part), slot: UInt32(slot)))
        }
      }
      parts.append(
        builder.build(slotOfDocument: (0..<count).map { UInt32($0) }, count: count))
    }
    for position in sources.indices.dropFirst() {
      sources.swapAt(position, random.next(below: position + 1))
    }
    var expected = WordIndexBuilder()
    for (slot, source) in sources.enumerated() {
      expected.add(
        document: UInt32(slot), words: lists[Int(source.part)][Int(source.slot)])
    }
    #expect(
      WordIndex.merging(parts, sources: sources)
        == expected.build(
          slotOfDocument: sources.indices.map { UInt32($0) }, count: sources.count))
  }

  @Test func `texts that are used stay, equal ones once`() {
    let lists = [TextList(["a", "bb", "", "c"]), TextList([]), TextList(["c", "bb", "d", "e"])]
    let isUsed = [true, false, true, true, true, true, true, false]
    let (list, positions) = TextList.merging(lists, isUsed: isUsed)
    #expect(positions == [0, .max, 1, 2, 2, 3, 4, .max])
    var texts: [String] = []
    for position in 0..<list.count {
      var bytes: [UInt8] = []
      list.append(position, to: &bytes)
      texts.append(String(decoding: bytes, as: UTF8.self))
    }
    #expect(texts == ["a", "", "c", "bb", "d"])
    #expect(TextList.merging([lists[0]], isUsed: [false, true, false, false]).list.count == 1)
  }

  /// Records of up to some MB, so that chunks end between them.
  private static func store(
    _ count: Int, mostBytes: Int, _ random: inout SeededMerchants
  ) -> (store: RecordStore, addresses: [UInt64]) {
    let store = RecordStore()
    let addresses = (0..<count).map { _ in
      var record = RenderedRecord()
      for position in 0..<RecordLayout.storedCount {
        let length = position == 0 ? 1 + random.next(below: mostBytes) : random.next(below: 20)
        record.counts.append(UInt32(length))
        record.bytes += [UInt8](
          repeating: UInt8(truncatingIfNeeded: random.next()), count: length)
      }
      return store.append(record)
    }
    return (store, addresses)
  }

  @Test(arguments: [(0, 10), (1, 10), (700, 300), (14, 2_000_000), (6, 8_000_000)])
  func `packed records are those of an arranged store, chunk by chunk`(
    count: Int, mostBytes: Int
  ) {
    var random = SeededMerchants(seed: UInt64(count))
    let (store, addresses) = Self.store(count, mostBytes: mostBytes, &random)
    let wanted = addresses.filter { _ in random.next(below: 4) > 0 }.reversed() as [UInt64]
    var arrangedAddresses = wanted
    let arranged = store.arranged(&arrangedAddresses)
    var bytes: [UInt8] = []
    let packed = store.forEachPackedChunk(wanted) { bytes.append(contentsOf: $0) }
    #expect(packed == arrangedAddresses)
    #expect(bytes.count <= arranged.byteCount + RecordStore.chunkBytes * (bytes.count >> 23))
    let file = RecordStore(FlatArray(bytes))
    for (address, new) in zip(wanted, packed) {
      let (one, other) = (store.values(address), file.values(new))
      #expect(one.bytes == other.bytes && one.counts == other.counts)
    }
  }

  @Test(arguments: 0..<3 as Range<UInt64>)
  func `records that are shared or copied are those of their stores`(seed: UInt64) {
    var random = SeededMerchants(seed: seed)
    let made = [(40, 1_000_000), (0, 1), (500, 200)].map {
      Self.store($0.0, mostBytes: $0.1, &random)
    }
    let parts = made.map { ($0.store, FlatArray($0.addresses)) }
    let dead = SlotSet.none.inserting([1, 3], slotCount: 40)
    let (shared, moves) = RecordStore.sharing(
      zip(parts, [dead, .none, .none]).map { ($0.0, $0.1, $1) })
    #expect(shared.byteCount == made.reduce(0) { $0 + $1.store.byteCount })
    #expect(shared.garbageBytes > 0 && shared.garbageBytes <= 2_001_000)
    #expect(moves[0].address(1 << 40) == RecordStore.nowhere)
    #expect(shared.values(RecordStore.nowhere).bytes.isEmpty)
    var sources: [SlotSource] = []
    for (part, (_, addresses)) in made.enumerated() {
      sources += addresses.indices.map { SlotSource(part: UInt32(part), slot: UInt32($0)) }
    }
    sources = sources.filter { _ in random.next(below: 5) > 0 }
    let (copied, addresses) = RecordStore.copying(sources, of: parts)
    for (slot, source) in sources.enumerated() {
      let (store, old) = made[Int(source.part)]
      let expected = store.values(old[Int(source.slot)])
      let address = moves[Int(source.part)].address(old[Int(source.slot)])
      #expect(shared.values(address).bytes == expected.bytes)
      #expect(copied.values(addresses[slot]).bytes == expected.bytes)
      #expect(copied.values(addresses[slot]).counts == expected.counts)
    }
  }
}
