import Geodesy
import SpatialIndex

/// What a search for the best merchants goes by.
struct ScoredSearch {
  let scorer: MerchantScorer
  /// What merchants score whoever asks from wherever.
  let scores: PointScores
  let nearness: DistanceScores
  /// Whether the boost is left out.
  private let isOrganic: Bool
  private let user: SegmentUser?
  private let index: PackedIndex

  /// A search of a segment by whole scores, or by scores without the boost.
  init(_ scoring: QueryScoring, _ segment: CatalogSegment, isOrganic: Bool = false) {
    scorer = MerchantScorer(scoring, segment)
    let ranking = scoring.ranking.segments[segment.position]
    scores = isOrganic ? ranking.organicScores : ranking.scores
    nearness = scoring.ranking.nearness
    self.isOrganic = isOrganic
    user = scoring.user?.segments[segment.position]
    index = segment.storage.index
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
  /// would look at many times as many. Those far away come last, since by then few are wanted.
  func offerKnown<Filter: PointFilter, Sink: ScoredHitSink>(
    around center: EarthPoint, in range: SearchRange, where filter: Filter, into sink: inout Sink
  ) {
    guard let user else { return }
    let limit = PackedIndex.greatestSquaredChord(meters: range.maximumMeters)
    let most = nearness.greatest
    var areSomeFar = false
    for merchant in user.candidates {
      // Those that follow score no more, and without the boost nothing scores more than with it.
      if merchant.own &+ most < sink.leastScore { break }
      let square = center.squaredChord(to: merchant.point)
      guard square <= limit else { continue }
      guard !nearness.addsNothing(squaredChord: square) else {
        areSomeFar = true
        continue
      }
      guard merchant.own &+ nearness.bound(squaredChord: Float(square)) >= sink.leastScore,
        filter.matches(slot: merchant.slot)
      else { continue }
      let distance = Geodesic.distanceMeters(from: center, to: merchant.point)
      guard range.contains(distanceMeters: distance, id: 0) else { continue }
      sink.offer(
        ScoredHit(
          score: own(merchant) + scorer.nearness(meters: distance), id: merchant.id,
          distanceMeters: distance, slot: merchant.slot))
    }
    guard areSomeFar else { return }
    for merchant in user.candidates {
      if merchant.own < sink.leastScore { break }
      let square = center.squaredChord(to: merchant.point)
      guard square <= limit, nearness.addsNothing(squaredChord: square) else { continue }
      let own = own(merchant)
      guard sink.wants(key: ScoredHit.key(score: own, id: merchant.id)),
        filter.matches(slot: merchant.slot)
      else { continue }
      let distance = Geodesic.distanceMeters(from: center, to: merchant.point)
      guard range.contains(distanceMeters: distance, id: 0) else { continue }
      sink.offer(
        ScoredHit(score: own, id: merchant.id, distanceMeters: distance, slot: merchant.slot))
    }
  }

  /// What a merchant scores apart from its distance.
  private func own(_ merchant: SegmentUser.Candidate) -> Int32 {
    isOrganic ? scores[merchant.slot] + merchant.added : merchant.own
  }
}
