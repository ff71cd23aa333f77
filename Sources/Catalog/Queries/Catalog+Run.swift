import FlatStorage
import Geodesy
import Geofencing
import SpatialIndex

extension Catalog {
  /// Answers a query; the hits are left in `scratch`, in the query's order.
  ///
  /// The answer is exact: the first `limit` of all merchants that match, in a total order, whatever
  /// way the search goes. In the order of distance it takes microseconds; in another one it looks at
  /// every merchant in the radius. Around a route it always does.
  ///
  /// - Throws: ``QueryError`` for words or metadata that cannot be looked for, and for a route that takes too much work.
  public func run(
    _ query: MerchantQuery, scratch: inout QueryScratch
  ) throws(QueryError) -> QueryOutcome {
    precondition(query.limit >= 1, "a query asks for one merchant or more")
    if let after = query.after, after.order != query.order {
      throw .orderDiffers(key: after.order, query: query.order)
    }
    let filter = try CompiledFilter(query.filter, in: storage)
    scratch.count = 0
    scratch.place =
      query.order == .score
      ? .scored : query.order != .distance || query.route != nil ? .ranked : .search
    guard !filter.isImpossible else {
      return QueryOutcome(count: 0, next: nil, matched: query.countsMatches ? 0 : nil)
    }
    if query.order == .score {
      return filter.isTrivial
        ? try runScored(query, where: EveryPoint(), words: nil, scratch: &scratch)
        : try runScored(query, where: filter, words: filter.words, scratch: &scratch)
    }
    if let route = query.route {
      do throws(ShapeError) {
        return filter.isTrivial
          ? try run(query, around: route, where: EveryPoint(), scratch: &scratch)
          : try run(query, around: route, where: filter, scratch: &scratch)
      } catch {
        throw .route(error)
      }
    }
    if filter.isTrivial { return run(query, where: EveryPoint(), words: nil, scratch: &scratch) }
    return run(query, where: filter, words: filter.words, scratch: &scratch)
  }
}

extension Catalog {
  private func run<Filter: PointFilter>(
    _ query: MerchantQuery, where filter: Filter, words: WordMatch?, scratch: inout QueryScratch
  ) -> QueryOutcome {
    let center = EarthPoint(query.center)
    var range = SearchRange(
      minimumMeters: query.minimumDistanceMeters,
      maximumMeters: query.radiusMeters ?? .infinity)
    // One more than wanted tells whether a page follows.
    let wanted = query.limit + 1
    let alongWords = words.flatMap { goesAlong($0, query) ? $0 : nil }
    let found: Int
    if query.order == .distance {
      let whole = range
      range.after = position(after: query.after)
      if let alongWords {
        scratch.search.gather(
          wanted, of: alongWords, in: range, of: center, storage: storage, where: filter)
      } else {
        storage.index.nearest(
          wanted, to: center, in: range, where: filter, scratch: &scratch.search)
      }
      range = whole
      found = scratch.search.count
    } else {
      rank(
        wanted, query, in: range, of: center, where: filter, words: alongWords,
        scratch: &scratch)
      found = scratch.ranked.count
    }
    let next = keep(found, query, &scratch)
    // Counting goes by the index, so it comes last: the hits are kept aside in their own memory.
    let matched =
      query.countsMatches
      ? countMatches(in: range, of: center, where: filter, words: alongWords, scratch: &scratch)
      : nil
    return QueryOutcome(count: scratch.count, next: next, matched: matched)
  }

