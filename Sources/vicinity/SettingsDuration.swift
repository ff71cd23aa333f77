/// Settings that are lengths of time or yes and no.
extension Settings {
  private static let units: [(name: String, seconds: Double)] = [
    ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600),
  ]

  /// A length of time as a person writes it: `250ms`, `30s`, `5m`, `1h`, or a number of seconds.
  ///
  /// - Throws: ``CommandFailure`` for anything else, and for less than 10 ms or more than a day.
  static func duration(_ setting: (value: String, source: String)) throws -> Duration {
    let text = setting.value
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count)
    let seconds = unit.isEmpty ? 1 : units.first { $0.name == unit }?.seconds
    guard let number = Int(digits), let seconds, 0.01...86_400 ~= Double(number) * seconds else {
      throw CommandFailure(
        .usage,
        "\(setting.source) must be a length of time from 10ms to 24h such as 30s or 5m, and is"
          + " \(text)")
    }
    return .milliseconds(Int64((Double(number) * seconds * 1_000).rounded()))
  }

  /// Yes or no.
  ///
  /// - Throws: ``CommandFailure`` for anything but `true` and `false`, `1` and `0`.
  static func isOn(_ setting: (value: String, source: String)) throws -> Bool {
    switch setting.value.lowercased() {
    case "true", "1", "yes", "on": return true
    case "false", "0", "no", "off", "": return false
    default:
      throw CommandFailure(
        .usage, "\(setting.source) must be true or false, and is \(setting.value)")
    }
  }
}
