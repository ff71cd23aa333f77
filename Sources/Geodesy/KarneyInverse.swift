#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The shortest geodesic between two points: Karney's solution of the inverse problem (Karney 2013,
/// sections 4 and 5; see ``KarneySeries``).
///
/// The azimuth at the start is found by Newton's method on the longitude that it leads to. The
/// first guess is that of the sphere or, for nearly antipodal points, the solution of the astroid
/// problem. The tolerances, and the care taken with points on the equator, at equal latitudes and
/// on poles, are those of the author's own GeographicLib (MIT licence).
struct KarneyInverse {
  /// Stands for the cosine of the latitude of a pole; its square is still a normal number.
  static let tiny = Double.leastNormalMagnitude.squareRoot()
  private static let precision = Double.ulpOfOne

  let distanceMeters: Double
  /// The azimuth at the first point, as if the second lay to the east.
  let initialAzimuth: Angle
  /// The azimuth at the second point, as if it lay to the east.
  let finalAzimuth: Angle

  /// The shortest geodesic between points of given reduced latitudes and a longitude difference in
  /// 0...π.
  init(from start: Angle, to end: Angle, longitudeDifference: Angle) {
    var start = start
    var end = end
    start.sine = withoutTinyPart(start.sine)
    end.sine = withoutTinyPart(end.sine)
    // Of all the mirror images take the one in which the first point is in the south and farther
    // from the equator, or as far.
    let isSwapped =
      abs(start.sine) < abs(end.sine)
      || (abs(start.sine) == abs(end.sine) && start.cosine > end.cosine)
    if isSwapped { swap(&start, &end) }
    let isFlipped = start.sine >= 0
    if isFlipped {
      start.sine = -start.sine
      end.sine = -end.sine
    }
    let lambda = Angle(
      sine: withoutTinyPart(longitudeDifference.sine), cosine: longitudeDifference.cosine)
    let path = Self.solve(
      InversePoints(start: start, end: end, lambda: lambda))

    distanceMeters = max(0, path.distance) * WGS84.polarRadiusMeters
    var first = path.startAzimuth
    var last = path.endAzimuth
    if isSwapped {
      // The path is walked from its other end, still to the east: north and south change places.
      (first, last) = (
        Angle(sine: last.sine, cosine: -last.cosine),
        Angle(sine: first.sine, cosine: -first.cosine)
      )
    }
    if isFlipped {
      first.cosine = -first.cosine
      last.cosine = -last.cosine
    }
    initialAzimuth = first
    finalAzimuth = last
  }

  /// A path in units of the polar radius.
  private typealias Path = (distance: Double, startAzimuth: Angle, endAzimuth: Angle)

  private static func solve(_ points: InversePoints) -> Path {
    let start = points.start
    let lambda = points.lambda
    if start.cosine <= tiny || lambda.sine == 0 {
      // On an oblate ellipsoid the meridian is the shortest path, also over a pole.
      let north = Angle(sine: 0, cosine: 1)
      let arc = InverseArc(points, startAzimuth: lambda, endAzimuth: north)
      return (arc.distance(parameter: WGS84.thirdFlattening), lambda, north)
    }
    // How far the longitudes are from opposite each other.
    let supplement = atan2(lambda.sine, -lambda.cosine)
    if start.sine == 0, supplement >= WGS84.flattening * .pi {
      let east = Angle(sine: 1, cosine: 0)
      return (lambda.radians / (1 - WGS84.flattening), east, east)
    }
    switch points.firstGuess() {
    case .path(let distance, let startAzimuth, let endAzimuth):
      return (distance, startAzimuth, endAzimuth)
    case .startAzimuth(let azimuth):
      return refine(azimuth, points)
    }
  }

