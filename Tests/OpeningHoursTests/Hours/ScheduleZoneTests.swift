import Testing

@testable import OpeningHours

/// What is open when in zones whose clocks change; skipped where the system has no tzdata.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct ScheduleZoneTests {
  private func zone(_ name: String) throws -> TimeZoneRules {
    let database = try #require(systemZones)
    return try #require(try database.rules(named: name))
  }

  private func schedule(_ weekday: Int, _ open: Int, _ close: Int) throws -> Schedule {
    var week: [[DayInterval]] = Array(repeating: [], count: 7)
    week[weekday] = [try #require(DayInterval(open: open, close: close))]
    return Schedule(week: week)
  }

  private static func instant(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
  ) -> Int64 {
    let days = CivilDate(year: year, month: month, day: day)?.daysSince1970 ?? 0
    return Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  /// Changes by 30 minutes, by two hours, at midnight, at 00:01, and a day that never was.
  private static let changes: [(zone: String, instant: Int64)] = [
    ("Europe/London", instant(2026, 3, 29, 1)), ("Europe/London", instant(2026, 10, 25, 1)),
    ("America/New_York", instant(2026, 3, 8, 7)), ("America/New_York", instant(2026, 11, 1, 6)),
    ("Australia/Lord_Howe", instant(2026, 4, 4, 15)),
    ("Australia/Lord_Howe", instant(2026, 10, 3, 15, 30)),
    ("Antarctica/Troll", instant(2026, 3, 29, 1)), ("Antarctica/Troll", instant(2026, 10, 25, 1)),
    ("America/Santiago", instant(2026, 4, 5, 3)), ("America/Santiago", instant(2026, 9, 6, 4)),
    ("Asia/Beirut", instant(2026, 3, 28, 22)), ("Asia/Beirut", instant(2026, 10, 24, 21)),
    ("America/St_Johns", instant(2010, 11, 7, 2, 31)), ("Pacific/Apia", instant(2011, 12, 30, 10)),
    ("Asia/Kathmandu", instant(2026, 3, 29, 1)), ("America/Havana", instant(2026, 3, 8, 5)),
  ]

  @Test(arguments: changes.indices)
  func `agrees with minutes counted one by one`(index: Int) throws {
    let change = Self.changes[index]
    let zone = try zone(change.zone)
    var random = HoursGenerator(UInt64(index))
    for _ in 0..<40 {
      var hours = random.hours()
      // Exceptions on the days around.
      for _ in 0..<random.number(0..<3) {
        let day = Int(change.instant / 86_400) + random.number(-2..<4)
        hours.exceptions[.exact(CivilDate(daysSince1970: day))] = random.day()
      }
      let schedule = Schedule(week: hours.week, exceptions: hours.exceptions)
      let plain = PlainHours(
        (schedule.week, Dictionary(uniqueKeysWithValues: schedule.exceptions.map { ($0, $1) })))
      for _ in 0..<6 {
        let spread = [60, 7_200, 100_000, 200_000][random.number(0..<4)]
        let instant = change.instant + Int64(random.number(-spread..<spread))
        #expect(schedule.isOpen(at: instant, in: zone) == plain.isOpen(at: instant, in: zone))
        // Counted for four days; what comes later is not before.
        let limit = instant + 4 * 86_400
        let expected = plain.nextChange(after: instant, notAfter: limit, in: zone)
        let next = schedule.nextChange(after: instant, in: zone)
        if let expected {
          #expect(next == expected, "\(schedule.canonicalJSON) \(change.zone) \(instant)")
        } else {
          #expect(next.map { $0 > limit - 60 } ?? true)
        }
        let seconds = Int64(random.number(-5..<100_000))
        let isOpen = plain.isOpen(at: instant, in: zone)
        #expect(
          schedule.isOpenThroughout(from: instant, seconds: seconds, in: zone)
            == (isOpen && (expected.map { $0 >= instant + seconds } ?? true)))
      }
    }
  }

  @Test func `opens at the end of a gap that holds its opening`() throws {
    // Clocks in London go from 01:00 to 02:00 on Sunday 29 March.
    let london = try zone("Europe/London")
    let gap = Self.instant(2026, 3, 29, 1)
    let schedule = try schedule(6, 90, 300)
    #expect(!schedule.isOpen(at: gap - 1, in: london) && schedule.isOpen(at: gap, in: london))
    #expect(schedule.nextChange(after: gap - 7_200, in: london) == gap)
    #expect(schedule.nextChange(after: gap, in: london) == Self.instant(2026, 3, 29, 4))
  }

  @Test func `does not open where all of it is in a gap`() throws {
    let london = try zone("Europe/London")
    let before = Self.instant(2026, 3, 28, 12)
    let schedule = try schedule(6, 70, 110)
    #expect(schedule.nextChange(after: before, in: london) == Self.instant(2026, 4, 5, 0, 10))
  }

  @Test func `is open twice in an hour that comes twice`() throws {
    // Clocks in London go from 02:00 back to 01:00 on Sunday 25 October at 01:00 UTC.
    let london = try zone("Europe/London")
    let schedule = try schedule(6, 70, 110)
    var changes: [Int64] = []
    var instant = Self.instant(2026, 10, 24, 12)
    for _ in 0..<4 {
      instant = try #require(schedule.nextChange(after: instant, in: london))
      changes.append(instant)
    }
    #expect(
      changes == [
        Self.instant(2026, 10, 25, 0, 10), Self.instant(2026, 10, 25, 0, 50),
        Self.instant(2026, 10, 25, 1, 10), Self.instant(2026, 10, 25, 1, 50),
      ])
    // opening-hours-rs says that it is closed in the minute before the clock goes back.
    let early = try self.schedule(6, 0, 180)
    #expect(early.isOpen(at: Self.instant(2026, 10, 25, 0, 59, 30), in: london))
  }

  @Test func `closes and opens again where the clock goes back over its opening`() throws {
    let london = try zone("Europe/London")
    let fold = Self.instant(2026, 10, 25, 1)
    let schedule = try schedule(6, 90, 300)
    #expect(schedule.nextChange(after: fold - 1_800, in: london) == fold)
    #expect(schedule.nextChange(after: fold, in: london) == fold + 1_800)
  }

  @Test func `follows Lord Howe's half hour`() throws {
    // From 02:00 at +11:00 back to 01:30 at +10:30 on 5 April 2026, at 15:00 UTC the day before.
    let island = try zone("Australia/Lord_Howe")
    let fold = Self.instant(2026, 4, 4, 15)
    let schedule = try schedule(6, 105, 115)
    #expect(schedule.nextChange(after: fold - 3_600, in: island) == fold - 15 * 60)
    #expect(schedule.nextChange(after: fold - 900, in: island) == fold - 5 * 60)
    #expect(schedule.nextChange(after: fold - 300, in: island) == fold + 15 * 60)
    #expect(schedule.nextChange(after: fold + 900, in: island) == fold + 25 * 60)
  }

  @Test func `follows Troll's two hours`() throws {
    // From 01:00 at +00:00 to 03:00 at +02:00 on 29 March 2026.
    let troll = try zone("Antarctica/Troll")
    let gap = Self.instant(2026, 3, 29, 1)
    #expect(try schedule(6, 90, 200).nextChange(after: gap - 60, in: troll) == gap)
    #expect(
      try schedule(6, 61, 179).nextChange(after: gap - 60, in: troll)
        == Self.instant(2026, 4, 4, 23, 1))
  }

  @Test func `knows no midnight that clocks leave out`() throws {
    // Santiago goes from 24:00 on 5 September 2026 to 01:00, at 04:00 UTC.
    let santiago = try zone("America/Santiago")
    let gap = Self.instant(2026, 9, 6, 4)
    let sunday = try schedule(6, 0, 600)
    #expect(sunday.nextChange(after: gap - 600, in: santiago) == gap)
    let saturday = try schedule(5, 600, 1470)
    #expect(saturday.nextChange(after: gap - 600, in: santiago) == gap)
  }

  @Test func `goes on past the end of Sunday`() throws {
    let utc = TimeZoneRules(name: "UTC", offsetSeconds: 0)
    let night = try schedule(6, 1320, 1560)
    // 2026-11-29 is a Sunday.
    #expect(
      night.nextChange(after: Self.instant(2026, 11, 29, 22), in: utc)
        == Self.instant(2026, 11, 30, 2))
    let evening = try schedule(6, 1320, 1440)
    #expect(
      evening.nextChange(after: Self.instant(2026, 11, 29, 22), in: utc)
        == Self.instant(2026, 11, 30))
    #expect(
      evening.nextChange(after: Self.instant(2026, 11, 30), in: utc)
        == Self.instant(2026, 12, 6, 22))
  }

  @Test func `has no next change where there is none`() throws {
    let utc = TimeZoneRules(name: "UTC", offsetSeconds: 0)
    let now = Self.instant(2026, 11, 24, 12)
    #expect(Schedule.always.nextChange(after: now, in: utc) == nil)
    #expect(Schedule.never.nextChange(after: now, in: utc) == nil)
    #expect(Schedule.always.isOpenThroughout(from: now, seconds: .max, in: utc))
    #expect(!Schedule.never.isOpenThroughout(from: now, seconds: 0, in: utc))
    let leap = try #require(MonthDay(month: 2, day: 29))
    let schedule = Schedule(week: Schedule.always.week, exceptions: [.yearly(leap): []])
    #expect(schedule.nextChange(after: now, in: utc) == nil)
    #expect(!schedule.isOpenThroughout(from: now, seconds: .max, in: utc))
    let leapDay = Self.instant(2028, 2, 29)
    #expect(schedule.nextChange(after: leapDay - 370 * 86_400, in: utc) == leapDay)
    #expect(schedule.nextChange(after: leapDay - 370 * 86_400 - 1, in: utc) == nil)
    #expect(schedule.isOpenThroughout(from: leapDay - 100, seconds: 100, in: utc))
    #expect(!schedule.isOpenThroughout(from: leapDay - 100, seconds: 101, in: utc))
  }

  @Test func `takes offsets to the second`() throws {
    let zone = TimeZoneRules(name: "Somewhere", offsetSeconds: -2_670)
    let schedule = try schedule(0, 540, 600)
    // 2026-11-23 is a Monday.
    let opening = Self.instant(2026, 11, 23, 9) + 2_670
    #expect(!schedule.isOpen(at: opening - 1, in: zone) && schedule.isOpen(at: opening, in: zone))
    #expect(schedule.nextChange(after: opening - 5, in: zone) == opening)
    #expect(schedule.nextChange(after: opening, in: zone) == opening + 3_600)
  }

  @Test(arguments: [Int64.min, .min + 1, -100_000_000_000_001, 100_000_000_000_001, .max])
  func `has an answer for any instant`(instant: Int64) throws {
    let london = try zone("Europe/London")
    let schedule = try schedule(6, 90, 300)
    _ = schedule.isOpen(at: instant, in: london)
    #expect(schedule.nextChange(after: instant, in: london) == nil)
    #expect(Schedule.always.isOpenThroughout(from: instant, seconds: .max, in: london))
  }
}
