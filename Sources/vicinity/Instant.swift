import Catalog

/// Instants as arguments.
enum Instant {
  /// An argument of `--at`, in Unix seconds.
  ///
  /// - Throws: ``CommandFailure`` for what is no RFC 3339 timestamp.
  static func read(_ text: String) throws -> Int64 {
    guard let timestamp = Timestamp(rfc3339: text) else {
      throw CommandFailure(
        .usage,
        "--at must be an instant with its offset such as 2026-11-24T17:40:00Z, and is \(text)")
    }
    let (second, rest) = timestamp.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return rest < 0 ? second - 1 : second
  }
}
