public import Geodesy

extension PackedIndex {
  /// Finds every point that lies in `range` of `center` and passes `filter`, in no order.
  ///
  /// The hits are left in `scratch`, which grows to hold them. Time grows with the number of hits
  /// and the length of the range's edge.
  @inlinable
  public func within<Filter: PointFilter>(
    _ range: SearchRange, of center: EarthPoint, where filter: Filter,
    scratch: inout SearchScratch
  ) {
    scratch.foundCount = 0
    visit(range, of: center, where: filter, scratch: &scratch, wholeNodes: false) {
      hit, _, scratch in scratch.append(hit)
    }
  }

  /// Finds every point within a distance of `center`, in no order.
  @inlinable
  public func within(
    radiusMeters: Double, of center: EarthPoint, scratch: inout SearchScratch
  ) {
    within(
      SearchRange(maximumMeters: radiusMeters), of: center, where: EveryPoint(), scratch: &scratch)
  }

  /// Calls `body` with every point that lies in `range` of `center` and passes `filter`, in no order.
  @inlinable
  public func forEach<Filter: PointFilter>(
    in range: SearchRange, of center: EarthPoint, where filter: Filter,
    scratch: inout SearchScratch, _ body: (Hit) -> Void
  ) {
    visit(range, of: center, where: filter, scratch: &scratch, wholeNodes: false) {
      hit, _, _ in body(hit)
    }
  }

  /// How many points lie in `range` of `center` and pass `filter`.
  ///
  /// Where every point passes, nodes that lie in the range as a whole are counted as one.
  @inlinable
  public func count<Filter: PointFilter>(
    _ range: SearchRange, of center: EarthPoint, where filter: Filter,
    scratch: inout SearchScratch
  ) -> Int {
    var count = 0
    visit(range, of: center, where: filter, scratch: &scratch, wholeNodes: true) {
      _, slots, _ in count += slots.count
    }
    return count
  }

  /// Appends the ids of every point in `range` of `center` that passes `filter` to `ids`, in no
  /// order, without working out distances that the bounds make unnecessary.
  @inlinable
  public func ids<Filter: PointFilter>(
    _ range: SearchRange, of center: EarthPoint, where filter: Filter,
    scratch: inout SearchScratch, into ids: inout [UInt32]
  ) {
    let view = self.view
    visit(range, of: center, where: filter, scratch: &scratch, wholeNodes: true) {
      _, slots, _ in
      for slot in slots { ids.append(view.id(slot: slot)) }
    }
  }

  /// Calls `body` with the slot of every point in `box`, borders included, that passes `filter`, in
  /// no order.
  ///
  /// `coordinate` answers where the point in a slot is; the index itself knows no degrees.
  @inlinable
  public func within<Filter: PointFilter>(
    _ box: BoundingBox, where filter: Filter, coordinate: (_ slot: UInt32) -> Coordinate,
    scratch: inout SearchScratch, _ body: (_ slot: UInt32) -> Void
  ) {
    let view = self.view
    let bounds = SearchBounds(box.earthBounds)
    guard count > 0 else { return }
    scratch.heapCount = 0
    scratch.stack(level: view.rootLevel, node: 0)
    while let (level, node) = scratch.unstack() {
      if level == 0 {
        for slot in view.slots(level: 0, node: node)
        where filter.matches(slot: slot) && box.contains(coordinate(slot)) {
          body(slot)
        }
        continue
      }
      let boxes = view.boxes(level: level, node: node)
      for lane in 0..<IndexLayout.fanOut {
        let child = node << 5 | lane
        guard child < view.nodeCount(level - 1) else { break }
        let node = NodeSummary(
          view: view, boxes: boxes, lane: lane, level: level - 1, node: child)
        guard node.meets(bounds), filter.mayMatch(node) else { continue }
        scratch.stack(level: level - 1, node: child)
      }
    }
  }
}

extension PackedIndex {
  /// Calls `body` for every point in the range that passes the filter: with a hit and its one slot,
  /// or, where `wholeNodes` allows it and every point passes, with all slots of a node inside.
  @inlinable @inline(__always)
  func visit<Filter: PointFilter>(
    _ range: SearchRange, of center: EarthPoint, where filter: Filter,
    scratch: inout SearchScratch, wholeNodes: Bool,
    _ body: (Hit, Range<UInt32>, inout SearchScratch) -> Void
  ) {
    let view = self.view
    guard count > 0 else { return }
    let floatCenter = FloatPoint(center)
    let outer = ChordBounds.outer(meters: range.maximumMeters)
    let floatOuter = Float(outer) * 1.000_000_5
    let start = max(range.minimumMeters, range.after?.distanceMeters ?? 0)
    // Points within this squared chord come before the range.
    let before = ChordBounds.inner(meters: start)
    let floatBefore = Float(before) * 0.999_999
    // Points within this one, and beyond the next, lie in the range whatever their direction.
    let sure = ChordBounds.inner(meters: range.maximumMeters)
    let floatSure = Float(sure) * 0.999_999
    let sureBeyond = start > 0 ? ChordBounds.outer(meters: start) : -1
    let floatSureBeyond = Float(sureBeyond) * 1.000_001
    scratch.heapCount = 0
    scratch.stack(level: view.rootLevel, node: 0)
    while let (level, node) = scratch.unstack() {
      if level == 0 {
        let leaf = view.leaf(node)
        var matches =
          leaf.squaredChords(from: center, atMost: outer, into: scratch.squares)
          & filter.lanes(leaf: node)
        while matches != 0 {
          let lane = matches.trailingZeroBitCount
          matches &= matches &- 1
          let square = scratch.squares[lane]
          if square < before { continue }
          let slot = UInt32(truncatingIfNeeded: node << 5 | lane)
          if !Filter.decidesByLanes, !filter.matches(slot: slot) { continue }
          let distance =
            square < Geodesic.longestShortSquaredChord
            ? Geodesic.distanceMeters(shortSquaredChord: square)
            : Geodesic.distanceMeters(from: center, to: leaf.point(lane))
          let hit = Hit(distanceMeters: distance, id: leaf.id(lane), slot: slot)
          if square > sure || square <= sureBeyond,
            !range.contains(distanceMeters: distance, id: hit.id)
          {
            continue
          }
          body(hit, slot..<slot + 1, &scratch)
        }
        continue
      }
      let boxes = view.boxes(level: level, node: node)
      var matches = boxes.lowerBounds(from: floatCenter, atMost: floatOuter, into: scratch.lower)
      if wholeNodes || floatBefore > 0 {
        boxes.upperBounds(from: floatCenter, into: scratch.upper)
      }
      while matches != 0 {
        let lane = matches.trailingZeroBitCount
        matches &= matches &- 1
        let child = node << 5 | lane
        if floatBefore > 0, scratch.upper[lane] < floatBefore { continue }
        if !Filter.matchesEverything,
          !filter.mayMatch(
            NodeSummary(view: view, boxes: boxes, lane: lane, level: level - 1, node: child))
        {
          continue
        }
        if wholeNodes, Filter.matchesEverything, scratch.upper[lane] <= floatSure,
          scratch.lower[lane] > floatSureBeyond
        {
          body(
            Hit(distanceMeters: 0, id: 0, slot: 0), view.slots(level: level - 1, node: child),
            &scratch)
          continue
        }
        if level == 1 { view.leaf(child).prefetch() }
        scratch.stack(level: level - 1, node: child)
      }
    }
  }
}
