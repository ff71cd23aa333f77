import Catalog
import Foundation
import Server
import Synchronization

/// What time it is for a served catalogue, and how it is kept up to date.
final class ServedStatus: Sendable {
  private struct State {
    var version: UInt64 = 0
    var changedAt: Int64 = 0
    var writer: CatalogWriter?
    var snapshot: SnapshotKeeper?
  }

  /// In milliseconds since 1970.
  let now: @Sendable () -> Int64
  private let state = Mutex(State())

  init(now: @escaping @Sendable () -> Int64 = ServedStatus.milliseconds) {
    self.now = now
  }

  /// Now, in milliseconds since 1970.
  static func milliseconds() -> Int64 {
    Int64(Date().timeIntervalSince1970 * 1_000)
  }

  /// Notes the first catalogue, whose version was made at a time in Unix seconds.
  func begin(_ catalog: Catalog, changedAt: Int64) {
    state.withLock {
      $0.version = catalog.version
      $0.changedAt = changedAt
    }
  }

  /// Notes what keeps the catalogue up to date.
  func attach(_ writer: CatalogWriter, _ snapshot: SnapshotKeeper?) {
    state.withLock {
      $0.writer = writer
      $0.snapshot = snapshot
    }
  }

  /// Notes a catalogue, which may have the version of the one before: merging changes none.
  func note(_ catalog: Catalog) {
    let seconds = now() / 1_000
    state.withLock {
      guard $0.version != catalog.version else { return }
      $0.version = catalog.version
      $0.changedAt = seconds
    }
  }

  /// What `/readyz` tells.
  func upkeep() -> CatalogUpkeep {
    let state = state.withLock { $0 }
    return CatalogUpkeep(
      changedAt: state.changedAt, merges: state.writer?.statistics ?? MergeStatistics(),
      snapshot: state.snapshot?.status)
  }
}
