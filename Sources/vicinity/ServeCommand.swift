import ArgumentParser
import Catalog
import Foundation
import Geofencing
import Logging
import OpeningHours
import Ranking
import Server

/// Serves merchants over HTTP.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves merchants over HTTP until SIGTERM or SIGINT.",
    discussion: """
      Rows that are wrong are reported and left out, the rest is served. SIGHUP has the file of \
      --ranking read again; if it is refused, the ranking before stays in force.
      A catalogue file answers at once, and is compared with its checksums meanwhile; if it is \
      damaged, the service says so and answers 503.
      Example: vicinity serve --catalog Data/merchants.csv --listen 127.0.0.1:8080
      """)

  @OptionGroup var source: CatalogOptions

  @OptionGroup var ranking: RankingOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Geofences files, GeoJSON, or one catalogue file.", valueName: "file"))
  var fences: [String] = []

  @OptionGroup var upkeep: ServedOptions

  @Option(help: ArgumentHelp("Where to listen (default: 127.0.0.1:8080).", valueName: "host:port"))
  var listen: String?

  @Option(help: ArgumentHelp("How much to log (default: info).", valueName: "level"))
  var logLevel: String?

  func run() async throws {
    let settings = try await source.readSettings()
    let address = settings.value(Settings.listen, flag: listen)
    let (host, port) = try Self.address(address.value, source: address.source)
    var configuration = ServerConfiguration()
    configuration.host = host
    configuration.port = port
    configuration.serviceVersion = Vicinity.version
    configuration.allowedOrigins = settings.list(Settings.corsOrigins)
    configuration.cursorSecret = settings.value(Settings.cursorSecret).value
    configuration.drainSeconds = try Self.seconds(settings.value(Settings.drainSeconds))
    configuration.ranking = try ranking.model(settings)
    let level = try Self.level(settings.value(Settings.logLevel, flag: logLevel))
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var logger = Logger(label: "vicinity")
    logger.logLevel = level

    let zones = try SystemZones.open()
    SystemZones.warn(ifOld: zones, at: UnixTime.now())
    configuration.timeZoneVersion = zones.version
    let status = ServedStatus()
    configuration.upkeep = status.upkeep
    let watchInterval = try upkeep.watchInterval(settings)
    let snapshot = try upkeep.snapshot(settings)
    let loader = ServedCatalogLoader(
      zones: zones, paths: source.paths(settings),
      fencePaths: settings.list(Settings.fences, flags: fences), snapshotPath: snapshot?.path,
      isWatching: watchInterval != nil, status: status)
    let served = try loader.load()
    let affinities = try AffinityLoader(merchants: served.loaded)
      .load(ranking.affinitiesPath(settings))
    if let affinities {
      configuration.affinities = affinities.table
      printError(
        "\(affinities.table.pairCount) affinities of \(affinities.table.userCount) users ready"
          + " (\(affinities.rejected) rows rejected)")
    }
    let store = CatalogStore()
    let verification = served.loaded.file.map {
      CatalogVerification(file: $0, catalog: served.catalog, store: store, logger: logger)
    }
    let server = MerchantServer(
      store: store, configuration: configuration, logger: logger
    ) { host, port in
      printError("listening on http://\(host):\(port) — try")
      printError("  curl 'http://\(host):\(port)/v1/merchants/nearby?lat=51.5101&lon=-0.1340'")
      verification?.start()
    }
    let kept = ServedUpkeep(
      served, by: loader, in: store, watchInterval: watchInterval, snapshot: snapshot,
      affinities: affinities?.table, status: status, logger: logger
    ) {
      // So that no request waits for it.
      server.ranking.prepare($0)
    }
    // Whoever tells a service to read its files again does not mean to end it.
    signal(SIGHUP, SIG_IGN)
    let reload = ranking.rankingPath(settings).map {
      RankingReload(RankingFile(path: $0), into: server.ranking, store: store, logger: logger)
    }
    defer { reload?.cancel() }
    do {
      try await server.runUntilTerminated(with: kept.services)
    } catch let error as ServerError {
      throw CommandFailure(.environment, "\(error)")
    }
    // All requests have been answered, and no more updates come.
    await kept.snapshot?.write()
  }

  private static func address(_ text: String, source: String) throws -> (String, Int) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      0...65_535 ~= port
    else {
      throw CommandFailure(
        .usage, "\(source) must be HOST:PORT with a port from 0 to 65535, and is \(text)")
    }
    // [::1]:8080 has its host in brackets, so that its own colons are not the port's.
    let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    return (host.isEmpty ? "127.0.0.1" : host, port)
  }

  private static func seconds(_ setting: (value: String, source: String)) throws -> Int {
    guard let seconds = Int(setting.value), 0...3_600 ~= seconds else {
      throw CommandFailure(
        .usage, "\(setting.source) must be seconds from 0 to 3600, and is \(setting.value)")
    }
    return seconds
  }

  private static func level(_ setting: (value: String, source: String)) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: setting.value) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(
        .usage, "\(setting.source) must be one of \(levels), and is \(setting.value)")
    }
    return level
  }
}
