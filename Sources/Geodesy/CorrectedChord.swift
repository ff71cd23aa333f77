/// Numbers that one formula works on side by side, with the same bits in every lane.
@usableFromInline
protocol Lanes {
  init(broadcasting value: Double)
  static func + (one: Self, other: Self) -> Self
  static func - (one: Self, other: Self) -> Self
  static func * (one: Self, other: Self) -> Self
  static func / (one: Self, other: Self) -> Self
  func squareRoot() -> Self
}

extension Double: Lanes {
  @inlinable @inline(__always)
  init(broadcasting value: Double) { self = value }
}

extension SIMD8<Double>: Lanes {
  @inlinable @inline(__always)
  init(broadcasting value: Double) { self.init(repeating: value) }
}

/// A chord of the ellipsoid, in units of the equatorial radius, in one or several lanes.
@frozen
@usableFromInline
struct Chord<Lane: Lanes> {
  /// The difference of the ends.
  @usableFromInline let dx, dy, dz: Lane
  /// The sum of the ends: twice the midpoint.
  @usableFromInline let sx, sy, sz: Lane
  @usableFromInline let square: Lane

  @inlinable @inline(__always)
  init(from start: (x: Lane, y: Lane, z: Lane), to end: (x: Lane, y: Lane, z: Lane)) {
    (dx, dy, dz) = (end.x - start.x, end.y - start.y, end.z - start.z)
    (sx, sy, sz) = (end.x + start.x, end.y + start.y, end.z + start.z)
    square = dx * dx + dy * dy + dz * dz
  }

  /// The length in metres of the geodesic over the chord, good for chords whose square is at most
  /// ``CorrectedChord/longestSquare``.
  ///
  /// The geodesic is taken for the arc of a circle with radius R, 2R·asin(c/2R), where R is Euler's
  /// radius of curvature at the latitude φ of the chord's midpoint in the chord's azimuth α. With N
  /// the radius in the prime vertical, 1/R = (1 + e′² cos²φ cos²α) / N. The midpoint's distance ρ
  /// from the axis and height z give sin²φ = z²/q and cos²φ = (1 − e²)²ρ²/q with
  /// q = z² + (1 − e²)²ρ²; the chord's part to the east gives cos²α = 1 − (mx·dy − my·dx)²/(ρ²c²).
  /// ρ² cancels in their product, so nothing special happens on the axis. No multiplication is
  /// fused with an addition, so that lanes agree with scalars bit by bit.
  @inlinable @inline(__always)
  var geodesicMeters: Lane {
    func constant(_ value: Double) -> Lane { Lane(broadcasting: value) }
    let eccentricity = WGS84.eccentricitySquared
    let axisSquare = sx * sx + sy * sy
    let heightSquare = sz * sz
    let q = heightSquare + axisSquare * constant((1 - eccentricity) * (1 - eccentricity))
    let east = sx * dy - sy * dx
    // What is added to the square, the chord of a femtometre, keeps the reciprocal finite.
    let reciprocal = constant(1) / ((square + constant(1e-40)) * q)
    // (a/N)² and N/R.
    let normal = constant(1) - constant(eccentricity) * (heightSquare * square * reciprocal)
    let bend =
      constant(1)
      + constant(eccentricity * (1 - eccentricity))
      * ((axisSquare * square - east * east) * reciprocal)
    // The square of c/2R; asin(x)/x = 1 + x²/6 + 3x⁴/40 + 5x⁶/112 + 35x⁸/1152 + 63x¹⁰/2816 …, of
    // which the first term left out is 1e-17 at the longest chord.
    let u = constant(0.25) * square * normal * (bend * bend)
    let inner = constant(5.0 / 112) + u * constant(35.0 / 1152)
    let middle = constant(3.0 / 40) + u * inner
    let series = constant(1) + u * (constant(1.0 / 6) + u * middle)
    return constant(WGS84.equatorialRadiusMeters) * (square.squareRoot() * series)
  }
}

/// Up to where the corrected chord stands for the geodesic.
@usableFromInline
enum CorrectedChord {
  /// The square of the longest chord to correct, 320 km, in units of the equatorial radius.
  ///
  /// The error grows with the fifth power of the length: measured over 300,000 pairs a length, all
  /// latitudes and azimuths, it is at most 9 nm at 50 km, 0.26 µm at 100 km, 8 µm at 200 km,
  /// 0.06 mm at 300 km and 0.14 mm at 350 km, worst along meridians at the equator.
  @inlinable static var longestSquare: Double {
    let chord = 320_000 / WGS84.equatorialRadiusMeters
    return chord * chord
  }
}

/// Chords so short that the direction of the geodesic does not matter.
extension Geodesic {
  /// The square of the longest chord, 2 km in units of the equatorial radius, from whose length
  /// alone the distance is told.
  @inlinable public static var longestShortSquaredChord: Double {
    let chord = 2_000 / WGS84.equatorialRadiusMeters
    return chord * chord
  }

  /// The length in metres of the geodesic over a chord whose square is at most
  /// ``longestShortSquaredChord``, the same bits as from its ends.
  ///
  /// s = c + c³/24R²; for R², of which 1/R² lies between 0.9933 and 1.0135, it takes the middle,
  /// which is off by 0.08 µm at the longest.
  @inlinable @inline(__always)
  public static func distanceMeters(shortSquaredChord square: Double) -> Double {
    WGS84.equatorialRadiusMeters * (square.squareRoot() * (1 + square * (1.003_415 / 24)))
  }

  /// The lengths of eight such geodesics.
  @inlinable @inline(__always)
  public static func distancesMeters(shortSquaredChords squares: SIMD8<Double>) -> SIMD8<Double> {
    WGS84.equatorialRadiusMeters * (squares.squareRoot() * (1 + squares * (1.003_415 / 24)))
  }
}
