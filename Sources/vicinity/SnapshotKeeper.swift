import Catalog
import Interchange
import Logging
import Ranking
import Server
import ServiceLifecycle
import Synchronization

/// Writes the served catalogue to a file, at intervals and at the end, when it has changed.
///
/// What fails is one line in the log, and tried again the next time.
final class SnapshotKeeper: Service {
  let path: String
  private let interval: Duration
  private let writer: CatalogWriter
  private let affinities: (any AffinityCollection)?
  private let now: @Sendable () -> Int64
  private let logger: Logger
  private let progress: Mutex<CatalogUpkeep.Snapshot>

  /// A keeper of the file at `path`, with the affinities that are served; `written` is the version that is in it already.
  init(
    path: String, every interval: Duration, of writer: CatalogWriter,
    affinities: (any AffinityCollection)?, written: CatalogUpkeep.Snapshot,
    now: @escaping @Sendable () -> Int64, logger: Logger
  ) {
    self.path = path
    self.interval = interval
    self.writer = writer
    self.affinities = affinities
    self.now = now
    self.logger = logger
    progress = Mutex(written)
  }

  /// What became of it so far.
  var status: CatalogUpkeep.Snapshot { progress.withLock { $0 } }

  /// Writes at intervals until the service ends.
  func run() async {
    let ticks = TimerTicks(every: interval)
    await cancelWhenGracefulShutdown {
      for await _ in ticks { await self.write() }
    }
  }

  /// Writes the catalogue if it is not the one in the file.
  func write() async {
    guard await writer.catalog.version != status.version else { return }
    // Damage would be written with checksums that make it look right.
    guard writer.store.withdrawal == nil else { return }
    let start = ContinuousClock.now
    do {
      let catalog = try await writer.wholeCatalog()
      let (path, affinities, writtenAt) = (path, affinities, now())
      let result = await BlockingWork.run { () -> Result<Void, CatalogFileError> in
        Result { () throws(CatalogFileError) in
          try CatalogFile.write(
            catalog, to: path, source: "a snapshot of vicinity serve", writtenAt: Int(writtenAt),
            affinities: affinities)
        }
      }
      try result.get()
      progress.withLock {
        $0 = CatalogUpkeep.Snapshot(version: catalog.version, writtenAt: writtenAt)
      }
      logger.info(
        "\(path): a snapshot of version \(catalog.version) is written; merchants: \(catalog.count)",
        metadata: ["duration": "\(ContinuousClock.now - start)"])
    } catch {
      progress.withLock { $0.error = "\(error)" }
      logger.error("no snapshot was written: \(error)")
    }
  }
}
