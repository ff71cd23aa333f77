/// The series of C. F. F. Karney, Algorithms for geodesics, J. Geod. 87 (2013) 43–55,
/// https://doi.org/10.1007/s00190-012-0578-z, for WGS 84 to the sixth order.
///
/// A geodesic that crosses the equator with azimuth α₀ has the expansion parameter ε; along it, σ is
/// the arc on the auxiliary sphere from the equator, and its distance, longitude and reduced length
/// are multiples of σ plus sums of sines of its even multiples.
enum KarneySeries {
  /// ε for cos α₀ (equation 16), from k² = e′² cos²α₀.
  static func expansionParameter(equatorAzimuthCosine cosine: Double) -> Double {
    let square = WGS84.secondEccentricitySquared * cosine * cosine
    return square / (2 * (1 + (1 + square).squareRoot()) + square)
  }

  /// A₁ − 1, of which A₁ is the distance on the unit sphere's scale (equation 17).
  static func a1MinusOne(_ e: Double) -> Double {
    let square = e * e
    return (e + square * (1.0 / 4 + square * (1.0 / 64 + square / 256))) / (1 - e)
  }

  /// C₁, for the distance from σ (equation 18).
  static func c1(_ e: Double) -> SineSeries {
    let s = e * e
    return SineSeries(
      e * (-1.0 / 2 + s * (3.0 / 16 - s / 32)),
      s * (-1.0 / 16 + s * (1.0 / 32 - s * 9 / 2048)),
      s * e * (-1.0 / 48 + s * 3 / 256),
      s * s * (-5.0 / 512 + s * 3 / 512),
      s * s * e * -7 / 1280,
      s * s * s * -7 / 2048)
  }

  /// C₁′, for σ from the distance (equation 21).
  static func c1Reverted(_ e: Double) -> SineSeries {
    let s = e * e
    return SineSeries(
      e * (1.0 / 2 + s * (-9.0 / 32 + s * 205 / 1536)),
      s * (5.0 / 16 + s * (-37.0 / 96 + s * 1335 / 4096)),
      s * e * (29.0 / 96 - s * 75 / 128),
      s * s * (539.0 / 1536 - s * 2391 / 2560),
      s * s * e * 3467 / 7680,
      s * s * s * 38081 / 61440)
  }

  /// A₂ − 1, for the reduced length (equation 42).
  static func a2MinusOne(_ e: Double) -> Double {
    let square = e * e
    return (-e - square * (3.0 / 4 + square * (7.0 / 64 + square * 11 / 256))) / (1 + e)
  }

  /// C₂, for the reduced length (equation 43).
  static func c2(_ e: Double) -> SineSeries {
    let s = e * e
    return SineSeries(
      e * (1.0 / 2 + s * (1.0 / 16 + s / 32)),
      s * (3.0 / 16 + s * (1.0 / 32 + s * 35 / 2048)),
      s * e * (5.0 / 48 + s * 5 / 256),
      s * s * (35.0 / 512 + s * 7 / 512),
      s * s * e * 63 / 1280,
      s * s * s * 77 / 2048)
  }

  /// A₃, for the longitude from σ (equation 24).
  static func a3(_ e: Double) -> Double {
    let n = WGS84.thirdFlattening
    let fourth = (3 + 2 * n) / 64 + e * 3 / 128
    let third = (1 + n * (3 + n)) / 16 + e * fourth
    let second = (2 + n * (1 - 3 * n)) / 8 + e * third
    return 1 - e * ((1 - n) / 2 + e * second)
  }

  /// C₃, for the longitude from σ (equation 25).
  static func c3(_ e: Double) -> SineSeries {
    let n = WGS84.thirdFlattening
    let s = e * e
    let first =
      (1 - n) / 4 + e * ((1 - n * n) / 8)
      + s * ((3 + n * (3 - n)) / 64 + e * ((5 + 2 * n) / 128 + e * 3 / 128))
    let second =
      (2 + n * (n - 3)) / 32 + e * ((3 - n * (2 + 3 * n)) / 64)
      + s * ((3 + n) / 128 + e * 5 / 256)
    let third = (5 + n * (5 * n - 9)) / 192 + e * ((9 - 10 * n) / 384 + e * 7 / 512)
    let fourth = (7 - 14 * n) / 512 + e * 7 / 512
    return SineSeries(
      e * first, s * second, s * e * third, s * s * fourth, s * s * e * 21 / 2560, 0)
  }
}

/// The sum of six multiples of sin 2σ, sin 4σ … sin 12σ.
struct SineSeries {
  /// The coefficient of sin 2lσ is in lane l − 1.
  var coefficients: SIMD8<Double>

  init(
    _ c1: Double, _ c2: Double, _ c3: Double, _ c4: Double, _ c5: Double, _ c6: Double
  ) {
    coefficients = SIMD8(c1, c2, c3, c4, c5, c6, 0, 0)
  }

  /// The sum at σ, by Clenshaw's recurrence.
  func callAsFunction(_ sigma: Angle) -> Double {
    let twiceCosine = 2 * (sigma.cosine - sigma.sine) * (sigma.cosine + sigma.sine)
    var (last, previous) = (0.0, 0.0)
    for lane in stride(from: 5, through: 0, by: -1) {
      (last, previous) = (coefficients[lane] + twiceCosine * last - previous, last)
    }
    return 2 * sigma.sine * sigma.cosine * last
  }

  /// The sum over the arc from one σ to another.
  func callAsFunction(from start: Angle, to end: Angle) -> Double {
    self(end) - self(start)
  }
}
