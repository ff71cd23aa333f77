import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Work on the pieces of a stream in several threads, what comes of it in the order of the pieces.
public struct OrderedWork: Sendable {
  private let workers: Int

  /// Work in `workers` threads, by default one for each of the machine's cores; with 1, the calling
  /// thread does all.
  public init(workers: Int? = nil) {
    self.workers = min(64, max(1, workers ?? sysconf(CInt(_SC_NPROCESSORS_ONLN))))
  }

  /// Takes pieces from `next` until there is none; gives to `deliver` what `work` makes of each.
  ///
  /// `next` and `deliver` are called on the calling thread. At most two pieces for each worker are
  /// held at a time. What was taken before `next` throws is delivered all the same; after `deliver`
  /// has thrown, nothing is taken or delivered any more.
  public func run<Piece: Sendable, Outcome: Sendable, Failure: Error>(
    next: () throws(Failure) -> Piece?, work: @escaping @Sendable (Piece) -> Outcome,
    deliver: (Outcome) throws(Failure) -> Void
  ) throws(Failure) {
    // Pieces go to the strands in turn. The oldest one is waited for when each strand has two, one
    // in work and one to go on with.
    let strands = (0..<(workers > 1 ? workers : 0)).map {
      DispatchQueue(label: "ordered-work.\($0)")
    }
    var jobs: [Job<Outcome>] = []
    var handedOut = 0
    var failure: Failure?
    var isAtEnd = false
    while true {
      if !isAtEnd, jobs.count < max(1, 2 * strands.count) {
        do {
          if let piece = try next() {
            if strands.isEmpty {
              try deliver(work(piece))
            } else {
              let job = Job<Outcome>()
              jobs.append(job)
              strands[handedOut % strands.count].async { job.finish(with: work(piece)) }
              handedOut += 1
            }
          } else {
            isAtEnd = true
          }
        } catch {
          failure = error
          isAtEnd = true
        }
      } else {
        guard !jobs.isEmpty else { break }
        try deliver(jobs.removeFirst().outcome())
      }
    }
    if let failure { throw failure }
  }
}

/// A piece that another thread works on.
private final class Job<Outcome: Sendable>: Sendable {
  private let result = Mutex<Outcome?>(nil)
  private let done = DispatchSemaphore(value: 0)

  func finish(with outcome: Outcome) {
    result.withLock { $0 = outcome }
    done.signal()
  }

  /// What came of it, once.
  func outcome() -> Outcome {
    done.wait()
    let outcome = result.withLock { result in
      defer { result = nil }
      return result
    }
    guard let outcome else { preconditionFailure("a job has one outcome, which is taken once") }
    return outcome
  }
}
