import FlatStorage
import Geodesy
import Geofencing
import JSON
import OpeningHours
import SpatialIndex

extension Catalog {
  /// Why the merchant in a slot is, or is not, in the answer to a query.
  ///
  /// It agrees with ``run(_:scratch:)``: `returned` is said of the merchants that run finds, and a
  /// condition only of those that it leaves out whatever the limit. The hits of an earlier run are
  /// lost. For a merchant that passes every condition, those before it are counted: in the order of
  /// distance those that are nearer, in that of scores those that may score more, in another one all
  /// in the radius.
  ///
  /// - Throws: What running the query throws.
  public func whyNot(
    slot: UInt32, query: MerchantQuery, scratch: inout QueryScratch
  ) throws(QueryError) -> WhyNot {
    precondition(query.limit >= 1, "a query asks for one merchant or more")
    if let after = query.after, after.order != query.order {
      throw .orderDiffers(key: after.order, query: query.order)
    }
    scratch.count = 0
    let segment = segment(of: slot)
    // What can't be looked for is refused, whatever the merchant fails.
    _ = try CompiledFilter(query.filter, in: segment, categoryCount: categories.all.count)
    let distance = try segment.distance(
      of: slot - segment.firstSlot, query, scratch: &scratch)
    func failed(_ reason: WhyNot.Reason) -> WhyNot {
      WhyNot(reason: reason, distanceMeters: distance.meters, rank: nil)
    }
    if query.filter.excludedIDs.contains(id(slot: slot)) { return failed(.excluded) }
    if let reason = distance.failure { return failed(reason) }
    if let reason = failedCondition(slot: slot, query.filter) { return failed(reason) }
    guard let meters = distance.meters else {
      preconditionFailure("what is in reach of a route has a distance")
    }
    let hit = MerchantHit(slot: slot, distanceMeters: meters)
    let place =
      query.order == .score
      ? try scoredPlace(of: hit, query, scratch: &scratch)
      : try place(of: hit, query, scratch: &scratch)
    return WhyNot(
      reason: place.reason(limit: query.limit), distanceMeters: meters, rank: place.rank)
  }

  /// The first condition that the merchant in a slot fails, other than the id and the distance.
  private func failedCondition(slot: UInt32, _ filter: MerchantFilter) -> WhyNot.Reason? {
    let category = failedCategory(slot: slot, filter)
    let (storage, slot) = place(of: slot)
    return storage.failedArea(slot: slot, filter) ?? category
      ?? storage.failedQuality(slot: slot, filter) ?? storage.failedPartnership(slot: slot, filter)
      ?? storage.missingWord(slot: slot, filter) ?? storage.otherMetadata(slot: slot, filter)
      ?? filter.hours.flatMap { storage.failedHours(slot: slot, $0) }
  }

  private func failedCategory(slot: UInt32, _ filter: MerchantFilter) -> WhyNot.Reason? {
    let position = categoryPosition(slot: slot)
    let name = position.map { categories.all[$0].name }
    if let wanted = filter.categories {
      guard let position, wanted.contains(position) else { return .otherCategory(name) }
    }
    guard let position, let name, filter.excludedCategories.contains(position) else { return nil }
    return .unwantedCategory(name)
  }
}

/// The distance.
extension CatalogSegment {
  fileprivate struct Distance {
    /// From the query's origin; nil for a route that is too far away to be measured.
    var meters: Double?
    var failure: WhyNot.Reason?
  }

