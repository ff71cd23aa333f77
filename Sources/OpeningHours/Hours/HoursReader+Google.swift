import JSON

/// Reading the opening hours of Google's Places API, whose days count from Sunday, which is 0.
extension HoursReader {
  /// Members beside `periods` that say the same again, or what is now.
  private static let ignored: Set<String> = [
    "open_now", "openNow", "weekday_text", "weekdayDescriptions", "type", "secondaryHoursType",
    "nextOpenTime", "nextCloseTime",
  ]

  /// Reads an object with `periods`; false where there are none.
  mutating func readGoogle(
    _ members: [(name: String, value: JSONText)]
  ) throws(HoursError) -> Bool {
    var periods: JSONText?
    for (name, value) in members {
      if name == "periods" {
        guard periods == nil else {
          throw HoursError(.memberTwice, "$.periods", value, "there once, not twice")
        }
        periods = value
      } else if !Self.ignored.contains(name) {
        throw HoursError(
          .mixedShapes, JSONPath.member("$", name), value,
          "left out: periods, as Google has them, say all the hours")
      }
    }
    guard let periods, periods.kind == .list || periods.kind == .null else {
      throw HoursError(
        code: .notHours, path: "$.periods", value: periods.map(\.excerpt) ?? "missing",
        expected: "a list of periods")
    }
    if periods.isEmpty { return false }
    try readPeriods(periods.elements, at: "$.periods")
    return true
  }

  /// A minute of the week, Monday's first being 0, and its day.
  private typealias Point = (day: Int, minute: Int)

  /// Reads `{"open": {"day": 1, "time": "0900"}, "close": {…}}` and its likes.
  mutating func readPeriods(_ periods: [JSONText], at path: String) throws(HoursError) {
    for (place, period) in periods.enumerated() {
      let path = "\(path)[\(place)]"
      let (open, close) = try points(of: period, at: path)
      guard let close else {
        // Google: a single period without an end, from Sunday 00:00 on, is always open.
        guard periods.count == 1, open.day == 6, open.minute == 0 else {
          throw HoursError(
            .oneSideMissing, path, period,
            "a period with open and close: only one from day 0, time 0000, is always open")
        }
        for day in 0..<7 { try add([.wholeDay], to: .weekday(day), at: path) }
        return
      }
      let days = (close.day - open.day + 7) % 7
      let end = days * DayInterval.minutesOfDay + close.minute
      guard end > open.minute else {
        throw HoursError(
          .badPeriod, path, period, "a period with a close after its open: name the next day")
      }
      try addPeriod(from: open, until: end, at: path)
    }
  }

  /// Adds what may last for days: as one interval where it ends on the next day, else day by day.
  private mutating func addPeriod(
    from open: Point, until end: Int, at path: String
  ) throws(HoursError) {
    if let interval = DayInterval(open: open.minute, close: end) {
      try add([interval], to: .weekday(open.day), at: path)
      return
    }
    var start = open.minute
    var midnight = 0
    var day = open.day
    while midnight < end {
      let close = min(end - midnight, DayInterval.minutesOfDay)
      try add([DayInterval(checked: start, close)], to: .weekday(day), at: path)
      start = 0
      midnight += DayInterval.minutesOfDay
      day = (day + 1) % 7
    }
  }

  private func points(
    of period: JSONText, at path: String
  ) throws(HoursError) -> (open: Point, close: Point?) {
    var open: Point?
    var close: Point?
    for (name, value) in period.members {
      let memberPath = JSONPath.member(path, name)
      switch name {
      case "open" where open == nil: open = try point(value, at: memberPath)
      case "close" where value.kind == .null: continue
      case "close" where close == nil: close = try point(value, at: memberPath)
      case "open", "close":
        throw HoursError(.memberTwice, memberPath, value, "there once, not twice")
      default:
        throw HoursError(
          .unknownMember, memberPath, value, "open or close, as Google's periods have it")
      }
    }
    guard let open else {
      throw HoursError(
        .oneSideMissing, path, period,
        #"a period such as {"open":{"day":1,"time":"0900"},"close":{"day":1,"time":"1700"}}"#)
    }
    return (open, close)
  }

  private func point(_ value: JSONText, at path: String) throws(HoursError) -> Point {
    var day: Int?
    var time: Int?
    var hour: Int?
    var minute: Int?
    for (name, member) in value.members {
      let memberPath = JSONPath.member(path, name)
      switch name {
      case "day" where day == nil:
        day = try number(member, 0...6, "a day from 0, which is Sunday, to 6", at: memberPath)
      case "time" where time == nil:
        time = try Self.compactTime(member, at: memberPath)
      case "hour" where hour == nil:
        hour = try number(member, 0...23, "an hour from 0 to 23", at: memberPath)
      case "minute" where minute == nil:
        minute = try number(member, 0...59, "a minute from 0 to 59", at: memberPath)
      case "truncated" where member.text == "false": continue
      case "date", "truncated":
        throw HoursError(
          .dateRange, memberPath, member,
          "left out: hours of one week's dates aren't those of every week (regularOpeningHours)")
      default:
        throw HoursError(
          .unknownMember, memberPath, member, "day, and time or hour and minute, each once")
      }
    }
    let form = #"a point such as {"day":1,"time":"0900"} or {"day":1,"hour":9,"minute":0}"#
    guard let day, (time != nil) != (hour != nil), time == nil || minute == nil else {
      throw HoursError(.badPeriod, path, value, form)
    }
    let minutes = time ?? (hour ?? 0) * 60 + (minute ?? 0)
    return ((day + 6) % 7, minutes)
  }

  func number(
    _ value: JSONText, _ range: ClosedRange<Int>, _ expected: String, at path: String
  ) throws(HoursError) -> Int {
    guard let number = value.wholeNumber, range ~= number else {
      throw HoursError(.badPeriod, path, value, expected)
    }
    return number
  }

  /// The minutes of a text such as "0930", up to "2359".
  static func compactTime(_ value: JSONText, at path: String) throws(HoursError) -> Int {
    let text = value.string.map { HoursText($0) }
    guard let text, text.count == 4, !text.contains("."), !text.contains(":"),
      let time = try? ClockTime(text), !time.hasMeridiem, time.minute < DayInterval.minutesOfDay
    else {
      throw HoursError(.badTime, path, value, #"a time in four digits, such as "0930""#)
    }
    return time.minute
  }
}
