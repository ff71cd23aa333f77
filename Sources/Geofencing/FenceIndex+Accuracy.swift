public import Geodesy

/// How a fence relates to a fix that is right to some metres.
public struct FenceMatch: Equatable, Sendable {
  public enum Certainty: Equatable, Sendable {
    /// Wherever in its circle of uncertainty the fix is, the fence holds it.
    case inside
    /// The fence holds some of the places where the fix may be, and not all.
    case possible
  }

  /// The fence's position in ``FenceIndex/fences``.
  public let position: Int
  public let certainty: Certainty
  /// Whether the fence holds the fix itself.
  public let containsFix: Bool
  /// The geodesic distance in metres from the fix to the fence's border if it is at most the
  /// accuracy, otherwise infinity.
  public let borderDistanceMeters: Double
}

extension FenceIndex {
  /// The active fences that hold a fix or may hold it, given that the true place is at most
  /// `accuracyMeters` away, in the order of their ids.
  ///
  /// With an accuracy of 0 these are the fences that contain the place, all of them for certain.
  public func matches(for fix: Coordinate, accuracyMeters: Double) -> [FenceMatch] {
    precondition(
      accuracyMeters >= 0 && accuracyMeters.isFinite,
      "an accuracy is a finite number of metres that is not negative")
    let circle = BoundingBox(around: fix, radiusMeters: accuracyMeters)
    var positions: [Int] = []
    func collect(west: Double, east: Double) {
      let box = PlaneBox(west: west, south: circle.south, east: east, north: circle.north)
      tree.forEach(slotsMeeting: box) { positions.append(Int(entries[$0].fence)) }
    }
    if circle.crossesAntimeridian {
      collect(west: circle.west, east: 180)
      collect(west: -180, east: circle.east)
    } else {
      collect(west: circle.west, east: circle.east)
      // The two ends of the longitudes are one meridian.
      if circle.west == -180 { collect(west: 180, east: 180) }
      if circle.east == 180 { collect(west: -180, east: -180) }
    }
    positions.sort()
    var matches: [FenceMatch] = []
    for position in positions where matches.last?.position != position {
      let containsFix = contains(fix, position: position)
      let distance =
        accuracyMeters == 0
        ? .infinity
        : borderDistanceMeters(from: fix, position: position, atMost: accuracyMeters)
      // A border as far away as the fix may be off has no place of it on the other side.
      let isNear = distance < accuracyMeters
      guard containsFix || distance <= accuracyMeters else { continue }
      matches.append(
        FenceMatch(
          position: position, certainty: containsFix && !isNear ? .inside : .possible,
          containsFix: containsFix, borderDistanceMeters: distance))
    }
    return matches
  }
}
