public import Geodesy

extension PackedIndex {
  /// Finds the `count` points nearest to `center` that lie in `range` and pass `filter`: nearest
  /// first, and of those at the same distance the smaller id first, also at the last place.
  ///
  /// The hits are left in `scratch`. Time grows with `count` and with the logarithm of the points,
  /// and where few points pass the filter, with how few. `expectsFew` says that fewer than `count` are
  /// likely to lie in the range, and saves what would be done to find out how near they are.
  @inlinable
  public func nearest<Filter: PointFilter>(
    _ count: Int, to center: EarthPoint, in range: SearchRange = SearchRange(),
    where filter: Filter, expectsFew: Bool = false, scratch: inout SearchScratch
  ) {
    scratch.foundCount = 0
    guard count > 0, self.count > 0 else { return }
    if count < 32, range.after == nil, range.minimumMeters <= 0,
      nearestFew(
        count, to: center, in: range, where: filter, expectsFew: expectsFew, scratch: &scratch)
    {
      return
    }
    nearestMany(count, to: center, in: range, where: filter, scratch: &scratch)
  }

  /// Finds the `count` points nearest to `center` that lie in `range`.
  @inlinable
  public func nearest(
    _ count: Int, to center: EarthPoint, in range: SearchRange = SearchRange(),
    scratch: inout SearchScratch
  ) {
    nearest(count, to: center, in: range, where: EveryPoint(), scratch: &scratch)
  }
}

extension PackedIndex {
  /// The search for at most 32: best-first over the nodes, the candidates' squared chords in a
  /// sorted vector, distances for those that may be among the first only.
  ///
  /// Answers false when more than 4,096 candidates come up, as for thousands of points in one
  /// place; then nothing has been found.
  @inlinable
  func nearestFew<Filter: PointFilter>(
    _ count: Int, to center: EarthPoint, in range: SearchRange, where filter: Filter,
    expectsFew: Bool, scratch: inout SearchScratch
  ) -> Bool {
    let view = self.view
    let floatCenter = FloatPoint(center)
    // One key more than asked for says whether the candidates that matter are just `count`.
    let keys = count + 1
    let outer = ChordBounds.outer(meters: range.maximumMeters)
    var limit = outer
    var floatLimit = Float(limit) * 1.000_000_5
    var candidates = 0
    scratch.resetKeys()
    scratch.heapCount = 0
    var level = view.rootLevel
    var node = 0
    while true {
      if level == 0 {
        let leaf = view.leaf(node)
        var matches =
          leaf.squaredChords(from: center, atMost: limit, into: scratch.squares)
          & filter.lanes(leaf: node)
        guard candidates + IndexLayout.fanOut <= SearchScratch.mostCandidates else { return false }
        while matches != 0 {
          let lane = matches.trailingZeroBitCount
          matches &= matches &- 1
          let slot = UInt32(truncatingIfNeeded: node << 5 | lane)
          if !Filter.decidesByLanes, !filter.matches(slot: slot) { continue }
          scratch.keep(
            square: scratch.squares[lane], slot: slot, candidate: candidates, keys: keys)
          candidates += 1
        }
        let worst = scratch.key(count - 1)
        if worst < ChordBounds.everywhere {
          limit = min(limit, ChordBounds.widened(worst))
          floatLimit = Float(limit) * 1.000_000_5
        }
      } else {
        let boxes = view.boxes(level: level, node: node)
        if Filter.decidesByLanes, !expectsFew, scratch.key(count - 1) > ChordBounds.everywhere {
          // Every child but a level's last is full, and none of its points is farther than the
          // farthest corner of its box.
          boxes.upperBounds(from: floatCenter, into: scratch.upper)
          let full = min(
            IndexLayout.fanOut, view.nodeCount(level - 1) - 1 - node * IndexLayout.fanOut)
          var nearest = (bound: Float.infinity, lane: 0)
          for lane in 0..<max(0, full) where scratch.upper[lane] < nearest.bound {
            nearest = (scratch.upper[lane], lane)
          }
          let slots = view.slots(level: level - 1, node: node << 5 | nearest.lane)
          if nearest.bound < .infinity, filter.hasMatches(count, in: slots) {
            limit = min(limit, ChordBounds.widened(Double(nearest.bound) * 1.000_001))
            floatLimit = Float(limit) * 1.000_000_5
          }
        }
        var matches = boxes.lowerBounds(
          from: floatCenter, atMost: floatLimit, into: scratch.lower)
        let firstChild = node << 5
        while matches != 0 {
          let lane = matches.trailingZeroBitCount
          matches &= matches &- 1
          let child = firstChild | lane
          if !Filter.matchesEverything,
            !filter.mayMatch(
              NodeSummary(view: view, boxes: boxes, lane: lane, level: level - 1, node: child))
          {
            continue
          }
          // Most leaves pushed are visited soon, and waiting for their memory is most of the time.
          if level == 1 { view.leaf(child).prefetch() }
          scratch.push(
            UInt64(scratch.lower[lane].bitPattern) << 32
              | UInt64(truncatingIfNeeded: (level - 1) << 28 | child))
        }
      }
      if scratch.heapCount == 0 { break }
      let next = scratch.pop()
      if Float(bitPattern: UInt32(truncatingIfNeeded: next >> 32)) > floatLimit { break }
      level = Int(next >> 28 & 0xF)
      node = Int(next & 0xFFF_FFFF)
    }
    collect(
      count, of: candidates, within: limit, from: center, range: range, scratch: &scratch)
    return true
  }

