import Geodesy
import Geofencing
import JSON
import OpeningHours
import Ranking
import Testing

@testable import Catalog

/// Why a merchant is not in an answer, held against the answers.
struct WhyNotTests {
  /// The place of a reason in the order of the checks.
  private static func stage(_ reason: WhyNot.Reason) -> Int {
    switch reason {
    case .excluded: 0
    case .tooFar, .tooNear: 1
    case .outsideBox, .outsideRegion: 2
    case .otherCategory, .unwantedCategory: 3
    case .unrated, .ratedLower, .fewerReviews, .notFeatured, .featured: 4
    case .notPartner, .partner, .otherPartnership: 5
    case .lacksWord, .otherMetadata: 6
    case .unknownHours, .closed, .closesTooSoon: 7
    case .beforePage, .afterPage, .returned: 8
    }
  }

  /// A query with the conditions of some stages only.
  private static func only(_ stages: Range<Int>, of query: MerchantQuery) -> MerchantQuery {
    var result = MerchantQuery(center: query.center, order: query.order, limit: query.limit)
    result.scoring = query.scoring
    if stages.contains(0) { result.filter.excludedIDs = query.filter.excludedIDs }
    if stages.contains(1) {
      result.radiusMeters = query.radiusMeters
      result.minimumDistanceMeters = query.minimumDistanceMeters
      result.route = query.route
      result.origin = query.origin
    }
    if stages.contains(2) {
      result.filter.box = query.filter.box
      result.filter.region = query.filter.region
    }
    if stages.contains(3) {
      result.filter.categories = query.filter.categories
      result.filter.excludedCategories = query.filter.excludedCategories
    }
    if stages.contains(4) {
      result.filter.minimumRatingHundredths = query.filter.minimumRatingHundredths
      result.filter.minimumReviews = query.filter.minimumReviews
      result.filter.isFeatured = query.filter.isFeatured
    }
    if stages.contains(5) {
      result.filter.isPartner = query.filter.isPartner
      result.filter.partnerships = query.filter.partnerships
    }
    if stages.contains(6) {
      result.filter.words = query.filter.words
      result.filter.metadata = query.filter.metadata
    }
    if stages.contains(7) { result.filter.hours = query.filter.hours }
    return result
  }

