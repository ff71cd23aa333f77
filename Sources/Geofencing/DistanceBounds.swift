internal import Geodesy

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lower bounds of geodesic distances in metres.
enum DistanceBounds {
  /// A bound for all pairs of points that are at least this straight distance apart, given in units
  /// of the equatorial radius.
  ///
  /// A path that bends everywhere at least as much as a circle is at least as long over its chord as
  /// the circle's arc. The circle here bends 1 % less than any geodesic, because those are not quite
  /// plane curves.
  static func meters(chord: Double) -> Double {
    let diameter =
      2.02 * WGS84.largestCurvatureRadiusMeters / WGS84.equatorialRadiusMeters
    return WGS84.equatorialRadiusMeters * diameter * asin(min(1, chord / diameter))
  }

  /// A bound for a point and all places of a box.
  static func meters(from point: EarthPoint, to box: PlaneBox) -> Double {
    guard
      let bounds = BoundingBox(
        south: box.south, west: box.west, north: box.north, east: box.east)?.earthBounds
    else { return 0 }
    let x = max(0, bounds.lower.x - point.x, point.x - bounds.upper.x)
    let y = max(0, bounds.lower.y - point.y, point.y - bounds.upper.y)
    let z = max(0, bounds.lower.z - point.z, point.z - bounds.upper.z)
    let straight = meters(chord: (x * x + y * y + z * z).squareRoot())
    // Far away the bound by chords is metres off, and the one by the way over the centre is not.
    guard straight > 50_000,
      let center = Coordinate(
        latitude: (box.south + box.north) / 2, longitude: (box.west + box.east) / 2)
    else { return straight }
    let reach = wayMeters(
      north: (box.north - box.south) / 2, east: (box.east - box.west) / 2,
      nearestEquator: box.south * box.north <= 0 ? 0 : min(abs(box.south), abs(box.north)))
    return max(straight, Geodesic.distanceMeters(from: point, to: EarthPoint(center)) - reach)
  }

  /// A bound above the distance between places that are so many degrees apart in latitude and in
  /// longitude, if the straight line between them in the plane is no nearer to the equator than the
  /// given latitude: the length of that line with the largest radii of curvature.
  static func wayMeters(north: Double, east: Double, nearestEquator: Double) -> Double {
    let radius = WGS84.largestCurvatureRadiusMeters * (1 + 1e-9)
    let vertical = radius * (north * (.pi / 180))
    let horizontal = radius * (east * (.pi / 180)) * cos(nearestEquator * (.pi / 180))
    return (vertical * vertical + horizontal * horizontal).squareRoot() + 0.001
  }
  /// At least as many metres as a degree of latitude has anywhere.
  static var metersPerDegree: Double { WGS84.largestCurvatureRadiusMeters * (.pi / 180) }

  static func cosine(degrees: Double) -> Double { cos(degrees * (.pi / 180)) }
}
