import Catalog
import NIOCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The memory in which one request at a time is answered.
///
/// `@unchecked Sendable`: whoever took it from its pool is the only one to touch it until it is given
/// back, and the pool's mutex orders one use before the next.
final class QueryWorkspace: @unchecked Sendable {
  var scratch = QueryScratch()
  /// The hours of merchants as they were written before.
  var hours = HoursJSON()
  /// The ranking of the last answer in the order of scores.
  var ranking = RankingState.Shortcut()
  /// The body of the answer.
  var body: [UInt8] = []
  /// The URL of the next page.
  var next: [UInt8] = []
  /// Buffers that bodies were sent from.
  private var sent: [ByteBuffer] = []
  private static let mostBuffers = 8

  /// The body in a buffer of its own.
  ///
  /// The memory is that of an earlier answer that has been sent by now, mostly the last one, which the
  /// processor still has at hand.
  func buffer() -> ByteBuffer {
    guard body.count <= WorkspacePool.keptBytes / Self.mostBuffers else {
      return ByteBuffer(bytes: body)
    }
    for position in sent.indices {
      // Nil while a connection still has it.
      let isFree: Void? = sent[position].modifyIfUniquelyOwned {
        $0.clear()
        $0.writeBytes(body)
      }
      if isFree != nil { return sent[position] }
    }
    let buffer = ByteBuffer(bytes: body)
    if sent.count < Self.mostBuffers { sent.append(buffer) }
    return buffer
  }
}

/// Workspaces that wait for the next request.
///
/// There are as many as requests were ever answered at the same moment.
final class WorkspacePool: Sendable {
  /// A body that grew beyond this is not kept.
  static let keptBytes = 1 << 20
  private let idle = Mutex<[(workspace: QueryWorkspace, thread: UInt)]>([])

  /// Runs `body` with a workspace that nobody else uses meanwhile; its buffers are empty.
  ///
  /// It is the one that the same thread had last, if that is free: what another thread wrote would
  /// have to come from the other processor's memory, line by line.
  func with<Result, Failure: Error>(
    _ body: (QueryWorkspace) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let thread = Self.currentThread
    let kept = idle.withLock { idle in
      let own = idle.lastIndex { $0.thread == thread } ?? idle.indices.last
      return own.map { idle.remove(at: $0) }
    }
    let workspace = kept?.workspace ?? QueryWorkspace()
    defer {
      let keeps = workspace.body.capacity <= Self.keptBytes
      workspace.body.removeAll(keepingCapacity: keeps)
      workspace.next.removeAll(keepingCapacity: true)
      idle.withLock { $0.append((workspace, thread)) }
    }
    return try body(workspace)
  }

  /// A number that tells threads apart.
  private static var currentThread: UInt {
    #if canImport(Glibc)
      UInt(pthread_self())
    #else
      unsafe UInt(bitPattern: pthread_self())
    #endif
  }
}
