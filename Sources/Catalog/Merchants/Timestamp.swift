/// An instant, in microseconds since 1970-01-01T00:00:00Z, as PostgreSQL's timestamptz has it.
public struct Timestamp: Hashable, Comparable, Sendable {
  public var microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  public static func < (one: Timestamp, other: Timestamp) -> Bool {
    one.microseconds < other.microseconds
  }

  /// Reads an instant as RFC 3339 writes it, or PostgreSQL: `2026-11-24T10:00:00Z`,
  /// `2026-11-24 10:00:00.25+05:30`, `2026-11-24 10:00:00+00`.
  ///
  /// nil without an offset from UTC, with more than six decimals of a second, for a date that the
  /// Gregorian calendar doesn't have, and where the year in UTC isn't one of 0001 to 9999.
  /// Second 60 is the first of the next minute.
  public init?(rfc3339 text: some StringProtocol) {
    let text = String(text)
    self.init(rfc3339: text.utf8.span)
  }

  /// Reads an instant from the bytes of a text.
  public init?(rfc3339 bytes: Span<UInt8>) {
    var reader = DigitReader()
    guard let year = reader.number(4, bytes), year >= 1, reader.take("-", bytes),
      let month = reader.number(2, bytes), 1...12 ~= month, reader.take("-", bytes),
      let day = reader.number(2, bytes), 1...Self.days(inMonth: month, of: year) ~= day,
      reader.take("T", bytes) || reader.take("t", bytes) || reader.take(" ", bytes),
      let hour = reader.number(2, bytes), hour < 24, reader.take(":", bytes),
      let minute = reader.number(2, bytes), minute < 60, reader.take(":", bytes),
      let second = reader.number(2, bytes), second <= 60,
      let fraction = reader.fraction(bytes), let offset = reader.offsetMinutes(bytes),
      reader.position == bytes.count
    else { return nil }
    let minutes = (Self.days(year, month, day) * 24 + hour) * 60 + minute - offset
    microseconds = Int64(minutes * 60 + second) * 1_000_000 + Int64(fraction)
    guard Self.years1To9999.contains(microseconds) else { return nil }
  }

  private static let years1To9999 =
    Int64(days(1, 1, 1)) * 86_400_000_000..<Int64(days(10_000, 1, 1)) * 86_400_000_000

  /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
  ///
  /// Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that
  /// the leap day is the last, and 400 of them have 146,097 days.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2:
      year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC, with a fraction only where there is one: `2026-11-24T10:00:00Z`.
  public var description: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(27)
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the ``description``.
  public func append(to bytes: inout [UInt8]) {
    let (seconds, fraction) = Self.divide(microseconds, by: 1_000_000)
    let (days, second) = Self.divide(seconds, by: 86_400)
    // Hinnant's algorithm the other way round.
    let (era, dayOfEra) = Self.divide(days + 719_468, by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    Self.append(year, width: 4, to: &bytes)
    Self.append(month, after: "-", width: 2, to: &bytes)
    Self.append(day, after: "-", width: 2, to: &bytes)
    Self.append(second / 3_600, after: "T", width: 2, to: &bytes)
    Self.append(second / 60 % 60, after: ":", width: 2, to: &bytes)
    Self.append(second % 60, after: ":", width: 2, to: &bytes)
    if fraction > 0 {
      Self.append(fraction, after: ".", width: 6, to: &bytes)
      while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    }
    bytes.append(UInt8(ascii: "Z"))
  }

  /// The quotient rounded down, and a remainder that is not negative.
  private static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func append(
    _ value: Int64, after mark: Unicode.Scalar? = nil, width: Int, to bytes: inout [UInt8]
  ) {
    if let mark { bytes.append(UInt8(ascii: mark)) }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    var divisor: UInt64 = 1
    for _ in 1..<width { divisor *= 10 }
    // Instants beyond the year 9999 can't be read, but computed.
    while magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / divisor % 10))
      divisor /= 10
    }
  }
}

/// Reads numbers of fixed width.
private struct DigitReader {
  private(set) var position = 0

  mutating func take(_ character: Unicode.Scalar, _ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func number(_ width: Int, _ bytes: Span<UInt8>) -> Int? {
    var value = 0
    for _ in 0..<width {
      guard let digit = digit(bytes) else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  private mutating func digit(_ bytes: Span<UInt8>) -> Int? {
    guard position < bytes.count else { return nil }
    let digit = bytes[position] &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    position += 1
    return Int(digit)
  }

  /// Microseconds behind a point, 0 without one, nil for more than six digits or none.
  mutating func fraction(_ bytes: Span<UInt8>) -> Int? {
    guard take(".", bytes) else { return 0 }
    var value = 0
    var count = 0
    while let digit = digit(bytes) {
      count += 1
      guard count <= 6 else { return nil }
      value = value * 10 + digit
    }
    guard count > 0 else { return nil }
    for _ in count..<6 { value *= 10 }
    return value
  }

  /// Minutes east of UTC: Z, +05:30, +0530 or +05.
  mutating func offsetMinutes(_ bytes: Span<UInt8>) -> Int? {
    if take("Z", bytes) || take("z", bytes) { return 0 }
    let sign = take("+", bytes) ? 1 : (take("-", bytes) ? -1 : 0)
    guard sign != 0, let hours = number(2, bytes), hours < 24 else { return nil }
    guard position < bytes.count else { return sign * hours * 60 }
    _ = take(":", bytes)
    guard let minutes = number(2, bytes), minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
