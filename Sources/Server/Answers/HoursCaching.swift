import HTTPTypes

/// For how long answers with opening hours may be kept.
struct HoursCaching: Sendable {
  /// What time it is, in Unix seconds.
  let now: @Sendable () -> Int64
  let maximumAgeSeconds: Int
  /// The header of answers that time doesn't change.
  let steady: HTTPField
  /// The same for answers that are not for everybody.
  private let steadyPrivate: HTTPField
  /// The headers for up to a minute, by their seconds: most answers are good until the next one.
  private let ofMinute: [HTTPField]
  private let ofMinutePrivate: [HTTPField]

  init(now: @escaping @Sendable () -> Int64, maximumAgeSeconds: Int) {
    self.now = now
    self.maximumAgeSeconds = maximumAgeSeconds
    steady = Self.field(maximumAgeSeconds)
    steadyPrivate = Self.field(maximumAgeSeconds, isPrivate: true)
    ofMinute = (0...60).map { Self.field($0) }
    ofMinutePrivate = (0...60).map { Self.field($0, isPrivate: true) }
  }

  /// The header that says for how many seconds an answer may be kept, by everybody or by the one who
  /// asked only.
  static func field(_ seconds: Int, isPrivate: Bool = false) -> HTTPField {
    HTTPField(
      name: .cacheControl, value: "\(isPrivate ? "private" : "public"), max-age=\(seconds)")
  }

  /// The header of an answer that is as it is until some instant, or for good.
  func until(_ instant: Int64?, from now: Int64, isPrivate: Bool = false) -> HTTPField {
    let steady = isPrivate ? steadyPrivate : steady
    guard let instant else { return steady }
    let left = instant.subtractingReportingOverflow(now)
    guard !left.overflow, left.partialValue < Int64(maximumAgeSeconds) else { return steady }
    let seconds = Int(max(0, left.partialValue))
    guard seconds < ofMinute.count else { return Self.field(seconds, isPrivate: isPrivate) }
    return isPrivate ? ofMinutePrivate[seconds] : ofMinute[seconds]
  }
}
