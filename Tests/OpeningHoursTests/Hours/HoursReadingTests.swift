import JSON
import Testing

@testable import OpeningHours

/// The table of values, row by row.
struct HoursReadingTests {
  /// A schedule in short: `Mo-Su 09:00–21:00`, or the days that have hours.
  static func summary(_ schedule: Schedule) -> String {
    func text(_ intervals: [DayInterval]) -> String {
      intervals.isEmpty ? "off" : intervals.map(\.description).joined(separator: ",")
    }
    let names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    let week = schedule.week
    var parts = zip(names, week).filter { !$1.isEmpty }.map { "\($0) \(text($1))" }
    if Set(week).count == 1 { parts = ["Mo-Su \(text(week[0]))"] }
    if Set(week[..<5]).count == 1, week[5...] == [[], []], !week[0].isEmpty {
      parts = ["Mo-Fr \(text(week[0]))"]
    }
    parts += schedule.exceptions.map { "\($0.date) \(text($0.intervals))" }
    return parts.joined(separator: "; ")
  }

  private func check(
    _ value: String, _ expected: String, _ codes: [HoursWarning.Code] = [],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    guard case .schedule(let schedule, let warnings) = try HoursReading(JSONText(value)) else {
      Issue.record("\(value) is unknown", sourceLocation: location)
      return
    }
    #expect(Self.summary(schedule) == expected, sourceLocation: location)
    #expect(warnings.map(\.code) == codes, "\(warnings)", sourceLocation: location)
    let canonical = try HoursReading(JSONText(schedule.canonicalJSON))
    guard case .schedule(let again, _) = canonical else {
      Issue.record("\(schedule.canonicalJSON) is unknown", sourceLocation: location)
      return
    }
    #expect(again == schedule, sourceLocation: location)
  }

  private func checkMonday(
    _ day: String, _ expected: String, _ codes: [HoursWarning.Code] = [],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = expected == "off" ? "Mo-Su off" : "Mo \(expected)"
    try check("{\"monday\":\(day)}", expected, codes, location)
  }

  @Test(arguments: [
    ("9:00", 540), ("09:00", 540), ("09:00:00", 540), ("9:00:00", 540), ("0900", 540),
    ("9.00", 540), ("09.00", 540), ("9 AM", 540), ("9AM", 540), ("9am", 540), ("9:00 AM", 540),
    ("9:00 a.m.", 540), ("9:00 A.M.", 540), ("9:00\u{A0}AM", 540), ("9:00\u{202F}AM", 540),
    (" 9:00 ", 540), ("9:30 PM", 1290), ("9:30 p.m.", 1290), ("9.30pm", 1290), ("0930 PM", 1290),
    ("12 AM", 0), ("12:30 AM", 30), ("12 PM", 720), ("12:30 PM", 750), ("noon", 720),
    ("Noon", 720), ("midnight", 0), ("00:00", 0), ("0:00", 0), ("23:59", 1439), ("11:59 PM", 1439),
  ])
  func `reads times as people write them`(text: String, minute: Int) throws {
    let json = "{\"monday\":{\"open\":\"\(text)\",\"close\":\"48:00\"}}"
    guard case .schedule(let schedule, _) = try HoursReading(JSONText(json)) else {
      Issue.record("unknown")
      return
    }
    #expect(schedule.week[0] == [DayInterval(open: minute, close: 2880)])
  }