  /// Newton's method for the azimuth at the start, kept inside a bracket.
  ///
  /// The longitude reached grows with the azimuth at the root, and there is one root. If a step
  /// leaves 0..<π or the derivative is not positive, the bracket is halved instead.
  private static func refine(_ guess: Angle, _ points: InversePoints) -> Path {
    let mostSteps = 20
    let mostIterations = mostSteps + Double.significandBitCount + 11
    var azimuth = guess
    var lower = Angle(sine: tiny, cosine: 1)
    var upper = Angle(sine: tiny, cosine: -1)
    var isClose = false
    var isBracketed = false
    var iteration = 0
    while true {
      let trial = InverseTrial(points, startAzimuth: azimuth)
      // Put so that NaN ends the loop.
      if isBracketed || !(abs(trial.error) >= (isClose ? 8 : 1) * precision)
        || iteration == mostIterations
      {
        return (
          trial.arc.distance(parameter: trial.parameter), azimuth, trial.endAzimuth
        )
      }
      let cotangent = azimuth.cosine / azimuth.sine
      if trial.error > 0, iteration > mostSteps || cotangent > upper.cosine / upper.sine {
        upper = azimuth
      } else if trial.error < 0, iteration > mostSteps || cotangent < lower.cosine / lower.sine {
        lower = azimuth
      }
      iteration += 1
      let derivative = iteration < mostSteps ? trial.derivative(points) : 0
      if derivative > 0 {
        let step = -trial.error / derivative
        let next = azimuth + Angle(radians: step)
        if abs(step) < .pi, next.sine > 0 {
          azimuth = .along(sine: next.sine, cosine: next.cosine)
          // Where the derivative is near zero convergence is slower than quadratic.
          isClose = abs(trial.error) <= 16 * precision
          continue
        }
      }
      azimuth = .along(
        sine: (lower.sine + upper.sine) / 2, cosine: (lower.cosine + upper.cosine) / 2)
      isClose = false
      isBracketed =
        abs(lower.sine - azimuth.sine) + (lower.cosine - azimuth.cosine) < precision
        || abs(azimuth.sine - upper.sine) + (azimuth.cosine - upper.cosine) < precision
    }
  }
}

/// The points of an inverse problem: the first in the south and at least as far from the equator as
/// the second, which is 0...π to the east.
struct InversePoints {
  /// Reduced latitudes.
  let start: Angle
  let end: Angle
  let lambda: Angle
  /// √(1 + e′² sin²β) at both points.
  let startStretch: Double
  let endStretch: Double

  init(start: Angle, end: Angle, lambda: Angle) {
    var start = start
    var end = end
    start.cosine = max(KarneyInverse.tiny, start.cosine)
    end.cosine = max(KarneyInverse.tiny, end.cosine)
    // Where the one of sine and cosine that tells the latitudes apart agrees, so must the other.
    if start.cosine < -start.sine {
      if end.cosine == start.cosine { end.sine = end.sine < 0 ? start.sine : -start.sine }
    } else if abs(end.sine) == -start.sine {
      end.cosine = start.cosine
    }
    self.start = start
    self.end = end
    self.lambda = lambda
    let square = WGS84.secondEccentricitySquared
    startStretch = (1 + square * start.sine * start.sine).squareRoot()
    endStretch = (1 + square * end.sine * end.sine).squareRoot()
  }

  enum Guess {
    /// The points are so close that the sphere's answer is exact; the distance is in polar radii.
    case path(distance: Double, startAzimuth: Angle, endAzimuth: Angle)
    case startAzimuth(Angle)
  }

  /// Where Newton's method starts (Karney 2013, section 5).
  func firstGuess() -> Guess {
    let difference = end - start
    let sumSine = end.sine * start.cosine + end.cosine * start.sine
    let isShort =
      difference.cosine >= 0 && difference.sine < 0.5 && end.cosine * lambda.radians < 0.5
    var omega = lambda
    var meanStretch = 1.0
    if isShort {
      // The longitude on the auxiliary sphere, with the stretch at the mean latitude.
      let sines = start.sine + end.sine
      let cosines = start.cosine + end.cosine
      let meanSquare = sines * sines / (sines * sines + cosines * cosines)
      meanStretch = (1 + WGS84.secondEccentricitySquared * meanSquare).squareRoot()
      omega = Angle(radians: lambda.radians / ((1 - WGS84.flattening) * meanStretch))
    }
    let azimuth = sphericalAzimuth(omega, differenceSine: difference.sine, sumSine: sumSine)
    let arc = Angle(
      sine: (azimuth.sine * azimuth.sine + azimuth.cosine * azimuth.cosine).squareRoot(),
      cosine: start.sine * end.sine + start.cosine * end.cosine * omega.cosine)

    // Below this arc the error of the spherical solution is under the rounding error.
    let shortest =
      0.1 * Double.ulpOfOne.squareRoot()
      / (WGS84.flattening * (1 - WGS84.flattening / 2) / 2).squareRoot()
    if isShort, arc.sine < shortest {
      // Short in longitude too, so that the cosine of ω is positive, unless a pole is near.
      let versine =
        omega.cosine >= 0 ? omega.sine * omega.sine / (1 + omega.cosine) : 1 - omega.cosine
      let endAzimuth = Angle.along(
        sine: start.cosine * omega.sine,
        cosine: difference.sine - start.cosine * end.sine * versine)
      return .path(
        distance: arc.radians * meanStretch,
        startAzimuth: .along(sine: azimuth.sine, cosine: azimuth.cosine), endAzimuth: endAzimuth)
    }
    let isNearlyAntipodal =
      arc.cosine < 0
      && arc.sine < 6 * WGS84.thirdFlattening * .pi * start.cosine * start.cosine
    let guess = isNearlyAntipodal ? antipodalAzimuth(sumSine: sumSine) : azimuth
    // NaN goes through.
    return .startAzimuth(
      guess.sine <= 0
        ? Angle(sine: 1, cosine: 0) : .along(sine: guess.sine, cosine: guess.cosine))
  }

