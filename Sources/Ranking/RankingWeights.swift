/// How much each part of a score counts; only the proportions between them matter.
public struct RankingWeights: Hashable, Sendable {
  public var distance: Double
  public var rating: Double
  public var popularity: Double
  public var featured: Double
  public var partnership: Double
  public var affinity: Double
  public var categoryAffinity: Double

  /// Weights as given, and 0 where none is; each finite and 0 or more, with a sum above 0, which
  /// ``RankingModel/validate()`` checks.
  public init(
    distance: Double = 0, rating: Double = 0, popularity: Double = 0, featured: Double = 0,
    partnership: Double = 0, affinity: Double = 0, categoryAffinity: Double = 0
  ) {
    self.distance = distance
    self.rating = rating
    self.popularity = popularity
    self.featured = featured
    self.partnership = partnership
    self.affinity = affinity
    self.categoryAffinity = categoryAffinity
  }

  /// The weights without settings; they sum to 1.
  public static let standard = RankingWeights(
    distance: 0.45, rating: 0.15, popularity: 0.05, featured: 0.03, partnership: 0.05,
    affinity: 0.20, categoryAffinity: 0.07)

  /// The weight of a part.
  public subscript(part: ScorePart) -> Double {
    get {
      switch part {
      case .distance: distance
      case .rating: rating
      case .popularity: popularity
      case .featured: featured
      case .partnership: partnership
      case .affinity: affinity
      case .categoryAffinity: categoryAffinity
      }
    }
    set {
      switch part {
      case .distance: distance = newValue
      case .rating: rating = newValue
      case .popularity: popularity = newValue
      case .featured: featured = newValue
      case .partnership: partnership = newValue
      case .affinity: affinity = newValue
      case .categoryAffinity: categoryAffinity = newValue
      }
    }
  }

  /// All weights together.
  public var sum: Double {
    ScorePart.allCases.reduce(0) { $0 + self[$1] }
  }
}
