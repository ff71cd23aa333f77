import Foundation
import JSON
import OpeningHours
import Testing

/// Hours held against two programs that share nothing with ours but the system's tzdata, or not even
/// that.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct IndependentHoursTests {
  /// Zones whose clocks do what others' don't, and some that do what most do.
  static let zones = [
    "Africa/Cairo", "Africa/Casablanca", "America/Havana", "America/New_York", "America/Nuuk",
    "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut",
    "Asia/Gaza", "Asia/Kathmandu", "Asia/Tehran", "Australia/Lord_Howe", "Europe/Berlin",
    "Europe/Dublin", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
  ]

  private static let python = Python(importing: "zoneinfo")
  private static let peer = Python(importing: "zoneinfo", "opening_hours")

  @Test(.enabled(if: python != nil, "needs python3 with zoneinfo"), arguments: zones)
  func `agrees with a look at every minute of Python's clocks`(name: String) throws {
    let (zone, database, python) = try Self.parts(name, Self.python)
    var random = HoursGenerator(Self.seed(name))
    var cases: [(schedule: Schedule, question: HoursQuestion)] = []
    // In some of them, clocks that follow the rule for years to come.
    for years in [2009..<2030, 2009..<2030, 2009..<2030, 2060..<2120] {
      let changes = zone.changes(years: years)
      for _ in 0..<4 {
        let first = random.instant(in: zone, changes: changes, years: years)
        let hours = random.madeUpHours(exceptionsAround: random.number(0..<2) == 0 ? first : nil)
        let instants =
          [first]
          + (0..<4).map { _ in first + Int64(random.number(-200_000..<200_001)) }
          + (0..<5).map { _ in random.instant(in: zone, changes: changes, years: years) }
        cases.append((hours.schedule, hours.question(zone: name, instants: instants)))
      }
    }
    let answers = try HoursQuestion.ask(
      cases.map(\.question), of: python, "plain_hours.py", [database.directory])
    try #require(answers.count == cases.count)
    for ((schedule, question), answers) in zip(cases, answers) {
      try #require(answers.count == question.instants.count)
      for (instant, answer) in zip(question.instants, answers) {
        let comment: Comment = "\(schedule.canonicalJSON) in \(name) at \(instant)"
        #expect(schedule.isOpen(at: instant, in: zone) == answer.isOpen, comment)
        let change = schedule.nextChange(after: instant, in: zone)
        if let expected = answer.change {
          #expect(change == expected, comment)
        } else {
          // It looks nine days ahead.
          #expect(change.map { $0 > instant + 9 * 86_400 - 60 } ?? true, comment)
        }
      }
    }
  }

  /// The library brings a tzdata of its own, so that only years are asked about that both know.
  ///
  /// Two things are left out, in which it does not follow the clock; ``exceptions(_:)`` has ours. In
  /// the last minute before clocks go back it says "closed". And its next change is one of the times
  /// of the local clock, turned into an instant afterwards: of two instants it takes the second, and
  /// a time that clocks leave out becomes the end of the gap, though nothing happens there. So its
  /// changes are compared where no change of clocks is near.
  @Test(
    .enabled(if: peer != nil, "needs python3 with opening-hours-py, which scripts/test installs"),
    arguments: zones)
  func `agrees with opening-hours-py where that follows the clock`(name: String) throws {
    let (zone, _, peer) = try Self.parts(name, Self.peer)
    var random = HoursGenerator(Self.seed(name) &+ 1)
    let years = 2011..<2024
    let changes = zone.changes(years: years)
    var cases: [(schedule: Schedule, question: HoursQuestion)] = []
    for _ in 0..<25 {
      let hours = random.madeUpHours()
      let instants = (0..<20).map { _ in
        random.instant(in: zone, changes: changes, years: years)
      }
      let question = hours.question(zone: name, instants: instants)
      // Both are given the same text.
      guard case .schedule(let schedule, _) = try HoursReading(Self.json(question.text)) else {
        // A text that is only "off" says nothing to us.
        continue
      }
      #expect(schedule == hours.schedule, "\(question.text)")
      cases.append((schedule, question))
    }
    let answers = try HoursQuestion.ask(
      cases.map(\.question), of: peer, "opening_hours_peer.py")
    try #require(answers.count == cases.count)
    var compared = 0
    for ((schedule, question), answers) in zip(cases, answers) {
      try #require(answers.count == question.instants.count)
      for (instant, answer) in zip(question.instants, answers) {
        let comment: Comment = "\(question.text) in \(name) at \(instant)"
        if !Self.goesBack(zone, after: instant, within: 60) {
          #expect(schedule.isOpen(at: instant, in: zone) == answer.isOpen, comment)
        }
        let change = schedule.nextChange(after: instant, in: zone)
        let limit = (change ?? instant + 21 * 86_400) + 3 * 3_600
        if zone.nextOffsetChange(after: instant, notAfter: limit) == nil {
          #expect(change == answer.change, comment)
          compared += 1
        }
      }
    }
    // The rule leaves most of them.
    #expect(compared > 20 * cases.count / 3)
  }

  private static func goesBack(
    _ zone: TimeZoneRules, after instant: Int64, within seconds: Int64
  ) -> Bool {
    guard let change = zone.nextOffsetChange(after: instant, notAfter: instant + seconds) else {
      return false
    }
    return zone.offsetSeconds(at: change) < zone.offsetSeconds(at: instant)
  }

  private static func parts(
    _ name: String, _ python: Python?
  ) throws -> (zone: TimeZoneRules, database: ZoneDatabase, python: Python) {
    let database = try #require(systemZones)
    return (try #require(try database.rules(named: name)), database, try #require(python))
  }

  private static func seed(_ name: String) -> UInt64 {
    name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }
  }

  private static func json(_ text: String) throws -> JSONText {
    try JSONText("\"\(text)\"")
  }

  /// Hours, and the instants at which they change, worked out by hand.
  struct Changes {
    var zone: String
    var text: String
    var after: String
    var expected: [String]

    init(_ zone: String, _ text: String, after: String, _ expected: String...) {
      (self.zone, self.text, self.after, self.expected) = (zone, text, after, expected)
    }
  }

  private static let exceptions = [
    // A midnight that clocks leave out: from 24:00 at -03:00 to 01:00 at -02:00.
    Changes(
      "America/Sao_Paulo", "Su 00:00-03:00", after: "2017-10-14T12:00:00Z",
      "2017-10-15T03:00:00Z", "2017-10-15T05:00:00Z", "2017-10-22T02:00:00Z"),
    Changes(
      "America/Sao_Paulo", "Sa 20:00-24:30", after: "2017-10-14T12:00:00Z",
      "2017-10-14T23:00:00Z", "2017-10-15T03:00:00Z", "2017-10-21T22:00:00Z"),
    // Clocks that go back at midnight, to 23:00 of the same Saturday.
    Changes(
      "America/Sao_Paulo", "Sa 22:00-23:30", after: "2018-02-17T12:00:00Z",
      "2018-02-18T00:00:00Z", "2018-02-18T01:30:00Z", "2018-02-18T02:00:00Z",
      "2018-02-18T02:30:00Z", "2018-02-25T01:00:00Z"),
    Changes(
      "America/Sao_Paulo", "Sa 23:30-24:30", after: "2018-02-17T12:00:00Z",
      "2018-02-18T01:30:00Z", "2018-02-18T02:00:00Z", "2018-02-18T02:30:00Z",
      "2018-02-18T03:30:00Z"),
    // A Friday that never was: from Thursday's end at -10:00 to Saturday at +14:00.
    Changes(
      "Pacific/Apia", "Fr 09:00-17:00", after: "2011-12-29T00:00:00Z",
      "2012-01-05T19:00:00Z", "2012-01-06T03:00:00Z"),
    Changes(
      "Pacific/Apia", "Th 20:00-28:00", after: "2011-12-29T12:00:00Z",
      "2011-12-30T06:00:00Z", "2011-12-30T10:00:00Z", "2012-01-05T06:00:00Z"),
    Changes(
      "Pacific/Apia", "Th 20:00-28:00, Sa 00:00-01:00", after: "2011-12-29T12:00:00Z",
      "2011-12-30T06:00:00Z", "2011-12-30T11:00:00Z"),
    // An hour twice on a Saturday.
    Changes(
      "Asia/Gaza", "Sa 01:15-01:45", after: "2023-10-27T12:00:00Z",
      "2023-10-27T22:15:00Z", "2023-10-27T22:45:00Z", "2023-10-27T23:15:00Z",
      "2023-10-27T23:45:00Z"),
    // Where winter is the exception: from 02:00 back to 01:00.
    Changes(
      "Europe/Dublin", "Su 01:30-03:00", after: "2023-10-28T12:00:00Z",
      "2023-10-29T00:30:00Z", "2023-10-29T01:00:00Z", "2023-10-29T01:30:00Z",
      "2023-10-29T03:00:00Z"),
    // Before Ramadan from 03:00 back to 02:00, after it from 02:00 to 03:00.
    Changes(
      "Africa/Casablanca", "Su 02:30-04:00", after: "2024-03-09T12:00:00Z",
      "2024-03-10T01:30:00Z", "2024-03-10T02:00:00Z", "2024-03-10T02:30:00Z",
      "2024-03-10T04:00:00Z"),
    Changes(
      "Africa/Casablanca", "Su 02:10-02:50", after: "2024-04-13T12:00:00Z",
      "2024-04-21T01:10:00Z", "2024-04-21T01:50:00Z"),
    // Two hours: from 03:00 at +02:00 back to 01:00 at +00:00.
    Changes(
      "Antarctica/Troll", "Su 01:30-02:30", after: "2023-10-28T12:00:00Z",
      "2023-10-28T23:30:00Z", "2023-10-29T00:30:00Z", "2023-10-29T01:30:00Z",
      "2023-10-29T02:30:00Z"),
    // Half an hour: from 02:00 at +10:30 to 02:30 at +11:00.
    Changes(
      "Australia/Lord_Howe", "Su 02:10-02:40", after: "2023-09-30T00:00:00Z",
      "2023-09-30T15:30:00Z", "2023-09-30T15:40:00Z"),
    Changes(
      "Australia/Lord_Howe", "Su 02:05-02:25", after: "2023-09-30T00:00:00Z",
      "2023-10-07T15:05:00Z", "2023-10-07T15:25:00Z"),
    // The end of Sunday, on a usual one and on one with 25 hours.
    Changes(
      "Asia/Kathmandu", "Su 23:00-24:00, Mo 00:00-01:00", after: "2023-07-01T00:00:00Z",
      "2023-07-02T17:15:00Z", "2023-07-02T19:15:00Z", "2023-07-09T17:15:00Z"),
    Changes(
      "America/New_York", "Su 22:00-26:00", after: "2023-11-05T04:00:00Z",
      "2023-11-06T03:00:00Z", "2023-11-06T07:00:00Z", "2023-11-13T03:00:00Z"),
    Changes(
      "Europe/Berlin", "Su 22:00-24:00", after: "2023-10-29T12:00:00Z",
      "2023-10-29T21:00:00Z", "2023-10-29T23:00:00Z", "2023-11-05T21:00:00Z"),
  ]

  @Test(arguments: exceptions.indices)
  func `changes where opening-hours-py is mistaken or could be`(index: Int) throws {
    let changes = Self.exceptions[index]
    let zone = try #require(try systemZones?.rules(named: changes.zone))
    guard case .schedule(let schedule, _) = try HoursReading(Self.json(changes.text)) else {
      Issue.record("\(changes.text) is unknown")
      return
    }
    var instant = try Self.instant(changes.after)
    for expected in try changes.expected.map(Self.instant) {
      let wasOpen = schedule.isOpen(at: instant, in: zone)
      let change = schedule.nextChange(after: instant, in: zone)
      #expect(change == expected, "\(changes.text) in \(changes.zone) after \(instant)")
      #expect(schedule.isOpen(at: expected - 1, in: zone) == wasOpen)
      #expect(schedule.isOpen(at: expected, in: zone) != wasOpen)
      instant = expected
    }
  }

  @Test(arguments: [1, 30, 59, 60] as [Int64])
  func `stays open in the last minute before clocks go back`(seconds: Int64) throws {
    let folds = [
      ("Europe/London", "2023-10-29T01:00:00Z"), ("Antarctica/Troll", "2023-10-29T01:00:00Z"),
      ("Australia/Lord_Howe", "2023-04-01T15:00:00Z"),
      ("America/Sao_Paulo", "2018-02-18T02:00:00Z"),
    ]
    guard case .schedule(let schedule, _) = try HoursReading(Self.json("Sa-Su 00:00-24:00")) else {
      return
    }
    for (name, fold) in folds {
      let zone = try #require(try systemZones?.rules(named: name))
      let instant = try Self.instant(fold) - seconds
      #expect(schedule.isOpen(at: instant, in: zone), "\(name)")
      let change = try #require(schedule.nextChange(after: instant, in: zone))
      #expect(change > instant + 3_600, "\(name)")
    }
  }

  private static func instant(_ text: String) throws -> Int64 {
    Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970)
  }
}
