public import CPrefetch

/// The memory of ``PointScores``: made once, then only read.
///
/// Level 0 has an entry a point, level n + 1 one for each node of the index's level n; a level has
/// room for 32 children of each node of the next, 0 where there is none.
///
/// `@safe`: the address stays in this file; a level and position come from the index that the memory
/// was made for, whose nodes all have an entry. `@unchecked Sendable`: only the initialiser of
/// ``PointScores`` writes, before anyone else has a reference.
@safe
@usableFromInline
final class ScoreMemory: @unchecked Sendable {
  @usableFromInline let scores: UnsafeMutablePointer<Int32>
  /// Where each level begins; nine at most, since an index has at most eight.
  @usableFromInline let offsets: InlineArray<9, Int>
  @usableFromInline let pointCount: Int
  private let capacity: Int

  init(index: PackedIndex) {
    let view = index.view
    var offsets = InlineArray<9, Int>(repeating: 0)
    var total = view.nodeCount(0) * IndexLayout.fanOut
    for level in 0...view.rootLevel {
      offsets[level + 1] = total
      // Room for whole blocks of children, on the border of a cache line.
      total += (view.nodeCount(level) + 31) / 32 * 32
    }
    self.offsets = offsets
    capacity = total
    pointCount = index.count
    let room = UnsafeMutableRawPointer.allocate(byteCount: total * 4, alignment: 128)
    unsafe scores = room.initializeMemory(as: Int32.self, repeating: 0, count: total)
  }

  deinit {
    unsafe scores.deallocate()
  }

  var byteCount: Int { capacity * 4 }

  func set(level: Int, _ position: Int, _ value: Int32) {
    unsafe scores[offsets[level] + position] = value
  }

  @inlinable @inline(__always)
  func value(level: Int, _ position: Int) -> Int32 {
    unsafe scores[offsets[level] &+ position]
  }

  @inlinable @inline(__always)
  func prefetch(leaf: Int) {
    unsafe vicinity_prefetch(scores + (leaf << 5))
    unsafe vicinity_prefetch(scores + (leaf << 5 | 16))
  }
}
