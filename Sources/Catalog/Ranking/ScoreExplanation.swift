import FlatStorage
public import Ranking

/// Why a merchant has its score.
public struct ScoreExplanation: Equatable, Sendable {
  /// In millionths: the sum of the parts' contributions.
  public var score: Int32
  /// One of every kind, in the order of ``ScorePart``.
  public var parts: [ScorePartValue]

  /// Whether the merchant ranks higher than it would if nobody paid.
  public var isBoosted: Bool {
    parts.contains {
      ($0.part == .featured || $0.part == .partnership) && $0.contribution > 0
    }
  }
}

/// What one part adds to a score.
public struct ScorePartValue: Equatable, Sendable {
  public var part: ScorePart
  /// What the merchant has, in the part's own unit: metres, stars, reviews, 1 for featured, the value
  /// of its partnership, an affinity from 0 to 1; nil where there is none.
  public var raw: Double?
  /// From 0 to 1.
  public var normalised: Double
  /// The part's weight as the model has it.
  public var weight: Double
  /// In millionths.
  public var contribution: Int32
}

extension Catalog {
  /// The parts of the score of the merchant in a slot, at a distance from the query's origin.
  public func explanation(
    slot: UInt32, distanceMeters: Double, scoring: QueryScoring
  ) -> ScoreExplanation {
    let formula = scoring.ranking.formula
    let tags = tags(slot: slot)
    let rating = ratingHundredths(slot: slot)
    let reviews = reviewCount(slot: slot)
    let partnership = formula.partnership(tags: tags)
    let isFeatured = tags & MerchantTags.featured != 0
    let boost = formula.boost(tags: tags)
    let known = scoring.user?.knownMerchant(slot: slot, in: self)
    let category =
      known == nil
      ? categoryPosition(slot: slot).flatMap { scoring.user?.categoryMeans[$0] } : nil
    var explanation = ScoreExplanation(score: 0, parts: [])
    func add(_ part: ScorePart, raw: Double?, normalised: Double, contribution: Int32) {
      explanation.parts.append(
        ScorePartValue(
          part: part, raw: raw, normalised: normalised, weight: formula.model.weights[part],
          contribution: contribution))
      explanation.score += contribution
    }
    for part in ScorePart.allCases {
      switch part {
      case .distance:
        add(
          part, raw: distanceMeters, normalised: formula.distance(meters: distanceMeters),
          contribution: formula.distanceMillionths(meters: distanceMeters))
      case .rating:
        add(
          part, raw: rating.map { Double($0) / 100 },
          normalised: formula.rating(hundredths: rating, reviews: reviews),
          contribution: formula.ratingMillionths(hundredths: rating, reviews: reviews))
      case .popularity:
        add(
          part, raw: Double(reviews), normalised: formula.popularity(reviews: reviews),
          contribution: formula.popularityMillionths(reviews: reviews))
      case .featured:
        add(
          part, raw: isFeatured ? 1 : 0, normalised: isFeatured ? 1 : 0,
          contribution: boost.featured)
      case .partnership:
        add(
          part, raw: partnership, normalised: partnership ?? 0, contribution: boost.partnership)
      case .affinity:
        add(
          part, raw: known?.raw, normalised: known?.faded ?? 0, contribution: known?.added ?? 0)
      case .categoryAffinity:
        add(
          part, raw: category, normalised: category ?? 0,
          contribution: category.map(formula.categoryAffinityMillionths) ?? 0)
      }
    }
    return explanation
  }
}