  /// The azimuth on the sphere (equation 49), times the sine of the arc.
  private func sphericalAzimuth(
    _ omega: Angle, differenceSine: Double, sumSine: Double
  ) -> Angle {
    let bend = end.cosine * start.sine * omega.sine * omega.sine
    return Angle(
      sine: end.cosine * omega.sine,
      cosine: omega.cosine >= 0
        ? differenceSine + bend / (1 + omega.cosine) : sumSine - bend / (1 - omega.cosine))
  }

  /// The azimuth from the astroid that the geodesics from the antipodes envelop (equations 51–57).
  private func antipodalAzimuth(sumSine: Double) -> Angle {
    let e = KarneySeries.expansionParameter(equatorAzimuthCosine: start.sine)
    let longitudeScale = WGS84.flattening * start.cosine * KarneySeries.a3(e) * .pi
    let latitudeScale = longitudeScale * start.cosine
    // The antipode is the origin, and the geodesic's singular point is x = -1, y = 0.
    let x = atan2(-lambda.sine, -lambda.cosine) / longitudeScale
    let y = sumSine / latitudeScale
    let edge = 1000 * Double.ulpOfOne.squareRoot()
    if y > -200 * Double.ulpOfOne, x > -1 - edge {
      let sine = min(1, -x)
      return Angle(sine: sine, cosine: -(1 - sine * sine).squareRoot())
    }
    let k = astroidRoot(x, y)
    // The supplement of ω, better than the azimuth itself: it saves iterations.
    let supplement = Angle(radians: longitudeScale * -x * k / (1 + k))
    let omega = Angle(sine: supplement.sine, cosine: -supplement.cosine)
    return Angle(
      sine: end.cosine * omega.sine,
      cosine: sumSine - end.cosine * start.sine * omega.sine * omega.sine / (1 - omega.cosine))
  }
}

/// The positive root k of k⁴ + 2k³ − (x² + y² − 1)k² − 2y²k − y² = 0 (Karney 2013, equation 55),
/// solved as a quartic by its resolvent cubic, in an order that cancels no digits (appendix B of
/// arXiv:1102.1215).
private func astroidRoot(_ x: Double, _ y: Double) -> Double {
  let p = x * x
  let q = y * y
  let r = (p + q - 1) / 6
  if q == 0, r <= 0 { return 0 }
  let s = p * q / 4
  let cube = r * r * r
  let discriminant = s * (s + 2 * cube)
  var u = r
  if discriminant >= 0 {
    let root = discriminant.squareRoot()
    let t = cbrt(s + cube < 0 ? s + cube - root : s + cube + root)
    u += t + (t != 0 ? r * r / t : 0)
  } else {
    // Three real roots; this one cancels nothing. r is negative here.
    u += 2 * r * cos(atan2((-discriminant).squareRoot(), -(s + cube)) / 3)
  }
  let v = (u * u + q).squareRoot()
  let sum = u < 0 ? q / (v - u) : u + v
  let w = (sum - q) / (2 * v)
  return sum / ((sum + w * w).squareRoot() + w)
}

