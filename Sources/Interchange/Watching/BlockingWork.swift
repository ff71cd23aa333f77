import Dispatch

/// Work that takes long or waits for the disk.
public enum BlockingWork {
  private static let queue = DispatchQueue(
    label: "vicinity.blocking", qos: .utility, attributes: .concurrent)

  /// The result of `body`, which runs on a thread of its own, so that none of those that tasks share
  /// is held up.
  public static func run<Result: Sendable>(
    _ body: @escaping @Sendable () -> Result
  ) async -> Result {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: body()) }
    }
  }
}
