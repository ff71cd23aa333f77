import ArgumentParser
import Catalog
import Foundation
import Geodesy
import OpeningHours
import Ranking
import SpatialIndex

/// The best twenty merchants for a user, beside ways that look at fewer or at all of them.
struct RankBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract: "The exact best 20 by score, beside re-ranking the nearest and scoring everything.",
    discussion: """
      Merchants, queries and the 200 affinities of each user are seeded. With --points and --queries \
      places come from files of float64 pairs (latitude, longitude), so that another index can be \
      run on the same work.
      Example: scripts/bench rank --json rank.json
      """)

  @Option(help: "How many merchants.")
  var merchants = 1_000_000

  @Option(help: "How many queries, each by a user of its own.")
  var queryCount = 4_000

  @Option(help: "How many merchants each user has an affinity for.")
  var affinities = 200

  @OptionGroup var given: GivenPlaces

  @Option(help: "Write the figures to this file, as one flat JSON object.")
  var json: String?

  @Flag(help: "Few merchants and queries only: whether it runs, not how fast.")
  var quick = false

  @Flag(help: "The exact search for users only, without its peers.")
  var only = false

  func run() throws {
    let world = SeededWorld()
    let places =
      try given.points.map(readPlaces)
      ?? world.places(quick ? 50_000 : merchants, seed: 1, anywhere: 0.03, repeated: 0.02)
    let centers =
      try given.queries.map(readPlaces)
      ?? world.places(queryCount, seed: 777, anywhere: 0.1, repeated: 0)
    var bench = try RankRun(
      places: places, centers: Array(centers.prefix(quick ? 200 : queryCount)),
      affinities: affinities)
    try bench.users(all: !only)
    if !only { try bench.peers() }
    if let json { try bench.figures.write(to: json) }
  }
}

/// One run: a catalogue, users, and the figures that came of them.
private struct RankRun {
  private static let limit = 20
  private static let radiusMeters = 50_000.0
  /// 2026-11-26T18:00:00Z, a Thursday, when the shops of America are open.
  private static let thursday: Int64 = 1_795_716_000
  private static let categoryCount = 48

  private(set) var figures = Figures()
  private let prefix: String
  private let centers: [Coordinate]
  private let catalog: Catalog
  private let index: PackedIndex
  private let ranking: CatalogRanking
  private let affinities: [[Affinity]]
  private let users: [UserScores]
  private let scratch = RankScratch()

  init(places: [Coordinate], centers: [Coordinate], affinities: Int) throws {
    self.centers = centers
    prefix =
      "rank." + (places.count % 1_000_000 == 0 ? "\(places.count / 1_000_000)M" : "\(places.count)")
    catalog = try Self.catalog(at: places)
    index = PackedIndex(places.map { EarthPoint($0) })
    let (rankingTime, ranking) = Self.best(of: 3) { [catalog] in
      CatalogRanking(Self.model, in: catalog)
    }
    self.ranking = ranking
    self.affinities = Self.affinities(affinities, centers, index)
    var users: [UserScores] = []
    var times: [Double] = []
    for affinities in self.affinities {
      let (time, user) = milliseconds { [catalog] in
        UserScores(affinities, at: Self.thursday, ranking: ranking, in: catalog)
      }
      users.append(user)
      times.append(time * 1_000)
    }
    self.users = users
    times.sort()
    print("\(places.count) merchants, \(centers.count) users with \(affinities) affinities each")
    row("a ranking of the catalogue", rankingTime, "ms")
    row("the scores of a user", times[times.count / 2], "µs")
    figures.set("rank.catalog_ranking_ms", rankingTime)
    figures.set("rank.user_scores_us", times[times.count / 2])
    figures.set("rank.bytes_per_merchant", Double(ranking.byteCount) / Double(places.count))
  }

  /// The proportions of the C++ reference: distance 1, what is the same for everyone 0.6, of which
  /// half is rating, 0.3 popularity and 0.2 featured, and affinity 0.8; exp(-d / 5 km).
  private static var model: RankingModel {
    var model = RankingModel.standard
    model.weights = RankingWeights()
    model.weights.distance = 1
    model.weights.rating = 0.3
    model.weights.popularity = 0.18
    model.weights.featured = 0.12
    model.weights.partnership = 0
    model.weights.affinity = 0.8
    model.weights.categoryAffinity = 0
    model.decay = DistanceDecay(shape: .exp, scaleMeters: 5_000 * log(2), decay: 0.5)
    // Ratings count as they are, and popularity has steps enough to look continuous.
    model.ratingPriorReviews = 1e-6
    model.popularityReviews = 1e9
    return model
  }
}

