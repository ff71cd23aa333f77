import Catalog
import Geodesy
import Geofencing
import Ranking

/// The orders by the numbers that stand for them; a new one goes to the end.
private let orders: [MerchantQuery.Order] = [.distance, .rating, .reviews, .name, .score]

/// The canonical bytes of a request: what cursors carry, and what entity tags are made of.
///
/// Categories stand by their ids, since another catalogue may have them at other positions.
extension NearbyRequest {
  private struct Flags: OptionSet {
    let rawValue: Int
    static let radius = Flags(rawValue: 1 << 0)
    static let minimumDistance = Flags(rawValue: 1 << 1)
    static let categories = Flags(rawValue: 1 << 2)
    static let excludedCategories = Flags(rawValue: 1 << 3)
    static let minimumRating = Flags(rawValue: 1 << 4)
    static let minimumReviews = Flags(rawValue: 1 << 5)
    static let asksFeatured = Flags(rawValue: 1 << 6)
    static let isFeatured = Flags(rawValue: 1 << 7)
    static let asksPartner = Flags(rawValue: 1 << 8)
    static let isPartner = Flags(rawValue: 1 << 9)
    static let partnerships = Flags(rawValue: 1 << 10)
    static let words = Flags(rawValue: 1 << 11)
    static let box = Flags(rawValue: 1 << 12)
    static let excludedIDs = Flags(rawValue: 1 << 13)
    static let metadata = Flags(rawValue: 1 << 14)
    static let counts = Flags(rawValue: 1 << 15)
    static let members = Flags(rawValue: 1 << 16)
    static let after = Flags(rawValue: 1 << 17)
    static let fence = Flags(rawValue: 1 << 18)
    static let area = Flags(rawValue: 1 << 19)
    static let route = Flags(rawValue: 1 << 20)
    static let fromRoute = Flags(rawValue: 1 << 21)
    static let hours = Flags(rawValue: 1 << 22)
    static let shownAt = Flags(rawValue: 1 << 23)
    static let user = Flags(rawValue: 1 << 24)
    static let weights = Flags(rawValue: 1 << 25)
    static let explains = Flags(rawValue: 1 << 26)
    static let scoring: Flags = [.user, .weights, .explains]
    static let all = Flags(rawValue: 1 << 27 - 1)
  }

  private var flags: Flags {
    let filter = query.filter
    var flags: Flags = []
    func set(_ flag: Flags, if isThere: Bool) {
      if isThere { flags.insert(flag) }
    }
    set(.radius, if: query.radiusMeters != nil)
    set(.minimumDistance, if: query.minimumDistanceMeters > 0)
    set(.categories, if: filter.categories != nil)
    set(.excludedCategories, if: !filter.excludedCategories.isEmpty)
    set(.minimumRating, if: filter.minimumRatingHundredths != nil)
    set(.minimumReviews, if: filter.minimumReviews != nil)
    set(.asksFeatured, if: filter.isFeatured != nil)
    set(.isFeatured, if: filter.isFeatured == true)
    set(.asksPartner, if: filter.isPartner != nil)
    set(.isPartner, if: filter.isPartner == true)
    set(.partnerships, if: filter.partnerships != nil)
    set(.words, if: filter.words != nil)
    set(.box, if: filter.box != nil)
    set(.excludedIDs, if: !filter.excludedIDs.isEmpty)
    set(.metadata, if: !filter.metadata.isEmpty)
    set(.counts, if: query.countsMatches)
    set(.members, if: members != nil)
    set(.after, if: query.after != nil)
    set(.fence, if: filter.region?.fenceID != nil)
    set(.area, if: filter.region != nil && filter.region?.fenceID == nil)
    set(.route, if: query.route != nil)
    set(.fromRoute, if: query.origin == .route)
    set(.hours, if: filter.hours != nil)
    set(.shownAt, if: shownAt != nil)
    if query.order == .score {
      set(.user, if: scoring.user != nil)
      set(.weights, if: scoring.weights != nil)
      set(.explains, if: scoring.explains)
    }
    return flags
  }

