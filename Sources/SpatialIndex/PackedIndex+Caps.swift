public import Geodesy

extension NodeSummary {
  /// A box in space that holds every point below the node; at most 1.6 m too large on each side.
  @inlinable @inline(__always)
  public var bounds: EarthBounds { boxes.bounds(lane) }
}

extension BoxBlock {
  @inlinable @inline(__always)
  func bounds(_ lane: Int) -> EarthBounds {
    EarthBounds(
      lower: EarthPoint(
        x: Double(row(0, lane & ~3)[lane & 3]), y: Double(row(1, lane & ~3)[lane & 3]),
        z: Double(row(2, lane & ~3)[lane & 3])),
      upper: EarthPoint(
        x: Double(row(3, lane & ~3)[lane & 3]), y: Double(row(4, lane & ~3)[lane & 3]),
        z: Double(row(5, lane & ~3)[lane & 3])))
  }
}

extension PackedIndex {
  /// Calls `body` with every point that passes `filter`, in no order.
  ///
  /// The filter alone says where to search: it is asked for nodes, whose
  /// ``NodeSummary/bounds`` it may hold against several caps, lines or areas at once, and then for
  /// points. Nothing is measured here.
  @inlinable
  public func forEach<Filter: PointFilter>(
    where filter: Filter, scratch: inout SearchScratch,
    _ body: (_ slot: UInt32, _ id: UInt32, _ point: EarthPoint) -> Void
  ) {
    let view = self.view
    guard count > 0 else { return }
    scratch.heapCount = 0
    scratch.stack(level: view.rootLevel, node: 0)
    while let (level, node) = scratch.unstack() {
      if level == 0 {
        let leaf = view.leaf(node)
        for slot in view.slots(level: 0, node: node) where filter.matches(slot: slot) {
          let lane = Int(slot & 31)
          body(slot, leaf.id(lane), leaf.point(lane))
        }
        continue
      }
      let boxes = view.boxes(level: level, node: node)
      let children = view.nodeCount(level - 1)
      for lane in 0..<IndexLayout.fanOut {
        let child = node << 5 | lane
        guard child < children else { break }
        let summary = NodeSummary(
          view: view, boxes: boxes, lane: lane, level: level - 1, node: child)
        guard filter.mayMatch(summary) else { continue }
        if level == 1 { view.leaf(child).prefetch() }
        scratch.stack(level: level - 1, node: child)
      }
    }
  }
}
