import SpatialIndex

/// The filter that every living merchant passes.
struct LivePoints: PointFilter {
  static var matchesEverything: Bool { false }
  static var decidesByLanes: Bool { true }

  /// Not empty.
  let dead: SlotSet

  @inline(__always)
  func mayMatch(_ node: NodeSummary) -> Bool { true }

  @inline(__always)
  func matches(slot: UInt32) -> Bool { !dead.contains(slot) }

  @inline(__always)
  func lanes(leaf: Int) -> UInt32 { ~dead.lanes(leaf: leaf) }

  @inline(__always)
  func hasMatches(_ count: Int, in slots: Range<UInt32>) -> Bool {
    var left = count
    var leaf = Int(slots.lowerBound >> 5)
    while left > 0, leaf < slots.upperBound >> 5 {
      left -= lanes(leaf: leaf).nonzeroBitCount
      leaf += 1
    }
    return left <= 0
  }
}
