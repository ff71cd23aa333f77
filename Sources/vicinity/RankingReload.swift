import Catalog
import Dispatch
import Foundation
import Logging
import Ranking
import Server

/// Has a ranking file read again at every SIGHUP, which must be ignored otherwise, until it is
/// cancelled.
///
/// What is refused changes nothing, and the log says why.
struct RankingReload {
  private let source: any DispatchSourceSignal

  /// Starts to listen. A `-` for standard input, which can't be read twice, is never read again.
  init(_ file: RankingFile, into state: RankingState, store: CatalogStore, logger: Logger) {
    source = DispatchSource.makeSignalSource(
      signal: SIGHUP, queue: DispatchQueue(label: "vicinity.ranking"))
    source.setEventHandler { Self.reload(file, into: state, store: store, logger: logger) }
    source.activate()
  }

  func cancel() {
    source.cancel()
  }

  private static func reload(
    _ file: RankingFile, into state: RankingState, store: CatalogStore, logger: Logger
  ) {
    let kept = "the ranking before stays in force"
    guard file.path != "-" else {
      logger.error("standard input can't be read again; \(kept)")
      return
    }
    do {
      let model = try file.read()
      try state.replace(model, preparing: store.current)
      logger.notice("the ranking of \(file.path) is in force")
    } catch let failure as RankingFile.Failure {
      logger.error(
        "the ranking is refused: \(Terminal.harmless(failure.description)); \(kept)",
        metadata: failure.metadata)
    } catch {
      logger.error("the ranking of \(file.path) is refused: \(error); \(kept)")
    }
  }
}

extension RankingFile.Failure {
  /// Where in the file, what is there and what was expected.
  fileprivate var metadata: Logger.Metadata {
    guard case .refused(let file, let error) = self else { return [:] }
    return [
      "file": "\(file)", "path": "\(Terminal.harmless(error.path))",
      "value": "\(Terminal.harmless(error.value))", "expected": "\(error.expected)",
    ]
  }
}