  /// Appends the request's bytes.
  func write(to writer: inout BinaryWriter, categories table: CategoryTable) {
    let filter = query.filter
    writer.append(count: flags.rawValue)
    writer.append(query.center.latitude)
    writer.append(query.center.longitude)
    writer.append(count: orders.firstIndex(of: query.order) ?? 0)
    writer.append(count: query.limit)
    if let radius = query.radiusMeters { writer.append(radius) }
    if query.minimumDistanceMeters > 0 { writer.append(query.minimumDistanceMeters) }
    if let categories = filter.categories { writer.append(categories, table) }
    if !filter.excludedCategories.isEmpty { writer.append(filter.excludedCategories, table) }
    if let rating = filter.minimumRatingHundredths { writer.append(count: rating) }
    if let reviews = filter.minimumReviews { writer.append(count: reviews) }
    if let partnerships = filter.partnerships {
      writer.append(list: partnerships.map(\.rawValue).sorted()) { $0.append($1) }
    }
    if let words = filter.words { writer.append(words) }
    if let box = filter.box {
      for border in [box.west, box.south, box.east, box.north] { writer.append(border) }
    }
    if !filter.excludedIDs.isEmpty {
      writer.append(list: filter.excludedIDs.sorted()) { $0.append($1) }
    }
    if !filter.metadata.isEmpty {
      writer.append(list: filter.metadata.sorted { $0.key < $1.key }) {
        $0.append($1.key)
        $0.append($1.value)
      }
    }
    if let members { writer.append(list: members) { $0.append($1.rawValue) } }
    if let after = query.after { writer.append(after) }
    if let region = filter.region {
      if let id = region.fenceID {
        writer.append(id)
      } else if case .polygon(let area) = region.shape {
        writer.append(area)
      }
    }
    if let route = query.route { writer.append(route.geometry) }
    if let hours = filter.hours { writer.append(hours) }
    if let shownAt { writer.append(UInt64(bitPattern: shownAt)) }
    if query.order == .score { writer.append(scoring) }
  }

  /// The request whose bytes come next, if each of its values is one that parameters could give.
  ///
  /// A category that the table doesn't have any more is left out; a fence that there is no more is
  /// ``lostFence``.
  init(
    _ reader: inout BinaryReader, categories table: CategoryTable, fences: FenceRegions = .none
  ) throws(BinaryReader.Malformed) {
    let flags = Flags(rawValue: try reader.count())
    let latitude = try reader.number()
    let longitude = try reader.number()
    let order = try reader.count(atMost: orders.count - 1)
    let limit = try reader.count(atMost: 100)
    guard flags.isSubset(of: .all), limit >= 1,
      let center = Coordinate(latitude: latitude, longitude: longitude)
    else { throw BinaryReader.Malformed() }
    var query = MerchantQuery(
      center: center, order: orders[order], limit: limit,
      countsMatches: flags.contains(.counts))
    if flags.contains(.radius) { query.radiusMeters = try reader.number(in: 0...50_000) }
    if flags.contains(.minimumDistance) {
      query.minimumDistanceMeters = try reader.number(in: 0...20_100_000)
    }
    query.filter = try Self.filter(flags, &reader, table)
    if flags.contains(.members) { members = try Self.members(&reader) }
    if flags.contains(.after) {
      query.after = try reader.sortKey(query.order)
    }
    if flags.contains(.fence) {
      let id = try reader.text()
      query.filter.region = fences.region(id: id)
      if query.filter.region == nil { lostFence = id }
    }
    if flags.contains(.area) { query.filter.region = QueryRegion(try reader.area()) }
    if flags.contains(.route) { query.route = try reader.route() }
    if flags.contains(.fromRoute) { query.origin = .route }
    if flags.contains(.hours) { query.filter.hours = try reader.hours() }
    if flags.contains(.shownAt) {
      shownAt = try reader.instant()
      followsClock = false
    }
    scoring = try Self.scoring(flags, &reader)
    guard !flags.isSuperset(of: [.fence, .area]),
      query.order == .score || flags.isDisjoint(with: .scoring),
      query.route != nil || query.origin == .center,
      query.route == nil || query.radiusMeters != nil
    else { throw BinaryReader.Malformed() }
    self.query = query
  }

