import Geodesy

/// Where everything lies in the one block of memory that an index is.
///
/// The block starts with a header; then come the leaf blocks, the box blocks of every level from
/// the lowest to the root's, and the tags of every node, each section on a 64-byte border. All
/// numbers are in the machine's byte order. Every node but the last of its level has 32 children,
/// so the children of node i are the nodes 32·i ..< 32·i + 32 of the level below, and there is no
/// pointer in the block: it can be written to a file and mapped back as it is.
@usableFromInline
struct IndexLayout: Equatable, Sendable {
  /// Children of a node and points of a leaf.
  @usableFromInline static let fanOut = 32
  /// x, y, z as Double and the id as UInt32 for each of the 32 points of a leaf.
  @usableFromInline static let leafBytes = fanOut * (3 * 8 + 4)
  /// Lower and upper x, y, z as Float for each of the 32 children of a node.
  @usableFromInline static let boxBytes = fanOut * 6 * 4
  @usableFromInline static let headerBytes = 256
  /// Where the header says of each level at which byte its blocks and its tags begin and how many
  /// nodes it has, as three 64-bit numbers. 32⁶ leaves hold more points than a slot can number, so
  /// eight levels are enough.
  @usableFromInline static let levelTableOffset = 64
  @usableFromInline static let levelTableStride = 24

  /// A coordinate so far off that no search comes near; for lanes of boxes that hold nothing.
  static let nowhere: Float = 1e15
  /// The same for lanes of leaves.
  static let noPoint = EarthPoint(x: 100, y: 100, z: 100)

  /// How many points the index holds.
  @usableFromInline let count: Int
  /// The level of the root; leaves are level 0, so it is 1 or more.
  @usableFromInline let rootLevel: Int
  /// How many nodes each level has.
  @usableFromInline let nodeCounts: InlineArray<8, Int>
  /// The byte at which the first box block of a level lies; for level 0 the first leaf block.
  @usableFromInline let blockOffsets: InlineArray<8, Int>
  /// The byte at which the tags of a level's nodes lie.
  @usableFromInline let tagOffsets: InlineArray<8, Int>
  @usableFromInline let byteCount: Int

  /// The layout of an index over `count` points.
  init(count: Int) {
    precondition(
      count >= 0 && count < Int(UInt32.max), "an index holds from 0 to 4,294,967,294 points")
    self.count = count
    var nodeCounts = InlineArray<8, Int>(repeating: 0)
    var blockOffsets = InlineArray<8, Int>(repeating: 0)
    var tagOffsets = InlineArray<8, Int>(repeating: 0)
    var offset = Self.headerBytes
    var nodes = max(1, Self.dividingUp(count, by: Self.fanOut))
    nodeCounts[0] = nodes
    blockOffsets[0] = offset
    offset += nodes * Self.leafBytes
    var level = 0
    repeat {
      level += 1
      nodes = Self.dividingUp(nodes, by: Self.fanOut)
      nodeCounts[level] = nodes
      blockOffsets[level] = offset
      offset += nodes * Self.boxBytes
    } while nodes > 1
    rootLevel = level
    for level in 0...level {
      tagOffsets[level] = offset
      offset += Self.dividingUp(nodeCounts[level] * 8, by: 64) * 64
    }
    self.nodeCounts = nodeCounts
    self.blockOffsets = blockOffsets
    self.tagOffsets = tagOffsets
    byteCount = offset
  }

  private static func dividingUp(_ value: Int, by divisor: Int) -> Int {
    (value + divisor - 1) / divisor
  }

  @usableFromInline
  static func == (one: IndexLayout, other: IndexLayout) -> Bool {
    one.count == other.count
  }
}