  /// Cuts the hits found down to those wanted; the answer is the key of the last if more follow.
  func keep(
    _ found: Int, _ query: MerchantQuery, _ scratch: inout QueryScratch
  ) -> SortKey? {
    scratch.count = min(found, query.limit)
    // Whoever asks wants to show them; by then their records can be on their way from memory.
    for position in 0..<scratch.count {
      let slot = Int(scratch[position].slot)
      storage.records.prefetch(storage.columns.records[slot])
      if query.order == .score { storage.columns.tags.prefetch(slot) }
    }
    return found > query.limit ? key(of: query.limit - 1, query.order, scratch) : nil
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
    return words.rarestCount * words.rarestCount <= count * (query.limit + 1) / 10 + 65_536
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

  private func key(
    of position: Int, _ order: MerchantQuery.Order, _ scratch: borrowing QueryScratch
  ) -> SortKey {
    let hit = scratch[position]
    let id = id(slot: hit.slot)
    switch order {
    case .distance: return .distance(meters: hit.distanceMeters, id: id)
    case .rating:
      let rating = storage.columns.ratings[Int(hit.slot)]
      return .rating(
        hundredths: rating == MerchantColumns.unrated ? nil : Int(rating), id: id)
    case .reviews: return .reviews(Int(storage.columns.reviews[Int(hit.slot)]), id: id)
    case .name:
      return .name(String(decoding: storage.foldedName(slot: hit.slot), as: UTF8.self), id: id)
    case .score: return .score(millionths: Int(hit.score ?? 0), id: id)
    }
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
extension Catalog {
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
extension Catalog {
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
  ) throws(ShapeError) -> QueryOutcome {
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
    return QueryOutcome(
      count: min(found, query.limit), next: keep(found, query, &scratch),
      matched: query.countsMatches ? matched : nil)
  }
}

/// How merchants follow each other in an order that the index doesn't know.
struct RankedOrdering {
  private let order: MerchantQuery.Order
  private let storage: CatalogStorage
  /// The key to go on behind: what the order compares first, the whole name, and how many ids are
  /// at most the key's.
  private let after: (key: UInt64, name: [UInt8], rank: Int)?

  init(_ order: MerchantQuery.Order, after: SortKey?, storage: CatalogStorage) {
    self.order = order
    self.storage = storage
    guard let after else {
      self.after = nil
      return
    }
    let rank = storage.identifiers.rank(after: after.id)
    switch after {
    case .distance(let meters, _):
      self.after = (Self.key(distanceMeters: meters), [], rank)
    case .rating(let hundredths, _):
      self.after = (Self.key(rating: hundredths.map(UInt16.init(clamping:))), [], rank)
    case .reviews(let count, _): self.after = (Self.key(reviews: UInt32(clamping: count)), [], rank)
    case .name(let name, _):
      let bytes = Array(name.utf8)
      self.after = (NameKey.prefix(of: bytes), bytes, rank)
    case .score: preconditionFailure("scores have a search of their own")
    }
  }

  /// The bits of numbers that are not negative are in the order of the numbers.
  private static func key(distanceMeters: Double) -> UInt64 {
    (max(0, distanceMeters) + 0.0).bitPattern
  }

  private static func key(rating: UInt16?) -> UInt64 {
    rating.map { UInt64(UInt16.max - $0) } ?? UInt64(UInt16.max) + 1
  }

  private static func key(reviews: UInt32) -> UInt64 {
    UInt64(UInt32.max - reviews)
  }

  func key(slot: UInt32, distanceMeters: Double) -> UInt64 {
    switch order {
    case .distance: Self.key(distanceMeters: distanceMeters)
    case .rating:
      Self.key(
        rating: storage.columns.ratings[Int(slot)] == MerchantColumns.unrated
          ? nil : storage.columns.ratings[Int(slot)])
    case .reviews: Self.key(reviews: storage.columns.reviews[Int(slot)])
    case .name: storage.columns.nameKeys[Int(slot)]
    case .score: preconditionFailure("scores have a search of their own")
    }
  }

  func precedes(_ one: RankedHit, _ other: RankedHit) -> Bool {
    if one.key != other.key { return one.key < other.key }
    if order == .name {
      let name = storage.foldedName(slot: one.hit.slot)
      let otherName = storage.foldedName(slot: other.hit.slot)
      if name != otherName { return name.lexicographicallyPrecedes(otherName) }
    }
    return one.rank < other.rank
  }

  func isAfter(_ hit: RankedHit) -> Bool {
    guard let after else { return true }
    if hit.key != after.key { return hit.key > after.key }
    if order == .name {
      let name = storage.foldedName(slot: hit.hit.slot)
      if name != after.name { return after.name.lexicographicallyPrecedes(name) }
    }
    return Int(hit.rank) >= after.rank
  }
}

extension CatalogStorage {
  /// The merchant's name as it is sorted; worked out anew, since only ties of the first eight bytes
  /// ask for it.
  func foldedName(slot: UInt32) -> [UInt8] {
    var words = WordList()
    words.append(wordsOf: name(slot: slot))
    return NameKey.text(of: words)
  }
}
