internal import Geodesy

/// A tree of boxes in space over numbered things, of up to four a leaf, for walks without a stack.
///
/// Nodes lie in the order of a walk from the root down; each knows where the walk goes on when its
/// box is of no interest.
struct BoundsTree: Sendable {
  struct Node: Sendable {
    var bounds: EarthBounds
    /// The node that comes after all nodes below this one.
    var next: Int32
    /// The first of the things of a leaf, in the tree's order.
    var first: Int32
    /// How many there are; 0 for a node that has nodes below it.
    var count: Int32
  }

  private(set) var nodes: [Node] = []

  private static let mostInLeaf = 4

  /// A tree over things with these bounds, and the order in which it numbers them.
  ///
  /// Halves are split at the median of the longest side of the box around the centres, which takes
  /// time in n·log n whatever the order of the things.
  init(_ bounds: [EarthBounds]) {
    precondition(bounds.count < Int(Int32.max) / 2, "pieces are counted before")
    order = bounds.indices.map { Int32($0) }
    guard !bounds.isEmpty else { return }
    nodes.reserveCapacity(bounds.count)
    let centers = bounds.map {
      SpaceVector(
        x: $0.lower.x + $0.upper.x, y: $0.lower.y + $0.upper.y, z: $0.lower.z + $0.upper.z)
    }
    append(0..<bounds.count, bounds: bounds, centers: centers)
  }

  /// The numbers that things had, in the order that the tree gives them.
  private(set) var order: [Int32]

  private mutating func append(
    _ range: Range<Int>, bounds: [EarthBounds], centers: [SpaceVector]
  ) {
    var box = bounds[Int(order[range.lowerBound])]
    for place in range.dropFirst() { box.formUnion(bounds[Int(order[place])]) }
    let node = nodes.count
    let isLeaf = range.count <= Self.mostInLeaf
    nodes.append(
      Node(
        bounds: box, next: 0, first: Int32(range.lowerBound),
        count: isLeaf ? Int32(range.count) : 0))
    if !isLeaf {
      let middle = range.lowerBound + range.count / 2
      split(range, at: middle, centers: centers)
      append(range.lowerBound..<middle, bounds: bounds, centers: centers)
      append(middle..<range.upperBound, bounds: bounds, centers: centers)
    }
    nodes[node].next = Int32(nodes.count)
  }

  /// Orders a range so that what comes before `middle` is not greater than what comes after, by the
  /// axis along which the centres spread most (Hoare's selection, the pivot in the middle of three).
  private mutating func split(_ range: Range<Int>, at middle: Int, centers: [SpaceVector]) {
    var (low, high) = (centers[Int(order[range.lowerBound])], centers[Int(order[range.lowerBound])])
    for place in range {
      let center = centers[Int(order[place])]
      low = SpaceVector(
        x: min(low.x, center.x), y: min(low.y, center.y), z: min(low.z, center.z))
      high = SpaceVector(
        x: max(high.x, center.x), y: max(high.y, center.y), z: max(high.z, center.z))
    }
    let spread = high - low
    let axis =
      spread.x >= spread.y && spread.x >= spread.z ? 0 : spread.y >= spread.z ? 1 : 2
    var keys = range.map { place in
      let center = centers[Int(order[place])]
      return (key: axis == 0 ? center.x : axis == 1 ? center.y : center.z, number: order[place])
    }
    let target = middle - range.lowerBound
    var (left, right) = (0, keys.count - 1)
    while left < right {
      let (one, two, three) = (keys[left].key, keys[(left + right) / 2].key, keys[right].key)
      let pivot = max(min(one, two), min(max(one, two), three))
      var (up, down) = (left, right)
      while up <= down {
        while keys[up].key < pivot { up += 1 }
        while keys[down].key > pivot { down -= 1 }
        if up <= down {
          keys.swapAt(up, down)
          up += 1
          down -= 1
        }
      }
      if target <= down { right = down } else if target >= up { left = up } else { break }
    }
    for place in range { order[place] = keys[place - range.lowerBound].number }
  }
}

extension BoundsTree {
  /// The first thing, in the tree's order, of the leaf that is found by going down to the nearer
  /// half each time; 0 if there is none.
  func thingNear(_ point: EarthPoint) -> Int {
    guard !nodes.isEmpty else { return 0 }
    let nodes = self.nodes.span
    var node = 0
    while nodes[node].count == 0 {
      let left = node + 1
      let right = Int(nodes[left].next)
      let isLeftNearer =
        nodes[left].bounds.squaredGap(to: point) <= nodes[right].bounds.squaredGap(to: point)
      node = isLeftNearer ? left : right
    }
    return Int(nodes[node].first)
  }
}

extension EarthBounds {
  mutating func formUnion(_ other: EarthBounds) {
    lower = EarthPoint(
      x: min(lower.x, other.lower.x), y: min(lower.y, other.lower.y),
      z: min(lower.z, other.lower.z))
    upper = EarthPoint(
      x: max(upper.x, other.upper.x), y: max(upper.y, other.upper.y),
      z: max(upper.z, other.upper.z))
  }

  /// The square of the straight distance from a point to the box, 0 inside it.
  @inline(__always)
  func squaredGap(to point: EarthPoint) -> Double {
    let x = max(0, max(lower.x - point.x, point.x - upper.x))
    let y = max(0, max(lower.y - point.y, point.y - upper.y))
    let z = max(0, max(lower.z - point.z, point.z - upper.z))
    return x * x + y * y + z * z
  }

  /// The square of the straight distance between two boxes, 0 where they meet.
  @inline(__always)
  func squaredGap(to other: EarthBounds) -> Double {
    let x = max(0, max(lower.x - other.upper.x, other.lower.x - upper.x))
    let y = max(0, max(lower.y - other.upper.y, other.lower.y - upper.y))
    let z = max(0, max(lower.z - other.upper.z, other.lower.z - upper.z))
    return x * x + y * y + z * z
  }
}
