import Foundation
import Ranking
import TestSupport
import Testing

struct RankingFormulaTests {
  private let standard = RankingFormula(.standard, priorMean: 4)

  @Test(
    arguments: [
      // (20 reviews × 4.0 stars + n × stars) / (20 + n) / 5
      (480, 60, 0.92),
      (500, 0, 0.8),
      (500, 20, 0.9),
      (500, 1, 0.80952381),
      (0, 20, 0.4),
      (300, 180, 0.62),
      (nil, 0, 0.8),
      (nil, 5000, 0.8),
    ] as [(Int?, Int, Double)])
  func `shrinks a rating towards the prior`(hundredths: Int?, reviews: Int, expected: Double) {
    #expect(abs(standard.rating(hundredths: hundredths, reviews: reviews) - expected) < 1e-8)
  }

  @Test func `takes the model's prior before the catalogue's`() {
    var model = RankingModel.standard
    model.ratingPriorMean = 2.5
    let formula = RankingFormula(model, priorMean: 4)
    #expect(formula.priorMean == 2.5)
    #expect(formula.rating(hundredths: nil, reviews: 0) == 0.5)
    #expect(standard.priorMean == 4)
  }

  @Test(arguments: [(-1, 0), (7, 5), (.infinity, 5), (.nan, 0)] as [(Double, Double)])
  func `holds the prior within 0 to 5 stars`(prior: Double, expected: Double) {
    #expect(RankingFormula(.standard, priorMean: prior).priorMean == expected)
  }

  @Test(
    arguments: [
      // ln(1 + n) / ln(1 + 999)
      (0, 0.0), (9, 1.0 / 3), (99, 2.0 / 3), (999, 1), (1000, 1), (Int.max, 1), (-5, 0),
    ] as [(Int, Double)])
  func `takes the logarithm of reviews`(reviews: Int, expected: Double) {
    var model = RankingModel.standard
    model.popularityReviews = 999
    let formula = RankingFormula(model, priorMean: 4)
    #expect(abs(formula.popularity(reviews: reviews) - expected) < 1e-12)
  }

  @Test(
    arguments: [
      (0.8, 0, 0.8),
      (0.8, 90, 0.4),
      (0.8, 180, 0.2),
      (0.8, 45, 0.565685425),
      (0.8, nil, 0.4),
      (0.8, -3, 0.8),  // tomorrow's interaction has no age
      (0, 0, 0),
      (7, 0, 1),
      (-1, 0, 0),
      (.nan, 0, 0),
      (.infinity, 90, 0.5),
    ] as [(Double, Int64?, Double)])
  func `fades an affinity by half in each half-life`(
    score: Double, daysAgo: Int64?, expected: Double
  ) {
    let instant: Int64 = 1_790_000_000
    let value = standard.affinity(
      score: score, lastInteraction: daysAgo.map { instant - $0 * 86_400 }, at: instant)
    #expect(abs(value - expected) < 1e-9)
  }

  @Test func `fades an affinity of any age without overflow`() {
    #expect(standard.affinity(score: 1, lastInteraction: .min, at: .max) == 0)
    #expect(standard.affinity(score: 1, lastInteraction: .max, at: .min) == 1)
  }

  @Test func `contributes shares of a million`() {
    #expect(standard.distanceMillionths(meters: 0) == 450_000)
    #expect(standard.distanceMillionths(meters: 1500) == 225_000)
    #expect(standard.distanceMillionths(meters: 750) == 318_198)
    #expect(standard.ratingMillionths(hundredths: 480, reviews: 60) == 138_000)
    #expect(standard.ratingMillionths(hundredths: nil, reviews: 0) == 120_000)
    #expect(standard.popularityMillionths(reviews: 1000) == 50_000)
    #expect(standard.popularityMillionths(reviews: 9) == 16_664)
    #expect(standard.affinityMillionths(0.4) == 80_000)
    #expect(standard.categoryAffinityMillionths(0.5) == 35_000)
    #expect(standard.affinityMillionths(1) == 200_000)
    #expect(standard.categoryAffinityMillionths(1) == 70_000)
  }

