/// How merchants are ranked: weights, curves and caps, as a settings file states them.
///
/// Its properties may hold anything; ``validate()`` says whether a score can be made of them, and a
/// model that was read from JSON has passed it.
public struct RankingModel: Hashable, Sendable {
  public var weights: RankingWeights

  public var decay: DistanceDecay

  /// The stars that a merchant without reviews counts as having, 0…5; nil for the mean of the rated
  /// merchants of the catalogue.
  public var ratingPriorMean: Double?

  /// How many reviews the prior mean is worth, above 0.
  public var ratingPriorReviews: Double

  /// The reviews at which popularity is 1, from 1 on.
  public var popularityReviews: Double

  /// What a premium partnership is worth, 0…1.
  public var premiumPartnership: Double

  /// What a standard partnership is worth, 0…1.
  public var standardPartnership: Double

  /// What a trial partnership is worth, and one whose kind isn't known, 0…1.
  public var trialPartnership: Double

  /// The most that featured and partnership together contribute to a score, 0…1.
  public var boostCap: Double

  /// The days in which an affinity fades to half, above 0.
  public var affinityHalfLifeDays: Double

  /// The model without settings.
  public static let standard = RankingModel()

  /// The standard model.
  public init() {
    weights = .standard
    decay = .standard
    ratingPriorMean = nil
    ratingPriorReviews = 20
    popularityReviews = 1000
    premiumPartnership = 1
    standardPartnership = 0.6
    trialPartnership = 0.3
    boostCap = 0.06
    affinityHalfLifeDays = 90
  }
}
