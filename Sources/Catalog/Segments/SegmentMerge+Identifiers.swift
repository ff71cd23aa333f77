import FlatStorage

/// The ids of some tables in one order.
struct MergedIdentifiers {
  /// The ids one after the other.
  var bytes: [UInt8] = []
  /// Where each id ends.
  var ends: [UInt32] = []
  /// The new rank of each id, the tables' end to end; ``dead`` for one that was left out.
  var ranks: [UInt32]

  static let dead = UInt32.max

  /// Merges tables without the ids whose ranks are in the sets of the dead.
  ///
  /// Runs of ids that follow each other are found by doubling steps and copied at once, so that ids
  /// among which only some others come cost little more than their bytes.
  init(_ tables: [(table: IdentifierTable, dead: SlotSet)]) {
    var heads: [Head] = []
    var count = 0
    var byteCount = 0
    for (table, dead) in tables {
      if table.count > 0 { heads.append(Head(table: table, dead: dead, offset: count)) }
      count += table.count
      byteCount += table.bytes.count
    }
    ranks = [UInt32](repeating: Self.dead, count: count)
    ends.reserveCapacity(count)
    bytes.reserveCapacity(byteCount)
    while !heads.isEmpty {
      var first = 0
      for position in heads.indices.dropFirst()
      where heads[position].precedes(heads[first]) { first = position }
      // Up to the least of the other heads; equal ids, of which at most one is alive, follow the order
      // of the tables.
      var end = heads[first].table.count
      if heads.count > 1 {
        var second = first == 0 ? 1 : 0
        for position in heads.indices
        where position != first && heads[position].precedes(heads[second]) { second = position }
        end = heads[first].end(before: heads[second])
      }
      append(heads[first], end: end)
      heads[first].rank = end
      if end == heads[first].table.count { heads.remove(at: first) }
    }
  }

  /// Makes the ids as many as there are merchants, which they are unless a file was damaged.
  mutating func adjust(count: Int) {
    if ends.count > count { ends.removeLast(ends.count - count) }
    while ends.count < count { ends.append(ends.last ?? 0) }
  }

  private mutating func append(_ head: Head, end: Int) {
    guard !head.dead.isEmpty else {
      append(head.table, head.rank..<end, offset: head.offset)
      return
    }
    var start = head.rank
    for rank in head.rank..<end where head.dead.contains(UInt32(rank)) {
      append(head.table, start..<rank, offset: head.offset)
      start = rank + 1
    }
    append(head.table, start..<end, offset: head.offset)
  }

  private mutating func append(_ table: IdentifierTable, _ run: Range<Int>, offset: Int) {
    guard !run.isEmpty else { return }
    let old = table.bytes.clamped(
      table.range(run.lowerBound).lowerBound, table.range(run.upperBound - 1).upperBound)
    let start = bytes.count
    precondition(start + old.count <= Int(UInt32.max), "all ids have less than 4 GiB")
    table.bytes.withBytes { bytes.append(contentsOf: $0.extracting(old)) }
    for rank in run {
      ranks[offset + rank] = UInt32(ends.count)
      // In a file that was damaged an end may lie anywhere.
      let end = max(old.lowerBound, min(Int(table.ends[rank]), old.upperBound))
      ends.append(UInt32(start + end - old.lowerBound))
    }
  }

  /// A table and how far it was merged.
  private struct Head {
    let table: IdentifierTable
    let dead: SlotSet
    /// Where its ranks begin among all.
    let offset: Int
    var rank = 0

    /// Whether the next id comes before another head's.
    func precedes(_ other: Head) -> Bool {
      compare(rank, other) < 0
    }

    /// The first rank, after the next one, whose id is not before another head's next.
    func end(before other: Head) -> Int {
      var low = rank
      var step = 1
      while low + step < table.count, compare(low + step, other) < 0 {
        low += step
        step *= 2
      }
      var high = min(low + step, table.count)
      low += 1
      while low < high {
        let middle = (low + high) / 2
        if compare(middle, other) < 0 { low = middle + 1 } else { high = middle }
      }
      return low
    }

    private func compare(_ rank: Int, _ other: Head) -> Int {
      let (range, otherRange) = (table.range(rank), other.table.range(other.rank))
      return table.bytes.withBytes { bytes in
        other.table.bytes.withBytes { otherBytes in
          compareBytes(bytes.extracting(range), otherBytes.extracting(otherRange))
        }
      }
    }
  }
}

/// Below 0, 0 or above it as `one` comes before `other` bytewise, is the same, or comes after it.
@inline(__always)
func compareBytes(_ one: RawSpan, _ other: RawSpan) -> Int {
  let count = min(one.byteCount, other.byteCount)
  var position = 0
  // Safe: the places were compared with the counts, and every pattern of bits is a number.
  while position &+ 8 <= count {
    let eight = unsafe one.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
    let otherEight = unsafe other.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
    if eight != otherEight { return eight.bigEndian < otherEight.bigEndian ? -1 : 1 }
    position &+= 8
  }
  while position < count {
    let byte = unsafe one.unsafeLoad(fromByteOffset: position, as: UInt8.self)
    let otherByte = unsafe other.unsafeLoad(fromByteOffset: position, as: UInt8.self)
    if byte != otherByte { return byte < otherByte ? -1 : 1 }
    position &+= 1
  }
  return one.byteCount - other.byteCount
}
