import FlatStorage
import Geodesy
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
    if query.order == .score {
      precondition(
        query.checkedScoring.ranking.ranks(self), "a scoring goes with its own catalogue")
    }
    scratch.count = 0
    let contents = contents
    let plainCenter = query.isPlain ? EarthPoint(query.center) : nil
    let outcome =
      contents.segments.count == 1
      ? try run(query, plainCenter, of: contents.segments[0], scratch: &scratch)
      : try runSegments(query, plainCenter, scratch: &scratch)
    scratch.count = min(outcome.found, query.limit)
    // Whoever asks wants to show them; by then their records can be on their way from memory.
    for position in 0..<scratch.count {
      let (storage, slot) = place(of: scratch[position].slot)
      storage.records.prefetch(storage.columns.records[Int(slot)])
      if query.order == .score { storage.columns.tags.prefetch(Int(slot)) }
    }
    return QueryOutcome(
      count: scratch.count,
      next: outcome.found > query.limit
        ? key(of: scratch[query.limit - 1], query.order) : nil, matched: outcome.matched)
  }

  private func run(
    _ query: MerchantQuery, _ plainCenter: EarthPoint?, of segment: CatalogSegment,
    limits: SegmentLimits = SegmentLimits(), scratch: inout QueryScratch
  ) throws(QueryError) -> SegmentOutcome {
    if let plainCenter {
      return segment.runPlain(query, around: plainCenter, limits: limits, scratch: &scratch)
    }
    return try segment.run(
      query, categoryCount: categories.all.count, limits: limits, scratch: &scratch)
  }

  /// Searches one segment after the other and puts together what they have.
  private func runSegments(
    _ query: MerchantQuery, _ plainCenter: EarthPoint?, scratch: inout QueryScratch
  ) throws(QueryError) -> SegmentOutcome {
    var merged = MergedHits()
    swap(&merged, &scratch.merged)
    defer { swap(&merged, &scratch.merged) }
    // One more than wanted tells whether a page follows.
    merged.reset(keeping: query.limit + 1)
    var outcome = SegmentOutcome(found: 0, matched: query.countsMatches ? 0 : nil)
    for segment in segments {
      var limits = SegmentLimits()
      if let last = merged.last {
        limits.maximumMeters = last.hit.distanceMeters
        limits.leastScore = last.hit.score ?? -1
      }
      let part = try run(query, plainCenter, of: segment, limits: limits, scratch: &scratch)
      if let matched = part.matched { outcome.matched? += matched }
      merged.add(count: part.found) { position in
        var merged = scratch.orderedHit(position)
        merged.hit.slot += segment.firstSlot
        return merged
      } precedes: {
        precedes($0, $1, query.order)
      }
    }
    scratch.place = .merged
    outcome.found = merged.count
    return outcome
  }

  /// Whether a merchant comes before one of another segment.
  func precedes(
    _ one: MergedHit, _ other: MergedHit, _ order: MerchantQuery.Order
  ) -> Bool {
    if one.key != other.key { return one.key < other.key }
    let (storage, slot) = place(of: one.hit.slot)
    let (otherStorage, otherSlot) = place(of: other.hit.slot)
    if order == .name {
      let name = storage.foldedName(slot: slot)
      let otherName = otherStorage.foldedName(slot: otherSlot)
      if name != otherName { return name.lexicographicallyPrecedes(otherName) }
    }
    return storage.identifiers.precedes(
      Int(storage.index.id(slot: slot)), otherStorage.identifiers,
      Int(otherStorage.index.id(slot: otherSlot)))
  }

  /// The key of a merchant that a page ends with.
  private func key(of hit: MerchantHit, _ order: MerchantQuery.Order) -> SortKey {
    let (storage, slot) = place(of: hit.slot)
    let id = storage.id(slot: slot)
    switch order {
    case .distance: return .distance(meters: hit.distanceMeters, id: id)
    case .rating: return .rating(hundredths: storage.ratingHundredths(slot: slot), id: id)
    case .reviews: return .reviews(storage.reviewCount(slot: slot), id: id)
    case .name:
      return .name(String(decoding: storage.foldedName(slot: slot), as: UTF8.self), id: id)
    case .score: return .score(millionths: Int(hit.score ?? 0), id: id)
    }
  }
}
