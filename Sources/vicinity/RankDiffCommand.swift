import ArgumentParser
import Catalog
import Foundation
import Geodesy
import Ranking
import Server

/// Compares the best merchants of many queries under two rankings.
struct RankDiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares the best merchants of many queries under two rankings.",
    discussion: """
      Says of each query which merchants moved, entered or left, and Kendall's tau of those in both \
      lists: 1 in the same order, -1 in the opposite one. Without --queries, queries are made up \
      near merchants, for users that have affinities; the same --seed makes the same ones.
      Example: vicinity rank diff --weights new.json --catalog Data/merchants.csv
      Exit status: 0 done; 1 rows were rejected; 2 wrong usage; 3 no such file.
      """)

  @Option(help: ArgumentHelp("A JSON file with the new ranking.", valueName: "file"))
  var weights: String

  @Option(
    help: ArgumentHelp(
      "A JSON file with the old ranking (default: the one that the settings name, else the standard"
        + " one).",
      valueName: "file"))
  var against: String?

  @OptionGroup var source: CatalogOptions

  @Option(
    help: ArgumentHelp(
      "A file of users' affinities, CSV with a header, or a catalogue file (default: those of the"
        + " catalogue file, if it has any).", valueName: "file"))
  var affinities: String?

  @Option(
    help: ArgumentHelp(
      "A CSV file of queries, with a header that has latitude, longitude and perhaps user.",
      valueName: "file"))
  var queries: String?

  @Option(help: "How many queries are made up, 1 to 100000 (default: 100).")
  var count: Int?

  @Option(help: "What the made-up queries come from (default: 1).")
  var seed: UInt64?

  @Option(help: "How many merchants are compared, 1 to 100.")
  var limit = 20

  @Option(
    help: ArgumentHelp(
      "The greatest distance: 500m, 1km, 0.5mi, 300ft (default: none).", valueName: "distance"))
  var radius: Length?

  @Option(
    help: ArgumentHelp(
      "The instant at which affinities count (default: now).", valueName: "rfc3339"))
  var at: String?

  @Option(
    help: ArgumentHelp(
      "How they are printed (default: table on a terminal, json otherwise).",
      valueName: "format"))
  var format: RankDiffFormat?

  func validate() throws {
    guard 1...100 ~= limit else {
      throw ValidationError("--limit must be an integer from 1 to 100, and is \(limit)")
    }
    if let count, !(1...100_000 ~= count) {
      throw ValidationError("--count must be an integer from 1 to 100000, and is \(count)")
    }
    if queries != nil, count != nil || seed != nil {
      throw ValidationError("--count and --seed make queries up, and --queries has them")
    }
    if let radius, !radius.meters.isFinite {
      throw ValidationError("--radius must be a finite distance")
    }
  }

  func run() async throws {
    let settings = try await source.readSettings()
    let instant = try at.map(Instant.read) ?? UnixTime.now()
    let oldPath = settings.value(Settings.ranking, flag: against).value
    let old = try oldPath.isEmpty ? .standard : RankingFile(path: oldPath).model()
    let new = try RankingFile(path: weights).model()
    let loaded = try CatalogLoader(categories: .seeds, zones: SystemZones.open())
      .load(source.paths(settings))
    let catalog = loaded.catalog
    var rejected = loaded.rejected
    let path = settings.value(Settings.affinities, flag: affinities).value
    let affinities = try AffinityLoader(merchants: loaded).load(path.isEmpty ? nil : path)
    let table = affinities?.table ?? AffinityTable.empty
    rejected += affinities?.rejected ?? 0
    let asked: [RankQuery]
    if let queries {
      let read = try RankQueryFile(path: queries).read()
      asked = read.queries
      rejected += read.rejected
      if table.userCount == 0, asked.contains(where: { $0.user != nil }) {
        printError(
          "warning: \(queries) names users, who need --affinities; the answers are those for anybody"
        )
      }
    } else {
      var seeded = SeededQueries(seed: seed ?? 1)
      asked = seeded.queries(count ?? 100, in: catalog, users: table.users)
    }
    let report = try RankDiff(
      old: Self.name(oldPath), new: weights, limit: limit, radiusMeters: radius?.meters,
      queries: compare(asked, old, new, catalog, table, at: instant), catalog: catalog)
    switch format ?? (Terminal.showsOutput ? .table : .json) {
    case .table: for line in report.lines { print(line) }
    case .json: try StandardOutput.write(report.json(old: old, new: new))
    }
    if rejected > 0 { throw CommandFailure(.no, "") }
  }

  private static func name(_ path: String) -> String {
    path.isEmpty ? "the standard ranking" : path
  }

  /// Asks every query under both rankings.
  private func compare(
    _ queries: [RankQuery], _ old: RankingModel, _ new: RankingModel, _ catalog: Catalog,
    _ table: any AffinityCollection, at instant: Int64
  ) throws -> [ComparedQuery] {
    var before = RankedLists(old, in: catalog, affinities: table, at: instant)
    var after = RankedLists(new, in: catalog, affinities: table, at: instant)
    var progress = ProgressCount("queries compared")
    defer { progress.clear() }
    return try queries.enumerated().map { position, query in
      progress.advance(to: position)
      return ComparedQuery(
        query: query,
        comparison: RankComparison(
          from: try before.best(limit, for: query, within: radius?.meters),
          to: try after.best(limit, for: query, within: radius?.meters)))
    }
  }
}

/// How a comparison is printed.
enum RankDiffFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json
}

/// Where a search for the best begins, and for whom.
struct RankQuery {
  var center: Coordinate
  var user: String?
}

/// The best merchants under one ranking.
private struct RankedLists {
  private let catalog: Catalog
  private let ranking: CatalogRanking
  private let affinities: any AffinityCollection
  private let instant: Int64
  private var users: [String: UserScores] = [:]

  init(
    _ model: RankingModel, in catalog: Catalog, affinities: any AffinityCollection,
    at instant: Int64
  ) {
    self.catalog = catalog
    ranking = CatalogRanking(model, in: catalog)
    self.affinities = affinities
    self.instant = instant
  }

  /// The ids of the best merchants, best first.
  mutating func best(
    _ count: Int, for query: RankQuery, within radiusMeters: Double?
  ) throws -> [String] {
    var search = MerchantQuery(
      center: query.center, radiusMeters: radiusMeters, order: .score, limit: count)
    search.scoring = QueryScoring(ranking: ranking, user: query.user.map { scores(ofUser: $0) })
    var scratch = QueryScratch()
    let outcome = try catalog.run(search, scratch: &scratch)
    return (0..<outcome.count).map { catalog.id(slot: scratch[$0].slot) }
  }

  private mutating func scores(ofUser user: String) -> UserScores {
    if let known = users[user] { return known }
    let liked: [Affinity] = affinities.affinities(ofUser: user)
    let scores = UserScores(liked, at: instant, ranking: ranking, in: catalog)
    users[user] = scores
    return scores
  }
}
