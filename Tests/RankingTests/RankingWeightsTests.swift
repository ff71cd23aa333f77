import Ranking
import Testing

struct RankingWeightsTests {
  @Test func `standard weights sum to one`() {
    #expect(abs(RankingWeights.standard.sum - 1) < 1e-12)
  }

  @Test func `are read and written by part`() {
    var weights = RankingWeights()
    for (position, part) in ScorePart.allCases.enumerated() {
      weights[part] = Double(position + 1)
    }
    #expect(
      weights
        == RankingWeights(
          distance: 1, rating: 2, popularity: 3, featured: 4, partnership: 5, affinity: 6,
          categoryAffinity: 7))
    #expect(ScorePart.allCases.map { weights[$0] } == [1, 2, 3, 4, 5, 6, 7])
    #expect(weights.sum == 28)
  }

  @Test func `call their parts as answers do`() {
    #expect(
      ScorePart.allCases.map(\.rawValue) == [
        "distance", "rating", "popularity", "featured", "partnership", "affinity",
        "category_affinity",
      ])
    #expect(ScorePart.allCases.filter(\.isBoost) == [.featured, .partnership])
  }
}
