import Geodesy
import Geofencing
import Ranking
import SpatialIndex

/// The order of scores.
extension Catalog {
  func runScored<Filter: PointFilter>(
    _ query: MerchantQuery, where filter: Filter, words: WordMatch?, scratch: inout QueryScratch
  ) throws(QueryError) -> QueryOutcome {
    let scoring = scoring(of: query)
    var best = ScoredHits()
    swap(&best, &scratch.scored)
    // One more than wanted tells whether a page follows.
    best.reset(keeping: query.limit + 1, after: query.after.map(scoredKey(after:)))
    var matched: Int?
    do throws(QueryError) {
      matched = try forEachScored(
        query, ScoredSearch(scoring, storage), where: filter, words: words, into: &best,
        scratch: &scratch)
    } catch {
      swap(&best, &scratch.scored)
      throw error
    }
    best.sort()
    let found = best.count
    swap(&best, &scratch.scored)
    let next = keep(found, query, &scratch)
    if query.countsMatches, matched == nil {
      matched = countMatches(
        in: SearchRange(query), of: EarthPoint(query.center), where: filter,
        words: words.flatMap { goesAlong($0, query) ? $0 : nil }, scratch: &scratch)
    }
    return QueryOutcome(
      count: scratch.count, next: next, matched: query.countsMatches ? matched : nil)
  }

  /// The query's scoring, which must be for this catalogue.
  func scoring(of query: MerchantQuery) -> QueryScoring {
    guard let scoring = query.scoring else {
      preconditionFailure("the order of scores needs a scoring")
    }
    precondition(
      scoring.ranking.generation == storage.hours.generation,
      "a scoring goes with its own catalogue")
    return scoring
  }

  /// The key in the order of scores that all merchants up to the one of a sort key have at most,
  /// also when that merchant is no more.
  func scoredKey(after key: SortKey) -> UInt64 {
    guard case .score(let millionths, let id) = key else {
      preconditionFailure("the key belongs to the order of scores")
    }
    let score = Int32(clamping: max(0, millionths))
    return ScoredHit.key(score: score, id: 0) &+ UInt64(storage.identifiers.rank(after: id)) &- 1
  }

  /// Hands every merchant that matches and whose score `sink` wants to it; the answer is how many
  /// match in all where that came about on the way.
  func forEachScored<Filter: PointFilter, Sink: ScoredHitSink>(
    _ query: MerchantQuery, _ search: ScoredSearch, where filter: Filter, words: WordMatch?,
    into sink: inout Sink, scratch: inout QueryScratch
  ) throws(QueryError) -> Int? {
    let center = EarthPoint(query.center)
    let range = SearchRange(query)
    if let route = query.route {
      do throws(ShapeError) {
        try find(query, around: route, where: filter, scratch: &scratch)
      } catch {
        throw .route(error)
      }
      return forEachFound(query, scratch.shape) {
        sink.offer(search.hit(slot: $0.slot, distanceMeters: $0.distanceMeters))
      }
    }
    if let words, goesAlong(words, query) {
      var matched = 0
      words.forEachCandidate { slot in
        guard filter.matches(slot: slot) else { return }
        let distance = Geodesic.distanceMeters(from: center, to: storage.index.point(slot: slot))
        guard range.contains(distanceMeters: distance, id: 0) else { return }
        matched += 1
        sink.offer(search.hit(slot: slot, distanceMeters: distance))
      }
      return matched
    }
    search.offerKnown(around: center, in: range, where: filter, into: &sink)
    storage.index.best(
      around: center, in: range, scores: search.scores, nearness: search.nearness,
      by: search.scorer, where: filter, into: &sink, scratch: &scratch.search)
    return nil
  }
}

extension SearchRange {
  /// The distances that a query without a route allows.
  init(_ query: MerchantQuery) {
    self.init(
      minimumMeters: query.minimumDistanceMeters,
      maximumMeters: query.radiusMeters ?? .infinity)
  }
}
