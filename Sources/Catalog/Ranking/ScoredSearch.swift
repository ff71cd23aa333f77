import Geodesy
import SpatialIndex

/// What a search for the best merchants goes by.
struct ScoredSearch {
  let scorer: MerchantScorer
  /// What merchants score whoever asks from wherever.
  let scores: PointScores
  let nearness: DistanceScores
  private let user: UserScores?
  private let index: PackedIndex

  /// A search by whole scores, or by scores without the boost.
  init(_ scoring: QueryScoring, _ storage: CatalogStorage, isOrganic: Bool = false) {
    scorer = MerchantScorer(scoring, columns: storage.columns)
    scores = isOrganic ? scoring.ranking.organicScores : scoring.ranking.scores
    nearness = scoring.ranking.nearness
    user = scoring.user
    index = storage.index
  }

  /// A merchant at a distance from the query's origin, with its score.
  func hit(slot: UInt32, distanceMeters: Double) -> ScoredHit {
    ScoredHit(
      score: scores[slot] + scorer.nearness(meters: distanceMeters)
        + scorer.affinity(slot: slot),
      id: index.id(slot: slot), distanceMeters: distanceMeters, slot: slot)
  }

  /// Hands the merchants that the user has been to to a sink, as far as they match.
  ///
  /// Without this each node would have to count with the user's greatest affinity, and the search
  /// would look at many times as many.
  func offerKnown<Filter: PointFilter, Sink: ScoredHitSink>(
    around center: EarthPoint, in range: SearchRange, where filter: Filter, into sink: inout Sink
  ) {
    guard let user else { return }
    let limit = PackedIndex.greatestSquaredChord(meters: range.maximumMeters)
    for merchant in user.known {
      let square = center.squaredChord(to: merchant.point)
      guard square <= limit else { continue }
      let bound =
        scores[merchant.slot] + merchant.added + nearness.bound(squaredChord: Float(square))
      guard bound >= sink.leastScore, filter.matches(slot: merchant.slot) else { continue }
      let distance = Geodesic.distanceMeters(from: center, to: merchant.point)
      guard range.contains(distanceMeters: distance, id: 0) else { continue }
      sink.offer(
        ScoredHit(
          score: scores[merchant.slot] + scorer.nearness(meters: distance) + merchant.added,
          id: index.id(slot: merchant.slot), distanceMeters: distance, slot: merchant.slot))
    }
  }
}