  private static func filter(
    _ flags: Flags, _ reader: inout BinaryReader, _ table: CategoryTable
  ) throws(BinaryReader.Malformed) -> MerchantFilter {
    var filter = MerchantFilter()
    if flags.contains(.categories) { filter.categories = try reader.categories(table) }
    if flags.contains(.excludedCategories) {
      filter.excludedCategories = try reader.categories(table)
    }
    if flags.contains(.minimumRating) {
      filter.minimumRatingHundredths = try reader.count(atMost: 500)
    }
    if flags.contains(.minimumReviews) {
      filter.minimumReviews = try reader.count(atMost: 2_147_483_647)
    }
    if flags.contains(.asksFeatured) { filter.isFeatured = flags.contains(.isFeatured) }
    if flags.contains(.asksPartner) { filter.isPartner = flags.contains(.isPartner) }
    if flags.contains(.partnerships) {
      filter.partnerships = Set(
        try reader.list { (reader) throws(BinaryReader.Malformed) in
          guard let kind = Partner.Partnership(rawValue: try reader.text()) else {
            throw BinaryReader.Malformed()
          }
          return kind
        })
    }
    if flags.contains(.words) { filter.words = try reader.text() }
    if flags.contains(.box) {
      let (west, south) = (try reader.number(), try reader.number())
      let (east, north) = (try reader.number(), try reader.number())
      guard let box = BoundingBox(south: south, west: west, north: north, east: east) else {
        throw BinaryReader.Malformed()
      }
      filter.box = box
    }
    if flags.contains(.excludedIDs) {
      filter.excludedIDs = Set(
        try reader.list { (reader) throws(BinaryReader.Malformed) in try reader.text() })
    }
    if flags.contains(.metadata) {
      let pairs = try reader.list { (reader) throws(BinaryReader.Malformed) in
        (try reader.text(), try reader.text())
      }
      for (key, value) in pairs { filter.metadata[key] = value }
    }
    return filter
  }

  private static func scoring(
    _ flags: Flags, _ reader: inout BinaryReader
  ) throws(BinaryReader.Malformed) -> ScoreRequest {
    var scoring = ScoreRequest()
    if flags.contains(.user) {
      let user = try reader.text()
      scoring.user = user
      scoring.hour = try reader.instant()
      guard 1...255 ~= user.utf8.count, scoring.hour == UserScores.hour(of: scoring.hour) else {
        throw BinaryReader.Malformed()
      }
    }
    if flags.contains(.weights) {
      var weights = RankingWeights()
      for part in ScorePart.allCases {
        weights[part] = try reader.number(in: 0 ... .greatestFiniteMagnitude)
      }
      guard weights.sum > 0, weights.sum.isFinite else { throw BinaryReader.Malformed() }
      scoring.weights = weights
    }
    scoring.explains = flags.contains(.explains)
    return scoring
  }

  private static func members(
    _ reader: inout BinaryReader
  ) throws(BinaryReader.Malformed) -> [ListMember] {
    let members = try reader.list { (reader) throws(BinaryReader.Malformed) in
      guard let member = ListMember(rawValue: try reader.text()) else {
        throw BinaryReader.Malformed()
      }
      return member
    }
    guard !members.isEmpty, Set(members).count == members.count else {
      throw BinaryReader.Malformed()
    }
    return members
  }
}

extension BinaryWriter {
  fileprivate mutating func append(_ positions: Set<Int>, _ table: CategoryTable) {
    let ids = positions.map { UInt64(bitPattern: Int64(table.all[$0].id)) }.sorted()
    append(list: ids) { $0.append($1) }
  }

  fileprivate mutating func append(_ area: MultiPolygon) {
    append(list: area.polygons) { writer, polygon in
      writer.append(list: polygon.rings) { writer, ring in
        writer.append(list: 0..<ring.count) { writer, position in
          writer.append(ring.latitudes[position])
          writer.append(ring.longitudes[position])
        }
      }
    }
  }

  fileprivate mutating func append(_ geometry: QueryRoute.Geometry) {
    switch geometry {
    case .path(let path):
      let parts = path.lines.isEmpty ? [path.points] : path.lines
      bytes.append(path.lines.isEmpty ? 0 : 1)
      append(list: parts) { writer, places in
        writer.append(list: places) { writer, place in
          writer.append(place.latitude)
          writer.append(place.longitude)
        }
      }
    case .area(let area):
      bytes.append(2)
      append(area)
    }
  }

  fileprivate mutating func append(_ scoring: ScoreRequest) {
    if let user = scoring.user {
      append(user)
      append(UInt64(bitPattern: scoring.hour))
    }
    if let weights = scoring.weights {
      for part in ScorePart.allCases { append(weights[part]) }
    }
  }

