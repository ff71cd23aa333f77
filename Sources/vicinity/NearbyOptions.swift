import ArgumentParser
import Catalog
import Geofencing
import Interchange
import Ranking
import Server

/// What is searched for: the options of `nearby`, and of every command about such a search.
struct NearbyOptions: ParsableArguments {
  @Argument(
    help: "The latitude, in degrees north; neither is needed with --within or --near-route.")
  var latitude: String?

  @Argument(help: "The longitude, in degrees east.")
  var longitude: String?

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
    help: ArgumentHelp("Geofences files, GeoJSON, or one catalogue file.", valueName: "file"))
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

  @Option(
    help: ArgumentHelp(
      "distance, rating, reviews, name or score (default: score with --user or --weights, otherwise"
        + " distance).",
      valueName: "order"))
  var sort: String?

  @Option(
    help: ArgumentHelp(
      "Whose affinities count; they are in --affinities or the catalogue file.", valueName: "id"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "Weights in place of those in force, such as distance:0.5,rating:0.2; other parts count 0.",
      valueName: "part:number,…"))
  var weights: String?

  @OptionGroup var source: CatalogOptions

  @OptionGroup var ranking: RankingOptions

  func validate() throws {
    if latitude != nil, longitude == nil {
      throw ValidationError("a latitude must have a longitude behind it, and has none")
    }
    if latitude == nil, within == nil, nearRoute == nil {
      throw ValidationError(
        "where to search must be given: a latitude and a longitude, --within or --near-route")
    }
  }

  /// Whether a condition or the order of hours is asked for.
  var asksForHours: Bool {
    openNow || openAt != nil || openAtLocal != nil || openFor != nil || unknownHours != nil
  }

  /// The options under the names that the HTTP service gives them, so that both say the same of a
  /// mistake.
  var parameters: [(name: String, value: String)] {
    var parameters = [("limit", limit)]
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
    add("sort", sort)
    add("user", user)
    add("weights", weights)
    for pair in metadata {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      add("metadata.\(parts[0])", parts.count > 1 ? String(parts[1]) : "")
    }
    return parameters.map { ($0.0, NegativeNumber.restored($0.1)) }
  }
}

/// A search, and the catalogue that is to answer it.
struct PreparedSearch {
  let search: NearbySearch
  let catalog: Catalog
  /// Rows of merchants and of affinities that were rejected.
  let rejected: Int
}

extension NearbyOptions {
  /// The search that the options and some parameters more ask for, and its catalogue.
  ///
  /// - Throws: ``CommandFailure`` for parameters that are wrong, and for files that can't be used.
  func prepare(with more: [(name: String, value: String)] = []) async throws -> PreparedSearch {
    let settings = try await source.readSettings()
    // Only --within needs those that are set for all commands.
    let fencePaths = within == nil ? fences : settings.list(Settings.fences, flags: fences)
    let geofences = try fencePaths.isEmpty ? nil : GeofenceLoader().load(fencePaths)
    let paths = source.paths(settings)
    let loader = CatalogLoader(categories: .seeds, zones: try SystemZones.open())
    // A catalogue file is open at once, and its geofences may be meant. Others take a while, which a
    // mistake in the parameters is to spare.
    let opened =
      try paths.contains(where: CatalogFile.isCatalogFile(path:))
      ? loader.load(paths, fences: geofences?.index) : nil
    var search: NearbySearch
    do {
      search = try NearbySearch(
        parameters: parameters + more, categories: .seeds,
        fences: opened?.catalog.fences ?? geofences.map { FenceRegions($0.index) } ?? .none)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    let isScored = search.query.order == .score
    let model = try isScored ? ranking.model(settings) : .standard
    let loaded = try opened ?? loader.load(paths)
    guard isScored else {
      return PreparedSearch(search: search, catalog: loaded.catalog, rejected: loaded.rejected)
    }
    let affinities = try affinities(for: search, settings, loaded)
    await search.prepareScoring(in: loaded.catalog, by: model, affinities: affinities?.table)
    return PreparedSearch(
      search: search, catalog: loaded.catalog,
      rejected: loaded.rejected + (affinities?.rejected ?? 0))
  }

  /// The affinities of a search for a user; it says so where none of them is the user's.
  private func affinities(
    for search: NearbySearch, _ settings: Settings, _ loaded: CatalogLoader.Result
  ) throws -> AffinityLoader.Result? {
    guard let user = search.user else { return nil }
    let end = "the answer is the one for anybody"
    guard
      let affinities = try AffinityLoader(merchants: loaded).load(ranking.affinitiesPath(settings))
    else {
      printError("warning: --user needs --affinities, and has none; \(end)")
      return nil
    }
    let known: [Affinity] = affinities.table.affinities(ofUser: user)
    if known.isEmpty {
      printError(
        "warning: \(affinities.path) has nothing of the user \(Terminal.harmless(user)); \(end)")
    }
    return affinities
  }
}