  /// Turns the candidates that may be among the first `count` into hits.
  @inlinable @inline(__always)
  func collect(
    _ count: Int, of candidates: Int, within limit: Double, from center: EarthPoint,
    range: SearchRange, scratch: inout SearchScratch
  ) {
    let view = self.view
    if scratch.key(count) > limit {
      // The common case: the keys say which they are, and mostly their chords how far.
      let areShort = limit <= Geodesic.longestShortSquaredChord
      for place in 0..<count {
        let key = scratch.key(place)
        if key > ChordBounds.everywhere { break }
        let candidate = Int(truncatingIfNeeded: key.bitPattern & 0xfff)
        let slot = scratch.candidateSlot(candidate)
        let leaf = view.leaf(Int(slot >> 5))
        let lane = Int(slot & 31)
        let distance =
          areShort
          ? Geodesic.distanceMeters(shortSquaredChord: scratch.candidateSquare(candidate))
          : Geodesic.distanceMeters(from: center, to: leaf.point(lane))
        if distance <= range.maximumMeters {
          scratch.append(Hit(distanceMeters: distance, id: leaf.id(lane), slot: slot))
        }
      }
    } else {
      for candidate in 0..<candidates where scratch.candidateSquare(candidate) <= limit {
        let slot = scratch.candidateSlot(candidate)
        let distance = Geodesic.distanceMeters(from: center, to: view.point(slot: slot))
        if distance <= range.maximumMeters {
          scratch.append(Hit(distanceMeters: distance, id: view.id(slot: slot), slot: slot))
        }
      }
    }
    scratch.sortHits()
    scratch.foundCount = min(scratch.foundCount, count)
  }

  /// The search for any number, from any place in the order on: best-first over the nodes, the hits
  /// in a heap by (distance, id).
  @inlinable
  func nearestMany<Filter: PointFilter>(
    _ count: Int, to center: EarthPoint, in range: SearchRange, where filter: Filter,
    scratch: inout SearchScratch
  ) {
    let view = self.view
    let floatCenter = FloatPoint(center)
    let start = max(range.minimumMeters, range.after?.distanceMeters ?? 0)
    // Points within this squared chord come before the range.
    let inner = ChordBounds.inner(meters: start)
    let floatInner = Float(inner) * 0.999_999
    var limit = ChordBounds.outer(meters: range.maximumMeters)
    scratch.foundCount = 0
    scratch.heapCount = 0
    var level = view.rootLevel
    var node = 0
    while true {
      if level == 0 {
        let leaf = view.leaf(node)
        var matches =
          leaf.squaredChords(from: center, atMost: limit, into: scratch.squares)
          & filter.lanes(leaf: node)
        while matches != 0 {
          let lane = matches.trailingZeroBitCount
          matches &= matches &- 1
          if scratch.squares[lane] < inner { continue }
          let slot = UInt32(truncatingIfNeeded: node << 5 | lane)
          if !Filter.decidesByLanes, !filter.matches(slot: slot) { continue }
          let distance = Geodesic.distanceMeters(from: center, to: leaf.point(lane))
          let hit = Hit(distanceMeters: distance, id: leaf.id(lane), slot: slot)
          guard range.contains(distanceMeters: distance, id: hit.id) else { continue }
          scratch.offer(hit, atMost: count)
        }
        if scratch.foundCount == count {
          limit = min(limit, ChordBounds.outer(meters: scratch.last.distanceMeters))
        }
      } else {
        let boxes = view.boxes(level: level, node: node)
        if floatInner > 0 { boxes.upperBounds(from: floatCenter, into: scratch.upper) }
        var matches = boxes.lowerBounds(
          from: floatCenter, atMost: Float(limit) * 1.000_000_5, into: scratch.lower)
        let firstChild = node << 5
        while matches != 0 {
          let lane = matches.trailingZeroBitCount
          matches &= matches &- 1
          let child = firstChild | lane
          if floatInner > 0, scratch.upper[lane] < floatInner { continue }
          if !Filter.matchesEverything,
            !filter.mayMatch(
              NodeSummary(view: view, boxes: boxes, lane: lane, level: level - 1, node: child))
          {
            continue
          }
          scratch.push(
            UInt64(scratch.lower[lane].bitPattern) << 32
              | UInt64(truncatingIfNeeded: (level - 1) << 28 | child))
        }
      }
      if scratch.heapCount == 0 { break }
      let next = scratch.pop()
      if Float(bitPattern: UInt32(truncatingIfNeeded: next >> 32)) > Float(limit) * 1.000_000_5 {
        break
      }
      level = Int(next >> 28 & 0xF)
      node = Int(next & 0xFFF_FFFF)
    }
    scratch.sortHeap()
  }
}
