/// The rule of a time zone for years to come, as POSIX's variable `TZ` has it.
///
/// RFC 9636 calls it the footer of a file: `CET-1CEST,M3.5.0,M10.5.0/3`. It allows times from
/// −167 to 167 hours there.
public struct PosixTimeZone: Hashable, Sendable {
  /// In seconds east of UTC, which is the opposite sign of the text's.
  public let standardOffset: Int32

  private let daylight: Daylight?

  private struct Daylight: Hashable {
    /// In seconds east of UTC.
    var offset: Int32
    /// In standard time.
    var start: YearlyTime
    /// In daylight time.
    var end: YearlyTime
  }

  /// The rule that a text states.
  ///
  /// - Throws: what is wrong with it, and at which byte of it.
  public init(_ text: String) throws(TZifError) {
    try self.init(Array(text.utf8)[...])
  }

  init(_ text: ArraySlice<UInt8>) throws(TZifError) {
    var scanner = PosixScanner(text: text)
    try scanner.skipAbbreviation()
    let standardOffset = -(try scanner.offset())
    self.standardOffset = standardOffset
    guard !scanner.isAtEnd else {
      daylight = nil
      return
    }
    try scanner.skipAbbreviation()
    var daylightOffset = standardOffset + 3600
    if !scanner.isAtEnd, scanner.next != UInt8(ascii: ",") {
      daylightOffset = -(try scanner.offset())
    }
    try scanner.expect(",", before: "the start of daylight time")
    let start = try scanner.yearlyTime()
    try scanner.expect(",", before: "the end of daylight time")
    let end = try scanner.yearlyTime()
    guard scanner.isAtEnd else {
      throw scanner.error("the rule should end here")
    }
    daylight = Daylight(offset: daylightOffset, start: start, end: end)
  }
}

extension PosixTimeZone {
  /// The seconds east of UTC at `instant`, in Unix seconds.
  public func offset(at instant: Int64) -> Int32 {
    guard let daylight else { return standardOffset }
    let time = Self.inFirstCycle(instant)
    let year = Gregorian.year(ofDay: time / Gregorian.day)
    // A time of 167 hours after the end of a year reaches into the next one but no further.
    for year in year - 2...year + 1 {
      let (start, end) = daylightTime(of: year, by: daylight)
      if start <= time, time < end {
        return daylight.offset
      }
    }
    return standardOffset
  }

  /// The first instant later than `instant` at which the offset becomes another one; nil when
  /// there is none that an `Int64` can hold.
  public func nextChange(after instant: Int64) -> Int64? {
    guard let daylight, daylight.offset != standardOffset else { return nil }
    let time = Self.inFirstCycle(instant)
    let year = Gregorian.year(ofDay: time / Gregorian.day)
    // Most rules have a change in this year or the next. Some have one in leap years only, of
    // which two are up to eight years apart.
    for reach in [1, 9] as [Int64] {
      var boundaries: [Int64] = []
      for year in year - 2...year + reach {
        let (start, end) = daylightTime(of: year, by: daylight)
        boundaries += [start, end]
      }
      boundaries.sort()
      // Boundaries of later years are less than nine days before those years: 167 hours for the
      // time, and 25 for the offset.
      let settled = (Gregorian.firstDay(of: year + reach + 1) - 9) * Gregorian.day
      for boundary in boundaries where boundary > time && boundary < settled {
        // What ends where the next daylight time starts is no change.
        if offset(at: boundary) != offset(at: boundary - 1) {
          let (sum, overflow) = instant.addingReportingOverflow(boundary - time)
          return overflow ? nil : sum
        }
      }
    }
    return nil
  }

  /// Whether the offset never changes.
  var isConstant: Bool {
    nextChange(after: 0) == nil
  }

  /// The daylight time that starts in a year: from, and until before.
  private func daylightTime(
    of year: Int64, by daylight: Daylight
  ) -> (start: Int64, end: Int64) {
    let start = daylight.start.seconds(in: year) - Int64(standardOffset)
    let end = daylight.end.seconds(in: year) - Int64(daylight.offset)
    guard end <= start else { return (start, end) }
    return (start, daylight.end.seconds(in: year + 1) - Int64(daylight.offset))
  }

  /// The instant of the years 1970 to 2369 that has the same place among weekdays and leap years,
  /// which repeat every 400 years.
  private static func inFirstCycle(_ instant: Int64) -> Int64 {
    let remainder = instant % Gregorian.cycle
    return remainder < 0 ? remainder + Gregorian.cycle : remainder
  }
}

/// A day of each year and a time on it.
private struct YearlyTime: Hashable {
  enum Day: Hashable {
    /// `Jn`: 1 to 365, never 29 February.
    case ordinary(Int64)
    /// `n`: 0 to 365, counting 29 February.
    case counted(Int64)
    /// `Mm.w.d`: weekday 0 is Sunday, week 5 the last in the month.
    case weekday(month: Int, week: Int64, weekday: Int64)
  }

  var day: Day
  /// In seconds after midnight, −167 to 167 hours.
  var time: Int64

  /// The seconds since 1970 as the zone's own clocks count them.
  func seconds(in year: Int64) -> Int64 {
    (Gregorian.firstDay(of: year) + ordinal(in: year)) * Gregorian.day + time
  }

  /// The days from 1 January.
  private func ordinal(in year: Int64) -> Int64 {
    switch day {
    case .ordinary(let number):
      return number - 1 + (CivilDate.isLeap(Int(year)) && number >= 60 ? 1 : 0)
    case .counted(let number):
      return number
    case .weekday(let month, let week, let weekday):
      let first = Gregorian.daysBefore(month: month, of: year)
      // 1970-01-01 was a Thursday, which is 4 here.
      let weekdayOfFirst = Gregorian.remainder(Gregorian.firstDay(of: year) + first + 4, 7)
      let day = Gregorian.remainder(weekday - weekdayOfFirst, 7) + (week - 1) * 7
      let length = Gregorian.daysBefore(month: month + 1, of: year) - first
      return first + (day < length ? day : day - 7)
    }
  }
}

