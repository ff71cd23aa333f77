import Catalog
import Geodesy
import Geofencing

/// A search around a place as it is asked for: the query and which members are shown.
struct NearbyRequest: Equatable, Sendable {
  var query: MerchantQuery
  /// nil for those that a list shows by itself.
  var members: [ListMember]?
  /// How merchants are scored, in the order of scores.
  var scoring = ScoreRequest()
  /// The instant at which hours are shown, in Unix seconds; nil for when the request is answered.
  var shownAt: Int64?
  /// Whether hours are those of when the request is answered, so that the answer ages.
  var followsClock = true
  /// The fence that a cursor names and the catalogue doesn't have any more.
  var lostFence: String?

  static let defaultRadiusMeters = 1_000.0
  static let defaultLimit = 20

  /// The request that parameters make, all of whose mistakes are reported to the reader.
  ///
  /// nil if there are any.
  init?(
    _ reader: inout ParameterReader, categories table: CategoryTable,
    fences: FenceRegions = .none, now: Int64
  ) {
    let region = Self.region(&reader, fences)
    let route = reader.read(NearbyParameters.nearRoute)
    let hasCenter = reader.has(NearbyParameters.latitude) || reader.has(NearbyParameters.longitude)
    let hasArea = reader.has(NearbyParameters.within) || reader.has(NearbyParameters.nearRoute)
    let center =
      hasCenter || !hasArea ? Self.center(&reader) : route?.start ?? region?.middle
    let limit = reader.read(NearbyParameters.limit)
    let radius = Self.radius(&reader, hasCenter: hasCenter)
    let minimumDistance = reader.read(NearbyParameters.minimumDistance) ?? 0
    var filter = Self.filter(&reader, categories: table)
    filter.region = region
    let hours = Self.hours(&reader, now: now)
    filter.hours = hours.condition
    shownAt = hours.shownAt
    followsClock = hours.followsClock
    scoring = Self.scoring(&reader, at: hours.at, now: now)
    let order =
      reader.read(NearbyParameters.sort)
      ?? (scoring.user == nil && scoring.weights == nil ? .distance : .score)
    let counts = reader.read(NearbyParameters.count) ?? false
    members = reader.read(NearbyParameters.fields)
    Self.reportWithoutScores(&reader, scoring, members, order)
    guard let center, reader.issues.isEmpty else { return nil }
    query = MerchantQuery(
      center: center, radiusMeters: radius, minimumDistanceMeters: minimumDistance, filter: filter,
      order: order, limit: limit ?? Self.defaultLimit, countsMatches: counts)
    query.route = route
    query.origin = hasCenter || route == nil ? .center : .route
  }

  init(query: MerchantQuery, members: [ListMember]?) {
    self.query = query
    self.members = members
  }

  /// Whether the answer shows hours.
  var showsHours: Bool { members?.contains(.own(.hours)) ?? true }

  /// Whether the answer depends on the time at which it is given.
  var ages: Bool { followsClock && (showsHours || query.filter.hours != nil) }

  /// Takes over what may stand beside a cursor.
  mutating func override(by reader: inout ParameterReader) {
    if let limit = reader.read(NearbyParameters.limit) { query.limit = limit }
    if let counts = reader.read(NearbyParameters.count) { query.countsMatches = counts }
    if let members = reader.read(NearbyParameters.fields) { self.members = members }
    Self.reportWithoutScores(&reader, scoring, members, query.order)
  }
}

extension NearbyRequest {
  private static func scoring(
    _ reader: inout ParameterReader, at instant: Int64?, now: Int64
  ) -> ScoreRequest {
    var scoring = ScoreRequest()
    scoring.user = reader.read(RankingParameters.user)
    if scoring.user != nil {
      scoring.hour = UserScores.hour(of: instant ?? now)
      scoring.followsClock = instant == nil
    }
    scoring.weights = reader.read(RankingParameters.weights)
    scoring.explains = reader.read(RankingParameters.explain) ?? false
    return scoring
  }

  /// Reports what only scores have a meaning for, in another order; `user` may stand anywhere.
  private static func reportWithoutScores(
    _ reader: inout ParameterReader, _ scoring: ScoreRequest, _ members: [ListMember]?,
    _ order: MerchantQuery.Order
  ) {
    func report(_ name: String, _ value: String = "", beside other: String, _ what: String) {
      reader.report(
        ParameterIssue(
          name, .conflict, "\(name)\(value) must stand beside \(other), and \(what)"))
    }
    let sort = NearbyParameters.sort.declaration.name
    let explain = RankingParameters.explain.declaration.name
    let fields = NearbyParameters.fields.declaration.name
    let scores = members?.compactMap(\.score) ?? []
    guard order == .score else {
      let sorted = "\(sort) is \(order.rawValue)"
      if scoring.explains { report(explain, beside: "\(sort)=score", sorted) }
      if scoring.weights != nil {
        report(RankingParameters.weights.declaration.name, beside: "\(sort)=score", sorted)
      }
      if let member = scores.first {
        report(fields, "=" + member.rawValue, beside: "\(sort)=score", sorted)
      }
      return
    }
    if !scoring.explains, let member = scores.first(where: \.isExplanation) {
      report(fields, "=" + member.rawValue, beside: "\(explain)=true", "that is absent")
    }
  }

  private static func region(
    _ reader: inout ParameterReader, _ fences: FenceRegions
  ) -> QueryRegion? {
    switch reader.read(NearbyParameters.within) {
    case nil: return nil
    case .area(let area): return QueryRegion(area)
    case .fence(let id):
      if let region = fences.region(id: id) { return region }
      let name = NearbyParameters.within.declaration.name
      let isKnown = fences.index.position(id: id) != nil
      reader.report(
        ParameterIssue(
          name, .unknownValue,
          "\(name) must be the zone_id of an active geofence, and "
            + (isKnown
              ? "\(id.clipped(to: 80)) is not active"
              : "there is no \(id.clipped(to: 80)) among the \(fences.index.count) there are; "
                + "GET /v1/geofences lists them")))
      return nil
    }
  }

