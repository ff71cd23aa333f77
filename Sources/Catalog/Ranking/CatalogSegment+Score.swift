import Geodesy
import Geofencing
import Ranking
import SpatialIndex

/// The order of scores.
extension CatalogSegment {
  func runScored<Filter: PointFilter>(
    _ query: MerchantQuery, _ limits: SegmentLimits, where filter: Filter, words: WordMatch?,
    scratch: inout QueryScratch
  ) throws(QueryError) -> SegmentOutcome {
    var best = ScoredHits()
    swap(&best, &scratch.scored)
    // One more than wanted tells whether a page follows.
    best.reset(
      keeping: query.limit + 1, after: query.after.map(scoredKey(after:)),
      leastScore: limits.leastScore)
    var matched: Int?
    do throws(QueryError) {
      matched = try forEachScored(
        query, ScoredSearch(query.checkedScoring, self), where: filter, words: words, into: &best,
        scratch: &scratch)
    } catch {
      swap(&best, &scratch.scored)
      throw error
    }
    best.sort()
    let found = best.count
    swap(&best, &scratch.scored)
    if query.countsMatches, matched == nil {
      matched = countMatches(
        in: SearchRange(query), of: EarthPoint(query.center), where: filter,
        words: words.flatMap { goesAlong($0, query) ? $0 : nil }, scratch: &scratch)
    }
    return SegmentOutcome(found: found, matched: query.countsMatches ? matched : nil)
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

  /// The least key that a merchant behind a place in the order of scores, or at it, can have.
  func scoredKey(at place: ScorePlace) -> UInt64 {
    if place.isBehind { return scoredKey(after: place.key) + 1 }
    let key = scoredKey(after: place.key)
    let isThere = storage.identifiers.slot(of: place.key.id) != nil
    return isThere ? key : key + 1
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

/// A place between two merchants in the order of scores.
struct ScorePlace {
  /// Of ``SortKey/score(millionths:id:)``.
  var key: SortKey
  /// Whether the place is behind the merchant of the key, and not before it.
  var isBehind = false
}

extension MerchantQuery {
  /// The scoring, which a query in the order of scores must have.
  var checkedScoring: QueryScoring {
    guard let scoring else { preconditionFailure("the order of scores needs a scoring") }
    return scoring
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
