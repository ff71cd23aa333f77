import FlatStorage
import Geodesy
import Geofencing
import SpatialIndex

/// How far a search of one segment need not go, since those before it have found enough.
struct SegmentLimits {
  /// Merchants farther away than this, in metres, are not wanted in the order of distance.
  var maximumMeters = Double.infinity
  /// Merchants with a lower score are not wanted in the order of scores.
  var leastScore: Int32 = -1
}

/// What a search of one segment left in the scratch.
struct SegmentOutcome {
  /// How many merchants, in the query's order: one more than the limit if there are so many.
  var found = 0
  /// How many match in all, when the query asked for it.
  var matched: Int?

  /// What a search comes to that finds nothing.
  static func none(_ query: MerchantQuery) -> SegmentOutcome {
    SegmentOutcome(found: 0, matched: query.countsMatches ? 0 : nil)
  }
}

extension CatalogSegment {
  /// Finds the first of the segment's merchants that match, in the query's order; slots are those of
  /// the segment.
  func run(
    _ query: MerchantQuery, categoryCount: Int, limits: SegmentLimits = SegmentLimits(),
    scratch: inout QueryScratch
  ) throws(QueryError) -> SegmentOutcome {
    scratch.place =
      query.order == .score
      ? .scored : query.order != .distance || query.route != nil ? .ranked : .search
    let filter = try CompiledFilter(query.filter, in: self, categoryCount: categoryCount)
    if filter.isImpossible { return .none(query) }
    if query.order == .score {
      return filter.passesEverything
        ? try runScored(query, limits, where: EveryPoint(), words: nil, scratch: &scratch)
        : try runScored(query, limits, where: filter, words: filter.words, scratch: &scratch)
    }
    if let route = query.route {
      do throws(ShapeError) {
        return filter.passesEverything
          ? try run(query, around: route, where: EveryPoint(), scratch: &scratch)
          : try run(query, around: route, where: filter, scratch: &scratch)
      } catch {
        throw .route(error)
      }
    }
    if filter.passesEverything {
      return run(query, limits, where: EveryPoint(), words: nil, scratch: &scratch)
    }
    return run(query, limits, where: filter, words: filter.words, scratch: &scratch)
  }
}

extension CatalogSegment {
  /// Finds the merchants nearest to `center`, for a query that is ``MerchantQuery/isPlain``: by far the
  /// most frequent, for which no filter is made.
  func runPlain(
    _ query: MerchantQuery, around center: EarthPoint, limits: SegmentLimits = SegmentLimits(),
    scratch: inout QueryScratch
  ) -> SegmentOutcome {
    scratch.place = .search
    var range = SearchRange(query)
    range.maximumMeters = min(range.maximumMeters, limits.maximumMeters)
    // What another segment has found leaves room for few of this one.
    let expectsFew = limits.maximumMeters < .infinity
    if dead.isEmpty {
      storage.index.nearest(
        query.limit + 1, to: center, in: range, where: EveryPoint(), expectsFew: expectsFew,
        scratch: &scratch.search)
    } else {
      storage.index.nearest(
        query.limit + 1, to: center, in: range, where: LivePoints(dead: dead),
        expectsFew: expectsFew, scratch: &scratch.search)
    }
    return SegmentOutcome(found: scratch.search.count, matched: nil)
  }

