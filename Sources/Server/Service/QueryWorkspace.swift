import Catalog
import Synchronization

/// The memory in which one request at a time is answered.
///
/// `@unchecked Sendable`: whoever took it from its pool is the only one to touch it until it is given
/// back, and the pool's mutex orders one use before the next.
final class QueryWorkspace: @unchecked Sendable {
  var scratch = QueryScratch()
  /// The body of the answer.
  var body: [UInt8] = []
  /// The URL of the next page.
  var next: [UInt8] = []
}

/// Workspaces that wait for the next request.
///
/// There are as many as requests were ever answered at the same moment.
final class WorkspacePool: Sendable {
  /// A body that grew beyond this is not kept.
  private static let keptBytes = 1 << 20
  private let idle = Mutex<[QueryWorkspace]>([])

  /// Runs `body` with a workspace that nobody else uses meanwhile; its buffers are empty.
  func with<Result, Failure: Error>(
    _ body: (QueryWorkspace) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let workspace = idle.withLock { $0.popLast() } ?? QueryWorkspace()
    defer {
      let keeps = workspace.body.capacity <= Self.keptBytes
      workspace.body.removeAll(keepingCapacity: keeps)
      workspace.next.removeAll(keepingCapacity: true)
      idle.withLock { $0.append(workspace) }
    }
    return try body(workspace)
  }
}
