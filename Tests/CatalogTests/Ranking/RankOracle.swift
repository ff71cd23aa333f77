import Catalog
import Geodesy
import Ranking

/// A ranking and a user, with what every merchant scores by them, worked out merchant by merchant
/// from the formulas and the merchants' own values.
struct RankOracle {
  let scoring: QueryScoring
  private let formula: RankingFormula
  /// What each part but distance contributes, by entry of the world.
  private let parts: [[ScorePart: Int32]]
  private let fixed: [Int32]
  private let boosts: [Int32]

  /// A merchant's place in the whole list.
  struct Row: Equatable {
    var entry: Int
    var distanceMeters: Double
    var score: Int32
    var organicScore: Int32
  }

  init(
    _ world: RankWorld, ranking: CatalogRanking, affinities: [Affinity]?, at instant: Int64
  ) {
    scoring = QueryScoring(
      ranking: ranking,
      user: affinities.map {
        UserScores($0, at: instant, ranking: ranking, in: world.catalog)
      })
    let model = ranking.formula.model
    let ratings = world.entries.compactMap(\.merchant.ratingHundredths)
    // The mean to a tenth of a star, halves up.
    let mean =
      ratings.isEmpty
      ? 0 : ((Double(ratings.reduce(0, +)) / Double(ratings.count) + 5) / 10).rounded(.down) / 10
    let formula = RankingFormula(model, priorMean: mean)
    self.formula = formula

    // Of two affinities for a merchant the later counts; those of whole hours fade alike.
    let hour = instant - (instant % 3_600)
    var faded: [String: Double] = [:]
    for affinity in affinities ?? [] {
      faded[affinity.merchantID] = formula.affinity(
        score: affinity.score, lastInteraction: affinity.lastInteraction, at: hour)
    }
    var byCategory: [Int: [Double]] = [:]
    for entry in world.entries {
      if let value = faded[entry.merchant.id], let category = entry.merchant.categoryID {
        byCategory[category, default: []].append(value)
      }
    }
    parts = world.entries.map { entry in
      let merchant = entry.merchant
      let partnership: Double =
        switch merchant.partner {
        case nil: 0
        case .some(let partner):
          switch partner.partnership {
          case .premium: model.premiumPartnership
          case .standard: model.standardPartnership
          case .trial, nil: model.trialPartnership
          }
        }
      let boost = formula.boostMillionths(
        isFeatured: merchant.isFeatured, partnership: partnership)
      let own = faded[merchant.id]
      let means = merchant.categoryID.flatMap { byCategory[$0] }
      return [
        .rating: formula.ratingMillionths(
          hundredths: merchant.ratingHundredths, reviews: merchant.totalReviews),
        .popularity: formula.popularityMillionths(reviews: merchant.totalReviews),
        .featured: boost.featured,
        .partnership: boost.partnership,
        .affinity: own.map(formula.affinityMillionths) ?? 0,
        .categoryAffinity: own == nil
          ? means.map {
            formula.categoryAffinityMillionths($0.reduce(0, +) / Double($0.count))
          } ?? 0 : 0,
      ]
    }
    fixed = parts.map { $0.values.reduce(0, +) }
    boosts = parts.map { ($0[.featured] ?? 0) + ($0[.partnership] ?? 0) }
  }

  /// All merchants that match, in order, whatever the limit and page.
  func rows(
    _ query: MerchantQuery, _ world: RankWorld, distances: [Double?]
  ) -> [Row] {
    var rows: [Row] = []
    for (entry, distance) in distances.enumerated() {
      guard let distance, world.passes(world.entries[entry], query.filter) else { continue }
      let score = fixed[entry] + formula.distanceMillionths(meters: distance)
      rows.append(
        Row(
          entry: entry, distanceMeters: distance, score: score,
          organicScore: score - boosts[entry]))
    }
    return rows.sorted { ($1.score, $0.entry) < ($0.score, $1.entry) }
  }

  /// The ranks that the rows would have if nobody had a boost, in the order of the rows.
  static func organicRanks(_ rows: [Row]) -> [Int] {
    let order = rows.indices.sorted {
      (rows[$1].organicScore, rows[$0].entry) < (rows[$0].organicScore, rows[$1].entry)
    }
    var ranks = [Int](repeating: 0, count: rows.count)
    for (place, row) in order.enumerated() { ranks[row] = place + 1 }
    return ranks
  }

  /// What a part of a row's score contributes.
  func contribution(_ part: ScorePart, _ row: Row) -> Int32 {
    part == .distance
      ? formula.distanceMillionths(meters: row.distanceMeters) : parts[row.entry][part] ?? 0
  }
}

extension SeededMerchants {
  /// A model with some weights of 0 and any of the shapes.
  mutating func rankingModel() -> RankingModel {
    var model = RankingModel()
    if next(below: 5) == 0 { return model }
    repeat {
      for part in ScorePart.allCases {
        model.weights[part] = next(below: 3) == 0 ? 0 : next(in: 0...1) * pick([1, 1, 20])
      }
    } while model.weights.sum == 0
    model.decay = DistanceDecay(
      shape: pick(DistanceDecay.Shape.allCases), scaleMeters: pick([50, 900, 5_000, 3_000_000]),
      offsetMeters: pick([0, 0, 300]), decay: next(in: 0.05...0.95))
    model.ratingPriorMean = next(below: 2) == 0 ? nil : next(in: 0...5)
    model.ratingPriorReviews = next(in: 0.5...100)
    model.popularityReviews = next(in: 1...3_000)
    model.premiumPartnership = next(in: 0...1)
    model.standardPartnership = next(in: 0...1)
    model.trialPartnership = pick([0, 0.3, 1])
    model.boostCap = pick([0, 0.02, 0.06, 0.5, 1])
    model.affinityHalfLifeDays = pick([1, 90, 1_000])
    return model
  }

  /// Affinities for some of the world's merchants and for others that it doesn't have.
  mutating func affinities(_ world: RankWorld, count: Int) -> [Affinity] {
    (0..<count).map { number in
      let isAbsent = next(below: 8) == 0 || world.entries.isEmpty
      return Affinity(
        merchantID: isAbsent ? "absent-\(number)" : pick(world.entries).merchant.id,
        score: pick([0, 1, next(in: 0...1), next(in: 0...1)]),
        lastInteraction: next(below: 4) == 0
          ? nil : RankWorld.now - Int64(next(below: 40_000_000)) + 2_000_000)
    }
  }
}
