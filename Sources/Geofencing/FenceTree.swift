/// A packed tree of boxes in the plane, eight to a node.
///
/// Boxes are rounded to single precision, and so is a place that is looked for: rounding keeps order,
/// so a box that holds a place still does so afterwards, and a few more may seem to.
struct FenceTree: Sendable {
  /// The boxes of what lies below a node; lanes that are not used hold nothing.
  struct Block: Sendable {
    var west = SIMD8<Float>(repeating: .infinity)
    var south = SIMD8<Float>(repeating: .infinity)
    var east = SIMD8<Float>(repeating: -.infinity)
    var north = SIMD8<Float>(repeating: -.infinity)

    @inline(__always)
    func holds(x: Float, y: Float) -> SIMDMask<SIMD8<Int32>> {
      let (x, y) = (SIMD8(repeating: x), SIMD8(repeating: y))
      return (west .<= x) .& (east .>= x) .& (south .<= y) .& (north .>= y)
    }

    @inline(__always)
    func meets(
      west: Float, south: Float, east: Float, north: Float
    ) -> SIMDMask<SIMD8<Int32>> {
      (self.west .<= SIMD8(repeating: east)) .& (self.east .>= SIMD8(repeating: west))
        .& (self.south .<= SIMD8(repeating: north)) .& (self.north .>= SIMD8(repeating: south))
    }

    /// A box around what one lane stands for, rounded outward.
    func box(lane: Int) -> PlaneBox {
      PlaneBox(
        west: max(-180, Double(west[lane].nextDown)), south: max(-90, Double(south[lane].nextDown)),
        east: min(180, Double(east[lane].nextUp)), north: min(90, Double(north[lane].nextUp)))
    }
  }

  /// The nodes, the lowest level first; the last one is the root.
  private(set) var blocks: [Block] = []
  /// The first node of each level.
  private(set) var levels: [Int] = []
  /// The item of each slot: the lanes of the lowest level, by their positions in the list given.
  private(set) var items: [Int32] = []

  init(_ boxes: [PlaneBox]) {
    guard !boxes.isEmpty else { return }
    items = Self.tiled(boxes)
    var current = items.map { boxes[Int($0)] }
    repeat {
      levels.append(blocks.count)
      var above: [PlaneBox] = []
      for first in stride(from: 0, to: current.count, by: 8) {
        let part = current[first..<min(first + 8, current.count)]
        var block = Block()
        var whole = part[first]
        for (lane, box) in part.enumerated() {
          block.west[lane] = Float(box.west)
          block.south[lane] = Float(box.south)
          block.east[lane] = Float(box.east)
          block.north[lane] = Float(box.north)
          whole.extend(box)
        }
        blocks.append(block)
        above.append(whole)
      }
      current = above
    } while current.count > 1
  }

  /// The boxes in slices from west to east, and each slice from south to north, so that eight
  /// neighbours make a compact node (Leutenegger, Lopez and Edgington 1997).
  private static func tiled(_ boxes: [PlaneBox]) -> [Int32] {
    var order = boxes.indices.map { Int32($0) }
    func x(_ item: Int32) -> Double { boxes[Int(item)].west + boxes[Int(item)].east }
    func y(_ item: Int32) -> Double { boxes[Int(item)].south + boxes[Int(item)].north }
    order.sort { (x($0), $0) < (x($1), $1) }
    let nodeCount = (boxes.count + 7) / 8
    let sliceCount = Int(Double(nodeCount).squareRoot().rounded(.up))
    let sliceSize = 8 * ((nodeCount + sliceCount - 1) / sliceCount)
    for first in stride(from: 0, to: order.count, by: sliceSize) {
      let slice = first..<min(first + sliceSize, order.count)
      order[slice].sort { (y($0), $0) < (y($1), $1) }
    }
    return order
  }

  var byteCount: Int {
    MemoryLayout<Block>.stride * blocks.count + MemoryLayout<Int32>.stride * items.count
  }
}

/// Searching.
extension FenceTree {
  /// Hands on the slot of every item whose box may hold a place of the plane.
  @inline(__always)
  func forEach(slotsAtX x: Double, y: Double, _ body: (Int) -> Void) {
    let (x, y) = (Float(x), Float(y))
    walk({ $0.holds(x: x, y: y) }, body)
  }

  /// Hands on the slot of every item whose box may meet another box.
  func forEach(slotsMeeting box: PlaneBox, _ body: (Int) -> Void) {
    let (west, south) = (Float(box.west), Float(box.south))
    let (east, north) = (Float(box.east), Float(box.north))
    walk({ $0.meets(west: west, south: south, east: east, north: north) }, body)
  }

  @inline(__always)
  private func walk(_ test: (Block) -> SIMDMask<SIMD8<Int32>>, _ body: (Int) -> Void) {
    guard !blocks.isEmpty else { return }
    let blocks = blocks.span
    // What is left of the node of each level that is being looked into; 11 levels are enough for
    // as many items as an `Int32` can number.
    var remaining = InlineArray<12, UInt8>(repeating: 0)
    var current = InlineArray<12, Int>(repeating: 0)
    let top = levels.count - 1
    var level = top
    remaining[level] = bits(test(blocks[levels[level]]))
    while true {
      guard remaining[level] != 0 else {
        if level == top { return }
        level += 1
        continue
      }
      let lane = remaining[level].trailingZeroBitCount
      remaining[level] &= remaining[level] &- 1
      let child = current[level] * 8 + lane
      guard level > 0 else {
        body(child)
        continue
      }
      level -= 1
      current[level] = child
      remaining[level] = bits(test(blocks[levels[level] + child]))
    }
  }

  @inline(__always)
  private func bits(_ mask: SIMDMask<SIMD8<Int32>>) -> UInt8 {
    let weights = SIMD8<Int32>(1, 2, 4, 8, 16, 32, 64, 128)
    return UInt8(
      truncatingIfNeeded: SIMD8<Int32>.zero.replacing(with: weights, where: mask)
        .wrappedSum())
  }
}