/// The little arithmetic with years that rules need, for years after 0.
private enum Gregorian {
  /// In seconds.
  static let day: Int64 = 86_400

  /// 400 years, in seconds: a whole number of weeks.
  static let cycle: Int64 = 146_097 * day

  /// The days from 1970-01-01 to 1 January.
  static func firstDay(of year: Int64) -> Int64 {
    let before = year - 1
    return 365 * before + before / 4 - before / 100 + before / 400 - 719_162
  }

  static func year(ofDay day: Int64) -> Int64 {
    Int64(CivilDate(daysSince1970: Int(day)).year)
  }

  /// The days before the first of a month; month 13 is the next January.
  static func daysBefore(month: Int, of year: Int64) -> Int64 {
    let days = firstDays[month - 1]
    return month > 2 && CivilDate.isLeap(Int(year)) ? days + 1 : days
  }

  /// The remainder of a division, 0 to `divisor - 1`.
  static func remainder(_ number: Int64, _ divisor: Int64) -> Int64 {
    let remainder = number % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }

  private static let firstDays: [Int64] = [
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365,
  ]
}

/// Reads the parts of a rule from left to right.
private struct PosixScanner {
  private let text: ArraySlice<UInt8>
  private var position: Int

  init(text: ArraySlice<UInt8>) {
    self.text = text
    position = text.startIndex
  }

  var isAtEnd: Bool {
    position == text.endIndex
  }

  /// The byte at the position, 0 at the end.
  var next: UInt8 {
    isAtEnd ? 0 : text[position]
  }

  /// A failure here; `expectation` says what should be.
  func error(_ expectation: String) -> TZifError {
    error(expectation, at: position)
  }

  private func error(_ expectation: String, at place: Int) -> TZifError {
    TZifError(
      offset: place - text.startIndex,
      reason: "\(expectation), in the rule \"\(String(decoding: text.prefix(100), as: UTF8.self))\""
    )
  }

  mutating func expect(_ character: Unicode.Scalar, before what: String) throws(TZifError) {
    guard !isAtEnd, next == UInt8(ascii: character) else {
      throw error("there should be \"\(character)\" and \(what)")
    }
    position += 1
  }

  /// Three letters or more, or in angle brackets letters, digits and signs.
  mutating func skipAbbreviation() throws(TZifError) {
    let start = position
    if next == UInt8(ascii: "<") {
      position += 1
      skip(while: Self.isQuoted)
      guard next == UInt8(ascii: ">"), position - start > 3 else {
        throw error("an abbreviation in angle brackets should have three letters or more")
      }
      position += 1
    } else {
      skip(while: Self.isLetter)
      guard position - start >= 3 else {
        throw error("an abbreviation should have three letters or more", at: start)
      }
    }
  }

  /// Seconds west of UTC: `[+-]hh[:mm[:ss]]`, up to 24 hours.
  mutating func offset() throws(TZifError) -> Int32 {
    Int32(try signedTime(hours: 24, what: "an offset"))
  }

  mutating func yearlyTime() throws(TZifError) -> YearlyTime {
    let day = try yearlyDay()
    guard next == UInt8(ascii: "/") else {
      return YearlyTime(day: day, time: 7200)
    }
    position += 1
    return YearlyTime(day: day, time: Int64(try signedTime(hours: 167, what: "a time")))
  }

  private mutating func yearlyDay() throws(TZifError) -> YearlyTime.Day {
    switch next {
    case UInt8(ascii: "J"):
      position += 1
      return .ordinary(Int64(try number(1...365, what: "a day after J")))
    case UInt8(ascii: "M"):
      position += 1
      let month = try number(1...12, what: "a month")
      try expect(".", before: "a week")
      let week = try number(1...5, what: "a week")
      try expect(".", before: "a weekday")
      let weekday = try number(0...6, what: "a weekday")
      return .weekday(month: month, week: Int64(week), weekday: Int64(weekday))
    default:
      return .counted(Int64(try number(0...365, what: "a day of the year")))
    }
  }

  private mutating func signedTime(hours: Int, what: String) throws(TZifError) -> Int {
    let isNegative = next == UInt8(ascii: "-")
    if isNegative || next == UInt8(ascii: "+") {
      position += 1
    }
    var seconds = try number(0...hours, what: "the hours of \(what)") * 3600
    if next == UInt8(ascii: ":") {
      position += 1
      seconds += try number(0...59, what: "the minutes of \(what)") * 60
      if next == UInt8(ascii: ":") {
        position += 1
        seconds += try number(0...59, what: "the seconds of \(what)")
      }
    }
    return isNegative ? -seconds : seconds
  }

  private mutating func number(
    _ range: ClosedRange<Int>, what: String
  ) throws(TZifError) -> Int {
    let start = position
    var value = 0
    while !isAtEnd, Self.isDigit(next), position - start < 3 {
      value = value * 10 + Int(next - UInt8(ascii: "0"))
      position += 1
    }
    guard position > start, range.contains(value), isAtEnd || !Self.isDigit(next) else {
      throw error(
        "\(what) should be a number from \(range.lowerBound) to \(range.upperBound)", at: start)
    }
    return value
  }

  private mutating func skip(while isSkipped: (UInt8) -> Bool) {
    while !isAtEnd, isSkipped(next) {
      position += 1
    }
  }

  private static func isQuoted(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
