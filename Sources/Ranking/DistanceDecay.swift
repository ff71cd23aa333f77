/// How closeness falls with distance, in the vocabulary of Elasticsearch's `function_score`: 1 up
/// to `offset`, `decay` at `offset + scale`, and never rising.
public struct DistanceDecay: Hashable, Sendable {
  /// The curve beyond the offset.
  public enum Shape: String, CaseIterable, Hashable, Sendable {
    /// A bell: `decay ^ ((meters - offset) / scale)²`.
    case gauss
    /// The same loss over every stretch: `decay ^ ((meters - offset) / scale)`.
    case exp
    /// A straight line down to 0: `1 - (1 - decay) * (meters - offset) / scale`.
    case linear
  }

  public var shape: Shape

  /// How far beyond the offset the value is `decay`, in metres, above 0.
  public var scaleMeters: Double

  /// Up to where the value is 1, in metres, 0 or more.
  public var offsetMeters: Double

  /// The value at `offset + scale`, between 0 and 1, neither of them.
  public var decay: Double

  /// A decay as given; ``RankingModel/validate()`` checks the ranges.
  public init(
    shape: Shape = .exp, scaleMeters: Double = 1500, offsetMeters: Double = 0, decay: Double = 0.5
  ) {
    self.shape = shape
    self.scaleMeters = scaleMeters
    self.offsetMeters = offsetMeters
    self.decay = decay
  }

  /// Half at 1,500 m and half again every 1,500 m.
  public static let standard = DistanceDecay()

  /// The value at a distance in metres, 0…1; 0 where the distance is no number.
  public func value(meters: Double) -> Double {
    DecayCurve(self).value(meters: meters)
  }
}