/// What is searched.
extension RankRun {
  private static func catalog(at places: [Coordinate]) throws -> Catalog {
    var random = SplitMix(seed: 5)
    let database = try ZoneDatabase(
      timeZoneDirectory: ProcessInfo.processInfo.environment["TZDIR"])
    let hours = try (0..<500).map { _ in try SeededHours.text(&random) }
    let categories = CategoryTable(
      (0..<categoryCount).map { Category(id: $0 + 1, name: "Category \($0 + 1)") })
    var builder = CatalogBuilder(categories: categories, zones: database)
    for (number, place) in places.enumerated() {
      var merchant = Merchant(
        id: id(number), name: "Merchant \(number % 5_000) of \(number % 17)", coordinate: place)
      // Skewed, the last category being the rarest with 1 % of the merchants.
      let skewed = random.unit()
      merchant.categoryID = 1 + Int(Double(categoryCount) * skewed * skewed)
      let rating = min(1, max(0, 0.7 + 0.15 * random.normal()))
      merchant.ratingHundredths = Int((500 * rating).rounded())
      let popularity = pow(random.unit(), 6)
      merchant.totalReviews = max(1, Int((pow(1e9, popularity) - 1).rounded()))
      merchant.isFeatured = random.unit() < 0.01
      merchant.operatingHours = hours[Int(random.next() % 500)]
      builder.add(merchant)
    }
    return builder.build()
  }

  /// The id of the merchant at a place of the list; ids are in the order of the list.
  private static func id(_ number: Int) -> String {
    let digits = String(number)
    return "bench-" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The affinities of each user: half for some of the 1,000 nearest merchants, half for any.
  private static func affinities(
    _ count: Int, _ centers: [Coordinate], _ index: PackedIndex
  ) -> [[Affinity]] {
    var random = SplitMix(seed: 7)
    var scratch = SearchScratch()
    return centers.map { center in
      index.nearest(1_000, to: EarthPoint(center), scratch: &scratch)
      var scores: [UInt32: Double] = [:]
      for number in 0..<count {
        let merchant =
          number < count / 2
          ? scratch[Int(random.next() % UInt64(scratch.count))].id
          : UInt32(random.next() % UInt64(index.count))
        scores[merchant] = random.unit()
      }
      return scores.sorted { $0.key < $1.key }.map {
        Affinity(
          merchantID: id(Int($0.key)), score: $0.value, lastInteraction: thursday)
      }
    }
  }
}

/// The exact search.
extension RankRun {
  /// The latencies of the search for users and, if wanted, of its variations.
  mutating func users(all: Bool) throws {
    print("the best \(Self.limit) within 50 km, exact")
    try search("for a user", "top20", ranking, users)
    guard all else { return }
    try search("for nobody in particular", "anonymous", ranking, nil)
    try search("in a category that 1 % have", "rare_category", ranking, users) {
      $0.categories = [Self.categoryCount - 1]
    }
    try search("open now", "open_now", ranking, users) {
      $0.hours = HoursCondition(at: .instant(Self.thursday))
    }
    let standard = CatalogRanking(.standard, in: catalog)
    let standardUsers = affinities.map {
      UserScores($0, at: Self.thursday, ranking: standard, in: catalog)
    }
    try search("standard model, category affinity", "standard", standard, standardUsers)
    try search("standard model, for nobody", "standard_anonymous", standard, nil)
  }

  private mutating func search(
    _ label: String, _ name: String, _ ranking: CatalogRanking, _ users: [UserScores]?,
    filter: (inout MerchantFilter) -> Void = { _ in }
  ) throws {
    let queries = centers.indices.map { number in
      var query = query(number)
      query.scoring = QueryScoring(ranking: ranking, user: users?[number])
      filter(&query.filter)
      return query
    }
    var failures = 0
    let latency = Latency(queries: queries.count) { number in
      do {
        _ = try catalog.run(queries[number], scratch: &scratch.query)
      } catch {
        failures += 1
      }
    }
    guard failures == 0 else { throw BenchmarkError("\(failures) queries failed") }
    report(label, name, latency)
  }

  private func query(_ number: Int) -> MerchantQuery {
    MerchantQuery(
      center: centers[number], radiusMeters: Self.radiusMeters, order: .score,
      limit: Self.limit)
  }

  private mutating func report(
    _ label: String, _ name: String, _ latency: Latency, recall: Double? = nil
  ) {
    print(
      "  " + column(label, 38, left: true) + column(short(latency.p50), 8)
        + column(short(latency.p99), 9) + " µs p50, p99"
        + (recall.map { String(format: ", recall %.3f", $0) } ?? ""))
    figures.set("\(prefix).\(name).p50_us", latency.p50)
    figures.set("\(prefix).\(name).p99_us", latency.p99)
    if let recall { figures.set("rank.\(name).recall", recall) }
  }

  private func row(_ label: String, _ value: Double, _ unit: String) {
    print("  " + column(label, 38, left: true) + column(short(value), 8) + " " + unit)
  }

