import JSON

/// Reads one value: the parts of it that all shapes have.
struct HoursReader {
  var draft = ScheduleDraft()
  var warnings: [HoursWarning] = []

  /// Where each day or date was read, for warnings about it.
  var paths: [SchedulePlace: String] = [:]

  /// Whether one of schema.org's specifications was about a weekday.
  var hasWeek = false

  private var totalIntervals = 0

  /// The longest value that is read, in bytes.
  private static let mostBytes = 1 << 20

  /// Reads a whole value; false where it says nothing.
  mutating func read(_ value: JSONText) throws(HoursError) -> Bool {
    guard value.text.utf8.count <= Self.mostBytes else {
      throw HoursError(.tooLong, "$", value, "at most 1,048,576 bytes long")
    }
    guard value.kind == .string, let text = value.string else {
      return try readStructure(value)
    }
    let trimmed = HoursText(text)
    guard trimmed.hasPrefix("{") || trimmed.hasPrefix("[") || trimmed == "null" else {
      return try readText(trimmed, of: text)
    }
    warn(.encodedTwice, "$", value.excerpt, "the JSON that is in the text")
    do {
      return try readStructure(try JSONText(text))
    } catch let error as HoursError {
      throw error
    } catch {
      throw HoursError(.notJSON, "$", value, "JSON, or hours in words (\(error))")
    }
  }

  private mutating func readStructure(_ value: JSONText) throws(HoursError) -> Bool {
    switch value.kind {
    case .null: return false
    case .object: return try readObject(value)
    case .list: return try readList(value)
    case .string, .number, .bool:
      throw HoursError(
        .notHours, "$", value,
        #"an object of days such as {"monday":{"open":"9:00","close":"21:00"}}"#)
    }
  }

  /// Reads an object of days, of Google, Yelp or schema.org.
  private mutating func readObject(_ value: JSONText) throws(HoursError) -> Bool {
    let members = value.members
    if members.contains(where: { $0.name == "periods" }) {
      return try readGoogle(members)
    }
    if members.contains(where: { Self.isOfSchema($0.name) }) {
      try readSpecifications([value], isList: false)
      return true
    }
    if let open = members.first(where: { $0.name == "open" }), open.value.kind == .list {
      return try readYelp(value, at: "$")
    }
    return try readWeek(members)
  }

  /// Reads a list of objects of Google, Yelp or schema.org.
  private mutating func readList(_ value: JSONText) throws(HoursError) -> Bool {
    let elements = value.elements
    guard let first = elements.first else { return false }
    let members = first.members
    if members.contains(where: { Self.isOfSchema($0.name) }) {
      try readSpecifications(elements, isList: true)
      return true
    }
    let open = members.first { $0.name == "open" }
    if open?.value.kind == .object {
      try readPeriods(elements, at: "$")
      return true
    }
    if open?.value.kind == .list {
      guard elements.count == 1 else {
        throw HoursError(
          .notHours, "$[1]", elements[1], "left out: one kind of hours, the regular one, is read")
      }
      return try readYelp(first, at: "$[0]")
    }
    if members.contains(where: { $0.name == "day" }) {
      try readYelpIntervals(elements, at: "$")
      return true
    }
    throw HoursError(
      .notHours, "$", value,
      "an object of days, or a list as Google, Yelp or schema.org have it: "
        + "a bare list doesn't say which day is which")
  }

  private static func isOfSchema(_ name: String) -> Bool {
    name == "dayOfWeek" || name == "validFrom" || name == "validThrough" || name == "@type"
  }

  /// The schedule of all that was read.
  mutating func result() -> HoursReading {
    for finding in draft.normalize() {
      switch finding {
      case .overlap(let place):
        warn(.overlap, path(of: place), "", "one interval where two overlap")
      case .minuteBeforeMidnight(let place):
        warn(.minuteBeforeMidnight, path(of: place), "", "open until 24:00, where it says 23:59")
      }
    }
    return .schedule(Schedule(normalized: draft), warnings: warnings)
  }

  private func path(of place: SchedulePlace) -> String {
    if let path = paths[place] { return path }
    return switch place {
    case .weekday(let day): "$.\(DayNames.full[day])"
    case .date(let date): "$[\"\(date)\"]"
    }
  }
}

extension HoursReader {
  mutating func warn(
    _ code: HoursWarning.Code, _ path: String, _ value: String, _ reading: String
  ) {
    warnings.append(HoursWarning(code: code, path: path, value: value, reading: reading))
  }

