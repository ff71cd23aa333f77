import Catalog

/// Gives requests the catalogue to answer from.
struct CatalogAccess: Sendable {
  let store: CatalogStore
  let wait: VersionWait

  /// The current catalogue, if it has a version or a later one; nothing waits.
  func currentCatalog(atLeast version: Int?) -> Catalog? {
    guard let current = store.current, current.version >= UInt64(version ?? 0) else { return nil }
    return current
  }

  /// The current catalogue.
  ///
  /// If `version` is given and the catalogue is older, this waits a bounded time for it.
  func catalog(atLeast version: Int?) async throws -> Catalog {
    let version = UInt64(version ?? 0)
    var attempts = wait.attempts
    while true {
      let current = store.current
      if let current, current.version >= version { return current }
      guard let current else { throw store.absence }
      guard attempts > 0 else {
        throw Problem(
          .notReady,
          "the catalogue must have version \(version) or later for this, and has \(current.version)",
          retryAfterSeconds: 1)
      }
      attempts -= 1
      try await wait.pause()
    }
  }

  /// The problem of a service whose catalogue is still being loaded.
  static let notLoaded = Problem(
    .notReady, "the catalogue is still being loaded", retryAfterSeconds: 1)
}