  @Test(arguments: [
    ("open", "close"), ("opens", "closes"), ("start", "end"), ("from", "to"),
    ("open_time", "close_time"), ("openTime", "closeTime"), ("Open", "Close"),
  ])
  func `reads every vocabulary`(open: String, close: String) throws {
    try checkMonday(#"{"\#(open)":"9:00","\#(close)":"21:00"}"#, "09:00–21:00")
  }

  @Test(arguments: [
    (#"{"open":"22:00","close":"2:00"}"#, "22:00–26:00", []),
    (#"{"open":"9:00","close":"0:00"}"#, "09:00–24:00", []),
    (#"{"open":"9:00","close":"24:00"}"#, "09:00–24:00", []),
    (#"{"open":"9:00","close":"midnight"}"#, "09:00–24:00", []),
    (#"{"open":"6 PM","close":"noon"}"#, "18:00–36:00", []),
    (#"{"open":"22:00","close":"26:00"}"#, "22:00–26:00", []),
    (#"{"open":"0:00","close":"48:00"}"#, "00:00–48:00", []),
    (#"{"open":"9:00","close":"9:00"}"#, "09:00–33:00", [HoursWarning.Code.sameTimes]),
    (#"{"open":"0:00","close":"0:00"}"#, "00:00–24:00", [.sameTimes]),
    (#"{"open":"0:00","close":"23:59"}"#, "00:00–24:00", [.minuteBeforeMidnight]),
    (#"{"open":"0:00","close":"11:59 PM"}"#, "00:00–24:00", [.minuteBeforeMidnight]),
    (#"{"open":"0:00","close":"23:59:59"}"#, "00:00–24:00", [.minuteBeforeMidnight]),
    (#"{"open":"9:00","close":"23:59:59"}"#, "09:00–24:00", [.minuteBeforeMidnight]),
    (#"{"open":"9:00","close":"23:59"}"#, "09:00–23:59", []),
    (#"{"open":"9:00","close":"5:00 PM"}"#, "09:00–17:00", [.mixedClocks]),
    (#"{"open":"9:00 AM","close":"5:00"}"#, "09:00–29:00", [.mixedClocks]),
    (#"{"open":"9 AM","close":"17:00"}"#, "09:00–17:00", []),
    (#"{"open":"9:00","close":"17:00","note":"ring"}"#, "09:00–17:00", [.ignoredMember]),
    (#"["9:00","17:00"]"#, "09:00–17:00", []),
    (
      #"[{"open":"9:00","close":"12:00"},{"open":"13:00","close":"17:00"}]"#,
      "09:00–12:00,13:00–17:00", []
    ),
    (#"[["9:00","12:00"],["13:00","17:00"]]"#, "09:00–12:00,13:00–17:00", []),
    (#"["13:00-17:00","9:00-12:00"]"#, "09:00–12:00,13:00–17:00", []),
    (#"["9:00-12:00, 13:00-17:00"]"#, "09:00–12:00,13:00–17:00", []),
    (#"["9:00 – 12:00"]"#, "09:00–12:00", []),
    (#""9:00-12:00""#, "09:00–12:00", []),
    (#""9:00 – 12:00, 13:00–17:00""#, "09:00–12:00,13:00–17:00", []),
    (#""9 AM - 5 PM""#, "09:00–17:00", []),
    (#""9:00 AM\u202f–\u20095:00 PM""#, "09:00–17:00", []),
    (#""9 AM to 5 PM""#, "09:00–17:00", []),
    (#""noon-midnight""#, "12:00–24:00", []),
    (#"["9:00-12:00","12:00-15:00"]"#, "09:00–15:00", []),
    (#"["9:00-13:00","12:00-15:00"]"#, "09:00–15:00", [.overlap]),
    (#"["9:00-13:00","9:00-13:00"]"#, "09:00–13:00", [.overlap]),
    (#"["9:00-26:00","12:00-15:00"]"#, "09:00–26:00", [.overlap]),
    (#"["0:00-12:00","12:00-23:59"]"#, "00:00–24:00", [.minuteBeforeMidnight]),
  ])
  func `reads intervals`(day: String, expected: String, codes: [HoursWarning.Code]) throws {
    try checkMonday(day, expected, codes)
  }

  @Test(arguments: [
    (#""closed""#, []), (#""Closed""#, []), (#""off""#, []), ("false", []), ("[]", []),
    (#"["closed"]"#, []), (#"{"closed":true}"#, []), (#"{"is_closed":true}"#, []),
    (#"{"is_open":false}"#, []), (#"{"open":false}"#, []),
    (#"{"open":null,"close":null,"closed":true}"#, []),
    (#"{"closed":true,"open":"9:00","close":"17:00"}"#, [HoursWarning.Code.closedWithTimes]),
    (#"{"is_open":false,"open":"9:00","close":"17:00"}"#, [.closedWithTimes]),
    (#"{"open":null,"close":null}"#, [.blankWeek]), (#"{"open":"","close":""}"#, [.blankWeek]),
    (#"{"open":null,"close":" "}"#, [.blankWeek]),
  ])
  func `reads closed days`(day: String, codes: [HoursWarning.Code]) throws {
    try checkMonday(day, "off", codes)
    // Beside another day nothing is doubtful about empty times, and null is a closed day, too.
    try check(
      #"{"monday":\#(day),"tuesday":"9:00-17:00","sunday":null,"wednesday":""}"#,
      "Tu 09:00–17:00", codes.filter { $0 != .blankWeek })
  }

  @Test(arguments: [
    (#""24h""#, []), (#""Open 24 hours""#, []), (#""24 hours""#, []), (#""24/7""#, []),
    (#"{"allDay":true}"#, []), (#"{"open24":true}"#, []), (#"{"is_24_hours":true}"#, []),
    (#"{"is_24_hours":true,"open":null,"close":null}"#, []), (#""0:00-24:00""#, []),
    (#"{"all_day":true,"closed":false}"#, []),
    (
      #"{"allDay":true,"open":"9:00","close":"17:00"}"#,
      [HoursWarning.Code.openAllDayWithTimes]
    ),
  ])
  func `reads days of 24 hours`(day: String, codes: [HoursWarning.Code]) throws {
    try checkMonday(day, "00:00–24:00", codes)
  }

  @Test(arguments: [
    ("monday", "Mo"), ("Monday", "Mo"), ("MONDAY", "Mo"), ("mo", "Mo"), ("Mon", "Mo"),
    ("Mon.", "Mo"), ("tu", "Tu"), ("tue", "Tu"), ("Tues", "Tu"), ("we", "We"), ("wed", "We"),
    ("th", "Th"), ("thu", "Th"), ("thur", "Th"), ("Thurs", "Th"), ("fr", "Fr"), ("fri", "Fri"),
    ("sa", "Sa"), ("sat", "Sa"), ("su", "Su"), ("sun", "Su"), ("https://schema.org/Friday", "Fr"),
    ("http://schema.org/Sunday", "Su"),
  ])
  func `reads names of days`(key: String, day: String) throws {
    try check(#"{"\#(key)":"9:00-17:00"}"#, "\(day.prefix(2)) 09:00–17:00")
  }

  @Test(arguments: [
    (#"{"mon-fri":"9:00-17:00"}"#, "Mo-Fr 09:00–17:00"),
    (#"{"Mon – Fri":"9:00-17:00"}"#, "Mo-Fr 09:00–17:00"),
    (#"{"weekdays":"9:00-17:00"}"#, "Mo-Fr 09:00–17:00"),
    (#"{"daily":"9:00-17:00"}"#, "Mo-Su 09:00–17:00"),
    (#"{"weekend":"9:00-17:00"}"#, "Sa 09:00–17:00; Su 09:00–17:00"),
    (#"{"sa,su":"9:00-17:00"}"#, "Sa 09:00–17:00; Su 09:00–17:00"),
    (
      #"{"fri-mon":"9:00-17:00"}"#,
      "Mo 09:00–17:00; Fr 09:00–17:00; Sa 09:00–17:00; Su 09:00–17:00"
    ),
    (
      #"{"mon-wed":"9:00-17:00","tuesday":"10:00-12:00"}"#,
      "Mo 09:00–17:00; Tu 10:00–12:00; We 09:00–17:00"
    ),
    (#"{"tuesday":"closed","mon-wed":"9:00-17:00"}"#, "Mo 09:00–17:00; We 09:00–17:00"),
  ])
  func `reads groups of days, which a single day beats`(value: String, expected: String) throws {
    try check(value, expected)
  }

  @Test(arguments: [
    (#"{"sunday":"22:00-26:00"}"#, "Su 22:00–26:00", []),
    (
      #"{"fri":"18:00-23:59","sat":"0:00-4:00"}"#, "Fr 18:00–24:00; Sa 00:00–04:00",
      [HoursWarning.Code.minuteBeforeMidnight]
    ),
    (
      #"{"sun":"18:00-23:59","mon":"0:00-4:00"}"#, "Mo 00:00–04:00; Su 18:00–24:00",
      [.minuteBeforeMidnight]
    ),
    (#"{"fri":"18:00-23:59","sat":"0:01-4:00"}"#, "Fr 18:00–23:59; Sa 00:01–04:00", []),
    (#"{"fri":"18:00-26:00","sat":"1:00-4:00"}"#, "Fr 18:00–26:00; Sa 01:00–04:00", [.overlap]),
    (#"{"fri":"18:00-26:00","sat":"2:00-4:00"}"#, "Fr 18:00–26:00; Sa 02:00–04:00", []),
    (#"{"sun":"18:00-26:00","mon":"1:00-4:00"}"#, "Mo 01:00–04:00; Su 18:00–26:00", [.overlap]),
    (
      #"{"daily":"0:00-23:59"}"#, "Mo-Su 00:00–24:00",
      Array(repeating: .minuteBeforeMidnight, count: 7)
    ),
    (#""{\"monday\":\"9:00-17:00\"}""#, "Mo 09:00–17:00", [.encodedTwice]),
  ])
  func `reads weeks`(value: String, expected: String, codes: [HoursWarning.Code]) throws {
    try check(value, expected, codes)
  }

  @Test(arguments: [
    "null", "{}", "[]", "\"\"", "\" \"", "\"null\"", "\"{}\"", "\"[]\"", #"{"monday":null}"#,
    #"{"mon":null,"tue":null,"wed":null,"thu":null,"fri":null,"sat":null,"sun":null}"#,
    #"{"daily":null}"#, #"{"daily":"","exceptions":{}}"#, #"{"exceptions":null}"#,
    #"{"periods":[]}"#, #"{"periods":null}"#, #"[{"open":[]}]"#, #"{"open":[]}"#,
  ])
  func `knows what says nothing`(value: String) throws {
    #expect(try HoursReading(JSONText(value)) == .unknown)
    #expect(try HoursReading(nil) == .unknown)
  }

  @Test(arguments: [
    (#""24/7""#, "Mo-Su 00:00–24:00"), (#""Open 24 hours""#, "Mo-Su 00:00–24:00"),
    (#""closed""#, "Mo-Su off"), (#""off""#, "Mo-Su off"),
    (
      #""Mo-Fr 09:00-18:00; Sa 10:00-14:00; Su off""#,
      "Mo 09:00–18:00; Tu 09:00–18:00; We 09:00–18:00; Th 09:00–18:00; Fr 09:00–18:00; "
        + "Sa 10:00–14:00"
    ),
    (#""Mo-Fr 08:00-12:00,13:00-17:30; Sa,Su off""#, "Mo-Fr 08:00–12:00,13:00–17:30"),
    (#""Mo-Su 22:00-02:00""#, "Mo-Su 22:00–26:00"), (#""22:00-26:00""#, "Mo-Su 22:00–26:00"),
    (
      #""Mo-Fr 09:00-18:00; We 10:00-12:00; Th off; Fr closed; ""#,
      "Mo 09:00–18:00; Tu 09:00–18:00; We 10:00–12:00"
    ),
    (#""Mo, We 9:00-12:00""#, "Mo 09:00–12:00; We 09:00–12:00"),
    (
      #""Mo,We-Th,Su 09:00-12:00""#,
      "Mo 09:00–12:00; We 09:00–12:00; Th 09:00–12:00; Su 09:00–12:00"
    ),
    (#""Mo 09:00-12:00, Tu 10:00-11:00""#, "Mo 09:00–12:00; Tu 10:00–11:00"),
    (#""Mo-Tu 09:00-12:00, Tu 13:00-14:00""#, "Mo 09:00–12:00; Tu 09:00–12:00,13:00–14:00"),
    (#""Mo-Fr: 9 AM – 5 PM""#, "Mo-Fr 09:00–17:00"),
    (#""24/7; Mo-Sa off""#, "Su 00:00–24:00"),
    (
      #""Sa-Mo 09:00-12:00; Sa-Su off""#,
      "Mo 09:00–12:00"
    ),
  ])
  func `reads text in OpenStreetMap's syntax`(value: String, expected: String) throws {
    try check(value, expected)
  }

  @Test(arguments: [
    (
      #"{"periods":[{"open":{"day":1,"time":"0900"},"close":{"day":1,"time":"1700"}}]}"#,
      "Mo 09:00–17:00"
    ),
    (
      #"{"periods":[{"open":{"day":0,"hour":22,"minute":0},"close":{"day":1,"hour":2}}],"#
        + #""open_now":true,"weekday_text":["Monday: …"]}"#, "Su 22:00–26:00"
    ),
    (#"{"periods":[{"open":{"day":0,"time":"0000"}}]}"#, "Mo-Su 00:00–24:00"),
    (#"{"periods":[{"open":{"day":0,"hour":0,"minute":0}}]}"#, "Mo-Su 00:00–24:00"),
    (
      #"{"periods":[{"open":{"day":5,"time":"0600"},"close":{"day":0,"time":"2300"}}]}"#,
      "Fr 06:00–24:00; Sa 00:00–24:00; Su 00:00–23:00"
    ),
    (
      #"{"periods":[{"open":{"day":6,"time":"0600"},"close":{"day":1,"time":"0000"}}]}"#,
      "Sa 06:00–48:00"
    ),
    (
      #"[{"open":{"day":2,"time":"0900"},"close":{"day":2,"time":"1200"}},"#
        + #"{"open":{"day":2,"time":"1300"},"close":{"day":3,"time":"0000"}}]"#,
      "Tu 09:00–12:00,13:00–24:00"
    ),
  ])
  func `reads Google's periods`(value: String, expected: String) throws {
    try check(value, expected)
  }

  @Test(arguments: [
    (
      #"[{"open":[{"day":0,"start":"1100","end":"2100","is_overnight":false}],"#
        + #""hours_type":"REGULAR","is_open_now":true}]"#, "Mo 11:00–21:00"
    ),
    (#"[{"day":6,"start":"1800","end":"0200","is_overnight":true}]"#, "Su 18:00–26:00"),
    (#"{"open":[{"day":0,"start":"0000","end":"0000","is_overnight":true}]}"#, "Mo 00:00–24:00"),
    (
      #"[{"day":0,"start":"1100","end":"1400"},{"day":0,"start":"1700","end":"0000"}]"#,
      "Mo 11:00–14:00,17:00–24:00"
    ),
    (
      #"[{"day":"Monday","open":"9:00","close":"17:00"},{"day":"tue","closed":true}]"#,
      "Mo 09:00–17:00"
    ),
  ])
  func `reads Yelp's intervals`(value: String, expected: String) throws {
    try check(value, expected)
  }

  @Test(arguments: [
    (
      #"[{"@type":"OpeningHoursSpecification","dayOfWeek":["Monday","Tuesday"],"opens":"09:00","#
        + #""closes":"17:00"}]"#, "Mo 09:00–17:00; Tu 09:00–17:00"
    ),
    (
      #"{"dayOfWeek":"https://schema.org/Friday","opens":"18:00:00","closes":"02:00:00"}"#,
      "Fr 18:00–26:00"
    ),
    (
      #"[{"dayOfWeek":"Mo","opens":"09:00","closes":"12:00"},"#
        + #"{"dayOfWeek":"Mo","opens":"13:00","closes":"17:00"},"#
        + #"{"dayOfWeek":"Su","opens":"00:00","closes":"00:00"},{"dayOfWeek":"Sa"}]"#,
      "Mo 09:00–12:00,13:00–17:00"
    ),
    (
      #"[{"dayOfWeek":"Mo","opens":"09:00","closes":"12:00"},{"opens":"00:00","closes":"00:00","#
        + #""validFrom":"2026-12-25","validThrough":"2026-12-25"},{"dayOfWeek":["Saturday"],"#
        + #""opens":"10:00","closes":"12:00","validFrom":"2026-12-26","validThrough":"2026-12-26"}]"#,
      "Mo 09:00–12:00; 2026-12-25 off; 2026-12-26 10:00–12:00"
    ),
  ])
  func `reads schema.org's specifications`(value: String, expected: String) throws {
    try check(value, expected)
  }

  @Test(arguments: [
    (
      #"{"daily":"24h","exceptions":{"2026-12-25":"closed","12-25":"10:00-12:00"}}"#,
      "Mo-Su 00:00–24:00; 12-25 10:00–12:00; 2026-12-25 off", []
    ),
    (
      #"{"special_hours":{"02-29":[],"2028-02-29":{"open":"22:00","close":"2:00"}},"mon":"9:00-17:00"}"#,
      "Mo 09:00–17:00; 02-29 off; 2028-02-29 22:00–26:00", []
    ),
    (
      #"{"mon":"9:00-17:00","exceptions":{"2026-12-24":null,"2026-12-23":["9:00-12:00","11:00-13:00"]}}"#,
      "Mo 09:00–17:00; 2026-12-23 09:00–13:00; 2026-12-24 off", [HoursWarning.Code.overlap]
    ),
    (
      #"{"mon":"9:00-17:00","exceptions":{"2026-12-24":"0:00-23:59"}}"#,
      "Mo 09:00–17:00; 2026-12-24 00:00–24:00", [.minuteBeforeMidnight]
    ),
    // 2026-12-27 is a Sunday.
    (
      #"{"mon":"0:00-17:00","exceptions":{"2026-12-27":"9:00-23:59","2026-12-28":"9:00-10:00"}}"#,
      "Mo 00:00–17:00; 2026-12-27 09:00–23:59; 2026-12-28 09:00–10:00", []
    ),
    (
      #"{"mon":"0:00-17:00","exceptions":{"2026-12-27":"9:00-23:59"}}"#,
      "Mo 00:00–17:00; 2026-12-27 09:00–24:00", [.minuteBeforeMidnight]
    ),
    (
      #"{"daily":"closed","exceptions":{"02-28":"9:00-23:59","03-01":"0:00-1:00"}}"#,
      "Mo-Su off; 02-28 09:00–24:00; 03-01 00:00–01:00", [.minuteBeforeMidnight]
    ),
    (#"{"mon":"9:00-17:00","exceptions":[]}"#, "Mo 09:00–17:00", []),
  ])
  func `reads exceptions`(value: String, expected: String, codes: [HoursWarning.Code]) throws {
    try check(value, expected, codes)
  }
}

/// What is refused, with where, what and why.
struct HoursRejectionTests {
  @Test(arguments: [
    (#"{"mondey":"9:00-17:00"}"#, "unknown_day", "$.mondey", "\"mondey\""),
    (#"{"0":"9:00-17:00"}"#, "unknown_day", "$[\"0\"]", "\"0\""),
    (#"{"":"9:00-17:00"}"#, "unknown_day", "$[\"\"]", "\"\""),
    (#"{"mon-fry":"9:00-17:00"}"#, "unknown_day", "$[\"mon-fry\"]", "\"mon-fry\""),
    (#"{"ph":"closed"}"#, "unknown_day", "$.ph", "\"ph\""),
    (#"{"mon":"closed","Monday":"9:00-17:00"}"#, "day_twice", "$.Monday", "\"Monday\""),
    (#"{"mon":"closed","mon":"closed"}"#, "day_twice", "$.mon", "\"mon\""),
    (#"{"mon-fri":"9:00-17:00","weekdays":"closed"}"#, "day_twice", "$.weekdays", "\"weekdays\""),
    (#"{"open":"9:00","close":"17:00"}"#, "unknown_day", "$.open", "\"open\""),
    (
      #"{"monday":{"open":"25:00","close":"26:00"}}"#, "opens_too_late", "$.monday",
      #"{"open":"25:00","close":"26:00"}"#
    ),
    (#"{"monday":{"open":"9:00","close":"48:01"}}"#, "bad_time", "$.monday.close", "\"48:01\""),
    (#"{"monday":{"open":"9:00","close":"49:00"}}"#, "bad_time", "$.monday.close", "\"49:00\""),
    (
      #"{"monday":{"open":"24:00","close":"26:00"}}"#, "opens_too_late", "$.monday",
      #"{"open":"24:00","close":"26:00"}"#
    ),
    (
      #"{"monday":{"open":"23:59:59","close":"26:00"}}"#, "opens_too_late", "$.monday",
      #"{"open":"23:59:59","close":"26:00"}"#
    ),
    (#"{"monday":{"open":"9:60","close":"17:00"}}"#, "bad_time", "$.monday.open", "\"9:60\""),
    (#"{"monday":{"open":"0960","close":"17:00"}}"#, "bad_time", "$.monday.open", "\"0960\""),
    (
      #"{"monday":{"open":"0:30 AM","close":"17:00"}}"#, "bad_time", "$.monday.open",
      "\"0:30 AM\""
    ),
    (
      #"{"monday":{"open":"13:00 PM","close":"17:00"}}"#, "bad_time", "$.monday.open",
      "\"13:00 PM\""
    ),
    (
      #"{"monday":{"open":"9:00:30","close":"17:00"}}"#, "bad_time", "$.monday.open",
      "\"9:00:30\""
    ),
    (#"{"monday":{"open":"9","close":"17:00"}}"#, "bare_number", "$.monday.open", "\"9\""),
    (#"{"monday":{"open":"900","close":"17:00"}}"#, "bare_number", "$.monday.open", "\"900\""),
    (#"{"monday":{"open":9,"close":17}}"#, "bare_number", "$.monday.open", "9"),
    (#"{"monday":{"open":"nine","close":"17:00"}}"#, "bad_time", "$.monday.open", "\"nine\""),
    (#"{"monday":{"open":"9:0","close":"17:00"}}"#, "bad_time", "$.monday.open", "\"9:0\""),
    (#"{"monday":{"open":"-9:00","close":"17:00"}}"#, "bad_time", "$.monday.open", "\"-9:00\""),
    (#"{"monday":{"open":["9:00"],"close":"17:00"}}"#, "bad_time", "$.monday.open", "[\"9:00\"]"),
    (#"{"monday":{"open":"9:00"}}"#, "one_side_missing", "$.monday", #"{"open":"9:00"}"#),
    (
      #"{"monday":{"open":"9:00","close":null}}"#, "one_side_missing", "$.monday",
      #"{"open":"9:00","close":null}"#
    ),
    (
      #"{"monday":{"open":"","close":"17:00"}}"#, "one_side_missing", "$.monday",
      #"{"open":"","close":"17:00"}"#
    ),
    (
      #"{"monday":{"open":true,"close":"17:00"}}"#, "one_side_missing", "$.monday",
      #"{"open":true,"close":"17:00"}"#
    ),
    (#"{"monday":{"open":null}}"#, "one_side_missing", "$.monday", #"{"open":null}"#),
    (
      #"{"monday":{"is_open":true,"open":null,"close":null}}"#, "one_side_missing", "$.monday",
      #"{"is_open":true,"open":null,"close":null}"#
    ),
    (
      #"{"monday":{"open":"9:00","closes":"17:00"}}"#, "two_vocabularies", "$.monday.closes",
      "\"17:00\""
    ),
    (
      #"{"monday":{"open":"9:00","close":"17:00","start":"8:00"}}"#, "two_vocabularies",
      "$.monday.start", "\"8:00\""
    ),
    (
      #"{"monday":{"open_time":"9:00","closeTime":"17:00"}}"#, "two_vocabularies",
      "$.monday.closeTime", "\"17:00\""
    ),
    (
      #"{"monday":{"open":"9:00","open":"10:00","close":"17:00"}}"#, "member_twice",
      "$.monday.open", "\"10:00\""
    ),
    (
      #"{"monday":{"closed":true,"is_closed":false}}"#, "member_twice", "$.monday.is_closed",
      "false"
    ),
    (
      #"{"monday":{"open":"9:00","close":"17:00","break":"12:00"}}"#, "unknown_member",
      "$.monday.break", "\"12:00\""
    ),
    (#"{"monday":{"closed":"yes"}}"#, "bad_flag", "$.monday.closed", "\"yes\""),
    (
      #"{"monday":{"closed":true,"allDay":true}}"#, "conflicting_flags", "$.monday",
      #"{"closed":true,"allDay":true}"#
    ),
    (
      #"{"monday":{"closed":true,"is_open":true}}"#, "conflicting_flags", "$.monday",
      #"{"closed":true,"is_open":true}"#
    ),
    (
      #"{"monday":{"is_open":false,"closed":false}}"#, "conflicting_flags", "$.monday",
      #"{"is_open":false,"closed":false}"#
    ),
    (#"{"monday":{}}"#, "no_times", "$.monday", "{}"),
    (#"{"monday":{"closed":false}}"#, "no_times", "$.monday", #"{"closed":false}"#),
    (#"{"monday":true}"#, "no_times", "$.monday", "true"),
    (#"{"monday":9}"#, "bare_number", "$.monday", "9"),
    (#"{"monday":"9-5"}"#, "bare_number", "$.monday", "\"9-5\""),
    (#"{"monday":"9:00-5:00 PM"}"#, "unclear_meridiem", "$.monday", "\"9:00-5:00 pm\""),
    (#"{"monday":"9:00-"}"#, "one_side_missing", "$.monday", "\"9:00-\""),
    (#"{"monday":"9:00-12:00,"}"#, "bad_interval", "$.monday", "\"\""),
    (#"{"monday":"9:00"}"#, "bad_interval", "$.monday", "\"9:00\""),
    (#"{"monday":"9:00-12:00-13:00"}"#, "bad_interval", "$.monday", "\"9:00-12:00-13:00\""),
    (#"{"monday":"by appointment"}"#, "bad_interval", "$.monday", "\"by appointment\""),
    (#"{"monday":"{\"open\":\"9:00\"}"}"#, "bad_interval", "$.monday", #""{\"open\":\"9:00\"}""#),
    (#"{"monday":[["9:00"]]}"#, "bad_interval", "$.monday[0]", "[\"9:00\"]"),
    (#"{"monday":[["9:00",17]]}"#, "bare_number", "$.monday[0][1]", "17"),
    (#"{"monday":["9:00-12:00","closed"]}"#, "bad_interval", "$.monday[1]", "\"closed\""),
    (#"{"monday":["9:00-12:00",null]}"#, "bad_interval", "$.monday[1]", "null"),
    (#"{"monday":[9,17]}"#, "bare_number", "$.monday[0]", "9"),
    (
      #"{"monday":[{"open":"9:00","close":"12:00"},{"open":"13:00"}]}"#, "one_side_missing",
      "$.monday[1]", #"{"open":"13:00"}"#
    ),
    (
      #"{"monday":[{"open":"9:00","close":"9:99"}]}"#, "bad_time", "$.monday[0].close",
      "\"9:99\""
    ),
    ("5", "not_hours", "$", "5"), ("true", "not_hours", "$", "true"),
    ("false", "not_hours", "$", "false"),
    (#"["Mo-Fr 09:00-17:00"]"#, "not_hours", "$", #"["Mo-Fr 09:00-17:00"]"#),
    (#"["9:00","17:00"]"#, "not_hours", "$", #"["9:00","17:00"]"#),
    (#""{\"monday\":""#, "not_json", "$", #""{\"monday\":""#),
    (#""by appointment""#, "not_hours", "$", "\"by appointment\""),
    (#"";""#, "not_hours", "$", "\";\""),
    (#""9-5""#, "bare_number", "$", "\"9-5\""), (#""9""#, "bad_interval", "$", "\"9\""),
    (#""Mo-Fr""#, "not_hours", "$", "\"mo-fr\""),
    (#""mondey 9:00-17:00""#, "unknown_day", "$", "\"mondey\""),
    (#""Mo-Fr 09:00-17:00; PH off""#, "unsupported_rule", "$", "\"ph\""),
    (#""Mo-Fr 09:00-17:00; SH 09:00-12:00""#, "unsupported_rule", "$", "\"sh\""),
    (#""Apr-Oct Mo-Fr 09:00-17:00""#, "unsupported_rule", "$", "\"apr\""),
    (#""Dec 25 off""#, "unsupported_rule", "$", "\"dec\""),
    (#""Mo-Fr sunrise-17:00""#, "unsupported_rule", "$", "\"sunrise\""),
    (#""Mo-Fr 09:00-sunset""#, "unsupported_rule", "$", "\"sunset\""),
    (#""week 1-20 Mo 09:00-17:00""#, "unsupported_rule", "$", "\"week\""),
    (
      #""Mo 09:00-17:00 \"by appointment\"""#, "unsupported_rule", "$",
      #""mo 09:00-17:00 \"by appointment\"""#
    ),
    (
      #""Mo 09:00-17:00 || Tu 09:00-17:00""#, "unsupported_rule", "$",
      "\"mo 09:00-17:00 || tu 09:00-17:00\""
    ),
    (#""Mo 09:00+""#, "unsupported_rule", "$", "\"mo 09:00+\""),
    (#""Mo[1] 09:00-17:00""#, "unsupported_rule", "$", "\"mo[1] 09:00-17:00\""),
    (#""Mo 09:00-17:00, Tu off""#, "unsupported_rule", "$", "\"mo 09:00-17:00, tu off\""),
    (#""Mo 09:00-17:00,,10:00-11:00""#, "bad_interval", "$", "\"mo 09:00-17:00,,10:00-11:00\""),
    (#""Mo 25:00-26:00""#, "opens_too_late", "$", "\"25:00-26:00\""),
    (
      #"{"periods":[{"open":{"day":1,"time":"0900"}}]}"#, "one_side_missing", "$.periods[0]",
      #"{"open":{"day":1,"time":"0900"}}"#
    ),
    (
      #"{"periods":[{"close":{"day":1,"time":"0900"}}]}"#, "one_side_missing", "$.periods[0]",
      #"{"close":{"day":1,"time":"0900"}}"#
    ),
    (
      #"{"periods":[{"open":{"day":7,"time":"0900"},"close":{"day":1,"time":"1700"}}]}"#,
      "bad_period", "$.periods[0].open.day", "7"
    ),
    (
      #"{"periods":[{"open":{"day":1,"time":"9:00"},"close":{"day":1,"time":"1700"}}]}"#,
      "bad_time", "$.periods[0].open.time", "\"9:00\""
    ),
    (
      #"{"periods":[{"open":{"day":1,"time":"0900"},"close":{"day":1,"time":"0900"}}]}"#,
      "bad_period", "$.periods[0]",
      #"{"open":{"day":1,"time":"0900"},"close":{"day":1,"time":"0900"}}"#
    ),
    (
      #"{"periods":[{"open":{"time":"0900"},"close":{"day":1,"time":"0900"}}]}"#, "bad_period",
      "$.periods[0].open", #"{"time":"0900"}"#
    ),
    (
      #"{"periods":[{"open":{"day":1,"hour":9,"date":{}},"close":{"day":1,"hour":17}}]}"#,
      "date_range", "$.periods[0].open.date", "{}"
    ),
    (#"{"periods":[],"monday":"closed"}"#, "mixed_shapes", "$.monday", "\"closed\""),
    (#"{"periods":7}"#, "not_hours", "$.periods", "7"),
    (#"[{"day":7,"start":"0900","end":"1700"}]"#, "bad_period", "$[0].day", "7"),
    (#"[{"day":0,"start":"0900"}]"#, "one_side_missing", "$[0]", #"{"day":0,"start":"0900"}"#),
    (
      #"[{"day":0,"start":"0900","end":"1700","is_overnight":true}]"#, "bad_period", "$[0]",
      #"{"day":0,"start":"0900","end":"1700","is_overnight":true}"#
    ),
    (#"[{"day":0,"open":"9:00","close":"17:00"}]"#, "unknown_member", "$[0].open", "\"9:00\""),
    (
      #"[{"day":"mondey","open":"9:00","close":"17:00"}]"#, "unknown_day", "$[0].day",
      "\"mondey\""
    ),
    (#"[{"open":[],"hours_type":"REGULAR"},{"open":[]}]"#, "not_hours", "$[1]", #"{"open":[]}"#),
    (#"[{"open":[],"hours_type":"TAKEOUT"}]"#, "mixed_shapes", "$[0].hours_type", "\"TAKEOUT\""),
    (
      #"[{"dayOfWeek":"Monday","opens":"9:00"}]"#, "one_side_missing", "$[0]",
      #"{"dayOfWeek":"Monday","opens":"9:00"}"#
    ),
    (
      #"[{"dayOfWeek":["PublicHolidays"],"opens":"9:00","closes":"17:00"}]"#, "unknown_day",
      "$[0].dayOfWeek[0]", "\"PublicHolidays\""
    ),
    (
      #"{"dayOfWeek":"Monday","opens":"9:00","closes":"17:00","validFrom":"2026-06-01","#
        + #""validThrough":"2026-09-01"}"#, "date_range", "$.validThrough", "\"2026-09-01\""
    ),
    (
      #"{"dayOfWeek":"Monday","opens":"9:00","closes":"17:00","validFrom":"2026-06-01"}"#,
      "date_range", "$.validFrom", "\"2026-06-01\""
    ),
    (
      #"{"dayOfWeek":"Monday","validFrom":"June","validThrough":"2026-06-01"}"#, "bad_date",
      "$.validFrom", "\"June\""
    ),
    (
      #"{"dayOfWeek":"Monday","validFrom":"2026-06-02","validThrough":"2026-06-02"}"#, "bad_date",
      "$", #"{"dayOfWeek":"Monday","validFrom":"2026-06-02","validThrough":"2026-06-02"}"#
    ),
    (
      #"[{"validFrom":"2026-06-02","validThrough":"2026-06-02"}]"#, "exceptions_alone", "$",
      "all there is"
    ),
    (#"{"@type":"Store","openingHours":"Mo"}"#, "mixed_shapes", "$[\"@type\"]", "\"Store\""),
    (
      #"{"exceptions":{"2026-12-25":"closed"}}"#, "exceptions_alone", "$.exceptions",
      "all there is"
    ),
    (
      #"{"monday":null,"exceptions":{"2026-12-25":"closed"}}"#, "exceptions_alone",
      "$.exceptions", "all there is"
    ),
    (
      #"{"monday":"closed","exceptions":{"2026-02-30":"closed"}}"#, "bad_date",
      "$.exceptions[\"2026-02-30\"]", "\"2026-02-30\""
    ),
    (
      #"{"monday":"closed","exceptions":{"13-01":"closed"}}"#, "bad_date",
      "$.exceptions[\"13-01\"]", "\"13-01\""
    ),
    (
      #"{"monday":"closed","exceptions":{"2026-1-1":"closed"}}"#, "bad_date",
      "$.exceptions[\"2026-1-1\"]", "\"2026-1-1\""
    ),
    (
      #"{"monday":"closed","exceptions":{"2026-12-25":"closed","2026-12-25":[]}}"#, "date_twice",
      "$.exceptions[\"2026-12-25\"]", "\"2026-12-25\""
    ),
    (
      #"{"monday":"closed","exceptions":{"2026-12-25":"9-5"}}"#, "bare_number",
      "$.exceptions[\"2026-12-25\"]", "\"9-5\""
    ),
    (
      #"{"monday":"closed","exceptions":["2026-12-25"]}"#, "not_hours", "$.exceptions",
      "[\"2026-12-25\"]"
    ),
    (
      #"{"monday":"closed","exceptions":{},"special_hours":{}}"#, "day_twice", "$.special_hours",
      "\"special_hours\""
    ),
  ])
  func `names the place, the value and the reason`(
    value: String, code: String, path: String, found: String
  ) throws {
    let error = #expect(throws: HoursError.self) { try HoursReading(JSONText(value)) }
    #expect(error?.code.rawValue == code, "\(error.map(String.init(describing:)) ?? "")")
    #expect(error?.path == path)
    #expect(error?.value == found)
  }

  @Test func `says what is wrong in one sentence`() throws {
    let error = HoursError(
      code: .badTime, path: "$.monday.open", value: "\"25:00\"", expected: "a time such as 9:00")
    #expect(error.description == "$.monday.open must be a time such as 9:00, and is \"25:00\"")
    let warning = HoursWarning(
      code: .sameTimes, path: "$.monday", value: "\"9:00-9:00\"", reading: "24 hours from there")
    #expect(
      warning.description == "$.monday, \"9:00-9:00\", is read as 24 hours from there")
  }

  @Test(arguments: [1_440, 1_441])
  func `takes 1,440 intervals a day and no more`(count: Int) throws {
    let list = Array(repeating: "\"9:00-10:00\"", count: count).joined(separator: ",")
    let text = try JSONText("{\"monday\":[\(list)]}")
    if count == 1_440 {
      guard case .schedule(let schedule, _) = try HoursReading(text) else {
        Issue.record("unknown")
        return
      }
      #expect(HoursReadingTests.summary(schedule) == "Mo 09:00–10:00")
    } else {
      let error = #expect(throws: HoursError.self) { try HoursReading(text) }
      #expect(error?.code == .tooManyIntervals)
    }
  }

  @Test func `refuses what is too long without reading it`() throws {
    let text = try JSONText("\"" + String(repeating: "x", count: 1 << 20) + "\"")
    let error = #expect(throws: HoursError.self) { try HoursReading(text) }
    #expect(error?.code == .tooLong)
    #expect((error?.value.count ?? 0) == 80)
  }

  /// Each of these is as long as may be.
  @Test(arguments: [
    ("\"", "Mo off;", "\""), ("\"", "Mo ", "\""), ("\"", "o ", "9:00-10:00\""), ("\"", " ", "\""),
    ("\"", ",", "\""), ("\"", "-", "\""), ("\"", "Mo 9:00-10:00,", "\""),
    ("\"", "9:00-9:01;", "\""),
    ("{\"monday\":\"", "9:00-10:00,", "\"}"), ("{\"monday\":[", "[],", "[]]}"),
    ("{\"", "mon,", "mon\":false}"), ("[", "{\"day\":1},", "{}]"),
    ("{\"monday\":\"", "\u{301}", "\"}"),
    ("{\"monday\":[", "[\"0:00\",\"0:01\"],", "[]]}"),
  ])
  func `has an answer for hostile length`(start: String, part: String, end: String) throws {
    let count = ((1 << 20) - start.utf8.count - end.utf8.count) / part.utf8.count
    let text = try JSONText(start + String(repeating: part, count: count) + end)
    do {
      _ = try HoursReading(text)
    } catch {
      #expect(error.value.unicodeScalars.count <= 80)
    }
  }
}