  /// Adds intervals to what starts on a day or date.
  mutating func add(
    _ intervals: [DayInterval], to place: SchedulePlace, at path: String
  ) throws(HoursError) {
    totalIntervals += intervals.count
    var count = intervals.count
    switch place {
    case .weekday(let day):
      count += draft.week[day].count
      draft.week[day] += intervals
    case .date(let date):
      count += draft.exceptions[date]?.count ?? 0
      draft.exceptions[date, default: []] += intervals
    }
    guard count <= ScheduleDraft.mostIntervals else {
      throw HoursError(
        code: .tooManyIntervals, path: path, value: "\(count) of them",
        expected: "at most 1,440 intervals")
    }
    guard totalIntervals <= ScheduleDraft.mostTotalIntervals else {
      throw HoursError(
        code: .tooManyIntervals, path: path, value: "the \(totalIntervals)th",
        expected: "among the first 20,000 intervals")
    }
    guard draft.exceptions.count <= ScheduleDraft.mostExceptions else {
      throw HoursError(
        code: .tooManyIntervals, path: path, value: "one more",
        expected: "among the first 10,000 dates")
    }
    paths[place] = paths[place] ?? path
  }

  /// Starts what is on a day or date anew.
  mutating func clear(_ place: SchedulePlace) {
    switch place {
    case .weekday(let day): draft.week[day] = []
    case .date(let date): draft.exceptions[date] = []
    }
    paths[place] = nil
  }

  /// The interval from one time to another, which is on the next day where it is not later.
  mutating func interval(
    from open: ClockTime, to close: ClockTime, at path: String, of value: String
  ) throws(HoursError) -> DayInterval {
    guard open.minute < DayInterval.minutesOfDay, !open.isLastSecond else {
      throw HoursError(
        code: .opensTooLate, path: path, value: value,
        expected: "hours that open from 0:00 to 23:59: later ones are the next day's")
    }
    if open.hasMeridiem != close.hasMeridiem,
      open.hasMeridiem ? close.mayBeOtherHalf : open.mayBeOtherHalf
    {
      warn(
        .mixedClocks, path, value,
        "\(DayInterval.text(ofMinute: open.minute))–\(DayInterval.text(ofMinute: close.minute)): "
          + "what has no AM or PM is on the 24-hour clock")
    }
    var end = close.minute
    if close.isLastSecond {
      end = DayInterval.minutesOfDay
      warn(.minuteBeforeMidnight, path, value, "open until 24:00, where it says 23:59:59")
    } else if end == open.minute {
      end += DayInterval.minutesOfDay
      warn(.sameTimes, path, value, "24 hours from there")
    } else if end == 0 {
      end = DayInterval.minutesOfDay
    } else if end < open.minute {
      end += DayInterval.minutesOfDay
    }
    return DayInterval(checked: open.minute, end)
  }
}

extension HoursError {
  init(_ code: Code, _ path: String, _ value: JSONText, _ expected: String) {
    self.init(code: code, path: path, value: value.excerpt, expected: expected)
  }
}

extension JSONText {
  /// The members of an object; none of another value.
  var members: [(name: String, value: JSONText)] {
    var members: [(name: String, value: JSONText)] = []
    forEachMember { members.append(($0, $1)) }
    return members
  }

  /// The elements of a list; none of another value.
  var elements: [JSONText] {
    var elements: [JSONText] = []
    forEachElement { elements.append($0) }
    return elements
  }

  /// The whole number that a text is, if it is a short one.
  var wholeNumber: Int? { kind == .number && text.utf8.count < 10 ? Int(text) : nil }
}