  fileprivate func distance(
    of slot: UInt32, _ query: MerchantQuery, scratch: inout QueryScratch
  ) throws(QueryError) -> Distance {
    let fromCenter = Geodesic.distanceMeters(
      from: EarthPoint(query.center), to: storage.index.point(slot: slot))
    let most = query.radiusMeters ?? .infinity
    var meters: Double? = fromCenter
    if let route = query.route {
      do throws(ShapeError) {
        // The search itself, so that nothing can be near enough here and not there.
        try find(query, around: route, where: OneSlot(slot: slot), scratch: &scratch)
      } catch {
        throw .route(error)
      }
      let isFound = scratch.shape.count > 0
      let fromRoute =
        isFound
        ? scratch.shape[0].distanceMeters
        : route.shape.distanceMeters(from: storage.coordinate(slot: slot))
      if query.origin == .route { meters = fromRoute }
      guard isFound else {
        return Distance(
          meters: meters, failure: .tooFar(meters: fromRoute, mostMeters: most, from: .route))
      }
    } else {
      // Written so that a radius that is no number is none.
      guard fromCenter <= most else {
        return Distance(
          meters: meters, failure: .tooFar(meters: fromCenter, mostMeters: most, from: .center))
      }
    }
    let least = query.minimumDistanceMeters
    if let meters, !(meters >= least) {
      let origin: MerchantQuery.Origin = query.route == nil ? .center : query.origin
      return Distance(
        meters: meters, failure: .tooNear(meters: meters, leastMeters: least, from: origin))
    }
    return Distance(meters: meters, failure: nil)
  }
}

/// The filter of one merchant.
private struct OneSlot: PointFilter {
  static var matchesEverything: Bool { false }
  let slot: UInt32

  func mayMatch(_ node: NodeSummary) -> Bool { node.slots.contains(slot) }
  func matches(slot: UInt32) -> Bool { slot == self.slot }
}

/// The conditions of a filter.
extension CatalogStorage {
  fileprivate func failedArea(slot: UInt32, _ filter: MerchantFilter) -> WhyNot.Reason? {
    let place = coordinate(slot: slot)
    if let box = filter.box, !box.contains(place) {
      return .outsideBox(meters: box.area.flatMap { Self.meters(from: place, to: $0) })
    }
    if let region = filter.region, !region.contains(place) {
      return .outsideRegion(
        fenceID: region.fenceID, meters: Self.meters(from: place, toShape: region.shape))
    }
    return nil
  }

  private static func meters(
    from place: Coordinate, toShape shape: Geofence.Shape
  ) -> Double? {
    switch shape {
    case .circle(let circle):
      Geodesic.distanceMeters(from: circle.center, to: place) - circle.radiusMeters
    case .polygon(let area): meters(from: place, to: area)
    }
  }

  private static func meters(from place: Coordinate, to area: MultiPolygon) -> Double? {
    let distance = PolygonLocator(area).borderDistanceMeters(from: place)
    return distance.isFinite ? distance : nil
  }

  fileprivate func failedQuality(slot: UInt32, _ filter: MerchantFilter) -> WhyNot.Reason? {
    if let least = filter.minimumRatingHundredths, least > 0 {
      guard let rating = ratingHundredths(slot: slot) else {
        return .unrated(leastHundredths: least)
      }
      if rating < least { return .ratedLower(hundredths: rating, leastHundredths: least) }
    }
    if let least = filter.minimumReviews,
      columns.reviews[Int(slot)] < UInt32(clamping: least)
    {
      return .fewerReviews(count: reviewCount(slot: slot), least: least)
    }
    let isFeatured = columns.tags[Int(slot)] & MerchantTags.featured != 0
    guard let wanted = filter.isFeatured, wanted != isFeatured else { return nil }
    return wanted ? .notFeatured : .featured
  }

  fileprivate func failedPartnership(slot: UInt32, _ filter: MerchantFilter) -> WhyNot.Reason? {
    let isPartner = columns.tags[Int(slot)] & MerchantTags.partner != 0
    if let wanted = filter.isPartner, wanted != isPartner {
      return wanted ? .notPartner : .partner
    }
    guard let wanted = filter.partnerships else { return nil }
    guard let kind = partnership(slot: slot) else {
      return isPartner ? .otherPartnership(nil) : .notPartner
    }
    return wanted.contains(kind) ? nil : .otherPartnership(kind)
  }

