/// Why a value says nothing about opening hours: where, what is there, and what should be.
public struct HoursError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in a word that stays the same from version to version.
  public enum Code: String, CaseIterable, Sendable {
    case badDate = "bad_date"
    case badFlag = "bad_flag"
    case badInterval = "bad_interval"
    case badPeriod = "bad_period"
    case badTime = "bad_time"
    case bareNumber = "bare_number"
    case conflictingFlags = "conflicting_flags"
    case dateRange = "date_range"
    case dateTwice = "date_twice"
    case dayTwice = "day_twice"
    case exceptionsAlone = "exceptions_alone"
    case memberTwice = "member_twice"
    case mixedShapes = "mixed_shapes"
    case noTimes = "no_times"
    case notHours = "not_hours"
    case notJSON = "not_json"
    case oneSideMissing = "one_side_missing"
    case opensTooLate = "opens_too_late"
    case tooLong = "too_long"
    case tooManyIntervals = "too_many_intervals"
    case twoVocabularies = "two_vocabularies"
    case unclearMeridiem = "unclear_meridiem"
    case unknownDay = "unknown_day"
    case unknownMember = "unknown_member"
    case unsupportedRule = "unsupported_rule"
  }

  public var code: Code

  /// Where in the value, in the manner of RFC 9535: `$.monday[0].open`.
  public var path: String

  /// What is there: JSON, or the part of a text that is wrong, in quotes; long ones are cut.
  public var value: String

  /// What should be there or be done, to follow "must be" or "should": a time such as 9:00.
  public var expected: String

  /// `$.monday.open must be a time such as 9:00, and is "25:00"`.
  public var description: String { "\(path) must be \(expected), and is \(value)" }
}

/// What a value was taken to mean where it could mean something else.
public struct HoursWarning: Hashable, Sendable, CustomStringConvertible {
  /// What was noticed, in a word that stays the same from version to version.
  public enum Code: String, CaseIterable, Sendable {
    case blankWeek = "blank_week"
    case closedWithTimes = "closed_with_times"
    case encodedTwice = "encoded_twice"
    case ignoredMember = "ignored_member"
    case minuteBeforeMidnight = "minute_before_midnight"
    case mixedClocks = "mixed_clocks"
    case openAllDayWithTimes = "open_all_day_with_times"
    case overlap
    case sameTimes = "same_times"
  }

  public var code: Code

  /// Where in the value, in the manner of RFC 9535: `$.monday[0]`.
  public var path: String

  /// What is there, as in ``HoursError/value``; may be empty where the whole value is meant.
  public var value: String

  /// What it was read as, to follow "is read as": 24:00, the end of the day.
  public var reading: String

  /// `$.monday, which is …, is read as 00:00–24:00`.
  public var description: String {
    value.isEmpty ? "\(path) is read as \(reading)" : "\(path), \(value), is read as \(reading)"
  }
}
