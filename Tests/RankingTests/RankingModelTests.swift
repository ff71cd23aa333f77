import Ranking
import Testing

struct RankingModelTests {
  typealias Property = any WritableKeyPath<RankingModel, Double> & Sendable

  @Test func `is valid as it comes`() throws {
    try RankingModel.standard.validate()
    #expect(RankingModel() == .standard)
  }

  private static let numbers: [(Property, String)] =
    ScorePart.allCases.map { (\.weights[$0], "$.weights.\($0.rawValue)") } + [
      (\.decay.scaleMeters, "$.distance.scale_m"),
      (\.decay.offsetMeters, "$.distance.offset_m"),
      (\.decay.decay, "$.distance.decay"),
      (\.ratingPriorReviews, "$.rating.prior_reviews"),
      (\.popularityReviews, "$.popularity.full_at_reviews"),
      (\.premiumPartnership, "$.partnership.premium"),
      (\.standardPartnership, "$.partnership.standard"),
      (\.trialPartnership, "$.partnership.trial"),
      (\.boostCap, "$.boost_cap"),
      (\.affinityHalfLifeDays, "$.affinity.half_life_days"),
    ]

  @Test(arguments: numbers.indices, [Double.nan, .infinity, -.infinity, -0.001])
  func `refuses a number that isn't finite or is negative`(position: Int, value: Double) {
    var model = RankingModel.standard
    model[keyPath: Self.numbers[position].0] = value
    let error = #expect(throws: RankingError.self) { try model.validate() }
    #expect(error?.code == .outOfRange)
    #expect(error?.path == Self.numbers[position].1)
    #expect(error?.value == "\(value)")
  }

  @Test(arguments: [Double.nan, .infinity, -0.01, 5.01])
  func `refuses a prior mean outside the stars`(value: Double) {
    var model = RankingModel.standard
    model.ratingPriorMean = value
    #expect(throws: RankingError.self) { try model.validate() }
  }

  @Test(arguments: [
    (\RankingModel.decay.scaleMeters as Property, 0.0, 1e-9),
    (\.decay.offsetMeters, -1e-9, 0),
    (\.decay.decay, 0, 1e-9),
    (\.decay.decay, 1, 0.999),
    (\.ratingPriorReviews, 0, 1e-9),
    (\.popularityReviews, 0.999, 1),
    (\.premiumPartnership, 1.001, 1),
    (\.standardPartnership, 1.001, 1),
    (\.trialPartnership, 1.001, 0),
    (\.boostCap, 1.001, 1),
    (\.boostCap, -0.001, 0),
    (\.affinityHalfLifeDays, 0, 1e-9),
  ])
  func `knows the edges of every range`(
    property: Property, refused: Double, taken: Double
  ) throws {
    var model = RankingModel.standard
    model[keyPath: property] = taken
    try model.validate()
    model[keyPath: property] = refused
    #expect(throws: RankingError.self) { try model.validate() }
  }

  @Test func `refuses weights that are all 0 or too large to sum`() throws {
    var model = RankingModel.standard
    model.weights = RankingWeights()
    let zero = #expect(throws: RankingError.self) { try model.validate() }
    #expect(
      zero?.description
        == "$.weights must be weights of which at least one is above 0, and is 0 in all of them")
    model.weights = RankingWeights(
      distance: .greatestFiniteMagnitude, rating: .greatestFiniteMagnitude)
    #expect(throws: RankingError.self) { try model.validate() }
    model.weights = RankingWeights(popularity: .leastNonzeroMagnitude)
    try model.validate()
    #expect(RankingFormula(model, priorMean: 3).share(.popularity) == 1)
  }
}