  private func run<Filter: PointFilter>(
    _ query: MerchantQuery, _ limits: SegmentLimits, where filter: Filter, words: WordMatch?,
    scratch: inout QueryScratch
  ) -> SegmentOutcome {
    let center = EarthPoint(query.center)
    let whole = SearchRange(query)
    // One more than wanted tells whether a page follows.
    let wanted = query.limit + 1
    let alongWords = words.flatMap { goesAlong($0, query) ? $0 : nil }
    // Counting goes by the index, whose hits it overwrites.
    let matched =
      query.countsMatches
      ? countMatches(in: whole, of: center, where: filter, words: alongWords, scratch: &scratch)
      : nil
    guard query.order == .distance else {
      rank(
        wanted, query, in: whole, of: center, where: filter, words: alongWords, scratch: &scratch)
      return SegmentOutcome(found: scratch.ranked.count, matched: matched)
    }
    var range = whole
    range.maximumMeters = min(range.maximumMeters, limits.maximumMeters)
    range.after = position(after: query.after)
    if let alongWords {
      scratch.search.gather(
        wanted, of: alongWords, in: range, of: center, storage: storage, where: filter)
    } else {
      storage.index.nearest(
        wanted, to: center, in: range, where: filter, scratch: &scratch.search)
    }
    return SegmentOutcome(found: scratch.search.count, matched: matched)
  }

  /// Whether it is cheaper to look at every merchant that has the rarest word than to go along the
  /// tree with the words as a filter. Either way the answer is the same.
  ///
  /// A merchant of the list costs some 100 ns of waiting for memory. The tree looks at a node in 2 µs
  /// where the words are known per node, so some dozens of nodes are even with 256 merchants. Where
  /// they are not, it looks at 1 / frequency merchants in 10 ns each for one that is wanted, which
  /// is even at the square root below.
  func goesAlong(_ words: WordMatch, _ query: MerchantQuery) -> Bool {
    guard let rarest = words.rarestTerm else { return false }
    if query.order != .distance, query.order != .score {
      return query.radiusMeters == nil || words.rarestCount <= 4096
    }
    if rarest.count <= 4 { return words.rarestCount <= 256 }
    return words.rarestCount * words.rarestCount
      <= storage.count * (query.limit + 1) / 10 + 65_536
  }

  /// The place of a key in the order (distance, rank), also of a merchant that is no more.
  private func position(after key: SortKey?) -> SearchRange.Position? {
    guard case .distance(let meters, let id) = key else { return nil }
    let rank = storage.identifiers.rank(after: id)
    guard rank > 0 else {
      // Every id comes after this one, so all merchants at the distance do.
      return SearchRange.Position(distanceMeters: meters.nextDown, id: .max)
    }
    return SearchRange.Position(distanceMeters: meters, id: UInt32(rank - 1))
  }

  func countMatches<Filter: PointFilter>(
    in range: SearchRange, of center: EarthPoint, where filter: Filter, words: WordMatch?,
    scratch: inout QueryScratch
  ) -> Int {
    guard let words else {
      return storage.index.count(range, of: center, where: filter, scratch: &scratch.search)
    }
    var count = 0
    words.forEachCandidate { slot in
      guard filter.matches(slot: slot) else { return }
      let distance = Geodesic.distanceMeters(from: center, to: storage.index.point(slot: slot))
      if range.contains(distanceMeters: distance, id: 0) { count += 1 }
    }
    return count
  }
}

extension SearchScratch {
  /// Finds the nearest of the merchants that have a word, one by one.
  fileprivate mutating func gather<Filter: PointFilter>(
    _ wanted: Int, of words: WordMatch, in range: SearchRange, of center: EarthPoint,
    storage: CatalogStorage, where filter: Filter
  ) {
    removeAll()
    words.forEachCandidate { slot in
      guard filter.matches(slot: slot) else { return }
      let distance = Geodesic.distanceMeters(from: center, to: storage.index.point(slot: slot))
      let hit = Hit(distanceMeters: distance, id: storage.index.id(slot: slot), slot: slot)
      if range.contains(distanceMeters: distance, id: hit.id) { keep(hit, atMost: wanted) }
    }
    sortKept()
  }
}

