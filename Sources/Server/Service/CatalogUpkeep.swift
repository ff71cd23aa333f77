public import Catalog

/// How the catalogue is kept up to date, as `/readyz` tells it.
public struct CatalogUpkeep: Sendable {
  /// When the catalogue's last version was made, in Unix seconds.
  public var changedAt: Int64
  /// What merging did since the start.
  public var merges: MergeStatistics
  /// The catalogue file that is written from time to time; nil if there is none.
  public var snapshot: Snapshot?

  /// What became of writing snapshots.
  public struct Snapshot: Equatable, Sendable {
    /// The version written last, and when, in Unix seconds; nil before the first.
    public var version: UInt64?
    public var writtenAt: Int64?
    /// Why the last attempt failed; nil if it did not.
    public var error: String?

    public init(version: UInt64? = nil, writtenAt: Int64? = nil, error: String? = nil) {
      self.version = version
      self.writtenAt = writtenAt
      self.error = error
    }
  }

  public init(changedAt: Int64, merges: MergeStatistics, snapshot: Snapshot? = nil) {
    self.changedAt = changedAt
    self.merges = merges
    self.snapshot = snapshot
  }
}
