import JSON

/// Reading an object of weekdays and exceptions.
extension HoursReader {
  /// What was read for some weekdays.
  private struct Entry {
    var name: String
    var path: String
    var days: [Int]
    var hours: DayHours
  }

  private static let exceptionNames: Set<String> = ["exceptions", "special_hours", "specialhours"]

  /// Reads it; false where it says nothing.
  mutating func readWeek(
    _ members: [(name: String, value: JSONText)]
  ) throws(HoursError) -> Bool {
    var singles: [Entry?] = Array(repeating: nil, count: 7)
    var groups: [Entry?] = Array(repeating: nil, count: 7)
    var entries: [DayHours] = []
    var exceptions: String?
    for (name, value) in members {
      let path = JSONPath.member("$", name)
      if Self.exceptionNames.contains(name.lowercased()) {
        if let exceptions { throw Self.twice(path, name, exceptions) }
        exceptions = name
        try readExceptions(value, at: path)
        continue
      }
      let text = HoursText(name)
      let single = DayNames.weekday(text)
      guard let days = single.map({ [$0] }) ?? DayNames.weekdays(text) else {
        throw HoursError(
          code: .unknownDay, path: path, value: JSONExcerpt.quoted(name),
          expected: #"called after a day, such as "monday", "mon", "mon-fri", "weekdays" or "#
            + #""daily", or "exceptions""#)
      }
      // Two groups, or two names of one day, would leave open which of them counts.
      if let other = days.lazy.compactMap({ (single != nil ? singles : groups)[$0] }).first {
        throw Self.twice(path, name, other.name)
      }
      let entry = Entry(
        name: name, path: path, days: days, hours: try readDay(value, at: path))
      entries.append(entry.hours)
      for day in days {
        if single != nil { singles[day] = entry } else { groups[day] = entry }
      }
    }
    guard entries.contains(where: { if case .blank = $0 { false } else { true } }) else {
      try requireWeek(orNoExceptionsIn: exceptions)
      return false
    }
    let isBlank = entries.allSatisfy { hours in
      switch hours {
      case .blank, .blankTimes: true
      case .open, .closed: false
      }
    }
    if isBlank {
      warn(
        .blankWeek, "$", "",
        "closed on all days, where no day has times: hours that no one knows are null")
    }
    for day in 0..<7 {
      guard let entry = singles[day] ?? groups[day] else { continue }
      try add(entry.hours.intervals, to: .weekday(day), at: entry.path)
    }
    return true
  }

  private static func twice(_ path: String, _ name: String, _ other: String) -> HoursError {
    HoursError(
      code: .dayTwice, path: path, value: JSONExcerpt.quoted(name),
      expected: "left out: \(JSONExcerpt.quoted(other)) has said the same already")
  }

  /// Refuses exceptions where nothing is said of the week.
  func requireWeek(orNoExceptionsIn name: String?) throws(HoursError) {
    guard !draft.exceptions.isEmpty else { return }
    throw HoursError(
      code: .exceptionsAlone, path: name.map { JSONPath.member("$", $0) } ?? "$",
      value: "all there is",
      expected: #"beside hours of the week, such as "daily":"closed" where these dates are all"#)
  }
}

/// Reading exceptions.
extension HoursReader {
  private mutating func readExceptions(
    _ value: JSONText, at path: String
  ) throws(HoursError) {
    if value.isEmpty { return }
    guard value.kind == .object else {
      throw HoursError(
        .notHours, path, value, #"an object of dates such as {"2026-12-25":"closed"}"#)
    }
    for (name, hours) in value.members {
      let path = JSONPath.member(path, name)
      guard let date = Self.date(name) else {
        throw HoursError(
          code: .badDate, path: path, value: JSONExcerpt.quoted(name),
          expected: #"called after a date such as "2026-12-25", or "12-25" for every year"#)
      }
      guard draft.exceptions[date] == nil else {
        throw HoursError(
          code: .dateTwice, path: path, value: JSONExcerpt.quoted(name),
          expected: "there once, not twice")
      }
      let intervals = try readDay(hours, at: path).intervals
      try add(intervals, to: .date(date), at: path)
    }
  }

  /// The date of 2026-12-25, or the day of every year of 12-25.
  static func date(_ text: String) -> ScheduleDate? {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isDigits = parts.allSatisfy { $0.allSatisfy { 0x30...0x39 ~= $0 } }
    guard isDigits, parts.count >= 2, parts.suffix(2).allSatisfy({ $0.count == 2 }) else {
      return nil
    }
    let numbers = parts.compactMap { Int(Substring($0)) }
    if numbers.count == 2 {
      return MonthDay(month: numbers[0], day: numbers[1]).map { .yearly($0) }
    }
    guard numbers.count == 3, parts.count == 3, parts[0].count == 4, numbers[0] > 0 else {
      return nil
    }
    return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]).map { .exact($0) }
  }
}