  @Test(arguments: [
    (false, 0.0, 0 as Int32, 0 as Int32),
    (true, 0, 30_000, 0),
    (false, 1, 0, 50_000),
    (false, 0.6, 0, 30_000),
    (true, 0.3, 30_000, 15_000),
    (true, 0.6, 30_000, 30_000),
    (true, 1, 30_000, 30_000),  // the cap of 0.06
    (true, 99, 30_000, 30_000),
    (false, .nan, 0, 0),
    (false, -1, 0, 0),
  ])
  func `caps the boost, featured first`(
    isFeatured: Bool, worth: Double, featured: Int32, partnership: Int32
  ) {
    #expect(
      standard.boostMillionths(isFeatured: isFeatured, partnership: worth)
        == (featured, partnership))
  }

  @Test(arguments: [(0.0, 0 as Int32, 0 as Int32), (0.02, 20_000, 0), (0.045, 30_000, 15_000)])
  func `gives partnership what a low cap leaves`(
    cap: Double, featured: Int32, partnership: Int32
  ) {
    var model = RankingModel.standard
    model.boostCap = cap
    #expect(
      RankingFormula(model, priorMean: 4).boostMillionths(isFeatured: true, partnership: 1)
        == (featured, partnership))
  }

  @Test func `counts only the proportions of weights`() {
    var model = RankingModel.standard
    for part in ScorePart.allCases { model.weights[part] *= 8 }
    let formula = RankingFormula(model, priorMean: 4)
    for part in ScorePart.allCases { #expect(formula.share(part) == standard.share(part)) }
    #expect(formula.distanceMillionths(meters: 321) == standard.distanceMillionths(meters: 321))
  }

  @Test func `has no score above a million where shares are all rounded up`() {
    var model = RankingModel.standard
    model.weights = RankingWeights(distance: 500_000.5, rating: 499_999.5)
    let formula = RankingFormula(model, priorMean: 5)
    #expect(
      formula.distanceMillionths(meters: 0) + formula.ratingMillionths(hundredths: nil, reviews: 0)
        == 1_000_000)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `contributes the rounded product, and no more than a million in all`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let formula = RankingFormula(.random(using: &generator), priorMean: 3.7)
    let model = formula.model
    func product(_ part: ScorePart, _ normalised: Double) -> Double {
      1_000_000 * model.weights[part] / model.weights.sum * normalised
    }
    for _ in 0..<200 {
      let meters = Double.random(in: 0...20_000, using: &generator)
      let stars = Int.random(in: 0...500, using: &generator)
      let reviews = Int.random(in: 0...3000, using: &generator)
      let liking = Double.random(in: 0...1, using: &generator)
      let contributions: [(Int32, Double)] = [
        (
          formula.distanceMillionths(meters: meters),
          product(.distance, formula.distance(meters: meters))
        ),
        (
          formula.ratingMillionths(hundredths: stars, reviews: reviews),
          product(.rating, formula.rating(hundredths: stars, reviews: reviews))
        ),
        (
          formula.popularityMillionths(reviews: reviews),
          product(.popularity, formula.popularity(reviews: reviews))
        ),
        (formula.affinityMillionths(liking), product(.affinity, liking)),
        (formula.categoryAffinityMillionths(liking), product(.categoryAffinity, liking)),
      ]
      for (contribution, exact) in contributions {
        #expect(abs(Double(contribution) - exact) <= 0.5 + 1e-6)
      }
    }
    let boost = formula.boostMillionths(isFeatured: true, partnership: 1)
    #expect(Double(boost.featured + boost.partnership) <= (model.boostCap * 1_000_000).rounded())
    let most =
      formula.distanceMillionths(meters: 0)
      + formula.ratingMillionths(hundredths: 500, reviews: .max)
      + formula.popularityMillionths(reviews: .max) + boost.featured + boost.partnership
      + formula.affinityMillionths(1) + formula.categoryAffinityMillionths(1)
    #expect(most <= 1_000_000)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `rises with every merit and falls with distance and age`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let formula = RankingFormula(.random(using: &generator), priorMean: 3.7)
    func sorted(_ values: [Double], _ sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(zip(values, values.dropFirst()).allSatisfy(<=), sourceLocation: sourceLocation)
      #expect(values.allSatisfy { 0...1 ~= $0 }, sourceLocation: sourceLocation)
    }
    let reviews = Int.random(in: 0...2000, using: &generator)
    sorted((0...500).map { formula.rating(hundredths: $0, reviews: reviews) })
    sorted((0...2000).map { formula.rating(hundredths: 500, reviews: $0) })
    sorted((0...2000).reversed().map { formula.rating(hundredths: 0, reviews: $0) })
    sorted((0...2000).map { formula.popularity(reviews: $0) })
    let score = Double.random(in: 0...1, using: &generator)
    sorted(
      (-100...2000).map {
        formula.affinity(score: score, lastInteraction: $0 * 86_400, at: 2000 * 86_400)
      })
    sorted(
      (0...100).map { formula.affinity(score: Double($0) / 100, lastInteraction: 0, at: 5_000_000) }
    )
    sorted((0...3000).reversed().map { formula.distance(meters: Double($0) * 7) })
    let contributions = (0...3000).map { formula.distanceMillionths(meters: Double($0) * 7) }
    #expect(zip(contributions, contributions.dropFirst()).allSatisfy(>=))
  }

  @Test func `takes any number that a merchant may have`() {
    for hundredths in [Int.min, -1, 501, .max] {
      for reviews in [Int.min, -1, 0, .max] {
        #expect(
          (0...150_000).contains(
            standard.ratingMillionths(hundredths: hundredths, reviews: reviews)))
      }
    }
    #expect(standard.distanceMillionths(meters: .nan) == 0)
    #expect(standard.distanceMillionths(meters: .infinity) == 0)
    #expect(standard.affinityMillionths(.nan) == 0)
    #expect(standard.affinityMillionths(.infinity) == 200_000)
    #expect(standard.categoryAffinityMillionths(-.infinity) == 0)
  }

  @Test func `is not made of a model that is invalid`() async {
    await #expect(processExitsWith: .failure) {
      var model = RankingModel.standard
      model.weights.rating = .nan
      _ = RankingFormula(model, priorMean: 4)
    }
  }
}
