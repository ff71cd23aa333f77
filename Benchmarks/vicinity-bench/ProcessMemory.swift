import Foundation
import Synchronization

/// How much memory of this process lies in the machine's memory, in bytes; 0 where the system does
/// not tell as Linux does.
func residentBytes() -> Int {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
    return 0
  }
  let fields = text.split(separator: " ")
  guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
  return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

/// By how much this process's memory grew at most since it was made.
final class PeakMemory: Sendable {
  private let start = residentBytes()
  private let most = Counter()
  private let isStopped = Counter()

  init() {
    Thread.detachNewThread { [start, most, isStopped] in
      while isStopped.value == 0 {
        most.raise(to: residentBytes() - start)
        usleep(2_000)
      }
    }
  }

  /// Ends the measuring; in bytes.
  func stop() -> Int {
    isStopped.add(1)
    return most.value
  }
}

/// A number that threads share.
final class Counter: Sendable {
  private let number = Atomic<Int>(0)

  var value: Int { number.load(ordering: .relaxed) }

  func add(_ more: Int) {
    number.add(more, ordering: .relaxed)
  }

  func raise(to least: Int) {
    number.max(least, ordering: .relaxed)
  }
}