  @Test(arguments: RankWorld.Kind.allCases, [1, 2, 40, 300])
  func `says returned of the merchants in the answer, and gives every other one a reason`(
    kind: RankWorld.Kind, count: Int
  ) throws {
    var world = try RankWorld(kind, count: count, seed: UInt64(count) + 77)
    let ranking = CatalogRanking(.standard, in: world.catalog)
    let user = UserScores(
      world.random.affinities(world, count: 20), at: RankWorld.now, ranking: ranking,
      in: world.catalog)
    guard !world.entries.isEmpty else { return }
    var scratch = QueryScratch()
    for number in 0..<50 {
      var query = world.query()
      query.order = world.random.pick(MerchantQuery.Order.allCases)
      if query.order == .score { query.scoring = QueryScoring(ranking: ranking, user: user) }
      var whole = query
      whole.limit = world.entries.count + 1
      _ = try world.catalog.run(whole, scratch: &scratch)
      let list = (0..<scratch.count).map { scratch[$0].slot }
      let first = try world.catalog.run(query, scratch: &scratch)
      var skipped = 0
      if let next = first.next, world.random.next(below: 2) == 0 {
        query.after = next
        skipped = first.count
        _ = try world.catalog.run(query, scratch: &scratch)
      }
      let page = (0..<scratch.count).map { scratch[$0].slot }
      let asked =
        (0..<6).map { _ in
          world.catalog.slot(ofMerchant: world.random.pick(world.entries).merchant.id)
        } + [page.first, page.last, list.first, list.last]
      for slot in asked {
        guard let slot else { continue }
        let comment: Comment = "query \(number), slot \(slot): \(query)"
        let answer = try world.catalog.whyNot(slot: slot, query: query, scratch: &scratch)
        #expect(scratch.count == 0)
        let rank = list.firstIndex(of: slot).map { $0 + 1 }
        #expect(answer.rank == rank, comment)
        #expect(answer.matches == (rank != nil), comment)
        #expect(answer.isReturned == page.contains(slot), comment)
        if let rank {
          let expected: WhyNot.Reason =
            page.contains(slot)
            ? .returned(rank: rank)
            : rank <= skipped
              ? .beforePage(rank: rank)
              : .afterPage(rank: rank, first: skipped + 1, limit: query.limit)
          #expect(answer.reason == expected, comment)
          continue
        }
        let stage = Self.stage(answer.reason)
        #expect(stage < 8, comment)
        let before = Self.only(0..<stage, of: query)
        #expect(
          try world.catalog.whyNot(slot: slot, query: before, scratch: &scratch).matches, comment)
        let alone = Self.only(stage..<stage + 1, of: query)
        #expect(
          try world.catalog.whyNot(slot: slot, query: alone, scratch: &scratch).reason
            == answer.reason, comment)
        #expect(!answer.sentence.isEmpty && !answer.reason.code.isEmpty)
      }
    }
  }

  @Test(
    arguments: [
      (.excluded, "excluded", "excluded by its id"),
      (
        .tooFar(meters: 620, mostMeters: 500, from: .center), "too_far",
        "120 m too far: 620 m from the centre, at most 500 m asked"
      ),
      (
        .tooFar(meters: 500.2, mostMeters: 500, from: .route), "too_far",
        "less than 1 m too far: 500 m from the route, at most 500 m asked"
      ),
      (
        .tooFar(meters: 9_151_251, mostMeters: 2_000, from: .center), "too_far",
        "9149.3 km too far: 9151.3 km from the centre, at most 2000 m asked"
      ),
      (
        .tooFar(meters: nil, mostMeters: 0, from: .route), "too_far",
        "more than 300 km from the route, at most 0 m asked"
      ),
      (
        .tooNear(meters: 20, leastMeters: 50.4, from: .center), "too_near",
        "30 m too near: 20 m from the centre, at least 50 m asked"
      ),
      (.outsideBox(meters: 41.7), "outside_box", "42 m outside the box"),
      (.outsideBox(meters: nil), "outside_box", "outside the box"),
      (
        .outsideRegion(fenceID: "zone-1", meters: 12_345), "outside_region",
        "12.3 km outside the geofence zone-1"
      ),
      (.outsideRegion(fenceID: nil, meters: 3), "outside_region", "3 m outside the area"),
      (
        .otherCategory("Services"), "other_category",
        "its category, Services, is not among those asked for"
      ),
      (.otherCategory(nil), "other_category", "without a category, and one is asked for"),
      (
        .unwantedCategory("Services"), "unwanted_category",
        "its category, Services, is not wanted"
      ),
      (.unrated(leastHundredths: 400), "unrated", "unrated, 4 asked"),
      (
        .ratedLower(hundredths: 410, leastHundredths: 450), "rated_lower", "rated 4.1, 4.5 asked"
      ),
      (.fewerReviews(count: 1, least: 20), "fewer_reviews", "1 review, 20 asked"),
      (.fewerReviews(count: 0, least: 1), "fewer_reviews", "0 reviews, 1 asked"),
      (.notFeatured, "not_featured", "not featured"),
      (.featured, "featured", "featured, and only merchants that are not are asked for"),
      (.notPartner, "not_partner", "not a partner"),
      (.partner, "partner", "a partner, and only merchants that are none are asked for"),
      (
        .otherPartnership(.trial), "other_partnership",
        "its partnership, trial, is not among those asked for"
      ),
      (
        .otherPartnership(nil), "other_partnership",
        "without a kind of partnership, and one is asked for"
      ),
      (.lacksWord("caf", isPrefix: true), "lacks_word", "no word of it begins with \"caf\""),
      (.lacksWord("bean", isPrefix: false), "lacks_word", "\"bean\" is none of its words"),
      (
        .otherMetadata(key: "chain", wanted: "Bean", values: []), "other_metadata",
        "metadata.chain is not there, \"Bean\" asked"
      ),
      (
        .otherMetadata(key: "tags", wanted: "x", values: ["a", "b", "c", "d", "e", "f", "g"]),
        "other_metadata",
        "metadata.tags is \"a\", \"b\", \"c\", \"d\", \"e\" and 2 more, \"x\" asked"
      ),
      (.unknownHours, "unknown_hours", "its opening hours are not known"),
      (
        .closed(sinceSeconds: 14 * 60 + 59, opensInSeconds: 35_160), "closed",
        "closed 14 min ago, opens in 9 h 46 min"
      ),
      (.closed(sinceSeconds: 0, opensInSeconds: 30), "closed", "closes just then, opens in 30 s"),
      (.closed(sinceSeconds: nil, opensInSeconds: 2_100), "closed", "closed, opens in 35 min"),
      (.closed(sinceSeconds: 180_000, opensInSeconds: nil), "closed", "closed 2 d 2 h ago"),
      (.closed(sinceSeconds: nil, opensInSeconds: nil), "closed", "closed"),
      (
        .closesTooSoon(inSeconds: 720, wantedSeconds: 1_800), "closes_too_soon",
        "does not stay open long enough: closes in 12 min, PT30M asked"
      ),
      (
        .closesTooSoon(inSeconds: nil, wantedSeconds: 90_061), "closes_too_soon",
        "does not stay open long enough: closes later, PT25H1M1S asked"
      ),
      (.beforePage(rank: 3), "before_page", "rank 3, on an earlier page"),
      (.afterPage(rank: 27, first: 1, limit: 20), "after_page", "rank 27, limit 20"),
      (
        .afterPage(rank: 67, first: 21, limit: 20), "after_page",
        "rank 67, and the page ends with rank 40"
      ),
      (.returned(rank: 1), "returned", "returned, rank 1"),
    ] as [(WhyNot.Reason, String, String)])
  func `has a name for programs and a sentence for people`(
    reason: WhyNot.Reason, code: String, sentence: String
  ) {
    #expect(reason.code == code)
    #expect(WhyNot(reason: reason, distanceMeters: 1, rank: nil).sentence == sentence)
  }
}

