/// A score for every point of an index and the greatest score below every node, from which a search
/// for the best points bounds what a node can hold.
///
/// It takes a little more than 4 bytes a point.
public struct PointScores: Sendable {
  @usableFromInline let memory: ScoreMemory
  /// The greatest score of all points; 0 for an index without points.
  public let greatest: Int32

  /// The scores of an index's points, each from 0 to 1,000,000,000, asked for slot by slot.
  public init(index: PackedIndex, score: (UInt32) -> Int32) {
    let view = index.view
    let memory = ScoreMemory(index: index)
    for slot in 0..<index.count {
      let value = score(UInt32(truncatingIfNeeded: slot))
      precondition(value >= 0 && value <= 1_000_000_000, "scores are from 0 to 1,000,000,000")
      memory.set(level: 0, slot, value)
    }
    for level in 1...(view.rootLevel + 1) {
      let below = level == 1 ? index.count : view.nodeCount(level - 2)
      for node in 0..<view.nodeCount(level - 1) {
        var most: Int32 = 0
        for child in (node << 5)..<min(below, (node + 1) << 5) {
          most = max(most, memory.value(level: level - 1, child))
        }
        memory.set(level: level, node, most)
      }
    }
    self.memory = memory
    greatest = memory.value(level: view.rootLevel + 1, 0)
  }

  /// How many bytes the scores take.
  public var byteCount: Int { memory.byteCount }

  /// The score of the point in a slot of the index that the scores were made for.
  @inlinable @inline(__always)
  public subscript(slot: UInt32) -> Int32 {
    precondition(Int(slot) < memory.pointCount, "the index has no such slot")
    return memory.value(level: 0, Int(slot))
  }

  /// The greatest score of the points below a node.
  @inlinable @inline(__always)
  func greatest(level: Int, node: Int) -> Int32 {
    memory.value(level: level + 1, node)
  }

  /// The score of a point of a leaf.
  @inlinable @inline(__always)
  func score(leaf: Int, lane: Int) -> Int32 {
    memory.value(level: 0, leaf << 5 | lane)
  }

  /// Has the processor fetch the scores of a leaf's points.
  @inlinable @inline(__always)
  func prefetch(leaf: Int) {
    memory.prefetch(leaf: leaf)
  }
}