/// The arc on the auxiliary sphere between the points, for azimuths at both.
private struct InverseArc {
  let start: Angle
  let end: Angle
  /// σ₂ − σ₁, in 0...π.
  let length: Double

  init(_ points: InversePoints, startAzimuth: Angle, endAzimuth: Angle) {
    start = .along(
      sine: points.start.sine, cosine: startAzimuth.cosine * points.start.cosine)
    end = .along(sine: points.end.sine, cosine: endAzimuth.cosine * points.end.cosine)
    let difference = end - start
    length = atan2(max(0, difference.sine), difference.cosine)
  }

  /// The distance in polar radii (equation 7).
  func distance(parameter e: Double) -> Double {
    (1 + KarneySeries.a1MinusOne(e)) * (length + KarneySeries.c1(e)(from: start, to: end))
  }

  /// The reduced length in polar radii (equation 38).
  func reducedLength(_ points: InversePoints, parameter e: Double) -> Double {
    let a1 = KarneySeries.a1MinusOne(e)
    let a2 = KarneySeries.a2MinusOne(e)
    let b1 = KarneySeries.c1(e)(from: start, to: end)
    let b2 = KarneySeries.c2(e)(from: start, to: end)
    let j = (a1 - a2) * length + ((1 + a1) * b1 - (1 + a2) * b2)
    return points.endStretch * (start.cosine * end.sine)
      - points.startStretch * (start.sine * end.cosine) - start.cosine * end.cosine * j
  }
}

/// Where a geodesic with a trial azimuth gets to.
private struct InverseTrial {
  let arc: InverseArc
  let endAzimuth: Angle
  /// The expansion parameter ε.
  let parameter: Double
  /// By how much the longitude at the end's latitude exceeds that of the end, in radians.
  let error: Double

  init(_ points: InversePoints, startAzimuth: Angle) {
    let start = points.start
    let end = points.end
    var azimuth = startAzimuth
    if start.sine == 0, azimuth.cosine == 0 {
      // Not along the equator, which is no shortest path here.
      azimuth.cosine = -KarneyInverse.tiny
    }
    let sineHere = azimuth.sine * start.sine
    let equator = Angle(
      sine: azimuth.sine * start.cosine,
      cosine: (azimuth.cosine * azimuth.cosine + sineHere * sineHere).squareRoot())
    let isLevel = end.cosine == start.cosine
    let northward = azimuth.cosine * start.cosine
    // cos²β₂ − cos²β₁, from the ones of sines and cosines that are farther from 1.
    let widening =
      start.cosine < -start.sine
      ? (end.cosine - start.cosine) * (start.cosine + end.cosine)
      : (start.sine - end.sine) * (start.sine + end.sine)
    endAzimuth = Angle(
      sine: isLevel ? azimuth.sine : equator.sine / end.cosine,
      cosine: isLevel && abs(end.sine) == -start.sine
        ? abs(azimuth.cosine)
        : max(0, northward * northward + widening).squareRoot() / end.cosine)
    arc = InverseArc(points, startAzimuth: azimuth, endAzimuth: endAzimuth)

    let startOmega = Angle(sine: equator.sine * start.sine, cosine: northward)
    let endOmega = Angle(sine: equator.sine * end.sine, cosine: endAzimuth.cosine * end.cosine)
    let difference = endOmega - startOmega
    // Limited to 0...π as σ is.
    let omega = Angle(sine: max(0, difference.sine), cosine: difference.cosine)
    parameter = KarneySeries.expansionParameter(equatorAzimuthCosine: equator.cosine)
    let sphereExcess = (omega - points.lambda).radians
    error =
      sphereExcess
      - WGS84.flattening * KarneySeries.a3(parameter) * equator.sine
      * (arc.length + KarneySeries.c3(parameter)(from: arc.start, to: arc.end))
  }

  /// The derivative of the error by the azimuth at the start (equation 46).
  func derivative(_ points: InversePoints) -> Double {
    let scale = 1 - WGS84.flattening
    guard endAzimuth.cosine != 0 else {
      return -2 * scale * points.startStretch / points.start.sine
    }
    return scale * arc.reducedLength(points, parameter: parameter)
      / (endAzimuth.cosine * points.end.cosine)
  }
}