/// The orders that the index doesn't know: every merchant in the range is looked at.
extension CatalogSegment {
  private func rank<Filter: PointFilter>(
    _ wanted: Int, _ query: MerchantQuery, in range: SearchRange, of center: EarthPoint,
    where filter: Filter, words: WordMatch?, scratch: inout QueryScratch
  ) {
    let ordering = RankedOrdering(query.order, after: query.after, storage: storage)
    scratch.ranked.reset(keeping: wanted)
    var ranked = RankedHits()
    swap(&ranked, &scratch.ranked)
    func offer(slot: UInt32, distanceMeters: Double) {
      let key = ordering.key(slot: slot, distanceMeters: distanceMeters)
      if let last = ranked.last, key > last.key { return }
      let hit = RankedHit(
        key: key, rank: storage.index.id(slot: slot),
        hit: MerchantHit(slot: slot, distanceMeters: distanceMeters))
      guard ordering.isAfter(hit) else { return }
      ranked.offer(hit, precedes: ordering.precedes)
    }
    if let words {
      words.forEachCandidate { slot in
        guard filter.matches(slot: slot) else { return }
        let distance = Geodesic.distanceMeters(from: center, to: storage.index.point(slot: slot))
        if range.contains(distanceMeters: distance, id: 0) {
          offer(slot: slot, distanceMeters: distance)
        }
      }
    } else {
      storage.index.forEach(in: range, of: center, where: filter, scratch: &scratch.search) {
        offer(slot: $0.slot, distanceMeters: $0.distanceMeters)
      }
    }
    ranked.sort(precedes: ordering.precedes)
    swap(&ranked, &scratch.ranked)
  }
}

/// Around a route: every merchant that is near enough is looked at, whatever the order.
extension CatalogSegment {
  /// Leaves in `scratch.shape` every merchant that is near enough to a route, in no order.
  func find<Filter: PointFilter>(
    _ query: MerchantQuery, around route: QueryRoute, where filter: Filter,
    scratch: inout QueryScratch
  ) throws(ShapeError) {
    let radius = query.radiusMeters ?? .infinity
    if let locator = route.locator {
      try storage.index.within(
        radius, of: route.shape, where: filter, coordinate: { storage.coordinate(slot: $0) },
        containing: { locator.contains($0) }, scratch: &scratch.shape)
    } else {
      try storage.index.within(radius, of: route.shape, where: filter, scratch: &scratch.shape)
    }
  }

  /// Calls `body` with every merchant found around a route, in no order, at its distance from the
  /// query's origin; the answer is how many there are.
  func forEachFound(
    _ query: MerchantQuery, _ found: borrowing ShapeScratch, _ body: (Hit) -> Void
  ) -> Int {
    let center = EarthPoint(query.center)
    var count = 0
    for position in 0..<found.count {
      var hit = found[position]
      if query.origin == .center {
        hit.distanceMeters = Geodesic.distanceMeters(
          from: center, to: storage.index.point(slot: hit.slot))
      }
      guard hit.distanceMeters >= query.minimumDistanceMeters else { continue }
      count += 1
      body(hit)
    }
    return count
  }

  private func run<Filter: PointFilter>(
    _ query: MerchantQuery, around route: QueryRoute, where filter: Filter,
    scratch: inout QueryScratch
  ) throws(ShapeError) -> SegmentOutcome {
    try find(query, around: route, where: filter, scratch: &scratch)
    let ordering = RankedOrdering(query.order, after: query.after, storage: storage)
    var ranked = RankedHits()
    swap(&ranked, &scratch.ranked)
    // One more than wanted tells whether a page follows.
    ranked.reset(keeping: query.limit + 1)
    let matched = forEachFound(query, scratch.shape) { hit in
      let candidate = RankedHit(
        key: ordering.key(slot: hit.slot, distanceMeters: hit.distanceMeters), rank: hit.id,
        hit: MerchantHit(slot: hit.slot, distanceMeters: hit.distanceMeters))
      guard ordering.isAfter(candidate) else { return }
      ranked.offer(candidate, precedes: ordering.precedes)
    }
    ranked.sort(precedes: ordering.precedes)
    let found = ranked.count
    swap(&ranked, &scratch.ranked)
    return SegmentOutcome(found: found, matched: query.countsMatches ? matched : nil)
  }
}
