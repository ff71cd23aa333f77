import Metrics
import Synchronization

/// Counts and times the requests of one route.
final class RouteMetrics: Sendable {
  private let template: String
  private let latency: Metrics.Timer
  private let counters = Mutex<[Int: Counter]>([:])

  init(template: String) {
    self.template = template
    latency = Metrics.Timer(
      label: "http_request_duration", dimensions: [("route", template)],
      preferredDisplayUnit: .milliseconds)
  }

  /// Records an answer with its status after a time.
  func record(status: Int, duration: Duration) {
    let parts = duration.components
    latency.recordNanoseconds(
      parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    let counter = counters.withLock { counters in
      if let known = counters[status] { return known }
      let counter = Counter(
        label: "http_requests_total",
        dimensions: [("route", template), ("status", "\(status)")])
      counters[status] = counter
      return counter
    }
    counter.increment()
  }
}

/// Counts what lists answer.
struct ListMetrics: Sendable {
  private let counts = Recorder(label: "list_results")

  /// Records how many merchants a page had.
  func record(count: Int) {
    counts.record(count)
  }
}
