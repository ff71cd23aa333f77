/// A number of a model: its place in JSON and what it may be.
struct RankingMember: Sendable {
  /// The object in which the member lies; nil for the model itself.
  let section: String?
  let name: String
  let property: any WritableKeyPath<RankingModel, Double> & Sendable
  let bounds: Bounds

  /// What a number may be.
  enum Bounds: String, Sendable {
    case notNegative = "a number of 0 or more"
    case positive = "a number above 0"
    case fromOne = "a number of 1 or more"
    case unit = "a number from 0 to 1"
    case insideUnit = "a number between 0 and 1, neither of them"
    case stars = "a number of stars from 0 to 5, or null for the catalogue's mean"

    /// Whether a number is finite and in the range.
    func holds(_ value: Double) -> Bool {
      guard value.isFinite else { return false }
      return switch self {
      case .notNegative: value >= 0
      case .positive: value > 0
      case .fromOne: value >= 1
      case .unit: 0...1 ~= value
      case .insideUnit: value > 0 && value < 1
      case .stars: 0...5 ~= value
      }
    }
  }

  init(
    _ section: String?, _ name: String,
    _ property: any WritableKeyPath<RankingModel, Double> & Sendable, _ bounds: Bounds
  ) {
    self.section = section
    self.name = name
    self.property = property
    self.bounds = bounds
  }

  var path: String { section.map { "$.\($0).\(name)" } ?? "$.\(name)" }

  /// Every number that must be there, in the order in which they are printed.
  static let all: [RankingMember] =
    ScorePart.allCases.map {
      RankingMember("weights", $0.rawValue, \.weights[$0], .notNegative)
    } + [
      RankingMember("distance", "scale_m", \.decay.scaleMeters, .positive),
      RankingMember("distance", "offset_m", \.decay.offsetMeters, .notNegative),
      RankingMember("distance", "decay", \.decay.decay, .insideUnit),
      RankingMember("rating", "prior_reviews", \.ratingPriorReviews, .positive),
      RankingMember("popularity", "full_at_reviews", \.popularityReviews, .fromOne),
      RankingMember("partnership", "premium", \.premiumPartnership, .unit),
      RankingMember("partnership", "standard", \.standardPartnership, .unit),
      RankingMember("partnership", "trial", \.trialPartnership, .unit),
      RankingMember(nil, "boost_cap", \.boostCap, .unit),
      RankingMember("affinity", "half_life_days", \.affinityHalfLifeDays, .positive),
    ]
}
