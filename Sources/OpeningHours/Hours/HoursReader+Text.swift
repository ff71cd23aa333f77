import JSON

/// Reading text: the part of OpenStreetMap's syntax that has weekdays, times and `off`.
///
/// Rules are parted by semicolons, and a later one replaces the days that it names; what the night
/// before left open runs on. A comma before a weekday starts a rule that adds to the days it names.
extension HoursReader {
  /// A rule as it is read.
  private struct Rule {
    var days: [Int] = []
    var intervals: [DayInterval] = []
    var isOff = false
    var adds = false

    var isComplete: Bool { isOff || !intervals.isEmpty }
  }

  /// Reads a text; false where it is empty.
  mutating func readText(_ text: HoursText, of original: String) throws(HoursError) -> Bool {
    if text.isEmpty { return false }
    if Self.isClosed(text) { return true }
    if Self.isAllDay(text) {
      for day in 0..<7 { try add([.wholeDay], to: .weekday(day), at: "$") }
      return true
    }
    try Self.refuseSigns(in: text)
    var isEmpty = true
    for rule in text.split(";") where !rule.isEmpty {
      try readRules(rule)
      isEmpty = false
    }
    if isEmpty { throw Self.noHours(text) }
    return true
  }

  private static func noHours(_ text: HoursText) -> HoursError {
    HoursError(
      code: .notHours, path: "$", value: JSONExcerpt.quoted(text.string),
      expected: #"hours such as "Mo-Fr 09:00-18:00; Sa,Su off" or "24/7""#)
  }

  /// Reads what is between two semicolons: a rule, and those that add to it.
  private mutating func readRules(_ text: HoursText) throws(HoursError) {
    try Self.refuseWords(in: text)
    var rule = Rule()
    for part in text.split(",") {
      let (days, times) = try Self.halves(part, of: text)
      if !days.isEmpty {
        guard let weekdays = DayNames.weekdays(days) else {
          throw times.isEmpty
            ? Self.noHours(text)
            : HoursError(
              code: .unknownDay, path: "$", value: JSONExcerpt.quoted(days.string),
              expected: "weekdays such as Mo, Sa,Su or Mo-Fr before the times")
        }
        if rule.isComplete {
          try apply(rule, text)
          rule = Rule(adds: true)
        }
        rule.days += weekdays.filter { !rule.days.contains($0) }
      }
      if times.isEmpty { continue }
      guard !rule.isOff else { throw Self.offBesideTimes(text) }
      if Self.isClosed(times) {
        guard rule.intervals.isEmpty, !rule.adds else { throw Self.offBesideTimes(text) }
        rule.isOff = true
      } else if Self.isAllDay(times) {
        rule.intervals.append(.wholeDay)
      } else {
        rule.intervals += try readIntervals([times], at: "$")
        // Checked here as well, since a rule's intervals count for each of its days.
        guard rule.intervals.count <= ScheduleDraft.mostIntervals else {
          throw HoursError(
            code: .tooManyIntervals, path: "$", value: "\(rule.intervals.count) of them in a rule",
            expected: "at most 1,440 intervals a day")
        }
      }
    }
    guard rule.isComplete else { throw Self.noHours(text) }
    try apply(rule, text)
  }

  private static func offBesideTimes(_ text: HoursText) -> HoursError {
    HoursError(
      code: .unsupportedRule, path: "$", value: JSONExcerpt.quoted(text.string),
      expected: #"without "off" beside times: a rule of its own, after a semicolon, can say so"#)
  }

  private mutating func apply(_ rule: Rule, _ text: HoursText) throws(HoursError) {
    for day in rule.days.isEmpty ? Array(0..<7) : rule.days {
      if !rule.adds { clear(.weekday(day)) }
      try add(rule.intervals, to: .weekday(day), at: "$")
    }
  }

  /// The weekdays of a part, and the times behind them.
  private static func halves(
    _ part: HoursText, of rule: HoursText
  ) throws(HoursError) -> (days: HoursText, times: HoursText) {
    guard !part.isEmpty else {
      throw HoursError(
        code: .badInterval, path: "$", value: quoted(rule),
        expected: "without two commas in a row, or one at an end")
    }
    var start = 0
    var isWordStart = true
    while start < part.count {
      let byte = part[start]
      if 0x30...0x39 ~= byte { break }
      if isWordStart, startsTimes(part, at: start) { break }
      isWordStart = !(0x61...0x7A ~= byte)
      start += 1
    }
    var days = part.prefix(start)
    if days.hasSuffix(":") { days = days.dropLast(1) }
    return (days, part.dropFirst(start))
  }

  private static func startsTimes(_ part: HoursText, at start: Int) -> Bool {
    // Few words begin with one of these, so that the rest is looked at seldom.
    guard
      [UInt8(ascii: "o"), UInt8(ascii: "c"), UInt8(ascii: "n"), UInt8(ascii: "a")]
        .contains(part[start]) || part[start] == UInt8(ascii: "m") && part[start + 1] == 0x69
    else { return false }
    let rest = part.dropFirst(start)
    return ["off", "open", "closed", "noon", "midnight", "all day"].contains { word in
      rest.hasPrefix(word)
    }
  }

  private static func quoted(_ text: HoursText) -> String { JSONExcerpt.quoted(text.string) }
}

/// What is refused by name.
extension HoursReader {
  private static func refuseSigns(in text: HoursText) throws(HoursError) {
    let signs: [(sign: Character, what: String)] = [
      ("\"", "comments"), ("|", #"fallback rules ("||")"#), ("+", "open ends"),
      ("[", "numbered weekdays such as Mo[1]"), ("(", "parentheses"),
    ]
    for (sign, what) in signs where text.contains(sign) {
      throw HoursError(
        code: .unsupportedRule, path: "$", value: quoted(text),
        expected: #"without \#(what): weekdays, times and "off" are read"#)
    }
  }

  private static func refuseWords(in text: HoursText) throws(HoursError) {
    let words = text.string.utf8.split { !(0x61...0x7A ~= $0) }
    for word in words {
      let word = String(Substring(word))
      guard let what = unsupported[word] else { continue }
      throw HoursError(
        code: .unsupportedRule, path: "$", value: JSONExcerpt.quoted(word),
        expected: "without \(what): weekdays, times and \"off\" are read, and dates go into "
          + #""exceptions" of the JSON form"#)
    }
  }

  private static let unsupported: [String: String] = {
    var words = [
      "ph": "public holidays", "sh": "school holidays", "easter": "Easter",
      "week": "week numbers", "unknown": #""unknown""#,
      "sunrise": "the sun's times", "sunset": "the sun's times", "dawn": "the sun's times",
      "dusk": "the sun's times",
    ]
    for month in [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
      "january", "february", "march", "april", "june", "july", "august", "september", "october",
      "november", "december",
    ] {
      words[month] = "months"
    }
    return words
  }()
}
