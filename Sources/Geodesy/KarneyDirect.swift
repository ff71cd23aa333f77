/// The geodesic from a point in a direction: Karney's solution of the direct problem (Karney 2013,
/// section 2).
struct KarneyDirect {
  private let equatorAzimuth: Angle
  private let startSigma: Angle
  private let startOmega: Angle
  private let a1: Double
  private let startB1: Double
  private let startTau: Angle
  private let sigmaOfTau: SineSeries
  private let a3: Double
  private let c3: SineSeries

  /// The geodesic that leaves a point of reduced latitude `start` with an azimuth.
  init(from start: Angle, azimuth: Angle) {
    let beta = Angle(
      sine: withoutTinyPart(start.sine), cosine: max(start.cosine, KarneyInverse.tiny))
    let alpha = Angle(sine: withoutTinyPart(azimuth.sine), cosine: azimuth.cosine)
    // Clairaut's relation: sin α₀ = sin α cos β. The cosine is never negative.
    let sine = alpha.sine * beta.cosine
    let sineHere = alpha.sine * beta.sine
    equatorAzimuth = Angle(
      sine: sine,
      cosine: (alpha.cosine * alpha.cosine + sineHere * sineHere).squareRoot())
    let sigmaCosine = beta.sine != 0 || alpha.cosine != 0 ? beta.cosine * alpha.cosine : 1
    startOmega = Angle(sine: sine * beta.sine, cosine: sigmaCosine)
    startSigma = .along(sine: beta.sine, cosine: sigmaCosine)

    let e = KarneySeries.expansionParameter(equatorAzimuthCosine: equatorAzimuth.cosine)
    a1 = 1 + KarneySeries.a1MinusOne(e)
    startB1 = KarneySeries.c1(e)(startSigma)
    startTau = startSigma + Angle(radians: startB1)
    sigmaOfTau = KarneySeries.c1Reverted(e)
    a3 = KarneySeries.a3(e)
    c3 = KarneySeries.c3(e)
  }

  /// The latitude, and the longitude relative to the start in radians, after so many metres.
  func position(atMeters meters: Double) -> (latitude: Angle, longitudeDifference: Double) {
    let tau = meters / (WGS84.polarRadiusMeters * a1)
    let arc = tau + sigmaOfTau(startTau + Angle(radians: tau)) + startB1
    var sigma = startSigma + Angle(radians: arc)
    let alongMeridian = equatorAzimuth.cosine * sigma.cosine
    var betaCosine =
      (equatorAzimuth.sine * equatorAzimuth.sine + alongMeridian * alongMeridian).squareRoot()
    if betaCosine == 0 {
      // On a pole: give the longitude a value.
      betaCosine = KarneyInverse.tiny
      sigma.cosine = KarneyInverse.tiny
    }
    let omega = Angle(sine: equatorAzimuth.sine * sigma.sine, cosine: sigma.cosine)
    let longitude =
      (omega - startOmega).radians
      - WGS84.flattening * a3 * equatorAzimuth.sine * (arc + c3(from: startSigma, to: sigma))
    let latitude = Angle(
      sine: equatorAzimuth.cosine * sigma.sine,
      cosine: (1 - WGS84.flattening) * betaCosine)
    return (latitude, longitude)
  }
}
