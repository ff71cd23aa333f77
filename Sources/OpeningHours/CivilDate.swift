/// A date of the Gregorian calendar, which is taken to have been in force at all times.
///
/// Conversions follow Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021), which
/// count years from March so that the leap day is a year's last.
public struct CivilDate: Hashable, Sendable {
  /// 1 BC is 0.
  public let year: Int

  /// 1 to 12.
  public let month: Int

  /// 1 to 31.
  public let day: Int

  /// The date, or nil where the month hasn't such a day.
  ///
  /// Years are limited to ±1,000,000,000, in which no number of seconds overflows.
  public init?(year: Int, month: Int, day: Int) {
    guard year.magnitude <= Self.mostYear, 1...12 ~= month,
      day >= 1, day <= Self.days(inMonth: month, of: year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The date so many days after 1970-01-01; numbers beyond ±366,000,000,000 count as these.
  public init(daysSince1970: Int) {
    let shifted = min(max(daysSince1970, -366_000_000_000), 366_000_000_000) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  private static let mostYear: UInt = 1_000_000_000
}

extension CivilDate {
  /// The days from 1970-01-01 to this date; negative before.
  public var daysSince1970: Int {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
    let yearOfEra = yearFromMarch - era * 400
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// 0 for Monday to 6 for Sunday.
  public var weekday: Int { Self.weekday(ofDay: daysSince1970) }

  /// The weekday, 0 for Monday to 6 for Sunday, of the date so many days after 1970-01-01.
  public static func weekday(ofDay daysSince1970: Int) -> Int {
    // 1970-01-01 was a Thursday, which is 3. The first remainder keeps the sum from overflowing.
    let day = (daysSince1970 % 7 + 3) % 7
    return day < 0 ? day + 7 : day
  }

  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The days of a month, which is 1 to 12.
  public static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CivilDate: Comparable {
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

/// As RFC 3339 writes dates: 2026-12-25.
extension CivilDate: CustomStringConvertible {
  public var description: String {
    let digits = String(year.magnitude)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
    return "\(year < 0 ? "-" : "")\(zeros)\(digits)-\(month < 10 ? "0" : "")\(month)"
      + "-\(day < 10 ? "0" : "")\(day)"
  }
}
