import Catalog
import Geodesy
import Geofencing
import JSON
import OpeningHours
import Ranking
import Testing

/// Asks a catalogue of a file everything there is to ask, whatever comes of it.
struct FileQuestions {
  private let file: CatalogFile
  private let catalog: Catalog
  private let seed: UInt64
  private var random: SeededMerchants
  private var hours = HoursJSON()

  static let instant: Int64 = 1_795_600_000

  init(file: CatalogFile, seed: UInt64) {
    self.file = file
    catalog = file.catalog
    self.seed = seed
    random = SeededMerchants(seed: seed &* 1_000_003)
  }

  mutating func askAll() throws {
    var scratch = QueryScratch()
    askFacts()
    let scorings = try askAffinities()
    for order in MerchantQuery.Order.allCases {
      // Each order with two of the kinds, others every time.
      for _ in 0..<2 {
        var query = try self.query(random.next(below: 7))
        query.order = order
        if order == .score { query.scoring = random.pick(scorings) }
        try ask(query, scratch: &scratch)
      }
    }
    askMerchants()
  }

  /// What is said of the catalogue as a whole, and of its fences.
  private mutating func askFacts() {
    for position in catalog.categories.all.indices {
      _ = catalog.merchantCount(inCategoryAt: position)
    }
    _ = (catalog.count, catalog.inactiveCount, catalog.hoursCounts, catalog.byteCount)
    for fence in catalog.fences.index.fences {
      _ = catalog.fences.region(id: fence.id)?.contains(random.place())
    }
    for number in 0..<8 {
      let id = "m-\(number % 7)-\(random.next(below: 80))"
      _ = catalog.hasInactive(merchant: id)
      if let slot = catalog.slot(ofMerchant: id) { _ = catalog.name(slot: slot) }
    }
    for id in ["", "m", "zzz", "\u{0}", "é"] {
      _ = catalog.hasInactive(merchant: id)
      _ = catalog.slot(ofMerchant: id)
    }
  }

  /// Scorings for nobody, and for users that the file has, may have or has not.
  private func askAffinities() throws -> [QueryScoring] {
    let ranking = CatalogRanking(.standard, in: catalog)
    var users = ["ana", "nobody", ""]
    users += (file.affinities?.users ?? []).prefix(3)
    return [QueryScoring(ranking: ranking)]
      + users.map { user in
        let affinities: [Affinity] = file.affinities?.affinities(ofUser: user) ?? []
        #expect(affinities.allSatisfy { 0...1 ~= $0.score }, "seed \(seed)")
        return QueryScoring(
          ranking: ranking,
          user: UserScores(affinities, at: Self.instant, ranking: ranking, in: catalog))
      }
  }

  /// A query of one of seven kinds.
  private mutating func query(_ kind: Int) throws -> MerchantQuery {
    var query = MerchantQuery(center: random.place())
    query.limit = random.pick([1, 7, 40])
    query.radiusMeters = random.pick([nil, 2_000, 50_000])
    query.countsMatches = true
    switch kind {
    case 0: break
    case 1: query.filter.words = random.pick(["cafe", "gril", "東京", "bean de", "aaa"])
    case 2:
      query.filter.hours = HoursCondition(
        at: .instant(Self.instant + Int64(random.next(below: 1_000_000))),
        includesUnknown: random.next(below: 2) == 0)
    case 3: query.filter.region = catalog.fences.region(id: random.pick(["circle", "square"]))
    case 4:
      query.route = try QueryRoute(.path(Self.path()))
      query.radiusMeters = 3_000
      query.origin = random.pick([.center, .route])
    case 5:
      query.filter.categories = [random.next(below: 8)]
      query.filter.minimumRatingHundredths = random.pick([nil, 300])
      query.filter.minimumReviews = random.pick([nil, 10])
      query.filter.metadata = random.pick([[:], ["tags": "t1"], ["loyalty": "true"]])
    default:
      query.filter.box = BoundingBox(south: -17, west: 179.9, north: -16.9, east: -179.9)
      query.filter.isPartner = random.pick([nil, true])
      query.filter.excludedIDs = ["m-1-1", "m-2-2"]
      query.minimumDistanceMeters = 100
    }
    return query
  }

  private static func path() throws -> ShapePath {
    try ShapePath(
      wellKnownText: "LINESTRING (179.96 -16.98, 179.99 -16.95, 179.995 -16.91)")
  }

  /// Runs a query page after page, and asks of what it finds why, and why not more.
  private mutating func ask(_ query: MerchantQuery, scratch: inout QueryScratch) throws {
    var query = query
    for _ in 0..<2 {
      let outcome = try catalog.run(query, scratch: &scratch)
      #expect(outcome.count <= query.limit, "seed \(seed)")
      let hits = (0..<outcome.count).map { scratch[$0] }
      for hit in hits.prefix(8) { render(hit.slot, meters: hit.distanceMeters) }
      if let scoring = query.scoring {
        let ranks = try catalog.ranks(of: query, scratch: &scratch)
        #expect(ranks.count == hits.count, "seed \(seed)")
        for hit in hits.prefix(5) {
          _ = catalog.explanation(
            slot: hit.slot, distanceMeters: hit.distanceMeters, scoring: scoring)
          _ = scoring.ranking.isBoosted(slot: hit.slot, in: catalog)
        }
      }
      for slot in [hits.last?.slot, UInt32(random.next(below: max(1, catalog.count)))] {
        guard let slot, slot < catalog.count else { continue }
        _ = try catalog.whyNot(slot: slot, query: query, scratch: &scratch).sentence
      }
      guard let next = outcome.next else { return }
      query.after = next
    }
  }

  /// Every merchant in every form.
  private mutating func askMerchants() {
    var slots: [UInt32] = []
    catalog.forEachSlot { slots.append($0) }
    for slot in slots { render(slot, meters: nil) }
  }

  private mutating func render(_ slot: UInt32, meters: Double?) {
    var bytes: [UInt8] = []
    hours.begin()
    let shown = hours.value(slot: slot, of: catalog, at: Self.instant)
    catalog.appendJSON(slot: slot, distanceMeters: meters, hours: shown, to: &bytes)
    catalog.appendJSON(
      slot: slot, distanceMeters: meters, members: MerchantMember.allCases, hours: shown,
      to: &bytes)
    catalog.appendGeoJSON(
      slot: slot, distanceMeters: meters, members: MerchantMember.allCases, to: &bytes)
    for member in MerchantMember.allCases {
      catalog.appendValue(of: member, slot: slot, distanceMeters: meters, to: &bytes)
    }
    catalog.appendWeek(slot: slot, to: &bytes)
    _ = (catalog.id(slot: slot), catalog.name(slot: slot), catalog.coordinate(slot: slot))
    _ = (catalog.ratingHundredths(slot: slot), catalog.reviewCount(slot: slot))
    _ = (catalog.categoryPosition(slot: slot), catalog.partnership(slot: slot))
    _ = (catalog.schedule(slot: slot), catalog.zone(slot: slot))
    #expect(!bytes.isEmpty, "seed \(seed)")
  }
}
