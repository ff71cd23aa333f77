import Ranking
import TestSupport

extension RankingModel {
  /// Any valid model: some weights are 0, and boosts are sometimes hardly capped.
  static func random(using generator: inout SeededGenerator) -> RankingModel {
    var model = RankingModel.standard
    repeat {
      for part in ScorePart.allCases {
        let isLeftOut = Int.random(in: 0..<4, using: &generator) == 0
        model.weights[part] = isLeftOut ? 0 : .random(in: 0...10, using: &generator)
      }
    } while model.weights.sum == 0
    model.decay = DistanceDecay(
      shape: DistanceDecay.Shape.allCases.randomElement(using: &generator) ?? .exp,
      scaleMeters: .random(in: 1...20_000, using: &generator),
      offsetMeters: Bool.random(using: &generator) ? 0 : .random(in: 0...500, using: &generator),
      decay: .random(in: 0.01...0.99, using: &generator))
    model.ratingPriorMean =
      Bool.random(using: &generator) ? nil : .random(in: 0...5, using: &generator)
    model.ratingPriorReviews = .random(in: 0.1...500, using: &generator)
    model.popularityReviews = .random(in: 1...100_000, using: &generator)
    model.premiumPartnership = .random(in: 0...1, using: &generator)
    model.standardPartnership = .random(in: 0...1, using: &generator)
    model.trialPartnership = .random(in: 0...1, using: &generator)
    model.boostCap = .random(in: 0...1, using: &generator)
    model.affinityHalfLifeDays = .random(in: 0.5...1000, using: &generator)
    return model
  }
}
