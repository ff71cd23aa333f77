import Catalog
import Geodesy
import Ranking
import Testing

/// The order of scores, held against scoring every merchant.
struct RankOracleTests {
  struct Size: Sendable, CustomTestStringConvertible {
    var merchants: Int
    var queries: Int

    var testDescription: String { "\(merchants) merchants, \(queries) queries" }
  }

  /// 2,000 queries for each of the five kinds of places: 10,000 in all.
  static let sizes = [
    Size(merchants: 1, queries: 100), Size(merchants: 2, queries: 100),
    Size(merchants: 33, queries: 400), Size(merchants: 120, queries: 500),
    Size(merchants: 400, queries: 400), Size(merchants: 700, queries: 300),
    Size(merchants: 1_500, queries: 140), Size(merchants: 5_000, queries: 60),
  ]

  @Test(arguments: RankWorld.Kind.allCases, sizes)
  func `finds the same merchants with the same scores in the same order`(
    kind: RankWorld.Kind, size: Size
  ) throws {
    var world = try RankWorld(kind, count: size.merchants, seed: UInt64(size.merchants))
    let rankings = (0..<3).map { number in
      CatalogRanking(
        number == 0 ? .standard : world.random.rankingModel(), in: world.catalog)
    }
    let oracles = rankings.flatMap { ranking in
      [nil, 3, 30, 400].map { count in
        RankOracle(
          world, ranking: ranking,
          affinities: count.map { world.random.affinities(world, count: $0) },
          at: RankWorld.now + Int64(world.random.next(below: 10_000)))
      }
    }
    var scratch = QueryScratch()
    for number in 0..<size.queries {
      var query = world.query()
      query.order = .score
      // One in eight has weights of its own.
      let oracle =
        world.random.next(below: 8) != 0
        ? world.random.pick(oracles)
        : RankOracle(
          world, ranking: CatalogRanking(world.random.rankingModel(), in: world.catalog),
          affinities: world.random.affinities(world, count: 20), at: RankWorld.now)
      query.scoring = oracle.scoring
      let rows = try oracle.rows(query, world, distances: world.distances(query))
      let check = Check(world: world, oracle: oracle, rows: rows, query: query, number: number)
      try check.page(scratch: &scratch)
      switch number % 5 {
      case 0: try check.ranks(scratch: &scratch)
      case 1: try check.pages(scratch: &scratch)
      case 2: try check.explanations(scratch: &scratch)
      default: break
      }
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `finds the best with more categories than a node has bits for`(seed: UInt64) throws {
    var random = SeededMerchants(seed: seed)
    var builder = CatalogBuilder(
      categories: CategoryTable((1...130).map { Category(id: $0, name: "Category \($0)") }))
    let merchants = random.merchants(600).map { merchant in
      var merchant = merchant
      merchant.categoryID = 1 + random.next(below: 130)
      return merchant
    }
    for merchant in merchants { builder.add(merchant) }
    let catalog = builder.build()
    var model = RankingModel()
    model.weights.categoryAffinity = 0.5
    let ranking = CatalogRanking(model, in: catalog)
    let affinities = (0..<40).map { _ in
      Affinity(merchantID: random.pick(merchants).id, score: random.next(in: 0...1))
    }
    let scoring = QueryScoring(
      ranking: ranking,
      user: UserScores(affinities, at: RankWorld.now, ranking: ranking, in: catalog))
    var scratch = QueryScratch()
    for _ in 0..<10 {
      var query = MerchantQuery(center: random.place(), order: .score, limit: 25)
      query.scoring = scoring
      let expected = (0..<UInt32(catalog.count)).map { slot in
        let distance = Geodesic.distanceMeters(
          from: query.center, to: catalog.coordinate(slot: slot))
        return (
          score: catalog.explanation(slot: slot, distanceMeters: distance, scoring: scoring).score,
          id: catalog.id(slot: slot)
        )
      }
      .sorted { one, other in
        one.score != other.score
          ? one.score > other.score : one.id.utf8.lexicographicallyPrecedes(other.id.utf8)
      }
      _ = try catalog.run(query, scratch: &scratch)
      #expect(
        (0..<scratch.count).map { catalog.id(slot: scratch[$0].slot) }
          == expected.prefix(25).map(\.id))
      #expect((0..<scratch.count).map { scratch[$0].score } == expected.prefix(25).map(\.score))
    }
  }

  /// What is expected of one query.
  private struct Check {
    let world: RankWorld
    let oracle: RankOracle
    let rows: [RankOracle.Row]
    let query: MerchantQuery
    let number: Int

    var comment: Comment {
      """
      query \(number), \(rows.count) match, limit \(query.limit), radius \
      \(query.radiusMeters ?? .infinity), least \(query.minimumDistanceMeters), route \
      \(query.route != nil), \(query.filter), \(oracle.scoring.ranking.formula.model.json)
      """
    }

    /// Whether hits are just these rows: the merchants, the distances and the scores.
    func expectSame(_ hits: [MerchantHit], _ expected: some Collection<RankOracle.Row>) {
      let entries = hits.map { world.catalog.id(slot: $0.slot) }
      #expect(entries == expected.map { world.entries[$0.entry].merchant.id }, comment)
      #expect(hits.map(\.distanceMeters) == expected.map(\.distanceMeters), comment)
      #expect(hits.map(\.score) == expected.map(\.score), comment)
    }

    func page(scratch: inout QueryScratch) throws {
      let outcome = try world.catalog.run(query, scratch: &scratch)
      expectSame((0..<scratch.count).map { scratch[$0] }, rows.prefix(query.limit))
      let last = rows.count > query.limit ? rows[query.limit - 1] : nil
      let key = last.map {
        SortKey.score(millionths: Int($0.score), id: world.entries[$0.entry].merchant.id)
      }
      #expect(outcome.next == key, comment)
      #expect(outcome.count == scratch.count)
      #expect(outcome.matched == (query.countsMatches ? rows.count : nil), comment)
    }

    /// Goes through the list in five pages or fewer.
    func pages(scratch: inout QueryScratch) throws {
      var query = query
      query.limit = max(query.limit, rows.count / 5 + 1)
      var hits: [MerchantHit] = []
      repeat {
        let outcome = try world.catalog.run(query, scratch: &scratch)
        #expect(outcome.matched == (query.countsMatches ? rows.count : nil), comment)
        hits += (0..<outcome.count).map { scratch[$0] }
        query.after = outcome.next
      } while query.after != nil && hits.count <= rows.count
      expectSame(hits, rows)
    }

    /// The ranks of the first two pages; the hits must outlast them.
    func ranks(scratch: inout QueryScratch) throws {
      let organic = RankOracle.organicRanks(rows)
      var query = query
      query.limit = min(query.limit, 50)
      for page in 0..<2 {
        let places = rows.indices.dropFirst(page * query.limit).prefix(query.limit)
        let outcome = try world.catalog.run(query, scratch: &scratch)
        let ranks = try world.catalog.ranks(of: query, scratch: &scratch)
        #expect(ranks.map(\.rank) == places.map { $0 + 1 }, comment)
        #expect(ranks.map(\.organicRank) == places.map { organic[$0] }, comment)
        expectSame((0..<scratch.count).map { scratch[$0] }, rows[places])
        guard let next = outcome.next else { break }
        query.after = next
      }
    }

    func explanations(scratch: inout QueryScratch) throws {
      for row in rows.prefix(min(query.limit, 10)) {
        let id = world.entries[row.entry].merchant.id
        let slot = try #require(world.catalog.slot(ofMerchant: id))
        let explanation = world.catalog.explanation(
          slot: slot, distanceMeters: row.distanceMeters, scoring: oracle.scoring)
        #expect(explanation.score == row.score, comment)
        #expect(explanation.parts.map(\.part) == ScorePart.allCases)
        #expect(explanation.parts.reduce(0) { $0 + $1.contribution } == row.score, comment)
        for part in explanation.parts {
          #expect(part.contribution == oracle.contribution(part.part, row), comment)
          #expect(0...1 ~= part.normalised, comment)
        }
        #expect(explanation.isBoosted == (row.organicScore < row.score), comment)
      }
    }
  }
}
