import Foundation
import Synchronization

/// Threads of the system's own; the sanitizer sees their beginnings and the locks around their work.
enum Threads {
  /// Calls `body` in so many threads at once, each with its number, and returns when all are done.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let started = Gate(count)
    let ended = Gate(count)
    for number in 0..<count {
      let thread = Thread {
        // Who comes late finds done what is done once, and in order with all that follows.
        started.arrive()
        started.wait()
        body(number)
        ended.arrive()
      }
      // The main thread has as much.
      thread.stackSize = 8 << 20
      thread.start()
    }
    ended.wait()
  }

  /// A gate that opens when so many have arrived.
  private final class Gate: Sendable {
    private let missing: Mutex<Int>
    private let change = NSCondition()

    init(_ count: Int) {
      missing = Mutex(count)
    }

    func arrive() {
      change.withLock {
        missing.withLock { $0 -= 1 }
        change.broadcast()
      }
    }

    func wait() {
      change.withLock {
        while missing.withLock({ $0 > 0 }) { change.wait() }
      }
    }
  }
}