  fileprivate func missingWord(slot: UInt32, _ filter: MerchantFilter) -> WhyNot.Reason? {
    guard let text = filter.words, let words = WordQuery(text: text) else { return nil }
    let missing = words.terms.first { !has($0, slot: slot) }
    return missing.map {
      .lacksWord(String(decoding: $0.bytes, as: UTF8.self), isPrefix: $0.isPrefix)
    }
  }

  fileprivate func otherMetadata(slot: UInt32, _ filter: MerchantFilter) -> WhyNot.Reason? {
    for (key, value) in filter.metadata.sorted(by: { $0.key < $1.key }) {
      var label = WordQuery()
      // One that cannot be asked for is an error of the query, and was thrown.
      guard label.require(labelKey: key, value: value), let term = label.terms.first else {
        continue
      }
      if has(term, slot: slot) { continue }
      return .otherMetadata(
        key: key, wanted: value, values: metadata(slot: slot, at: key))
    }
    return nil
  }

  private func has(_ term: WordQuery.Term, slot: UInt32) -> Bool {
    words.forward.has(words.tokens(matching: term), slot: slot)
  }
}

extension CatalogStorage {
  /// The values of a merchant's metadata on a path of members joined by dots.
  fileprivate func metadata(slot: UInt32, at key: String) -> [String] {
    guard let place = RecordLayout.place(of: .metadata) else { return [] }
    let json = Array(records.values(columns.records[Int(slot)])[place])
    guard !json.isEmpty else { return [] }
    var values: [String] = []
    do {
      try JSONText(utf8: json.span).forEachScalar { path, value in
        if path == key { values.append(value) }
      }
    } catch {
      preconditionFailure("a record holds what was read as JSON: \(error)")
    }
    return values
  }
}

extension BoundingBox {
  /// The box as an area; nil if it can't be one.
  fileprivate var area: MultiPolygon? {
    do {
      guard crossesAntimeridian else { return try MultiPolygon([polygon(from: west, to: east)]) }
      return try MultiPolygon([polygon(from: west, to: 180), polygon(from: -180, to: east)])
    } catch {
      return nil
    }
  }

  /// What lies between two meridians; no edge spans more than a quarter of a parallel.
  private func polygon(from west: Double, to east: Double) throws(GeofenceError) -> Polygon {
    let quarter = (east - west) / 4
    let eastward = [west, west + quarter, west + 2 * quarter, west + 3 * quarter, east]
    let southern = [Double](repeating: south, count: 5)
    let northern = [Double](repeating: north, count: 5)
    return Polygon(
      outer: try Ring(
        latitudes: southern + northern + [south],
        longitudes: eastward + eastward.reversed() + [west]))
  }
}

/// The hours.
extension CatalogStorage {
  fileprivate func failedHours(slot: UInt32, _ condition: HoursCondition) -> WhyNot.Reason? {
    let isMatch = CompiledHours(condition, in: hours).matches(
      schedule: columns.schedules[Int(slot)], zone: columns.zones[Int(slot)])
    if isMatch { return nil }
    guard let schedule = schedule(slot: slot), let zone = zone(slot: slot) else {
      return .unknownHours
    }
    let instant = condition.moment.instant(in: zone)
    let change = schedule.nextChange(after: instant, in: zone).map { $0 - instant }
    if schedule.isOpen(at: instant, in: zone) {
      return .closesTooSoon(inSeconds: change, wantedSeconds: condition.seconds)
    }
    return .closed(
      sinceSeconds: schedule.lastChange(notAfter: instant, in: zone).map { instant - $0 },
      opensInSeconds: change)
  }
}

extension Schedule {
  /// The last instant up to `instant` at which it opened or closed; nil where there is none as far
  /// back as ``nextChange(after:in:)`` looks ahead.
  fileprivate func lastChange(notAfter instant: Int64, in zone: TimeZoneRules) -> Int64? {
    // Instants beyond that count as one, and would overflow.
    guard instant.magnitude < 100_000_000_000_000 else { return nil }
    var days: Int64 = 1
    while true {
      var start = instant - days * 86_400
      var last: Int64?
      while let change = nextChange(after: start, in: zone), change <= instant {
        (start, last) = (change, change)
      }
      if last != nil || days == horizonDays { return last }
      days = min(4 * days, horizonDays)
    }
  }
}

