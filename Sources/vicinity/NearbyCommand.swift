import ArgumentParser
import Catalog
import Foundation
import Geodesy
import Geofencing
import Server

/// Finds merchants near a place, from files and without a server.
struct NearbyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nearby",
    abstract: "Finds the merchants nearest to a place.",
    discussion: """
      Reads the merchants files anew each time; a server keeps them ready.
      Examples: vicinity nearby 51.5101 -0.1340 --catalog Data/merchants.csv --radius 1km
                vicinity nearby 51.5101 -0.1340 --catalog Data/merchants.csv --open-now --open-for 2h
                vicinity nearby 51.5101 -0.1340 --catalog Data/merchants.csv --sort score --explain
      """)

  @OptionGroup var options: NearbyOptions

  @Flag(help: "Count all merchants that match.")
  var count = false

  @Flag(
    help: ArgumentHelp(
      "Tell what each part of a score adds, and the ranks with and without the boost of featured"
        + " merchants and partners."))
  var explain = false

  @Option(help: ArgumentHelp("The members shown, separated by commas.", valueName: "members"))
  var fields: String?

  @Option(
    help: ArgumentHelp(
      "table, json, ndjson, geojson or csv (default: table on a terminal, json otherwise).",
      valueName: "format"))
  var format: OutputFormat?

  func validate() throws {
    if fields != nil, chosenFormat == .table {
      throw ValidationError("--fields needs another --format than table")
    }
  }

  private var chosenFormat: OutputFormat {
    format ?? (Terminal.showsOutput ? .table : .json)
  }

  func run() async throws {
    let more = [
      count ? ("count", "true") : nil, explain ? ("explain", "true") : nil,
      fields.map { ("fields", $0) },
    ].compactMap { $0 }
    let prepared = try await options.prepare(with: more)
    switch chosenFormat {
    case .table: try printTable(prepared)
    case .json: try printBody(prepared, .json)
    case .ndjson: try printBody(prepared, .ndjson)
    case .geojson: try printBody(prepared, .geojson)
    case .csv: try printBody(prepared, .csv)
    }
    if prepared.rejected > 0 { throw CommandFailure(.no, "") }
  }

  private func printTable(_ prepared: PreparedSearch) throws {
    let (search, catalog) = (prepared.search, prepared.catalog)
    var scratch = QueryScratch()
    let outcome = try catalog.run(search.query, scratch: &scratch)
    let hits = (0..<outcome.count).map { scratch[$0] }
    guard !hits.isEmpty else {
      print("no merchant matches")
      return
    }
    let table = MerchantTable(
      catalog: catalog, center: search.query.origin == .route ? nil : search.query.center,
      moment: moment(of: search), showsHours: options.asksForHours,
      scoring: search.query.scoring, showsColors: Terminal.showsColors)
    let lines = table.lines(hits)
    if explain, let scoring = search.query.scoring {
      let ranks = try catalog.ranks(of: search.query, scratch: &scratch)
      print(lines[0])
      for (position, hit) in hits.enumerated() {
        let picture = ScorePicture(
          slot: hit.slot, catalog: catalog,
          explanation: catalog.explanation(
            slot: hit.slot, distanceMeters: hit.distanceMeters, scoring: scoring),
          ranks: ranks[position], scoring: scoring,
          showsColors: Terminal.showsColors)
        print(lines[position + 1])
        for line in picture.lines { print("  \(line)") }
      }
    } else {
      for line in lines { print(line) }
    }
    if let matched = outcome.matched {
      print("\(hits.count) of \(matched) that match")
    } else if outcome.next != nil {
      print("… and more; see --limit and --count")
    }
  }

  /// When the hours are shown: at the time of each merchant's clock that is asked for, unless `--at`
  /// is given.
  private func moment(of search: NearbySearch) -> HoursCondition.Moment {
    if options.at == nil, let moment = search.query.filter.hours?.moment, case .local = moment {
      return moment
    }
    return .instant(search.hoursAt)
  }

  private func printBody(_ prepared: PreparedSearch, _ format: NearbySearch.Format) throws {
    var body = try prepared.search.answer(from: prepared.catalog, as: format)
    if body.last != UInt8(ascii: "\n") { body.append(UInt8(ascii: "\n")) }
    try StandardOutput.write(body)
  }
}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, ndjson, geojson, csv
}
