public import Geodesy

extension PackedIndex {
  /// An index over `points`, in which a point's id is its position in the list.
  ///
  /// `tags` says something of each point that filters want to know of whole nodes, one bit a
  /// property; leave it empty where there is nothing to say, otherwise it is as long as `points`.
  /// Takes time in n·log n: a quarter of a second for a million points.
  public init(_ points: [EarthPoint], tags: [UInt64] = []) {
    self = Self.arranging(points, ids: [], tags: tags).index
  }

  /// An index over points that come with ids of their own, and by slot the position of its point in
  /// the list.
  ///
  /// `ids` has every number below the count of points once, and `tags` is as for ``init(_:tags:)``,
  /// both by position. Points that come nearly as an index has them, such as another one's slots with
  /// some left out and others behind, take half the time. Up to `threads` threads work, of which more
  /// than two do no good.
  public static func arranging(
    _ points: [EarthPoint], ids: [UInt32], tags: [UInt64] = [], threads: Int = 2
  ) -> (index: PackedIndex, positions: [UInt32]) {
    precondition(
      tags.isEmpty || tags.count == points.count, "there are as many tags as points, or none")
    precondition(
      ids.isEmpty || ids.count == points.count, "there are as many ids as points, or none")
    let memory = IndexMemory(count: points.count)
    var builder = IndexBuilder(memory: memory)
    let order = kdOrder(points.span, threads: threads)
    builder.fill(points: points.span, ids: ids.span, order: order, tags: tags.span)
    return (PackedIndex(memory: memory), order)
  }
}

/// Fills the memory of an index.
///
/// `@safe`: every write goes through one of the four functions at the end, which check that it
/// falls inside the block.
@safe
private struct IndexBuilder {
  let memory: IndexMemory

  /// How far the boxes are moved outward, in equatorial radii: 2⁻²³, twice what rounding a box's
  /// coordinate and a query's to Float can lose together.
  static let outward = 1.2e-7

  mutating func fill(
    points: Span<EarthPoint>, ids: Span<UInt32>, order: [UInt32], tags: Span<UInt64>
  ) {
    let layout = memory.layout
    var bounds = leaves(points: points, ids: ids, order: order.span, tags: tags)
    for level in 1...layout.rootLevel {
      bounds = nodes(level: level, children: bounds)
    }
  }

  /// Writes the leaf blocks and answers the bounds of each.
  private func leaves(
    points: Span<EarthPoint>, ids: Span<UInt32>, order: Span<UInt32>, tags: Span<UInt64>
  ) -> [FloatBounds] {
    let layout = memory.layout
    var bounds: [FloatBounds] = []
    bounds.reserveCapacity(layout.nodeCounts[0])
    for leaf in 0..<layout.nodeCounts[0] {
      let offset = layout.blockOffsets[0] + leaf * IndexLayout.leafBytes
      var low = SIMD4<Double>(repeating: 9)
      var high = SIMD4<Double>(repeating: -9)
      var allTags: UInt64 = 0
      for lane in 0..<IndexLayout.fanOut {
        let slot = leaf * IndexLayout.fanOut + lane
        var id = UInt32.max
        var point = IndexLayout.noPoint
        if slot < order.count {
          let position = Int(order[slot])
          id = ids.isEmpty ? order[slot] : ids[position]
          point = points[position]
          let corner = SIMD4(point.x, point.y, point.z, 0)
          low = low.replacing(with: corner, where: corner .< low)
          high = high.replacing(with: corner, where: corner .> high)
          if !tags.isEmpty { allTags |= tags[position] }
        }
        store(point.x, at: offset + lane * 8)
        store(point.y, at: offset + 256 + lane * 8)
        store(point.z, at: offset + 512 + lane * 8)
        store(id, at: offset + 768 + lane * 4)
      }
      store(allTags, at: layout.tagOffsets[0] + leaf * 8)
      bounds.append(
        leaf * IndexLayout.fanOut < order.count
          ? FloatBounds(
            low: SIMD4<Float>(low - Self.outward), high: SIMD4<Float>(high + Self.outward))
          : .nowhere)
    }
    return bounds
  }

  /// Writes the box blocks of a level and answers the bounds of its nodes.
  private func nodes(level: Int, children: [FloatBounds]) -> [FloatBounds] {
    let layout = memory.layout
    var bounds: [FloatBounds] = []
    bounds.reserveCapacity(layout.nodeCounts[level])
    for node in 0..<layout.nodeCounts[level] {
      let offset = layout.blockOffsets[level] + node * IndexLayout.boxBytes
      var all = FloatBounds.empty
      var allTags: UInt64 = 0
      for lane in 0..<IndexLayout.fanOut {
        let child = node * IndexLayout.fanOut + lane
        var box = FloatBounds.nowhere
        if child < children.count {
          box = children[child]
          all.form(union: box)
          allTags |= memory.view.tags(level: level - 1, node: child)
        }
        for axis in 0..<3 {
          store(box.low[axis], at: offset + axis * 128 + lane * 4)
          store(box.high[axis], at: offset + (3 + axis) * 128 + lane * 4)
        }
      }
      store(allTags, at: layout.tagOffsets[level] + node * 8)
      bounds.append(all)
    }
    return bounds
  }

  @inline(__always)
  private func store<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= memory.layout.byteCount)
    unsafe memory.bytes.storeBytes(of: value, toByteOffset: offset, as: Value.self)
  }
}

/// Bounds of points in space, in the lanes x, y and z.
private struct FloatBounds {
  var low: SIMD4<Float>
  var high: SIMD4<Float>

  static let empty = FloatBounds(
    low: SIMD4(repeating: IndexLayout.nowhere), high: SIMD4(repeating: -IndexLayout.nowhere))
  static let nowhere = FloatBounds(
    low: SIMD4(repeating: IndexLayout.nowhere), high: SIMD4(repeating: IndexLayout.nowhere))

  mutating func form(union other: FloatBounds) {
    low = low.replacing(with: other.low, where: other.low .< low)
    high = high.replacing(with: other.high, where: other.high .> high)
  }
}
