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
      """)

  @Argument(
    help: "The latitude, in degrees north; neither is needed with --within or --near-route.")
  var latitude: String?

  @Argument(help: "The longitude, in degrees east.")
  var longitude: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Merchants files, CSV with a header; - is standard input.", valueName: "file"))
  var catalog: [String] = []

  @Option(
    help: ArgumentHelp(
      "The greatest distance: 500m, 1km, 0.5mi, 300ft (default: none).", valueName: "distance"))
  var radius: Length?

  @Option(help: ArgumentHelp("The least distance.", valueName: "distance"))
  var minDistance: Length?

  @Option(help: "How many merchants are shown at most, 1 to 100.")
  var limit = "20"

  @Option(help: ArgumentHelp("A category's name or id; may be repeated.", valueName: "category"))
  var category: [String] = []

  @Option(help: ArgumentHelp("An unwanted category; may be repeated.", valueName: "category"))
  var excludeCategory: [String] = []

  @Option(help: ArgumentHelp("The least rating, 0 to 5.", valueName: "rating"))
  var minRating: String?

  @Option(help: ArgumentHelp("The least number of reviews.", valueName: "count"))
  var minReviews: String?

  @Flag(help: "Featured merchants only.")
  var featured = false

  @Flag(help: "Partners only.")
  var partner = false

  @Option(help: ArgumentHelp("premium, standard or trial; may be repeated.", valueName: "kind"))
  var partnership: [String] = []

  @Option(
    name: [.customShort("q"), .customLong("query")],
    help: ArgumentHelp("Words in name, chain or category.", valueName: "words"))
  var words: String?

  @Option(help: ArgumentHelp("west,south,east,north in degrees.", valueName: "box"))
  var bbox: String?

  @Option(
    help: ArgumentHelp("A geofence of --fences that merchants must lie in.", valueName: "id"))
  var within: String?

  @Option(
    help: ArgumentHelp(
      "Well-known text or an encoded polyline that merchants must be within --radius of"
        + " (default: 1km).",
      valueName: "route"))
  var nearRoute: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Geofences files, GeoJSON.", valueName: "file"))
  var fences: [String] = []

  @Option(help: ArgumentHelp("A merchant to leave out; may be repeated.", valueName: "id"))
  var excludeId: [String] = []

  @Option(
    help: ArgumentHelp(
      "A member of the metadata and its value; may be repeated.", valueName: "key=value"))
  var metadata: [String] = []

  @Flag(help: "Merchants that are open now, each by its own clock.")
  var openNow = false

  @Option(
    help: ArgumentHelp(
      "Merchants open at an instant, such as 2026-11-24T17:40:00Z.", valueName: "rfc3339"))
  var openAt: String?

  @Option(
    help: ArgumentHelp(
      "Merchants open at a time of their own clocks, such as 2026-11-24T19:00.",
      valueName: "time"))
  var openAtLocal: String?

  @Option(
    help: ArgumentHelp(
      "Merchants that stay open from then on for 30m, 2h, 1h30m, or PT30M.",
      valueName: "duration"))
  var openFor: String?

  @Option(
    help: ArgumentHelp(
      "include or exclude merchants whose hours are unknown (default: exclude).",
      valueName: "choice"))
  var unknownHours: String?

  @Option(
    help: ArgumentHelp("The instant that counts as now (default: now).", valueName: "rfc3339"))
  var at: String?

  @Option(help: ArgumentHelp("distance, rating, reviews or name.", valueName: "order"))
  var sort = "distance"

  @Flag(help: "Count all merchants that match.")
  var count = false

  @Option(help: ArgumentHelp("The members shown, separated by commas.", valueName: "members"))
  var fields: String?

  @Option(
    help: ArgumentHelp(
      "table, json, ndjson, geojson or csv (default: table on a terminal, json otherwise).",
      valueName: "format"))
  var format: OutputFormat?

  @Option(help: ArgumentHelp("A JSON file of settings.", valueName: "file"))
  var settings: String?

  func validate() throws {
    if latitude != nil, longitude == nil {
      throw ValidationError("a latitude must have a longitude behind it, and has none")
    }
    if latitude == nil, within == nil, nearRoute == nil {
      throw ValidationError(
        "where to search must be given: a latitude and a longitude, --within or --near-route")
    }
    if fields != nil, chosenFormat == .table {
      throw ValidationError("--fields needs another --format than table")
    }
  }

  private var chosenFormat: OutputFormat {
    format ?? (Terminal.showsOutput ? .table : .json)
  }

  func run() async throws {
    let settings = try await Settings(file: settings)
    // Only --within needs those that are set for all commands.
    let fencePaths = within == nil ? fences : settings.list(Settings.fences, flags: fences)
    let geofences = try fencePaths.isEmpty ? nil : GeofenceLoader().load(fencePaths)
    let search: NearbySearch
    do {
      search = try NearbySearch(
        parameters: parameters(), categories: .seeds,
        fences: geofences.map { FenceRegions($0.index) } ?? .none)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    let loaded = try CatalogLoader(categories: .seeds, zones: SystemZones.open())
      .load(settings.list(Settings.catalog, flags: catalog))
    switch chosenFormat {
    case .table: try printTable(search, loaded.catalog)
    case .json: try printBody(search, loaded.catalog, .json)
    case .ndjson: try printBody(search, loaded.catalog, .ndjson)
    case .geojson: try printBody(search, loaded.catalog, .geojson)
    case .csv: try printBody(search, loaded.catalog, .csv)
    }
    if loaded.rejected > 0 { throw CommandFailure(.no, "") }
  }

  /// The options under the names that the HTTP service gives them, so that both say the same of a
  /// mistake.
  private func parameters() -> [(name: String, value: String)] {
    var parameters = [("limit", limit), ("sort", sort)]
    func add(_ name: String, _ value: String?) {
      if let value { parameters.append((name, value)) }
    }
    func add(_ name: String, list: [String]) {
      if !list.isEmpty { parameters.append((name, list.joined(separator: ","))) }
    }
    add("lat", latitude)
    add("lon", longitude)
    // Around a route there is a radius that goes without saying.
    add("radius", radius.map { "\($0.meters)" } ?? (nearRoute == nil ? "none" : nil))
    add("within", within)
    add("near_route", nearRoute)
    add("min_distance", minDistance.map { "\($0.meters)" })
    add("categories", list: category)
    add("exclude_categories", list: excludeCategory)
    add("min_rating", minRating)
    add("min_reviews", minReviews)
    add("featured", featured ? "true" : nil)
    add("partner", partner ? "true" : nil)
    add("partnership", list: partnership)
    add("q", words)
    add("bbox", bbox)
    add("exclude_ids", list: excludeId)
    add("open_now", openNow ? "true" : nil)
    add("open_at", openAt)
    add("open_at_local", openAtLocal)
    add("open_for", openFor.map(DurationText.iso8601))
    add("unknown_hours", unknownHours)
    add("at", at)
    add("count", count ? "true" : nil)
    add("fields", fields)
    for pair in metadata {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      add("metadata.\(parts[0])", parts.count > 1 ? String(parts[1]) : "")
    }
    return parameters.map { ($0.0, NegativeNumber.restored($0.1)) }
  }

  private func printTable(_ search: NearbySearch, _ catalog: Catalog) throws {
    var scratch = QueryScratch()
    let outcome = try catalog.run(search.query, scratch: &scratch)
    let hits = (0..<outcome.count).map { scratch[$0] }
    guard !hits.isEmpty else {
      print("no merchant matches")
      return
    }
    let table = MerchantTable(
      catalog: catalog, center: search.query.origin == .route ? nil : search.query.center,
      moment: moment(of: search), showsHours: asksForHours, showsColors: Terminal.showsColors)
    for line in table.lines(hits) { print(line) }
    if let matched = outcome.matched {
      print("\(hits.count) of \(matched) that match")
    } else if outcome.next != nil {
      print("… and more; see --limit and --count")
    }
  }

  private var asksForHours: Bool {
    openNow || openAt != nil || openAtLocal != nil || openFor != nil || unknownHours != nil
  }

  /// When the hours are shown: at the time of each merchant's clock that is asked for, unless `--at`
  /// is given.
  private func moment(of search: NearbySearch) -> HoursCondition.Moment {
    if at == nil, let moment = search.query.filter.hours?.moment, case .local = moment {
      return moment
    }
    return .instant(search.hoursAt)
  }

  private func printBody(
    _ search: NearbySearch, _ catalog: Catalog, _ format: NearbySearch.Format
  ) throws {
    var body = try search.answer(from: catalog, as: format)
    if body.last != UInt8(ascii: "\n") { body.append(UInt8(ascii: "\n")) }
    FileHandle.standardOutput.write(Data(body))
  }
}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, ndjson, geojson, csv
}
