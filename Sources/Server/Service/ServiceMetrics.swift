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

/// Counts how often users' scores were at hand.
struct AffinityMetrics: Sendable {
  private let hits = Counter(label: "affinity_cache_lookups_total", dimensions: [("result", "hit")])
  private let misses = Counter(
    label: "affinity_cache_lookups_total", dimensions: [("result", "miss")])
  private let entries = Gauge(label: "affinity_cache_entries")
  private let evictions = Counter(label: "affinity_cache_evictions_total")
  private let unavailable = Counter(label: "affinity_unavailable_total")

  func record(isHit: Bool) {
    (isHit ? hits : misses).increment()
  }

  /// Records how many users' scores there are, and how many had to go for a new one.
  func record(entries: Int, evictions: Int) {
    self.entries.record(entries)
    self.evictions.increment(by: evictions)
  }

  func recordUnavailable() {
    unavailable.increment()
  }
}
