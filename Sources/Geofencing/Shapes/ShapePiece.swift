internal import Geodesy

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A piece of an edge as the segment between its ends, for a first look.
struct PieceSegment: Sendable {
  let center: SpaceVector
  /// From the centre to the end.
  let half: SpaceVector
  /// 1 / |half|², or 0.
  let reciprocal: Double
  /// How far the piece strays from the segment at most.
  let deviation: Double
}

/// A piece of an edge as a cubic in space, c(s) = M + Vs + Ws²/2 + Xs³/6 for s in -1...1.
///
/// It is the Taylor polynomial around the middle of γ(s) = E(φ + sa, λ + sb), E being the map from
/// latitude and longitude to the ellipsoid; pieces are cut so short that the rest is below
/// ``largestErrorMeters``.
struct PieceCurve: Sendable {
  let middle: SpaceVector
  let velocity: SpaceVector
  let acceleration: SpaceVector
  let jerk: SpaceVector
  /// What the derivative of |c(s) − P|²/2 has in common for every P, by powers of s from the first.
  let slope: (Double, Double, Double, Double, Double)
  /// How far the piece reaches from its middle at most.
  let extent: Double
  /// The square of the least |c′|, or less.
  let leastSquaredSpeed: Double
  /// The greatest |c″|, or more.
  let greatestBend: Double

  /// The error of a piece in metres, half of what counts as nothing.
  static let largestErrorMeters = 0.5e-6
  /// Pieces are no longer than this many metres, or little, so that the boxes around them are tight.
  static let longestMeters = 10_000.0

  /// A single place.
  init(_ place: Coordinate) {
    middle = SpaceVector(EarthPoint(place))
    (velocity, acceleration, jerk) = (.zero, .zero, .zero)
    slope = (0, 0, 0, 0, 0)
    (extent, leastSquaredSpeed, greatestBend) = (0, 0, 0)
  }

  /// The piece around a middle, in radians, with half of its extent in latitude and in longitude.
  init(
    latitude: Double, longitude: Double, halfLatitude a: Double, halfLongitude b: Double
  ) {
    let (s, c) = (sin(latitude), cos(latitude))
    let square = WGS84.eccentricitySquared
    // A meridian is (p, z) = (N cos φ, (1 − e²) N sin φ), with N = 1/√(1 − e² sin²φ), and its
    // derivatives follow from p′ = −m sin φ, z′ = m cos φ with m = (1 − e²) N³.
    let n2 = 1 / (1 - square * s * s)
    let n = n2.squareRoot()
    let m = (1 - square) * n * n2
    let m1 = 3 * square * m * n2 * s * c
    let m2 =
      3 * square
      * (m1 * n2 * s * c + m * 2 * square * n2 * n2 * s * s * c * c + m * n2 * (c * c - s * s))
    let (p, z) = (n * c, (1 - square) * n * s)
    let (p1, z1) = (-m * s, m * c)
    let (p2, z2) = (-(m1 * s + m * c), m1 * c - m * s)
    let (p3, z3) = (-(m2 * s + 2 * m1 * c - m * s), m2 * c - 2 * m1 * s - m * c)
    // Away from the axis, along the parallel and north, at the middle's meridian.
    let (sine, cosine) = (sin(longitude), cos(longitude))
    func turned(_ out: Double, _ along: Double, _ north: Double) -> SpaceVector {
      SpaceVector(x: out * cosine - along * sine, y: out * sine + along * cosine, z: north)
    }
    middle = turned(p, 0, z)
    velocity = turned(p1 * a, p * b, z1 * a)
    acceleration = turned(p2 * a * a - p * b * b, 2 * p1 * a * b, z2 * a * a)
    jerk = turned(
      p3 * a * a * a - 3 * p1 * a * b * b, 3 * p2 * a * a * b - p * b * b * b, z3 * a * a * a)

    let (v, w, x) = (velocity, acceleration, jerk)
    slope = (
      v.squaredLength, 1.5 * v.dot(w), 0.5 * w.squaredLength + v.dot(x) * (2.0 / 3),
      w.dot(x) * (5.0 / 12), x.squaredLength * (1.0 / 12)
    )
    let (vLength, wLength, xLength) = (v.length, w.length, x.length)
    extent = vLength + wLength / 2 + xLength / 6
    let leastSpeed = max(0, vLength - wLength - xLength / 2)
    leastSquaredSpeed = leastSpeed * leastSpeed
    greatestBend = wLength + xLength
  }

  @inline(__always)
  subscript(position: Double) -> SpaceVector {
    middle
      + (velocity + (acceleration * 0.5 + jerk * (position * (1.0 / 6))) * position) * position
  }

