import Catalog
import Geodesy
import Geofencing
import JSON
import OpeningHours
import Ranking

/// A seeded catalogue, beside what its merchants were made of in a form that plain comparisons
/// understand.
struct RankWorld {
  /// Where the merchants are.
  enum Kind: String, CaseIterable, Sendable {
    case clustered, uniform, polar, antimeridian, onePlace
  }

  struct Entry {
    var merchant: Merchant
    /// The words that it can be found by, as far as they are ASCII, in small letters.
    var words: [String]
    /// The values of its metadata by key.
    var labels: [String: String]
    var hours: (schedule: Schedule, zone: TimeZoneRules)?
  }

  /// A rectangle as a region and by its borders.
  struct Area {
    var region: QueryRegion
    var box: BoundingBox
  }

  /// The active merchants in the bytewise order of their ids.
  let entries: [Entry]
  let catalog: Catalog
  /// Places to ask about.
  let centers: [Coordinate]
  /// How far each of the entries is from each of the centres, in metres.
  private let fromCenters: [[Double]]
  let areas: [Area]
  let routes: [QueryRoute]
  var random: SeededMerchants

  /// 2026-11-25T12:00:00Z.
  static let now: Int64 = 1_795_608_000

  init(_ kind: Kind, count: Int, seed: UInt64) throws {
    var random = SeededMerchants(seed: seed)
    let middles = (0..<4).map { _ in (random.next(in: -60...70), random.next(in: -179...179)) }
    let schedules = (0..<8).map { _ in random.schedule(around: Int(Self.now / 86_400)) }
    func place() -> Coordinate {
      let spread = { (random: inout SeededMerchants) in
        random.next(in: -0.05...0.05) * random.next(in: 0...1)
      }
      switch kind {
      case .clustered:
        let middle = random.pick(middles)
        return Self.place(middle.0 + spread(&random), middle.1 + spread(&random))
      case .uniform: return Self.place(random.next(in: -90...90), random.next(in: -180...180))
      case .polar:
        let latitude = 90 - random.next(in: 0...1) * random.next(in: -0.1...1)
        return Self.place(
          random.next(below: 4) == 0 ? -latitude : latitude, random.next(in: -180...180))
      case .antimeridian: return random.place()
      case .onePlace: return Self.place(51.5, -0.12)
      }
    }
    var entries: [Entry] = []
    var builder = CatalogBuilder(zones: systemZones)
    for number in 0..<count {
      let entry = try random.entry(number, at: place(), random.pick(schedules))
      builder.add(entry.merchant)
      if entry.merchant.isActive { entries.append(entry) }
    }
    entries.sort { $0.merchant.id.utf8.lexicographicallyPrecedes($1.merchant.id.utf8) }
    self.entries = entries
    catalog = builder.build()
    let centers = (0..<6).map { number in
      guard number > 0, !entries.isEmpty else { return place() }
      let near = random.pick(entries).merchant.coordinate
      guard number > 2 else { return near }
      return Self.place(
        near.latitude + random.next(in: -0.03...0.03),
        near.longitude + random.next(in: -0.03...0.03))
    }
    self.centers = centers
    fromCenters = centers.map { center in
      entries.map { Geodesic.distanceMeters(from: center, to: $0.merchant.coordinate) }
    }
    areas = try (0..<4).map { _ in
      try Area(around: random.pick(centers), size: random.next(in: 0.001...0.2))
    }
    routes = try (0..<4).map { number in
      let middle = random.pick(centers)
      let places = (0...3).map { _ in
        Self.place(
          middle.latitude + random.next(in: -0.04...0.04),
          middle.longitude + random.next(in: -0.04...0.04))
      }
      switch number {
      case 0: return try QueryRoute(.area(Area(around: middle, size: 0.02).rectangle))
      case 1: return try QueryRoute(.path(ShapePath(points: places)))
      default: return try QueryRoute(.path(ShapePath(line: places)))
      }
    }
    self.random = random
  }

  /// A place whose latitude is reflected at the poles and whose longitude is wrapped into range.
  static func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
    let wrapped =
      longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude
    guard
      let place = Coordinate(latitude: max(-90, min(90, latitude)), longitude: wrapped)
    else { preconditionFailure("(\(latitude), \(longitude)) is no place") }
    return place
  }
}

