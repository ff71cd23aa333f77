#if canImport(Glibc)
  public import Glibc
#elseif canImport(Musl)
  public import Musl
#elseif canImport(Darwin)
  public import Darwin
#endif

/// A decay with what doesn't depend on the distance computed once.
@usableFromInline
struct DecayCurve: Hashable, Sendable {
  @usableFromInline let shape: DistanceDecay.Shape
  @usableFromInline let offset: Double
  @usableFromInline let inverseScale: Double
  /// What one scale takes away: of the logarithm, or of the value of a line.
  @usableFromInline let slope: Double

  init(_ decay: DistanceDecay) {
    shape = decay.shape
    offset = decay.offsetMeters
    inverseScale = 1 / decay.scaleMeters
    slope = decay.shape == .linear ? decay.decay - 1 : log(decay.decay)
  }

  /// The value at a distance in metres, 0…1; 0 where the distance is no number.
  @inlinable
  func value(meters: Double) -> Double {
    let beyond = meters - offset
    // The second comparison is false for what is no number.
    guard beyond > 0 else { return beyond <= 0 ? 1 : 0 }
    let scales = beyond * inverseScale
    return switch shape {
    case .gauss: exp(slope * (scales * scales))
    case .exp: exp(slope * scales)
    case .linear: max(0, 1 + slope * scales)
    }
  }
}
