public import Geodesy

/// A fence and how far it is.
public struct FenceDistance: Equatable, Sendable {
  /// The fence's position in ``FenceIndex/fences``.
  public let position: Int
  /// The geodesic distance to its border in metres; 0 inside and on the border.
  public let distanceMeters: Double
}

extension FenceIndex {
  /// The active fences nearest to a place, nearest first, those that hold it before all others.
  ///
  /// At the same distance they come in the order of their ids. Distances are those of
  /// ``borderDistanceMeters(from:position:atMost:)``; fences farther than `mostMeters` are left out.
  public func nearest(
    to place: Coordinate, limit: Int, atMost mostMeters: Double = .infinity
  ) -> [FenceDistance] {
    guard limit > 0, !tree.blocks.isEmpty else { return [] }
    let point = EarthPoint(place)
    var found: [FenceDistance] = []
    var isKnown = Set<Int32>()
    var queue = BoundQueue<(level: Int, node: Int)>()
    queue.push((tree.levels.count - 1, 0), bound: 0)
    // A bound is compared with a little room, as a distance may be that much too small.
    func reach() -> Double { found.count < limit ? mostMeters : found[limit - 1].distanceMeters }
    while let (bound, next) = queue.pop(), bound <= reach() + 0.001 {
      if next.level < 0 {
        let fence = entries[next.node].fence
        guard isKnown.insert(fence).inserted else { continue }
        let distance = distanceMeters(from: place, position: Int(fence), atMost: reach())
        guard distance <= reach() else { continue }
        insert(FenceDistance(position: Int(fence), distanceMeters: distance), into: &found)
        if found.count > limit { found.removeLast() }
        continue
      }
      let block = tree.blocks[tree.levels[next.level] + next.node]
      for lane in 0..<8 where block.west[lane] <= block.east[lane] {
        let bound = DistanceBounds.meters(from: point, to: block.box(lane: lane))
        if bound <= reach() + 0.001 {
          queue.push((next.level - 1, next.node * 8 + lane), bound: bound)
        }
      }
    }
    return found
  }

  private func distanceMeters(
    from place: Coordinate, position: Int, atMost mostMeters: Double
  ) -> Double {
    contains(place, position: position)
      ? 0 : borderDistanceMeters(from: place, position: position, atMost: mostMeters)
  }

  private func insert(_ distance: FenceDistance, into found: inout [FenceDistance]) {
    let index = found.firstIndex {
      (distance.distanceMeters, distance.position) < ($0.distanceMeters, $0.position)
    }
    found.insert(distance, at: index ?? found.count)
  }
}
