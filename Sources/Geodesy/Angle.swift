#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An angle by its sine and cosine.
///
/// Geodesic formulas lose digits when angles are small or close to a right angle; sines and cosines
/// keep them (Karney 2013, section 2).
struct Angle {
  var sine: Double
  var cosine: Double

  init(sine: Double, cosine: Double) {
    self.sine = sine
    self.cosine = cosine
  }

  init(radians: Double) {
    sine = sin(radians)
    cosine = cos(radians)
  }

  /// The angle of `degrees` + `excess`, exact at multiples of 90 degrees.
  ///
  /// `excess` is what rounding cut off `degrees`, which is within -360...360.
  init(degrees: Double, excess: Double = 0) {
    let quarter = (degrees / 90).rounded(.toNearestOrEven)
    // The difference is exact: it is a multiple of the last place of `degrees`, and smaller.
    let rest = (degrees - 90 * quarter + excess) * (.pi / 180)
    let (sine, cosine) = (sin(rest), cos(rest))
    // Adding 0.0 makes a negative zero a positive one.
    switch quarter.remainder(dividingBy: 4) {
    case 1: (self.sine, self.cosine) = (cosine, 0.0 - sine)
    case -1: (self.sine, self.cosine) = (0.0 - cosine, sine + 0.0)
    case 0: (self.sine, self.cosine) = (sine + 0.0, cosine)
    default: (self.sine, self.cosine) = (0.0 - sine, 0.0 - cosine)
    }
  }

  /// The angle from the positive x axis to the vector, of any length, (`cosine`, `sine`).
  static func along(sine: Double, cosine: Double) -> Angle {
    let length = (sine * sine + cosine * cosine).squareRoot()
    return Angle(sine: sine / length, cosine: cosine / length)
  }

  /// The angle in -π...π.
  var radians: Double { atan2(sine, cosine) }

  /// The angle in -180...180, exact at multiples of 90 degrees.
  var degrees: Double {
    if abs(sine) > abs(cosine) {
      let complement = atan2(cosine, abs(sine)) * (180 / .pi)
      return sine < 0 ? complement - 90 : 90 - complement
    }
    let acute = atan2(sine, abs(cosine)) * (180 / .pi)
    guard cosine < 0 else { return acute }
    return sine < 0 ? -180 - acute : 180 - acute
  }

  /// The angle with the other sense of rotation.
  var mirrored: Angle { Angle(sine: -sine, cosine: cosine) }

  static func + (one: Angle, other: Angle) -> Angle {
    Angle(
      sine: one.sine * other.cosine + one.cosine * other.sine,
      cosine: one.cosine * other.cosine - one.sine * other.sine)
  }

  static func - (one: Angle, other: Angle) -> Angle {
    one + other.mirrored
  }
}

/// The magnitude rounded to multiples of 2⁻⁶³ if it is small: 0.7 picometres on the Earth.
///
/// So values that are not zero are not so close to it that their squares vanish.
func withoutTinyPart(_ value: Double) -> Double {
  let grid = 0x1p-10
  guard abs(value) < grid else { return value }
  let magnitude = grid - (grid - abs(value))
  return value < 0 ? -magnitude : magnitude
}
