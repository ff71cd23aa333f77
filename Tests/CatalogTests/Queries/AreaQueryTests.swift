import Catalog
import Geodesy
import Geofencing
import Testing

/// Searches in regions and around routes, each held against a look at every merchant.
struct AreaQueryTests {
  /// An irregular star around a place in the seeded town, cut where it crosses the antimeridian.
  private static func area(_ random: inout SeededMerchants) throws -> MultiPolygon {
    let center = random.place()
    var (west, south) = (center.longitude, max(-85, min(85, center.latitude)))
    if west < 0 { west += 360 }
    let size = random.next(in: 0.001...0.05)
    west = max(size, min(358, west - size / 2))
    south -= size / 2
    func ring(_ from: Double, _ to: Double, _ low: Double, _ high: Double) throws -> Ring {
      let turn = from > 180 ? -360.0 : to > 180 ? 0 : 0
      return try Ring(
        latitudes: [low, low, high, high, low],
        longitudes: [from + turn, to + turn, to + turn, from + turn, from + turn])
    }
    let (east, north) = (west + size, south + size)
    let hasHole = random.next(below: 2) == 0
    func polygon(_ from: Double, _ to: Double) throws -> Polygon {
      let (width, height) = (to - from, size)
      let holes =
        hasHole
        ? [
          try ring(
            from + width / 4, from + width / 2, south + height / 4, south + height / 2)
        ] : []
      return Polygon(outer: try ring(from, to, south, north), holes: holes)
    }
    if west < 180, east > 180 {
      return try MultiPolygon([polygon(west, 180), polygon(180.000_000_1, east)])
    }
    return try MultiPolygon([polygon(west, east)])
  }

  private static func circle(_ random: inout SeededMerchants) throws -> Circle {
    try Circle(center: random.place(), radiusMeters: random.next(in: 10...9_000))
  }