/// The rank.
extension Catalog {
  /// Where a merchant that matches stands.
  private struct Place {
    var rank: Int
    /// How many of those before it are on earlier pages; nil if it is on one itself.
    var onEarlierPages: Int?

    func reason(limit: Int) -> WhyNot.Reason {
      guard let onEarlierPages else { return .beforePage(rank: rank) }
      return rank - onEarlierPages <= limit
        ? .returned(rank: rank)
        : .afterPage(rank: rank, first: onEarlierPages + 1, limit: limit)
    }
  }

  private func scoredPlace(
    of hit: MerchantHit, _ query: MerchantQuery, scratch: inout QueryScratch
  ) throws(QueryError) -> Place {
    let before = try countBefore([hit], query, scratch: &scratch)
    guard let after = query.after else { return Place(rank: before[0] + 1, onEarlierPages: 0) }
    let onEarlierPages = try countBefore(
      [ScorePlace(key: after, isBehind: true)], query, scratch: &scratch)
    // Those on earlier pages are all that come up to the key; this one is among them if it does.
    return Place(
      rank: before[0] + 1,
      onEarlierPages: onEarlierPages[0] <= before[0] ? onEarlierPages[0] : nil)
  }

  private func place(
    of hit: MerchantHit, _ query: MerchantQuery, scratch: inout QueryScratch
  ) throws(QueryError) -> Place {
    let own = segment(of: hit.slot)
    let key = RankedOrdering(query.order, after: nil, storage: own.storage)
      .key(slot: hit.slot - own.firstSlot, distanceMeters: hit.distanceMeters)
    let wanted = MergedHit(key: key, hit: hit)
    var before = 0
    var onEarlierPages = 0
    for segment in segments {
      let filter = try CompiledFilter(
        query.filter, in: segment, categoryCount: categories.all.count)
      if filter.isImpossible { continue }
      let ordering = RankedOrdering(query.order, after: query.after, storage: segment.storage)
      try segment.forEachCandidate(query, at: hit.distanceMeters, filter, &scratch) { found in
        let other = ordering.hit(found, rank: found.id)
        var merged = MergedHit(key: other.key, hit: other.hit)
        merged.hit.slot += segment.firstSlot
        guard merged.hit.slot != hit.slot, precedes(merged, wanted, query.order) else { return }
        before += 1
        if !ordering.isAfter(other) { onEarlierPages += 1 }
      }
    }
    let ordering = RankedOrdering(query.order, after: query.after, storage: own.storage)
    let isAfter = ordering.isAfter(
      RankedHit(
        key: key, rank: own.storage.index.id(slot: hit.slot - own.firstSlot),
        hit: MerchantHit(
          slot: hit.slot - own.firstSlot, distanceMeters: hit.distanceMeters)))
    return Place(rank: before + 1, onEarlierPages: isAfter ? onEarlierPages : nil)
  }
}

extension CatalogSegment {
  /// Calls `body` with every merchant of the segment that matches and may come before one at a
  /// distance.
  fileprivate func forEachCandidate(
    _ query: MerchantQuery, at distanceMeters: Double, _ filter: CompiledFilter,
    _ scratch: inout QueryScratch, _ body: (Hit) -> Void
  ) throws(QueryError) {
    if let route = query.route {
      do throws(ShapeError) {
        try find(query, around: route, where: filter, scratch: &scratch)
      } catch {
        throw .route(error)
      }
      _ = forEachFound(query, scratch.shape, body)
      return
    }
    var range = SearchRange(query)
    if query.order == .distance { range.maximumMeters = distanceMeters }
    storage.index.forEach(
      in: range, of: EarthPoint(query.center), where: filter, scratch: &scratch.search, body)
  }
}