  /// The radius as the parameter gives it, or the one that goes without saying: around a route one
  /// is always needed, and a region alone needs none.
  private static func radius(_ reader: inout ParameterReader, hasCenter: Bool) -> Double? {
    let hasRoute = reader.has(NearbyParameters.nearRoute)
    guard reader.has(NearbyParameters.radius) else {
      if hasRoute { return defaultRadiusMeters }
      let isRegionAlone = reader.has(NearbyParameters.within) && !hasCenter
      return reader.has(NearbyParameters.limit) || isRegionAlone ? nil : defaultRadiusMeters
    }
    let radius = reader.read(NearbyParameters.radius)
    if hasRoute, case .some(.none) = radius {
      let name = NearbyParameters.radius.declaration.name
      reader.report(
        ParameterIssue(
          name, .conflict,
          "\(name) must be a number of metres from 0 to 50000 beside "
            + "\(NearbyParameters.nearRoute.declaration.name), and is none"))
    }
    return radius ?? nil
  }

  private static func center(_ reader: inout ParameterReader) -> Coordinate? {
    let latitude = reader.read(NearbyParameters.latitude)
    let longitude = reader.read(NearbyParameters.longitude)
    if let latitude, let longitude {
      return Coordinate(latitude: latitude, longitude: longitude)
    }
    for (parameter, other) in [
      (NearbyParameters.latitude, NearbyParameters.longitude),
      (NearbyParameters.longitude, NearbyParameters.latitude),
    ] where !reader.has(parameter) {
      let name = parameter.declaration.name
      reader.report(
        ParameterIssue(
          name, .missing,
          "\(name) must be given together with \(other.declaration.name), unless within, near_route or "
            + "a cursor says where"))
    }
    reader.addPositionHint(
      latitude: NearbyParameters.latitude, longitude: NearbyParameters.longitude)
    return nil
  }

  private static func filter(
    _ reader: inout ParameterReader, categories table: CategoryTable
  ) -> MerchantFilter {
    var filter = MerchantFilter()
    filter.categories = categories(NearbyParameters.categories, &reader, table)
    filter.excludedCategories =
      categories(NearbyParameters.excludedCategories, &reader, table) ?? []
    reportOverlap(filter, &reader, table)
    filter.minimumRatingHundredths = reader.read(NearbyParameters.minimumRating).map(hundredths)
    filter.minimumReviews = reader.read(NearbyParameters.minimumReviews)
    filter.isFeatured = reader.read(NearbyParameters.featured)
    filter.isPartner = reader.read(NearbyParameters.partner)
    filter.partnerships = reader.read(NearbyParameters.partnership).map { Set($0) }
    filter.words = reader.read(NearbyParameters.words)
    filter.box = box(&reader)
    filter.excludedIDs = reader.read(NearbyParameters.excludedIDs).map { Set($0) } ?? []
    let metadata = reader.readFamily(NearbyParameters.metadata)
    if metadata.count > NearbyParameters.mostMetadata {
      reader.report(
        ParameterIssue(
          NearbyParameters.metadata.declaration.name, .tooMany,
          "metadata must be asked for by at most \(NearbyParameters.mostMetadata) members, and is "
            + "by \(metadata.count)"))
    }
    for member in metadata { filter.metadata[member.key] = member.value }
    return filter
  }

  /// The smallest rating in hundredths that is at least `rating`.
  private static func hundredths(_ rating: Double) -> Int {
    let nearest = (rating * 100).rounded()
    // 1.1 * 100 is a little more than 110.
    return Int(abs(rating * 100 - nearest) < 1e-6 ? nearest : (rating * 100).rounded(.up))
  }

  private static func categories(
    _ parameter: QueryParameter<[String]>, _ reader: inout ParameterReader, _ table: CategoryTable
  ) -> Set<Int>? {
    guard let texts = reader.read(parameter) else { return nil }
    var positions: Set<Int> = []
    for text in texts {
      let position = table.position(named: text) ?? Int(text).flatMap(table.position(ofID:))
      if let position {
        positions.insert(position)
      } else {
        let name = parameter.declaration.name
        let known = table.all.prefix(50).map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
        reader.report(
          ParameterIssue(
            name, .unknownValue,
            "\(name) must name categories, and has \(text.clipped(to: 80)); there are "
              + (known.isEmpty ? "none" : known)))
      }
    }
    return positions
  }

  private static func reportOverlap(
    _ filter: MerchantFilter, _ reader: inout ParameterReader, _ table: CategoryTable
  ) {
    guard let both = filter.categories?.intersection(filter.excludedCategories).min() else {
      return
    }
    let excluded = NearbyParameters.excludedCategories.declaration.name
    reader.report(
      ParameterIssue(
        excluded, .conflict,
        "\(table.all[both].name) must stand in categories or in \(excluded), and is in both"))
  }

  private static func box(_ reader: inout ParameterReader) -> BoundingBox? {
    guard let borders = reader.read(NearbyParameters.box) else { return nil }
    let box = BoundingBox(
      south: borders[1], west: borders[0], north: borders[3], east: borders[2])
    if box == nil {
      let name = NearbyParameters.box.declaration.name
      let shown = (reader.text(of: NearbyParameters.box) ?? "").clipped(to: 80)
      reader.report(
        ParameterIssue(
          name, .outOfRange,
          "\(name) must be west,south,east,north with -90 <= south <= north <= 90, and is \(shown)"
        ))
    }
    return box
  }
}
