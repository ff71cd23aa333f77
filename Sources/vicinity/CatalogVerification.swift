import Catalog
import FlatStorage
import Foundation
import Logging

/// Compares the catalogue file that a service started from with its checksums, while it answers.
struct CatalogVerification: Sendable {
  let file: CatalogFile
  /// The catalogue of the file, perhaps with other geofences.
  let catalog: Catalog
  let store: CatalogStore
  let logger: Logger

  /// Starts, on a thread of its own, as it may wait for the disk all the time, and behind all others.
  func start() {
    let thread = Thread {
      #if os(Linux)
        // There it is the priority of the thread that is set.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
      #endif
      run()
    }
    thread.name = "vicinity.verification"
    thread.qualityOfService = .background
    thread.start()
  }

  private func run() {
    let path = Terminal.harmless(file.file.path)
    do {
      try file.verify()
      logger.info(
        "\(path) is whole: \(file.file.sections.count) sections, \(file.file.region.byteCount) bytes"
      )
    } catch {
      store.withdraw(
        catalog, because: "its file is damaged; the log of the service says where and what to do")
      logger.error(
        """
        \(Terminal.harmless(error.description)). No merchant is answered from it any more: put a \
        whole file in its place and start the service again
        """)
    }
  }
}