  private static func route(_ random: inout SeededMerchants) throws -> QueryRoute {
    switch random.next(below: 3) {
    case 0: return try QueryRoute(.area(area(&random)))
    case 1:
      return try QueryRoute(.path(ShapePath(points: (0...2).map { _ in random.place() })))
    default:
      let start = random.place()
      var places = [start]
      for _ in 0...random.next(below: 5) {
        var longitude = start.longitude + random.next(in: -0.05...0.05)
        if longitude > 180 { longitude -= 360 }
        if longitude < -180 { longitude += 360 }
        let latitude = max(-90, min(90, start.latitude + random.next(in: -0.05...0.05)))
        places.append(try #require(Coordinate(latitude: latitude, longitude: longitude)))
      }
      return try QueryRoute(.path(ShapePath(line: places)))
    }
  }

  private struct Row {
    var merchant: Merchant
    var distanceMeters: Double
  }

  private func precedes(_ one: Row, _ other: Row, _ order: MerchantQuery.Order) -> Bool {
    switch order {
    case .distance:
      if one.distanceMeters != other.distanceMeters {
        return one.distanceMeters < other.distanceMeters
      }
    case .rating:
      let ratings = (one.merchant.ratingHundredths ?? -1, other.merchant.ratingHundredths ?? -1)
      if ratings.0 != ratings.1 { return ratings.0 > ratings.1 }
    default:
      let reviews = (one.merchant.totalReviews, other.merchant.totalReviews)
      if reviews.0 != reviews.1 { return reviews.0 > reviews.1 }
    }
    return one.merchant.id.utf8.lexicographicallyPrecedes(other.merchant.id.utf8)
  }

  /// All hits of a query, page after page.
  private func pages(_ query: MerchantQuery, _ catalog: Catalog) throws -> [MerchantHit] {
    var query = query
    var scratch = QueryScratch()
    var hits: [MerchantHit] = []
    repeat {
      let outcome = try catalog.run(query, scratch: &scratch)
      hits += (0..<outcome.count).map { scratch[$0] }
      query.after = outcome.next
    } while query.after != nil
    return hits
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `finds in a region what lies in it, in any order and page by page`(seed: UInt64) throws {
    var random = SeededMerchants(seed: seed)
    let merchants = random.merchants(400)
    var fences: [Geofence] = []
    for number in 0..<12 {
      fences.append(
        try Geofence(
          id: "zone-\(number)",
          shape: number % 2 == 0 ? .circle(Self.circle(&random)) : .polygon(Self.area(&random))))
    }
    var builder = CatalogBuilder()
    for merchant in merchants { builder.add(merchant) }
    let catalog = try builder.build(fences: FenceIndex(fences))
    for fence in fences {
      let region: QueryRegion
      if case .polygon(let area) = fence.shape, random.next(below: 2) == 0 {
        region = QueryRegion(area)
      } else {
        region = try #require(catalog.fences.region(id: fence.id))
      }
      var query = MerchantQuery(center: random.pick([region.middle, random.place()]))
      query.filter.region = region
      query.order = random.pick([.distance, .rating, .reviews])
      query.limit = 1 + random.next(below: 20)
      query.countsMatches = true
      if random.next(below: 3) == 0 { query.filter.minimumReviews = 20 }
      if random.next(below: 3) == 0 { query.filter.words = "corner" }
      let word = query.filter.words
      let expected = merchants.filter { merchant in
        let isInside =
          switch fence.shape {
          case .circle(let circle):
            Geodesic.distanceMeters(from: circle.center, to: merchant.coordinate)
              <= circle.radiusMeters
          case .polygon(let area): PolygonLocator(area).contains(merchant.coordinate)
          }
        return merchant.isActive && isInside
          && merchant.totalReviews >= query.filter.minimumReviews ?? 0
          && (word.map { merchant.name.contains($0) } ?? true)
      }
      .map {
        Row(
          merchant: $0,
          distanceMeters: Geodesic.distanceMeters(from: query.center, to: $0.coordinate))
      }
      .sorted { precedes($0, $1, query.order) }
      let hits = try pages(query, catalog)
      let comment: Comment = "seed \(seed), \(fence)"
      #expect(
        hits.map { catalog.id(slot: $0.slot) } == expected.map(\.merchant.id), comment)
      #expect(hits.map(\.distanceMeters) == expected.map(\.distanceMeters), comment)
      var scratch = QueryScratch()
      #expect(try catalog.run(query, scratch: &scratch).matched == expected.count, comment)
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `finds around a route what is near enough, in any order and page by page`(
    seed: UInt64
  ) throws {
    var random = SeededMerchants(seed: seed)
    let merchants = random.merchants(300)
    let catalog = Catalog(merchants)
    for number in 0..<8 {
      let route = try Self.route(&random)
      var query = MerchantQuery(center: random.place())
      query.route = route
      query.origin = random.pick([.center, .route])
      let radius = random.pick([0.0, 100, 1_500, 50_000])
      query.radiusMeters = radius
      query.order = random.pick([.distance, .rating, .reviews])
      query.limit = 1 + random.next(below: 30)
      query.countsMatches = true
      if random.next(below: 3) == 0 { query.minimumDistanceMeters = random.next(in: 0...900) }
      if random.next(below: 3) == 0 { query.filter.minimumReviews = 20 }
      let minimum = query.minimumDistanceMeters
      let sampled = SampledRoute(route)
      var fromRoute: [String: Double] = [:]
      var expected: [Row] = []
      // What is as far as a limit but for the error of the distances may be there or not.
      var isUncertain = Set<String>()
      func isNear(_ distance: Double, _ limit: Double) -> Bool {
        distance > 0 && abs(distance - limit) <= 2 * SampledRoute.error
      }
      for merchant in merchants
      where merchant.isActive && merchant.totalReviews >= query.filter.minimumReviews ?? 0 {
        let distance = sampled.distanceMeters(to: merchant.coordinate, atMost: radius)
        fromRoute[merchant.id] = distance
        let shown =
          query.origin == .route
          ? distance
          : Geodesic.distanceMeters(from: query.center, to: merchant.coordinate)
        if isNear(distance, radius) || query.origin == .route && isNear(distance, minimum) {
          isUncertain.insert(merchant.id)
        } else if distance <= radius, shown >= minimum {
          expected.append(Row(merchant: merchant, distanceMeters: shown))
        }
      }
      let hits = try pages(query, catalog)
      let comment: Comment = "seed \(seed), query \(number)"
      var scratch = QueryScratch()
      #expect(try catalog.run(query, scratch: &scratch).matched == hits.count, comment)
      let found = hits.map { catalog.id(slot: $0.slot) }
      let certain = found.filter { !isUncertain.contains($0) }
      #expect(Set(found).count == found.count, comment)
      expected.sort { precedes($0, $1, query.order) }
      guard query.origin == .route else {
        #expect(certain == expected.map(\.merchant.id), comment)
        for hit in hits {
          let place = catalog.coordinate(slot: hit.slot)
          #expect(
            hit.distanceMeters == Geodesic.distanceMeters(from: query.center, to: place), comment)
        }
        continue
      }
      for (id, hit) in zip(found, hits) {
        let distance = try #require(fromRoute[id], comment)
        #expect(abs(hit.distanceMeters - distance) <= 2 * SampledRoute.error, comment)
      }
      if query.order == .distance {
        // Distances that are equal but for the error may come in either order.
        #expect(Set(certain) == Set(expected.map(\.merchant.id)), comment)
        for (one, other) in zip(hits, hits.dropFirst()) {
          #expect(one.distanceMeters <= other.distanceMeters, comment)
        }
      } else {
        #expect(certain == expected.map(\.merchant.id), comment)
      }
    }
  }

  @Test func `counts distances in a cut area from its middle across the antimeridian`() throws {
    let area = try MultiPolygon(
      wellKnownText:
        "MULTIPOLYGON (((179 -18, 180 -18, 180 -16, 179 -16, 179 -18)), ((-180 -18, -178 -18, -178 -16, -180 -16, -180 -18)))"
    )
    let middle = QueryRegion(area).middle
    #expect(abs(middle.latitude - -17) < 1e-9)
    #expect(abs(middle.longitude - -179.5) < 1e-9)
  }

  @Test func `counts distances in an area with a hole from the centre of what is left`() throws {
    let area = try MultiPolygon(
      wellKnownText: "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0), (2 0, 4 0, 4 2, 2 2, 2 0))")
    #expect(abs(QueryRegion(area).middle.longitude - 1) < 1e-9)
  }

  @Test func `has no region for fences that are unknown or not active`() throws {
    let circle = try Circle(
      center: #require(Coordinate(latitude: 0, longitude: 0)), radiusMeters: 100)
    let regions = FenceRegions(
      try FenceIndex([
        Geofence(id: "on", shape: .circle(circle)),
        Geofence(id: "off", isActive: false, shape: .circle(circle)),
      ]))
    #expect(regions.region(id: "on")?.fenceID == "on")
    #expect(regions.region(id: "off") == nil)
    #expect(regions.region(id: "none") == nil)
    #expect(FenceRegions.none.region(id: "on") == nil)
  }

  @Test(arguments: [nil, 50_000.5, -1, .nan])
  func `refuses a radius around a route that is out of range`(radius: Double?) throws {
    let place = try #require(Coordinate(latitude: 0, longitude: 0))
    var query = MerchantQuery(center: place, radiusMeters: radius)
    query.route = try QueryRoute(.path(ShapePath(points: [place])))
    var scratch = QueryScratch()
    #expect(throws: QueryError.self) { try Catalog([]).run(query, scratch: &scratch) }
  }
}