  /// The segment between the ends.
  var segment: PieceSegment {
    // c(1) + c(−1) and c(1) − c(−1); a curve strays from its chord by at most |c″|/8 times the
    // square of the parameter's extent, which is 2. The rest covers the error of the piece, and a
    // nanometre or so for the rounding of a short piece's segment.
    let half = velocity + jerk * (1.0 / 6)
    let square = half.squaredLength
    return PieceSegment(
      center: middle + acceleration * 0.5, half: half,
      reciprocal: square > 1e-40 ? 1 / square : 0,
      deviation: greatestBend / 2 + (square > 1e-40 ? 0 : 1e-20) + 1e-13)
  }

  /// Where |c(s) − P| is least, if it can be told that this has but one minimum, `offset` being
  /// M − P.
  ///
  /// The second derivative of |c − P|²/2 is |c′|² + (c − P)·c″, which is positive if
  /// |c − P|·|c″| < |c′|²; half of that is asked for, so that it varies little and Newton's method
  /// goes straight to the minimum. It takes two or three steps. Steps that would leave what is known
  /// to hold the minimum become bisections.
  @inline(__always)
  func nearestPosition(offset: SpaceVector) -> Double? {
    guard (offset.length + extent) * greatestBend < 0.5 * leastSquaredSpeed else { return nil }
    let g0 = offset.dot(velocity)
    let g1 = slope.0 + offset.dot(acceleration)
    let g2 = slope.1 + 0.5 * offset.dot(jerk)
    let (g3, g4, g5) = (slope.2, slope.3, slope.4)
    var (low, high) = (-1.0, 1.0)
    var position = min(max(-g0 / g1, -1), 1)
    for _ in 0..<40 {
      let first =
        g0 + position * (g1 + position * (g2 + position * (g3 + position * (g4 + position * g5))))
      if first > 0 { high = position } else { low = position }
      let second =
        g1 + position
        * (2 * g2 + position * (3 * g3 + position * (4 * g4 + position * (5 * g5))))
      var next = position - first / second
      // At an end of the piece the minimum is that end.
      if next >= 1, high == 1 { next = 1 } else if next <= -1, low == -1 { next = -1 }
      if next < low || next > high { next = (low + high) / 2 }
      let step = abs(next - position)
      position = next
      // The distance's error is the square of this step, a metre at most, over twice the distance.
      if step * extent < 1e-10 { break }
    }
    return position
  }
}

/// How an edge is cut.
struct EdgeCut {
  let start: Coordinate
  /// Degrees north and, the short way, east.
  let north, east: Double
  /// How many pieces of equal extent in degrees the edge is cut into.
  let count: Int

  init(from start: Coordinate, to end: Coordinate) {
    self.start = start
    north = end.latitude - start.latitude
    var east = end.longitude - start.longitude
    if east > 180 { east -= 360 } else if east < -180 { east += 360 }
    self.east = east

    let (a, b) = (abs(north) * (.pi / 360), abs(east) * (.pi / 360))
    let nearestEquator =
      start.latitude * end.latitude <= 0 ? 0 : min(abs(start.latitude), abs(end.latitude))
    // The distance from the axis, N cos φ, at most.
    let axis = 1.0034 * cos(nearestEquator * (.pi / 180)) + 1e-15
    // The fourth derivative of γ is Σ C(4,k) a^k b^(4−k) ∂φ^k ∂λ^(4−k) E. Turning around the axis
    // keeps lengths, so these are the derivatives of the meridian (p, z), those with k > 0 below
    // 1.15: the meridian is a circle but for terms of e², of which the largest, e²/8·cos 3φ, has
    // 81·e²/8 = 0.07 as its fourth derivative. What is left out of the cubic is at most 1/24 of it.
    let mixed = a * (4 * b * b * b + 6 * a * b * b + 4 * a * a * b + a * a * a)
    let rest = (1.15 * mixed + axis * b * b * b * b) * (1.0 / 24)
    let tolerance = PieceCurve.largestErrorMeters / WGS84.equatorialRadiusMeters
    let forError = (rest / tolerance).squareRoot().squareRoot()
    let length =
      2 * WGS84.equatorialRadiusMeters * (1.02 * a * a + axis * axis * b * b).squareRoot()
    count = max(1, Int(max(forError, length / PieceCurve.longestMeters).rounded(.up)))
  }

  func piece(_ number: Int) -> PieceCurve {
    if north == 0, east == 0 { return PieceCurve(start) }
    let radians = Double.pi / 180
    let share = (Double(number) + 0.5) / Double(count)
    return PieceCurve(
      latitude: (start.latitude + share * north) * radians,
      longitude: (start.longitude + share * east) * radians,
      halfLatitude: north * radians / Double(2 * count),
      halfLongitude: east * radians / Double(2 * count))
  }
}