extension RankWorld.Area {
  /// A rectangle on one side of the antimeridian.
  init(around middle: Coordinate, size: Double) throws {
    let south = max(-90, min(90 - size, middle.latitude - size / 2))
    let west = max(-180, min(180 - size, middle.longitude - size / 2))
    guard
      let box = BoundingBox(
        south: south, west: west, north: min(90, south + size), east: min(180, west + size))
    else { preconditionFailure("a rectangle around a place is a box") }
    self.box = box
    region = QueryRegion(try Self.rectangle(box))
  }

  var rectangle: MultiPolygon {
    get throws { try Self.rectangle(box) }
  }

  private static func rectangle(_ box: BoundingBox) throws -> MultiPolygon {
    try MultiPolygon([
      Polygon(
        outer: try Ring(
          latitudes: [box.south, box.south, box.north, box.north, box.south],
          longitudes: [box.west, box.east, box.east, box.west, box.west]))
    ])
  }
}

extension SeededMerchants {
  mutating func entry(
    _ number: Int, at place: Coordinate, _ schedule: Schedule
  ) throws -> RankWorld.Entry {
    var merchant = merchant(number)
    merchant.coordinate = place
    if next(below: 3) == 0 {
      merchant.ratingHundredths = next(below: 501)
      merchant.totalReviews = next(below: 3_000)
    }
    var labels = ["loyalty": next(below: 2) == 0 ? "true" : "false"]
    if next(below: 2) == 0 { labels["chain"] = pick(["Bean There", "Grill & Co"]) }
    var hours: (Schedule, TimeZoneRules)?
    if next(below: 4) != 0 {
      let zone = pick(["Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
      merchant.operatingHours = try JSONText(schedule.canonicalJSON)
      labels["timezone"] = zone
      hours = try systemZones?.rules(named: zone).map { (schedule, $0) }
    }
    let members = labels.sorted { $0.key < $1.key }
      .map { $0.key == "loyalty" ? "\"loyalty\":\($0.value)" : "\"\($0.key)\":\"\($0.value)\"" }
    merchant.metadata = try JSONText("{\(members.joined(separator: ","))}")
    let category = merchant.categoryID.map { CategoryTable.seeds.all[$0 - 1].name } ?? ""
    let text = "\(merchant.name) \(labels["chain"] ?? "") \(category)"
    return RankWorld.Entry(
      merchant: merchant,
      words: text.lowercased().split { $0.isWhitespace || $0 == "&" }.map(String.init),
      labels: labels, hours: hours)
  }
}

/// Questions.
extension RankWorld {
  /// A random query in the order of distance, with its limit; one in ten around a route.
  mutating func query() -> MerchantQuery {
    var query = MerchantQuery(center: random.pick(centers))
    query.limit = random.pick([1, 2, 5, 20, 20, 100, entries.count + 10])
    query.countsMatches = random.next(below: 3) == 0
    query.radiusMeters = random.pick([nil, nil, 0, 500, 3_000, 50_000, 2_000_000])
    if random.next(below: 6) == 0 { query.minimumDistanceMeters = random.next(in: 0...2_000) }
    if random.next(below: 10) == 0 {
      query.route = random.pick(routes)
      query.origin = random.pick([.center, .route])
      query.radiusMeters = random.pick([0, 500, 3_000, 50_000])
    }
    if random.next(below: 3) != 0 { query.filter = filter() }
    return query
  }

  private mutating func filter() -> MerchantFilter {
    var filter = MerchantFilter()
    if random.next(below: 4) == 0 {
      filter.categories = [random.next(below: 8), random.next(below: 8)]
    }
    if random.next(below: 6) == 0 { filter.excludedCategories = [random.next(below: 8)] }
    if random.next(below: 4) == 0 {
      filter.minimumRatingHundredths = random.pick([0, 100, 250, 333, 450])
    }
    if random.next(below: 8) == 0 { filter.minimumReviews = random.pick([0, 10, 500]) }
    if random.next(below: 10) == 0 { filter.isFeatured = random.next(below: 2) == 0 }
    if random.next(below: 10) == 0 { filter.isPartner = random.next(below: 2) == 0 }
    if random.next(below: 12) == 0 {
      filter.partnerships = [random.pick(Partner.Partnership.allCases)]
    }
    if random.next(below: 5) == 0 {
      filter.words = random.pick(["corner", "cor", "bean gri", "there", "aaa aaa", "serv", "zzz"])
    }
    if random.next(below: 10) == 0 {
      filter.metadata = random.pick([
        ["loyalty": "true"], ["chain": "Bean There", "loyalty": "false"], ["chain": "nobody's"],
      ])
    }
    if random.next(below: 5) == 0 {
      filter.hours = HoursCondition(
        at: .instant(Self.now + Int64(random.next(below: 300_000)) - 150_000),
        seconds: random.pick([0, 0, 1_800, 30_000]), includesUnknown: random.next(below: 3) == 0)
    }
    if random.next(below: 6) == 0 { filter.region = random.pick(areas).region }
    if random.next(below: 8) == 0 { filter.box = random.pick(areas).box }
    if random.next(below: 6) == 0, !entries.isEmpty {
      filter.excludedIDs = Set((0..<5).map { _ in random.pick(entries).merchant.id } + ["nobody"])
    }
    return filter
  }

  /// Whether a merchant passes a filter, by plain comparisons.
  func passes(_ entry: Entry, _ filter: MerchantFilter) -> Bool {
    let merchant = entry.merchant
    if filter.excludedIDs.contains(merchant.id) { return false }
    if let box = filter.box, !holds(box, merchant.coordinate) { return false }
    if let region = filter.region {
      guard let area = areas.first(where: { $0.region === region }) else { return false }
      if !holds(area.box, merchant.coordinate) { return false }
    }
    if let wanted = filter.categories {
      guard let id = merchant.categoryID, wanted.contains(id - 1) else { return false }
    }
    if let id = merchant.categoryID, filter.excludedCategories.contains(id - 1) { return false }
    if let least = filter.minimumRatingHundredths, least > 0 {
      guard let rating = merchant.ratingHundredths, rating >= least else { return false }
    }
    if merchant.totalReviews < filter.minimumReviews ?? 0 { return false }
    if let wanted = filter.isFeatured, wanted != merchant.isFeatured { return false }
    if let wanted = filter.isPartner, wanted != (merchant.partner != nil) { return false }
    if let wanted = filter.partnerships {
      guard let kind = merchant.partner?.partnership, wanted.contains(kind) else { return false }
    }
    let words = filter.words.map { $0.split(separator: " ") } ?? []
    for (position, word) in words.enumerated() {
      let isLast = position == words.count - 1
      guard entry.words.contains(where: { isLast ? $0.hasPrefix(word) : $0 == word }) else {
        return false
      }
    }
    for (key, value) in filter.metadata where entry.labels[key] != value { return false }
    return filter.hours.map { passes(entry, $0) } ?? true
  }

  private func passes(_ entry: Entry, _ condition: HoursCondition) -> Bool {
    guard case .instant(let instant) = condition.moment, let hours = entry.hours else {
      return condition.includesUnknown
    }
    guard hours.schedule.isOpen(at: instant, in: hours.zone) else { return false }
    guard let change = hours.schedule.nextChange(after: instant, in: hours.zone) else {
      return true
    }
    return change >= instant + condition.seconds
  }

  private func holds(_ box: BoundingBox, _ place: Coordinate) -> Bool {
    guard place.latitude >= box.south, place.latitude <= box.north else { return false }
    let longitudes = abs(place.longitude) == 180 ? [-180, 180] : [place.longitude]
    return longitudes.contains { $0 >= box.west && $0 <= box.east }
  }

  /// The distance from the query's origin of each of ``entries``; nil where it is out of reach.
  ///
  /// Around a route, what is in reach and how far it is has tests of its own.
  func distances(_ query: MerchantQuery) throws -> [Double?] {
    guard let center = centers.firstIndex(of: query.center) else {
      preconditionFailure("queries are about the world's centres")
    }
    let least = query.minimumDistanceMeters
    let fromCenter = fromCenters[center]
    guard query.route != nil else {
      let most = query.radiusMeters ?? .infinity
      return fromCenter.map { $0 >= least && $0 <= most ? $0 : nil }
    }
    var plain = query
    plain.filter = MerchantFilter()
    plain.minimumDistanceMeters = 0
    plain.order = .distance
    plain.scoring = nil
    plain.after = nil
    plain.limit = entries.count + 1
    var scratch = QueryScratch()
    let outcome = try catalog.run(plain, scratch: &scratch)
    var inReach: [String: Double] = [:]
    for position in 0..<outcome.count {
      inReach[catalog.id(slot: scratch[position].slot)] = scratch[position].distanceMeters
    }
    return entries.indices.map { position in
      guard let found = inReach[entries[position].merchant.id] else { return nil }
      let distance = query.origin == .route ? found : fromCenter[position]
      return distance >= least ? distance : nil
    }
  }
}
