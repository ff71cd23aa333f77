import Dispatch
import Foundation

/// Nanoseconds of a clock that only goes forward.
@inline(__always)
func nanoseconds() -> UInt64 {
  DispatchTime.now().uptimeNanoseconds
}

/// What a row of timings comes to, in microseconds.
struct Latency {
  var mean: Double
  var p50: Double
  var p99: Double

  /// Runs `body` for every query three times over and takes each query's median, so that a moment
  /// in which the machine did something else is not taken for a slow query.
  init(queries: Int, passes: Int = 3, _ body: (Int) -> Void) {
    for query in 0..<max(1, queries / 8) { body(query) }
    var times = [[UInt64]](repeating: [], count: passes)
    for pass in 0..<passes {
      times[pass].reserveCapacity(queries)
      for query in 0..<queries {
        let start = nanoseconds()
        body(query)
        times[pass].append(nanoseconds() - start)
      }
    }
    let medians = (0..<queries).map { query in
      times.map { $0[query] }.sorted()[passes / 2]
    }.sorted()
    mean = Double(medians.reduce(0, +)) / Double(max(1, queries)) / 1_000
    p50 = Double(medians[(queries - 1) / 2]) / 1_000
    p99 = Double(medians[Int(Double(queries - 1) * 0.99)]) / 1_000
  }
}

/// How long `body` took, in milliseconds.
func milliseconds<Result>(_ body: () throws -> Result) rethrows -> (Double, Result) {
  let start = nanoseconds()
  let result = try body()
  return (Double(nanoseconds() - start) / 1_000_000, result)
}