/// One merchant, with what it fails by.
struct WhyNotReasonTests {
  private static let place = RankWorld.place(52.5, 13.4)

  private func merchant(_ change: (inout Merchant) throws -> Void = { _ in }) rethrows -> Merchant {
    var merchant = Merchant(id: "m", name: "Café Bean", coordinate: Self.place)
    try change(&merchant)
    return merchant
  }

  /// The reason for the merchant in a catalogue of its own.
  private func reason(
    _ merchant: Merchant, from center: Coordinate = WhyNotReasonTests.place,
    _ change: (inout MerchantQuery) throws -> Void
  ) throws -> WhyNot.Reason {
    var builder = CatalogBuilder(zones: systemZones)
    builder.add(merchant)
    let catalog = builder.build()
    var query = MerchantQuery(center: center)
    try change(&query)
    var scratch = QueryScratch()
    let slot = try #require(catalog.slot(ofMerchant: "m"))
    return try catalog.whyNot(slot: slot, query: query, scratch: &scratch).reason
  }

  @Test func `tells how much too far or too near it is`() throws {
    let center = RankWorld.place(52.51, 13.4)
    let meters = Geodesic.distanceMeters(from: center, to: Self.place)
    #expect(
      try reason(merchant(), from: center) { $0.radiusMeters = meters } == .returned(rank: 1))
    #expect(
      try reason(merchant(), from: center) { $0.radiusMeters = meters.nextDown }
        == .tooFar(meters: meters, mostMeters: meters.nextDown, from: .center))
    #expect(
      try reason(merchant(), from: center) { $0.minimumDistanceMeters = 1_200 }
        == .tooNear(meters: meters, leastMeters: 1_200, from: .center))
    #expect(
      try reason(merchant(), from: center) { $0.radiusMeters = .nan } != .returned(rank: 1))
  }

  @Test func `tells how far it is from a route, as far as that is measured`() throws {
    func route(_ latitude: Double) throws -> QueryRoute {
      try QueryRoute(
        .path(
          ShapePath(line: [RankWorld.place(latitude, 13), RankWorld.place(latitude, 13.8)])))
    }
    let near = try reason(merchant()) {
      $0.route = try route(52.6)
      $0.radiusMeters = 5_000
    }
    guard case .tooFar(let meters?, 5_000, .route) = near else {
      Issue.record("\(near)")
      return
    }
    let straight = Geodesic.distanceMeters(
      from: Self.place, to: RankWorld.place(52.6, 13.4))
    #expect(abs(meters - straight) < 1)
    #expect(
      try reason(merchant()) {
        $0.route = try route(58)
        $0.radiusMeters = 5_000
      } == .tooFar(meters: nil, mostMeters: 5_000, from: .route))
    let tooNear = try reason(merchant()) {
      $0.route = try route(52.6)
      $0.origin = .route
      $0.radiusMeters = 50_000
      $0.minimumDistanceMeters = 20_000
    }
    #expect(tooNear == .tooNear(meters: meters, leastMeters: 20_000, from: .route))
    #expect(throws: QueryError.self) {
      try reason(merchant()) { $0.route = try route(52.6) }
    }
  }

  @Test(
    arguments: [
      // East of a box, south of one, across the antimeridian, a line and a point.
      (52.4, 13.0, 52.6, 13.3, 52.5, 13.3), (52.6, 13.0, 52.7, 13.8, 52.6, 13.4),
      (52.4, 170, 52.6, -170, 52.6, 170), (52.6, 13.0, 52.6, 13.8, 52.6, 13.4),
      (52.6, 13.4, 52.6, 13.4, 52.6, 13.4), (60, -180, 61, 180, 60, 13.4),
      (90, 0, 90, 10, nil, 0),
    ] as [(Double, Double, Double, Double, Double?, Double)])
  func `tells how far outside a box it is`(
    south: Double, west: Double, north: Double, east: Double, nearestLatitude: Double?,
    nearestLongitude: Double
  ) throws {
    let box = try #require(BoundingBox(south: south, west: west, north: north, east: east))
    let found = try reason(merchant()) { $0.filter.box = box }
    guard let nearestLatitude else {
      #expect(found == .outsideBox(meters: nil))
      return
    }
    guard case .outsideBox(let meters?) = found else {
      Issue.record("\(found)")
      return
    }
    // No farther than a place of the box near the nearest one, and not much nearer.
    let bound = Geodesic.distanceMeters(
      from: Self.place, to: RankWorld.place(nearestLatitude, nearestLongitude))
    #expect(meters <= bound + 1)
    #expect(meters >= 0.99 * bound)
  }

  @Test func `tells how far outside a region it is`() throws {
    let circle = Geofence.Shape.circle(
      try Circle(center: RankWorld.place(52.6, 13.4), radiusMeters: 1_000))
    let fences = FenceRegions(try FenceIndex([Geofence(id: "zone-1", shape: circle)]))
    let away = Geodesic.distanceMeters(from: Self.place, to: RankWorld.place(52.6, 13.4))
    #expect(
      try reason(merchant()) { $0.filter.region = fences.region(id: "zone-1") }
        == .outsideRegion(fenceID: "zone-1", meters: away - 1_000))
    // In a hole the border is that of the hole.
    let ring = try MultiPolygon(
      wellKnownText:
        "POLYGON ((13 52, 14 52, 14 53, 13 53, 13 52), (13.3 52.4, 13.41 52.4, 13.41 52.6, 13.3 52.6, 13.3 52.4))"
    )
    let found = try reason(merchant()) { $0.filter.region = QueryRegion(ring) }
    guard case .outsideRegion(nil, let meters?) = found else {
      Issue.record("\(found)")
      return
    }
    let toHole = Geodesic.distanceMeters(from: Self.place, to: RankWorld.place(52.5, 13.41))
    #expect(abs(meters - toHole) < 0.1)
  }

  @Test func `names the word or the metadata that it lacks`() throws {
    let merchant = try merchant {
      $0.metadata = try JSONText(#"{"chain":"Bean There","deep":{"a":[1,"x"]},"loyalty":true}"#)
    }
    func words(_ text: String) throws -> WhyNot.Reason {
      try reason(merchant) { $0.filter.words = text }
    }
    #expect(try words("THERE caf") == .returned(rank: 1))
    #expect(try words("CAFÉ tea bean") == .lacksWord("tea", isPrefix: false))
    #expect(try words("caf bea") == .lacksWord("caf", isPrefix: false))
    #expect(try words("bean Té") == .lacksWord("te", isPrefix: true))
    func metadata(_ wanted: [String: String]) throws -> WhyNot.Reason {
      try reason(merchant) { $0.filter.metadata = wanted }
    }
    #expect(try metadata(["deep.a": "x", "loyalty": "true"]) == .returned(rank: 1))
    #expect(
      try metadata(["deep.a": "y", "loyalty": "true"])
        == .otherMetadata(key: "deep.a", wanted: "y", values: ["1", "x"]))
    #expect(
      try metadata(["chain": "Bean There", "floor": "2"])
        == .otherMetadata(key: "floor", wanted: "2", values: []))
    #expect(throws: QueryError.noWords("&")) { try words("&") }
  }

  @Test(.enabled(if: systemZones != nil, "needs tzdata"))
  func `tells since when it is closed, when it opens and when it closes`() throws {
    let merchant = try merchant {
      $0.operatingHours = try JSONText(
        #"{"monday":"09:00-17:00","tuesday":"09:00-17:00","wednesday":"09:00-17:00"}"#)
      $0.metadata = try JSONText(#"{"timezone":"Europe/Berlin"}"#)
    }
    func reason(at text: String, seconds: Int64 = 0) throws -> WhyNot.Reason {
      let instant = try #require(Timestamp(rfc3339: "2026-11-\(text):00+01:00"))
      return try self.reason(merchant) {
        $0.filter.hours = HoursCondition(
          at: .instant(instant.microseconds / 1_000_000), seconds: seconds)
      }
    }
    // A Wednesday.
    #expect(try reason(at: "25T16:48", seconds: 720) == .returned(rank: 1))
    #expect(
      try reason(at: "25T16:48", seconds: 1_800)
        == .closesTooSoon(inSeconds: 720, wantedSeconds: 1_800))
    let untilMonday: Int64 = 4 * 86_400 + 16 * 3_600
    #expect(
      try reason(at: "25T17:00") == .closed(sinceSeconds: 0, opensInSeconds: untilMonday))
    #expect(
      try reason(at: "25T17:14")
        == .closed(sinceSeconds: 14 * 60, opensInSeconds: untilMonday - 14 * 60))
    #expect(
      try reason(at: "25T08:25") == .closed(sinceSeconds: 15 * 3_600 + 1_500, opensInSeconds: 2_100)
    )
    #expect(
      try reason(at: "29T17:00")
        == .closed(sinceSeconds: 4 * 86_400, opensInSeconds: untilMonday - 4 * 86_400))
    let unknown = try self.reason(self.merchant()) {
      $0.filter.hours = HoursCondition(at: .local(0))
    }
    #expect(unknown == .unknownHours)
    let far = try self.reason(merchant) {
      $0.filter.hours = HoursCondition(at: .instant(200_000_000_000_000))
    }
    #expect(far != .unknownHours)
  }

  @Test(.enabled(if: systemZones != nil, "needs tzdata"), arguments: 0..<12 as Range<UInt64>)
  func `is closed from the instant that it names to the one at which it opens`(
    seed: UInt64
  ) throws {
    var random = SeededMerchants(seed: seed)
    for _ in 0..<20 {
      let schedule = random.schedule(around: Int(RankWorld.now / 86_400))
      let zone = random.pick(["Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
      let merchant = try merchant {
        $0.operatingHours = try JSONText(schedule.canonicalJSON)
        $0.metadata = try JSONText(#"{"timezone":"\#(zone)"}"#)
      }
      let instant = RankWorld.now + Int64(random.next(below: 900_000)) - 450_000
      let found = try reason(merchant) {
        $0.filter.hours = HoursCondition(at: .instant(instant))
      }
      let rules = try #require(try systemZones?.rules(named: zone))
      guard case .closed(let since, let opens) = found else {
        #expect(schedule.isOpen(at: instant, in: rules) || found == .unknownHours)
        continue
      }
      let from = since.map { instant - $0 }
      let until = opens.map { instant + $0 }
      if let from { #expect(schedule.isOpen(at: from - 1, in: rules)) }
      if let until { #expect(schedule.isOpen(at: until, in: rules)) }
      for second in stride(
        from: from ?? instant - 20 * 86_400, to: until ?? instant + 20 * 86_400, by: 600)
      {
        #expect(!schedule.isOpen(at: second, in: rules))
      }
    }
  }
}
