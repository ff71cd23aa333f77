public import Geodesy

/// What decides the score of a point beside its ``PointScores`` and its nearness.
public protocol PointScorer {
  /// The most that is added to the score of any point below a node with these tags.
  func mostAdded(tags: UInt64) -> Int32

  /// What is added to the score of a point.
  func added(slot: UInt32) -> Int32

  /// What a point's distance adds to its score.
  func nearness(meters: Double) -> Int32

  /// Whether a point is no candidate, since whoever searches has offered it already.
  func isKnown(slot: UInt32) -> Bool
}

extension PackedIndex {
  /// Finds the points in `range` that pass `filter` and whose scores `sink` wants, and hands them
  /// to it: with ``ScoredHits`` the best, by score and then by id.
  ///
  /// A point's score is its own of `scores`, plus what its distance adds, which never grows with the
  /// distance and which `nearness` bounds, plus what `scorer` adds. The search goes best-first by
  /// the bound of each node, so that it looks only where a wanted point may be, and finds exactly
  /// what scoring every point would. The time grows with the number of points whose bounds reach the
  /// least score that is wanted.
  @inlinable
  public func best<Scorer: PointScorer, Filter: PointFilter, Sink: ScoredHitSink>(
    around center: EarthPoint, in range: SearchRange, scores: PointScores,
    nearness: DistanceScores, by scorer: Scorer, where filter: Filter,
    into sink: inout Sink, scratch: inout SearchScratch
  ) {
    guard count > 0 else { return }
    let view = self.view
    let floatCenter = FloatPoint(center)
    let limit = ChordBounds.outer(meters: range.maximumMeters)
    let floatLimit = Float(limit) * 1.000_000_5
    let inner = ChordBounds.inner(meters: range.minimumMeters)
    scratch.heapCount = 0
    var level = view.rootLevel
    var node = 0
    while true {
      if level == 0 {
        let leaf = view.leaf(node)
        var matches =
          leaf.squaredChords(from: center, atMost: limit, into: scratch.squares)
          & filter.lanes(leaf: node)
        let mostAdded = scorer.mostAdded(tags: view.tags(level: 0, node: node))
        while matches != 0 {
          let lane = matches.trailingZeroBitCount
          matches &= matches &- 1
          let square = scratch.squares[lane]
          let own = scores.score(leaf: node, lane: lane)
          let bound = own &+ nearness.bound(squaredChord: Float(square)) &+ mostAdded
          if bound < sink.leastScore || square < inner { continue }
          let slot = UInt32(truncatingIfNeeded: node << 5 | lane)
          if !Filter.decidesByLanes, !filter.matches(slot: slot) { continue }
          if scorer.isKnown(slot: slot) { continue }
          let id = leaf.id(lane)
          let ownAndAdded = own &+ scorer.added(slot: slot)
          let addsNothing = nearness.addsNothing(squaredChord: square)
          // Long distances take long to work out.
          if addsNothing, !sink.wants(key: ScoredHit.key(score: ownAndAdded, id: id)) { continue }
          let distance =
            square <= Geodesic.longestShortSquaredChord
            ? Geodesic.distanceMeters(shortSquaredChord: square)
            : Geodesic.distanceMeters(from: center, to: leaf.point(lane))
          guard range.contains(distanceMeters: distance, id: 0) else { continue }
          sink.offer(
            ScoredHit(
              score: addsNothing
                ? ownAndAdded : ownAndAdded &+ scorer.nearness(meters: distance),
              id: id, distanceMeters: distance, slot: slot))
        }
      } else {
        let boxes = view.boxes(level: level, node: node)
        var matches = boxes.lowerBounds(
          from: floatCenter, atMost: floatLimit, into: scratch.lower)
        let firstChild = node << 5
        let leastScore = sink.leastScore
        while matches != 0 {
          let lane = matches.trailingZeroBitCount
          matches &= matches &- 1
          let child = firstChild | lane
          let bound =
            scores.greatest(level: level - 1, node: child)
            &+ nearness.bound(squaredChord: scratch.lower[lane])
            &+ scorer.mostAdded(tags: view.tags(level: level - 1, node: child))
          if bound < leastScore { continue }
          if !Filter.matchesEverything,
            !filter.mayMatch(
              NodeSummary(view: view, boxes: boxes, lane: lane, level: level - 1, node: child))
          {
            continue
          }
          if level == 1 {
            view.leaf(child).prefetch()
            scores.prefetch(leaf: child)
          }
          // The greatest bound is to come first.
          scratch.push(
            UInt64(UInt32.max &- UInt32(bitPattern: bound)) << 32
              | UInt64(truncatingIfNeeded: (level - 1) << 28 | child))
        }
      }
      if scratch.heapCount == 0 { break }
      let next = scratch.pop()
      let bound = Int32(
        bitPattern: UInt32.max &- UInt32(truncatingIfNeeded: next >> 32))
      if bound < sink.leastScore { break }
      level = Int(next >> 28 & 0xF)
      node = Int(next & 0xFFF_FFFF)
    }
  }
}

extension PackedIndex {
  /// A squared chord, in units of the square of the equatorial radius, that no point exceeds whose
  /// distance is at most this many metres.
  @inlinable
  public static func greatestSquaredChord(meters: Double) -> Double {
    ChordBounds.outer(meters: meters)
  }
}
