import Foundation
import OpeningHours

/// Hours in a zone and instants, for another program to say when it is open.
struct HoursQuestion: Encodable {
  var zone: String
  /// Pairs of minutes that start on each weekday.
  var week: [[[Int]]]
  /// The same by date, "2026-12-25" or "12-25".
  var exceptions: [String: [[Int]]]
  /// The week in OpenStreetMap's syntax.
  var text: String
  var instants: [Int64]
}

/// What it says.
struct HoursAnswer: Decodable {
  var isOpen: Bool
  var change: Int64?

  init(from decoder: any Decoder) throws {
    var values = try decoder.unkeyedContainer()
    isOpen = try values.decode(Bool.self)
    change = try values.decodeIfPresent(Int64.self)
  }
}

extension HoursQuestion {
  /// A program in the folder Fixtures.
  private static func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)").path
  }

  /// What a program in the folder Fixtures answers to some questions.
  static func ask(
    _ questions: [HoursQuestion], of python: Python, _ program: String, _ arguments: [String] = []
  ) throws -> [[HoursAnswer]] {
    let encoder = JSONEncoder()
    let lines = try questions.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    let output = try python.run(
      [fixture(program)] + arguments, input: lines.joined(separator: "\n") + "\n")
    return try output.split(separator: "\n").map {
      try JSONDecoder().decode([HoursAnswer].self, from: Data($0.utf8))
    }
  }
}

/// Hours as they are made up here, before anything of ours has put them in order.
struct MadeUpHours {
  var week: [[DayInterval]]
  var exceptions: [ScheduleDate: [DayInterval]] = [:]

  var schedule: Schedule { Schedule(week: week, exceptions: exceptions) }

  /// The week in OpenStreetMap's syntax. The rules are parted by commas: behind a semicolon, a rule
  /// would cut off what the night before left open.
  var text: String {
    let names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    let rules = zip(names, week).filter { !$0.1.isEmpty }.map { name, intervals in
      "\(name) "
        + intervals.map { "\($0.openText)-\($0.closeText)" }.joined(separator: ",")
    }
    return rules.isEmpty ? "off" : rules.joined(separator: ", ")
  }

  func question(zone: String, instants: [Int64]) -> HoursQuestion {
    func pairs(_ intervals: [DayInterval]) -> [[Int]] {
      intervals.map { [Int($0.open), Int($0.close)] }
    }
    return HoursQuestion(
      zone: zone, week: week.map(pairs),
      exceptions: Dictionary(
        uniqueKeysWithValues: exceptions.map { ($0.key.description, pairs($0.value)) }),
      text: text, instants: instants)
  }
}

extension HoursGenerator {
  /// A day's intervals, many of them with the hours that clocks leave out or repeat.
  private mutating func plainDay() -> [DayInterval] {
    // A closing at 23:59 would be read as midnight; that has tests of its own.
    day().filter { $0.close != 1439 }
  }

  /// A week and, where they are wanted, exceptions on days around an instant.
  mutating func madeUpHours(exceptionsAround instant: Int64? = nil) -> MadeUpHours {
    var hours = MadeUpHours(week: (0..<7).map { _ in plainDay() })
    if number(0..<4) == 0 { hours.week = Array(repeating: plainDay(), count: 7) }
    if number(0..<12) == 0 { hours.week = Array(repeating: [.wholeDay], count: 7) }
    guard let instant else { return hours }
    for _ in 0..<number(0..<4) {
      let date = CivilDate(daysSince1970: Int(instant / 86_400) + number(-3..<4))
      var key = ScheduleDate.exact(date)
      if number(0..<3) == 0, let yearly = MonthDay(month: date.month, day: date.day) {
        key = .yearly(yearly)
      }
      hours.exceptions[key] = plainDay()
    }
    return hours
  }

  /// An instant near a change of the clocks or the end of a Sunday, or any other.
  mutating func instant(in zone: TimeZoneRules, changes: [Int64], years: Range<Int>) -> Int64 {
    func second(ofYear year: Int) -> Int64 { Int64(year - 1970) * 31_556_952 }
    let range = second(ofYear: years.lowerBound)..<second(ofYear: years.upperBound)
    var instant = Int64.random(in: range, using: &self)
    if !changes.isEmpty, number(0..<5) < 3 {
      instant = changes[number(0..<changes.count)]
    } else if number(0..<2) == 0 {
      // The end of that week by the local clock, as long as clocks stay as they are.
      let clock = ZoneClock(instant: instant, offsetSeconds: zone.offsetSeconds(at: instant))
      instant += Int64(10_080 - Int(clock.minuteOfWeek)) * 60
      instant -= (instant + Int64(clock.offsetSeconds)) % 60
    }
    let spread = [1, 61, 3_601, 7_201, 200_000][number(0..<5)]
    return instant + Int64(number(-spread..<spread + 1))
  }
}

extension TimeZoneRules {
  /// The instants at which the offset changes in some years.
  func changes(years: Range<Int>) -> [Int64] {
    let end = Int64(years.upperBound - 1970) * 31_556_952
    var changes: [Int64] = []
    var instant = Int64(years.lowerBound - 1970) * 31_556_952
    while let next = nextOffsetChange(after: instant, notAfter: end) {
      changes.append(next)
      instant = next
    }
    return changes
  }
}
