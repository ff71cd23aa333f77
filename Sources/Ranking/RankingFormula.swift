#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The formulas of a ranking model, compiled for one catalogue.
///
/// Scores are whole millionths. A part contributes its normalised value times its share of the
/// weights, rounded to the nearest millionth, and a score is the sum of those integers: parts sum
/// to it to the last digit, and it compares exactly. No sum of contributions is above 1,000,000.
///
/// Every function takes any number: what is outside its range counts as the nearer end of it, and
/// what is no number as what ranks lowest.
public struct RankingFormula: Hashable, Sendable {
  public let model: RankingModel

  /// The stars that a merchant without reviews counts as having, 0…5.
  public let priorMean: Double

  @usableFromInline let curve: DecayCurve
  @usableFromInline let distancePart: PartScale
  private let ratingPart: PartScale
  private let popularityPart: PartScale
  private let featuredPart: PartScale
  private let partnershipPart: PartScale
  private let affinityPart: PartScale
  private let categoryAffinityPart: PartScale
  private let boostCap: Int32
  private let fullPopularity: Double
  private let halfLifeSeconds: Double

  /// Compiles a model, which must be valid (see ``RankingModel/validate()``).
  ///
  /// `priorMean` is the mean rating of the catalogue in stars; the model's own goes before it.
  public init(_ model: RankingModel, priorMean: Double) {
    do {
      try model.validate()
    } catch {
      preconditionFailure("a ranking formula needs a valid model: \(error)")
    }
    self.model = model
    self.priorMean = Self.clamped(model.ratingPriorMean ?? priorMean, to: 5)
    curve = DecayCurve(model.decay)
    let parts = Self.parts(of: model.weights)
    distancePart = parts[0]
    ratingPart = parts[1]
    popularityPart = parts[2]
    featuredPart = parts[3]
    partnershipPart = parts[4]
    affinityPart = parts[5]
    categoryAffinityPart = parts[6]
    boostCap = Int32((1_000_000 * model.boostCap).rounded())
    fullPopularity = log1p(model.popularityReviews)
    halfLifeSeconds = model.affinityHalfLifeDays * 86_400
  }

  /// The parts in the order of their cases.
  private static func parts(of weights: RankingWeights) -> [PartScale] {
    let scales = ScorePart.allCases.map { 1_000_000 * (weights[$0] / weights.sum) }
    var most = scales.map { Int32($0.rounded()) }
    // Of seven shares, several can be rounded up; those rounded up by most give it back, so that
    // no score is above 1.
    while most.reduce(0, +) > 1_000_000 {
      let excess = most.indices.max {
        Double(most[$0]) - scales[$0] < Double(most[$1]) - scales[$1]
      }
      if let excess { most[excess] -= 1 }
    }
    return zip(scales, most).map { PartScale(scale: $0, most: $1) }
  }

  private static func clamped(_ value: Double, to most: Double) -> Double {
    value > 0 ? min(value, most) : 0
  }

  /// The part's weight divided by the sum of all, 0…1.
  public func share(_ part: ScorePart) -> Double {
    model.weights[part] / model.weights.sum
  }
}

/// Normalised values, 0…1.
extension RankingFormula {
  /// The closeness of what lies at a distance in metres, never rising with it.
  public func distance(meters: Double) -> Double {
    curve.value(meters: meters)
  }

  /// The Bayesian mean of a rating in hundredths of a star, as a share of five stars:
  /// `(m * prior + n * stars) / (m + n) / 5`, where m reviews are what the prior is worth.
  ///
  /// Without a rating it is the prior, whatever the number of reviews.
  public func rating(hundredths: Int?, reviews: Int) -> Double {
    guard let hundredths else { return priorMean / 5 }
    let stars = Double(min(max(hundredths, 0), 500)) / 100
    // Written with the weight of the reviews, so that a huge number of them can't overflow and the
    // value stays between the prior and the rating.
    let count = Double(max(reviews, 0))
    let weight = count / (model.ratingPriorReviews + count)
    return Self.clamped((priorMean + (stars - priorMean) * weight) / 5, to: 1)
  }

  /// How close the number of reviews comes to that of a well-known merchant, by its logarithm:
  /// `min(1, ln(1 + n) / ln(1 + full))`.
  public func popularity(reviews: Int) -> Double {
    min(1, log1p(Double(max(reviews, 0))) / fullPopularity)
  }

  /// An affinity faded by its age: `score * 2 ^ (-age / half-life)`.
  ///
  /// Both instants are Unix seconds. A last interaction in the future has no age; an unknown one is
  /// one half-life old.
  public func affinity(score: Double, lastInteraction: Int64?, at instant: Int64) -> Double {
    let score = Self.clamped(score, to: 1)
    guard let lastInteraction else { return score / 2 }
    let age = max(0, Double(instant) - Double(lastInteraction))
    return score * exp2(-age / halfLifeSeconds)
  }
}

/// Contributions to a score in millionths.
extension RankingFormula {
  /// What a distance in metres contributes, never rising with it.
  @inlinable
  public func distanceMillionths(meters: Double) -> Int32 {
    distancePart.millionths(curve.value(meters: meters))
  }

  /// What a rating in hundredths of a star, or none, contributes.
  public func ratingMillionths(hundredths: Int?, reviews: Int) -> Int32 {
    ratingPart.millionths(rating(hundredths: hundredths, reviews: reviews))
  }

  /// What a number of reviews contributes.
  public func popularityMillionths(reviews: Int) -> Int32 {
    popularityPart.millionths(popularity(reviews: reviews))
  }

  /// What being featured and a partnership worth 0…1 contribute, together at most the cap: featured
  /// comes first, and partnership gets what it leaves.
  public func boostMillionths(
    isFeatured: Bool, partnership: Double
  ) -> (featured: Int32, partnership: Int32) {
    let featured = min(featuredPart.millionths(isFeatured ? 1 : 0), boostCap)
    return (featured, min(partnershipPart.millionths(partnership), boostCap - featured))
  }

  /// What a faded affinity contributes.
  public func affinityMillionths(_ normalised: Double) -> Int32 {
    affinityPart.millionths(normalised)
  }

  /// What the mean of a user's faded affinities in a category contributes.
  public func categoryAffinityMillionths(_ mean: Double) -> Int32 {
    categoryAffinityPart.millionths(mean)
  }
}
