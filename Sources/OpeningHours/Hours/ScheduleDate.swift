/// The date of an exception: one day, or a day of every year.
public enum ScheduleDate: Hashable, Sendable {
  case exact(CivilDate)
  case yearly(MonthDay)
}

/// A day of every year; 29 February is one of leap years only.
public struct MonthDay: Hashable, Sendable {
  /// 1 to 12.
  public let month: Int

  /// 1 to 31.
  public let day: Int

  /// The day, or nil where no year has it.
  public init?(month: Int, day: Int) {
    guard let date = CivilDate(year: 2000, month: month, day: day) else { return nil }
    self.init(date)
  }

  init(_ date: CivilDate) {
    (month, day) = (date.month, date.day)
  }
}

/// Days of every year come before dates, and each kind is in its order.
extension ScheduleDate: Comparable {
  public static func < (left: ScheduleDate, right: ScheduleDate) -> Bool {
    switch (left, right) {
    case (.yearly(let left), .yearly(let right)): left.key < right.key
    case (.exact(let left), .exact(let right)): left < right
    case (.yearly, .exact): true
    case (.exact, .yearly): false
    }
  }
}

/// 2026-12-25, or 12-25.
extension ScheduleDate: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exact(let date): date.description
    case .yearly(let day):
      "\(day.month < 10 ? "0" : "")\(day.month)-\(day.day < 10 ? "0" : "")\(day.day)"
    }
  }
}

extension MonthDay {
  /// A number in the order of the year, below 512.
  var key: UInt16 { UInt16(month * 32 + day) }

  init(key: UInt16) {
    (month, day) = (Int(key / 32), Int(key % 32))
  }

  /// The day after it; after 28 February that is 1 March.
  var next: MonthDay {
    // 2001 is no leap year, and 29 February has its next day in leap years only.
    guard let date = CivilDate(year: 2001, month: month, day: day) else {
      return MonthDay(key: 3 * 32 + 1)
    }
    return MonthDay(CivilDate(daysSince1970: date.daysSince1970 + 1))
  }
}