  fileprivate mutating func append(_ hours: HoursCondition) {
    switch hours.moment {
    case .instant(let instant):
      bytes.append(0)
      append(UInt64(bitPattern: instant))
    case .local(let second):
      bytes.append(1)
      append(UInt64(bitPattern: second))
    }
    append(count: Int(hours.seconds))
    bytes.append(hours.includesUnknown ? 1 : 0)
  }

  fileprivate mutating func append(_ key: SortKey) {
    switch key {
    case .distance(let meters, _): append(meters)
    // 0 stands for no rating.
    case .rating(let hundredths, _): append(count: hundredths.map { $0 + 1 } ?? 0)
    case .reviews(let count, _): append(count: count)
    case .name(let name, _): append(name)
    case .score(let millionths, _): append(count: millionths)
    }
    append(key.id)
  }
}

extension BinaryReader {
  fileprivate mutating func number(in range: ClosedRange<Double>) throws(Malformed) -> Double {
    let number = try number()
    guard range.contains(number) else { throw Malformed() }
    return number
  }

  fileprivate mutating func area() throws(Malformed) -> MultiPolygon {
    let polygons = try list { (reader) throws(Malformed) in
      let rings = try reader.list { (reader) throws(Malformed) in
        let places = try reader.places()
        do {
          return try Ring(
            latitudes: places.map(\.latitude), longitudes: places.map(\.longitude))
        } catch {
          throw Malformed()
        }
      }
      guard let outer = rings.first else { throw Malformed() }
      return Polygon(outer: outer, holes: Array(rings.dropFirst()))
    }
    do {
      return try MultiPolygon(polygons)
    } catch {
      throw Malformed()
    }
  }

  fileprivate mutating func places() throws(Malformed) -> [Coordinate] {
    try list { (reader) throws(Malformed) in
      guard
        let place = Coordinate(latitude: try reader.number(), longitude: try reader.number())
      else { throw Malformed() }
      return place
    }
  }

  fileprivate mutating func route() throws(Malformed) -> QueryRoute {
    let kind = try byte()
    guard kind < 2 else { return try route(.area(try area())) }
    let parts = try list { (reader) throws(Malformed) in try reader.places() }
    do {
      if kind == 1 { return try QueryRoute(.path(ShapePath(lines: parts))) }
      return try QueryRoute(.path(ShapePath(points: parts.flatMap { $0 })))
    } catch {
      throw Malformed()
    }
  }

  private func route(_ geometry: QueryRoute.Geometry) throws(Malformed) -> QueryRoute {
    do {
      return try QueryRoute(geometry)
    } catch {
      throw Malformed()
    }
  }

  fileprivate mutating func categories(_ table: CategoryTable) throws(Malformed) -> Set<Int> {
    let ids = try list { (reader) throws(Malformed) in
      Int(truncatingIfNeeded: Int64(bitPattern: try reader.word()))
    }
    return Set(ids.compactMap(table.position(ofID:)))
  }

  /// Seconds within the years that parameters can name.
  fileprivate mutating func instant() throws(Malformed) -> Int64 {
    let instant = Int64(bitPattern: try word())
    guard -63_000_000_000...254_000_000_000 ~= instant else { throw Malformed() }
    return instant
  }

  fileprivate mutating func hours() throws(Malformed) -> HoursCondition {
    let kind = try byte()
    let second = try instant()
    let seconds = try count(atMost: 7 * 86_400)
    let unknown = try byte()
    guard kind < 2, unknown < 2 else { throw Malformed() }
    return HoursCondition(
      at: kind == 0 ? .instant(second) : .local(second), seconds: Int64(seconds),
      includesUnknown: unknown == 1)
  }

  fileprivate mutating func sortKey(_ order: MerchantQuery.Order) throws(Malformed) -> SortKey {
    switch order {
    case .distance:
      let meters = try number(in: 0...20_100_000)
      return .distance(meters: meters, id: try text())
    case .rating:
      let hundredths = try count(atMost: 501)
      return .rating(hundredths: hundredths == 0 ? nil : hundredths - 1, id: try text())
    case .reviews:
      let reviews = try count(atMost: 4_294_967_295)
      return .reviews(reviews, id: try text())
    case .name:
      let name = try text()
      return .name(name, id: try text())
    case .score:
      let millionths = try count(atMost: 1_000_000)
      return .score(millionths: millionths, id: try text())
    }
  }
}
