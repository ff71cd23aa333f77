import HTTPTypes

/// For how long answers with opening hours may be kept.
struct HoursCaching: Sendable {
  /// What time it is, in Unix seconds.
  let now: @Sendable () -> Int64
  let maximumAgeSeconds: Int
  /// The header of answers that time doesn't change.
  let steady: HTTPField

  init(now: @escaping @Sendable () -> Int64, maximumAgeSeconds: Int) {
    self.now = now
    self.maximumAgeSeconds = maximumAgeSeconds
    steady = Self.field(maximumAgeSeconds)
  }

  /// The header that says for how many seconds an answer may be kept.
  static func field(_ seconds: Int) -> HTTPField {
    HTTPField(name: .cacheControl, value: "public, max-age=\(seconds)")
  }

  /// The header of an answer that is as it is until some instant.
  func until(_ instant: Int64, from now: Int64) -> HTTPField {
    let left = instant.subtractingReportingOverflow(now)
    guard !left.overflow, left.partialValue < Int64(maximumAgeSeconds) else { return steady }
    return Self.field(Int(max(0, left.partialValue)))
  }
}
