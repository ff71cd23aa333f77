import Catalog
import Interchange
import Logging
import OpeningHours
import Ranking
import Server
import ServiceLifecycle

/// Keeps a served catalogue up to date with the files it was made of, and writes snapshots of it.
struct ServedUpkeep {
  let writer: CatalogWriter
  let snapshot: SnapshotKeeper?
  private let served: ServedCatalog
  private let watchInterval: Duration?
  private let loader: ServedCatalogLoader
  private let status: ServedStatus
  private let logger: Logger

  /// What keeps `served` up to date in `store`, for which `willPublish` makes ready what each catalogue
  /// needs before queries see it.
  init(
    _ served: ServedCatalog, by loader: ServedCatalogLoader, in store: CatalogStore,
    watchInterval: Duration?, snapshot: (path: String, interval: Duration)?,
    affinities: (any AffinityCollection)?, status: ServedStatus, logger: Logger,
    willPublish: @escaping @Sendable (Catalog) -> Void
  ) {
    self.served = served
    self.watchInterval = watchInterval
    self.loader = loader
    self.status = status
    self.logger = logger
    status.begin(served.catalog, changedAt: served.changedAt)
    willPublish(served.catalog)
    writer = CatalogWriter(
      served.catalog, store: store, zones: loader.zones,
      willPublish: {
        willPublish($0)
        status.note($0)
      },
      didFail: {
        logger.error("merging updates failed, and is tried again with the next update: \($0)")
      })
    var written = CatalogUpkeep.Snapshot()
    if case .snapshot(let file) = served.origin {
      written.version = file.catalog.version
      written.writtenAt = Int64(file.writtenAt)
    }
    self.snapshot = snapshot.map { [writer] in
      SnapshotKeeper(
        path: $0.path, every: $0.interval, of: writer, affinities: affinities, written: written,
        now: { status.now() / 1_000 }, logger: logger)
    }
    status.attach(writer, self.snapshot)
  }

  /// What runs beside the server.
  var services: [any Service] {
    var services: [any Service] = snapshot.map { [$0] } ?? []
    if let follower = follower() { services.append(follower) }
    return services
  }

  private func follower() -> ServedFollower? {
    let ticks = TimerTicks(every: watchInterval ?? .seconds(1))
    let status = status
    let log = ServedLog(logger: logger)
    let (writer, files, loader) = (writer, served.files, loader)
    let isWatching = watchInterval != nil
    switch served.origin {
    case .files(let known):
      guard isWatching else { return nil }
      let source = FileSource(files, known: known, ticks: ticks, onEvent: log.hear)
      return ServedFollower { await log.follow(source, into: writer, status) }
    case .snapshot(let file):
      // Without any there is nothing to read.
      guard files.merchants != nil || files.fences != nil else { return nil }
      let check = SnapshotCheck(file: file, loader: loader, writer: writer, logger: logger)
      return ServedFollower {
        var known: KnownFiles?
        if files.merchants != nil {
          known = await check.knownAfterReplacing()
          if known != nil, !isWatching { return }
        }
        let source = FileSource(
          files, known: known, isFollowing: isWatching, ticks: ticks, onEvent: log.hear)
        await log.follow(source, into: writer, status)
      }
    case .catalogFile(let path, let known):
      guard isWatching else { return nil }
      let fences = FileSource(files, known: known, ticks: ticks, onEvent: log.hear)
      let reopening = CatalogFileReopening(
        path: path, zones: loader.zones, keepsFences: files.fences != nil, writer: writer,
        logger: logger)
      return ServedFollower {
        async let fences: Void = log.follow(fences, into: writer, status)
        await reopening.follow(known, ticks)
        await fences
      }
    }
  }
}

/// Does something beside the server until that ends.
struct ServedFollower: Service {
  private let follow: @Sendable () async -> Void

  init(_ follow: @escaping @Sendable () async -> Void) {
    self.follow = follow
  }

  func run() async {
    await cancelWhenGracefulShutdown { await follow() }
    do {
      // Ending early would end the server, too.
      try await gracefulShutdown()
    } catch {
      // The server has ended by itself.
    }
  }
}
