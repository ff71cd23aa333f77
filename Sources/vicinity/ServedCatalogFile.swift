import Catalog
import Interchange
import Logging
import OpeningHours

/// Opens a served catalogue file again when another one has taken its place.
struct CatalogFileReopening {
  let path: String
  let zones: ZoneDatabase
  /// Whether the geofences are those of other files.
  let keepsFences: Bool
  let writer: CatalogWriter
  let logger: Logger

  /// Looks at the file with each tick. A file that is refused leaves the one before in service.
  func follow(_ known: KnownFiles, _ ticks: TimerTicks) async {
    var watch = FileWatch(applied: known.look.filter { $0.key == path })
    for await _ in ticks {
      let look = FileWatch.look(at: [path])
      guard watch.isDue(look) else { continue }
      let (path, zones) = (path, zones)
      let result = await BlockingWork.run { () -> Result<CatalogFile, CatalogFileError> in
        Result { () throws(CatalogFileError) in try CatalogFile(path: path, zones: zones) }
      }
      // It may have been replaced again.
      guard FileWatch.look(at: [path]) == look else { continue }
      switch result {
      case .success(let file):
        watch.apply(look)
        await writer.replace(with: file.catalog, keepingFences: keepsFences)
        let version = await writer.catalog.version
        logger.notice("\(path): opened again; merchants: \(file.catalog.count); version \(version)")
        CatalogVerification(
          file: file, catalog: file.catalog, store: writer.store, logger: logger
        ).start()
      case .failure(let error):
        watch.refuse(look)
        logger.error("\(error); what was served before stays")
      }
    }
  }
}
