import Catalog
import Geodesy

/// A search around a place as it is asked for: the query and which members are shown.
struct NearbyRequest: Equatable, Sendable {
  var query: MerchantQuery
  /// nil for those that a list shows by itself.
  var members: [MerchantMember]?

  static let defaultRadiusMeters = 1_000.0
  static let defaultLimit = 20

  /// The request that parameters make, all of whose mistakes are reported to the reader.
  ///
  /// nil if there are any.
  init?(_ reader: inout ParameterReader, categories table: CategoryTable) {
    let center = Self.center(&reader)
    let limit = reader.read(NearbyParameters.limit)
    var radius: Double?
    if reader.has(NearbyParameters.radius) {
      radius = reader.read(NearbyParameters.radius) ?? nil
    } else if !reader.has(NearbyParameters.limit) {
      radius = Self.defaultRadiusMeters
    }
    let minimumDistance = reader.read(NearbyParameters.minimumDistance) ?? 0
    let filter = Self.filter(&reader, categories: table)
    let order = reader.read(NearbyParameters.sort) ?? .distance
    let counts = reader.read(NearbyParameters.count) ?? false
    members = reader.read(AnswerParameters.fields)
    guard let center, reader.issues.isEmpty else { return nil }
    query = MerchantQuery(
      center: center, radiusMeters: radius, minimumDistanceMeters: minimumDistance, filter: filter,
      order: order, limit: limit ?? Self.defaultLimit, countsMatches: counts)
  }

  init(query: MerchantQuery, members: [MerchantMember]?) {
    self.query = query
    self.members = members
  }

  /// Takes over what may stand beside a cursor.
  mutating func override(by reader: inout ParameterReader) {
    if let limit = reader.read(NearbyParameters.limit) { query.limit = limit }
    if let counts = reader.read(NearbyParameters.count) { query.countsMatches = counts }
    if let members = reader.read(AnswerParameters.fields) { self.members = members }
  }
}

extension NearbyRequest {
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
          "\(name) must be given together with \(other.declaration.name), or cursor alone"))
    }
    if latitude == nil, let longitude, abs(longitude) <= 90,
      let text = reader.text(of: NearbyParameters.latitude), let number = Double(text),
      abs(number) > 90, abs(number) <= 180
    {
      reader.amend(reader.spelling(of: NearbyParameters.latitude)) {
        $0.detail += "; latitude and longitude look swapped"
      }
    }
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
    filter.excludedIDs = Set(reader.read(NearbyParameters.excludedIDs) ?? [])
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
