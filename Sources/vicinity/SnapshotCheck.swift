import Catalog
import Interchange
import Logging

/// Compares a snapshot that is being served with its checksums, and serves the files it was made of in
/// its place if it is damaged.
struct SnapshotCheck: Sendable {
  let file: CatalogFile
  let loader: ServedCatalogLoader
  let writer: CatalogWriter
  let logger: Logger

  /// How the files were that are served in place of a damaged snapshot; nil for one that is whole.
  func knownAfterReplacing() async -> KnownFiles? {
    let file = file
    let result = await BlockingWork.run {
      Result { () throws(CatalogFileError) in try file.verify() }
    }
    guard case .failure(let error) = result else { return nil }
    logger.error(
      "\(Terminal.harmless("\(error)")); what it says may be wrong, so all files are read now")
    let loader = loader
    let loading = await BlockingWork.run { Result { try loader.files() } }
    switch loading {
    case .success(let fresh):
      await writer.replace(with: fresh.catalog)
      let version = await writer.catalog.version
      logger.notice("the damaged snapshot is out of service; version \(version)")
      guard case .files(let known) = fresh.origin else { return nil }
      return known
    case .failure(let error):
      let reason = (error as? CommandFailure)?.message ?? "\(error)"
      writer.store.withdraw(file.catalog, because: "its snapshot is damaged, and so are its files")
      logger.error("\(reason). No merchant is answered any more: put the files right and restart")
      return nil
    }
  }
}
