/// Shortest paths on the WGS 84 ellipsoid.
public enum Geodesic {
  /// The length in metres of the shortest path between two places, with an error below 0.1 mm
  /// (below 1 µm up to 100 km).
  ///
  /// The same bits as for the ``EarthPoint``s of the places, and in either direction.
  @inlinable
  public static func distanceMeters(from start: Coordinate, to end: Coordinate) -> Double {
    distanceMeters(from: EarthPoint(start), to: EarthPoint(end))
  }

  /// The length in metres of the shortest path between two points of the ellipsoid, with an error
  /// below 0.1 mm (below 1 µm up to 100 km).
  ///
  /// A handful of multiplications up to 320 km, a microsecond beyond.
  @inlinable
  public static func distanceMeters(from start: EarthPoint, to end: EarthPoint) -> Double {
    let chord = Chord<Double>(
      from: (start.x, start.y, start.z), to: (end.x, end.y, end.z))
    if chord.square <= longestShortSquaredChord {
      return distanceMeters(shortSquaredChord: chord.square)
    }
    guard chord.square > CorrectedChord.longestSquare else { return chord.geodesicMeters }
    return longDistanceMeters(from: start, to: end)
  }

  /// The lengths in metres of the shortest paths from one point to eight others, each with the same
  /// bits as `distanceMeters(from:to:)` gives.
  @inlinable
  public static func distancesMeters(
    from start: EarthPoint, xs: SIMD8<Double>, ys: SIMD8<Double>, zs: SIMD8<Double>
  ) -> SIMD8<Double> {
    let chord = Chord<SIMD8<Double>>(
      from: (
        SIMD8(repeating: start.x), SIMD8(repeating: start.y), SIMD8(repeating: start.z)
      ),
      to: (xs, ys, zs))
    let isShort = chord.square .<= longestShortSquaredChord
    if all(isShort) { return distancesMeters(shortSquaredChords: chord.square) }
    var distances = chord.geodesicMeters.replacing(
      with: distancesMeters(shortSquaredChords: chord.square), where: isShort)
    let isLong = chord.square .> CorrectedChord.longestSquare
    if any(isLong) {
      for lane in 0..<8 where isLong[lane] {
        distances[lane] = longDistanceMeters(
          from: start, to: EarthPoint(x: xs[lane], y: ys[lane], z: zs[lane]))
      }
    }
    return distances
  }

  /// The distance by Karney's method, from the points alone: a point of the ellipsoid is
  /// (cos β cos λ, cos β sin λ, (1 − f) sin β) in units of the equatorial radius.
  @usableFromInline
  static func longDistanceMeters(from start: EarthPoint, to end: EarthPoint) -> Double {
    let cross = start.x * end.y - start.y * end.x
    let dot = start.x * end.x + start.y * end.y
    let isOnAxis = cross == 0 && dot == 0
    return KarneyInverse(
      from: reducedLatitude(start), to: reducedLatitude(end),
      longitudeDifference: isOnAxis
        ? Angle(sine: 0, cosine: 1) : .along(sine: abs(cross), cosine: dot)
    ).distanceMeters
  }

  private static func reducedLatitude(_ point: EarthPoint) -> Angle {
    .along(
      sine: point.z / (1 - WGS84.flattening),
      cosine: (point.x * point.x + point.y * point.y).squareRoot())
  }

  /// The shortest path between two places: its length in metres, and its bearings at the start and
  /// at the end, in degrees clockwise from north in 0..<360.
  ///
  /// Of two shortest paths (to the antipodes) it is one. The bearings between places that coincide
  /// mean nothing, and at a pole they are relative to the meridian of the longitude given. The
  /// error is about 15 nanometres, also between nearly antipodal places (Karney 2013).
  public static func inverse(
    from start: Coordinate, to end: Coordinate
  ) -> (distanceMeters: Double, initialBearingDegrees: Double, finalBearingDegrees: Double) {
    let (difference, excess) = longitudeDifference(from: start.longitude, to: end.longitude)
    let isWestward = difference < 0 || (difference == 180 && excess > 0)
    let magnitude = abs(difference)
    let path = KarneyInverse(
      from: reducedLatitude(degrees: start.latitude), to: reducedLatitude(degrees: end.latitude),
      longitudeDifference: Angle(
        degrees: magnitude, excess: difference < 0 ? -excess : excess))
    func bearing(_ angle: Angle) -> Double {
      bearingDegrees(isWestward ? angle.mirrored : angle)
    }
    return (path.distanceMeters, bearing(path.initialAzimuth), bearing(path.finalAzimuth))
  }

  /// The bearing at the start of the shortest path, in degrees clockwise from north in 0..<360.
  public static func initialBearingDegrees(from start: Coordinate, to end: Coordinate) -> Double {
    inverse(from: start, to: end).initialBearingDegrees
  }

  /// The place reached from `start` by going straight ahead.
  ///
  /// The bearing is in degrees clockwise from north. The distance is in metres; a negative one goes
  /// backwards, and one beyond the antipodes goes on around the Earth. Both must be finite. The
  /// error is a few nanometres.
  public static func direct(
    from start: Coordinate, initialBearingDegrees: Double, distanceMeters: Double
  ) -> Coordinate {
    precondition(
      initialBearingDegrees.isFinite && distanceMeters.isFinite,
      "a geodesic needs a finite bearing and a finite length")
    let path = KarneyDirect(
      from: reducedLatitude(degrees: start.latitude),
      azimuth: Angle(degrees: initialBearingDegrees.remainder(dividingBy: 360)))
    let end = path.position(atMeters: distanceMeters)
    let east = (end.longitudeDifference * (180 / .pi)).remainder(dividingBy: 360)
    return Coordinate(
      clampingLatitude: end.latitude.degrees,
      longitude: (start.longitude + east).remainder(dividingBy: 360))
  }

  /// The reduced latitude β, tan β = (1 − f) tan φ.
  private static func reducedLatitude(degrees: Double) -> Angle {
    let latitude = Angle(degrees: degrees)
    return .along(sine: latitude.sine * (1 - WGS84.flattening), cosine: latitude.cosine)
  }

  /// `end` - `start` in -180...180, and what rounding cut off.
  private static func longitudeDifference(
    from start: Double, to end: Double
  ) -> (degrees: Double, excess: Double) {
    let whole = sum(end, -start)
    // A remainder is exact.
    let reduced = sum(whole.rounded.remainder(dividingBy: 360), whole.excess)
    return (reduced.rounded, reduced.excess)
  }

  /// The sum of two numbers, and what rounding cut off (Knuth's two-sum).
  private static func sum(_ one: Double, _ other: Double) -> (rounded: Double, excess: Double) {
    let sum = one + other
    let otherPart = sum - one
    let onePart = sum - otherPart
    return (sum, (one - onePart) + (other - otherPart))
  }

  private static func bearingDegrees(_ azimuth: Angle) -> Double {
    let degrees = azimuth.degrees
    guard degrees < 0 else { return degrees + 0.0 }
    // A tiny negative angle rounds up to 360, which is 0.
    return degrees + 360 < 360 ? degrees + 360 : 0
  }
}