  private static func best<Result>(of times: Int, _ body: () -> Result) -> (Double, Result) {
    let first = milliseconds(body)
    return (1..<times).reduce(first) { best, _ in
      let next = milliseconds(body)
      return next.0 < best.0 ? next : best
    }
  }
}

/// Other ways to the same list, with the same index and the same formulas.
extension RankRun {
  mutating func peers() throws {
    let peer = RerankPeer(catalog, index, ranking, Self.limit) { Self.id(Int($0)) }
    let known = affinities.map { peer.known($0, at: Self.thursday, ranking.formula) }
    let exact = try centers.indices.map { try answer($0) }
    let points = centers.map { EarthPoint($0) }
    print("other ways")
    for count in [200, 1_000] {
      let latency = Latency(queries: centers.count) {
        peer.fetch(count, points[$0], known[$0], within: Self.radiusMeters)
      }
      let recall = recall(of: exact) { number in
        peer.fetch(count, points[number], known[number], within: Self.radiusMeters)
        return peer.found
      }
      report("fetch \(count) nearest, score those", "fetch\(count)", latency, recall: recall)
    }
    let few = min(100, centers.count)
    let latency = Latency(queries: few) {
      peer.scoreAll(points[$0], known[$0], within: Self.radiusMeters)
    }
    for number in 0..<few {
      peer.scoreAll(points[number], known[number], within: Self.radiusMeters)
      guard peer.found == exact[number] else {
        throw BenchmarkError("query \(number): scoring everything finds another order")
      }
    }
    report("score everything within 50 km", "everything", latency, recall: 1)
  }

  /// The exact answer to a query, as positions in the list of merchants.
  private func answer(_ number: Int) throws -> [UInt32] {
    var query = query(number)
    query.scoring = QueryScoring(ranking: ranking, user: users[number])
    let outcome = try catalog.run(query, scratch: &scratch.query)
    return (0..<outcome.count).map { place in
      UInt32(catalog.id(slot: scratch.query[place].slot).dropFirst(6)) ?? .max
    }
  }

  private func recall(of exact: [[UInt32]], _ body: (Int) -> [UInt32]) -> Double {
    var hits = 0
    var all = 0
    for (number, best) in exact.enumerated() {
      hits += Set(body(number)).intersection(best).count
      all += best.count
    }
    return Double(hits) / Double(max(1, all))
  }
}

/// The memory of queries, which closures share.
private final class RankScratch {
  var query = QueryScratch()
}

/// The best of some merchants by scoring each of them.
private final class RerankPeer {
  /// By position in the list of merchants.
  private let scores: [Int32]
  private let index: PackedIndex
  private let formula: RankingFormula
  private let limit: Int
  private var scratch = SearchScratch()
  private var hits = ScoredHits()

  init(
    _ catalog: Catalog, _ index: PackedIndex, _ ranking: CatalogRanking, _ limit: Int,
    id: (UInt32) -> String
  ) {
    let formula = ranking.formula
    scores = (0..<UInt32(index.count)).map { number in
      guard let slot = catalog.slot(ofMerchant: id(number)) else { return 0 }
      let reviews = catalog.reviewCount(slot: slot)
      // No merchant is a partner, so all boost is for being featured.
      let isFeatured = ranking.isBoosted(slot: slot, in: catalog)
      return formula.ratingMillionths(
        hundredths: catalog.ratingHundredths(slot: slot), reviews: reviews)
        + formula.popularityMillionths(reviews: reviews)
        + formula.boostMillionths(isFeatured: isFeatured, partnership: 0).featured
    }
    self.index = index
    self.formula = formula
    self.limit = limit
  }

  /// What a user's affinities add, by position in the list of merchants.
  func known(
    _ affinities: [Affinity], at instant: Int64, _ formula: RankingFormula
  ) -> [UInt32: Int32] {
    Dictionary(
      affinities.map {
        (
          UInt32($0.merchantID.dropFirst(6)) ?? 0,
          formula.affinityMillionths(
            formula.affinity(
              score: $0.score, lastInteraction: $0.lastInteraction, at: instant))
        )
      }, uniquingKeysWith: { $1 })
  }

  /// The best of the `count` nearest.
  func fetch(
    _ count: Int, _ center: EarthPoint, _ known: [UInt32: Int32], within radiusMeters: Double
  ) {
    index.nearest(
      count, to: center, in: SearchRange(maximumMeters: radiusMeters), scratch: &scratch)
    hits.reset(keeping: limit)
    for place in 0..<scratch.count { offer(scratch[place], known) }
    hits.sort()
  }

  /// The best of all in the radius.
  func scoreAll(_ center: EarthPoint, _ known: [UInt32: Int32], within radiusMeters: Double) {
    hits.reset(keeping: limit)
    index.forEach(
      in: SearchRange(maximumMeters: radiusMeters), of: center, where: EveryPoint(),
      scratch: &scratch
    ) { offer($0, known) }
    hits.sort()
  }

  private func offer(_ hit: Hit, _ known: [UInt32: Int32]) {
    let score =
      scores[Int(hit.id)] + formula.distanceMillionths(meters: hit.distanceMeters)
      + (known[hit.id] ?? 0)
    hits.offer(
      ScoredHit(
        score: score, id: hit.id, distanceMeters: hit.distanceMeters, slot: hit.slot))
  }

  /// What the last search found, as positions in the list of merchants.
  var found: [UInt32] { (0..<hits.count).map { hits[$0].id } }
}
