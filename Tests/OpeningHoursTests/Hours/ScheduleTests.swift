import JSON
import Testing

@testable import OpeningHours

struct ScheduleTests {
  /// The same intervals as a schedule has: 23:59 has been read as 24:00 where it should.
  private func plain(_ schedule: Schedule) -> PlainHours {
    PlainHours(
      (schedule.week, Dictionary(uniqueKeysWithValues: schedule.exceptions.map { ($0, $1) })))
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `is read as it is printed`(seed: UInt64) throws {
    var random = HoursGenerator(seed)
    for _ in 0..<50 {
      let hours = random.hours()
      let schedule = Schedule(week: hours.week, exceptions: hours.exceptions)
      let text = schedule.canonicalJSON
      guard case .schedule(let again, _) = try HoursReading(JSONText(text)) else {
        Issue.record("\(text) is unknown")
        return
      }
      #expect(again == schedule, "\(text)")
      #expect(again.hashValue == schedule.hashValue)
      #expect(again.canonicalJSON == text)
      #expect(Schedule(week: schedule.week, exceptions: plain(schedule).exceptions) == schedule)
    }
  }

  @Test func `is printed in one shape`() throws {
    let yearly = try #require(MonthDay(month: 12, day: 25))
    let date = try #require(CivilDate(year: 2026, month: 5, day: 1))
    let evening = try #require(DayInterval(open: 1080, close: 1560))
    let schedule = Schedule(
      week: [[evening], [], [], [], [], [], [.wholeDay]],
      exceptions: [.exact(date): [.wholeDay], .yearly(yearly): []])
    #expect(
      schedule.canonicalJSON
        == #"{"monday":[{"open":"18:00","close":"26:00"}],"tuesday":[],"wednesday":[],"#
        + #""thursday":[],"friday":[],"saturday":[],"sunday":[{"open":"00:00","close":"24:00"}],"#
        + #""exceptions":{"12-25":[],"2026-05-01":[{"open":"00:00","close":"24:00"}]}}"#)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `is open in the minutes of its intervals`(seed: UInt64) {
    var random = HoursGenerator(seed)
    let hours = random.hours()
    let schedule = Schedule(week: hours.week, exceptions: hours.exceptions)
    let plain = plain(schedule)
    var builder = ScheduleTableBuilder()
    _ = builder.number(of: .always)
    let number = builder.number(of: schedule)
    // A week without exceptions, and the days around some exceptions.
    var days = Array(0..<8)
    for date in schedule.exceptions.map(\.date) {
      switch date {
      case .exact(let date): days += (-1...2).map { date.daysSince1970 + $0 }
      case .yearly(let day):
        let date = CivilDate(year: 2028, month: day.month, day: day.day)
        days += (-1...2).map { (date?.daysSince1970 ?? 0) + $0 }
      }
    }
    for day in days {
      let weekday = CivilDate.weekday(ofDay: day)
      for minute in 0..<1440 {
        let expected = plain.isOpen(day: day, minute: minute)
        let minuteOfWeek = weekday * 1440 + minute
        let isOpen = schedule.isOpen(minuteOfWeek: minuteOfWeek, day: day)
        let isListed = builder.table.isOpen(
          schedule: number, minuteOfWeek: minuteOfWeek, day: day)
        if isOpen != expected || isListed != expected {
          Issue.record("\(schedule.canonicalJSON) on day \(day), minute \(minute)")
          return
        }
      }
      let (intervals, isSpecial) = schedule.hours(on: CivilDate(daysSince1970: day))
      #expect(intervals == plain.intervals(onDay: day))
      let date = CivilDate(daysSince1970: day)
      let exception = plain.exceptions[.exact(date)] ?? plain.exceptions[.yearly(MonthDay(date))]
      #expect(isSpecial == (exception != nil))
    }
  }

  @Test func `has the minutes at which it opens and closes`() throws {
    let night = try #require(DayInterval(open: 1200, close: 1560))
    let day = try #require(DayInterval(open: 540, close: 1080))
    let sunday = Schedule(week: [[day], [], [], [], [], [], [night]])
    #expect(sunday.weekFlips == [120, 540, 1080, 9840])
    #expect(sunday.isOpenAtStartOfWeek)
    let evening = try #require(DayInterval(open: 1200, close: 1440))
    let odd = Schedule(week: [[day], [], [], [], [], [], [evening]])
    #expect(odd.weekFlips == [540, 1080, 9840])
    #expect(!odd.isOpenAtStartOfWeek)
    #expect(odd.isOpen(minuteOfWeek: 10_079, day: 0) && !odd.isOpen(minuteOfWeek: 0, day: 0))
    #expect(Schedule.always.weekFlips.isEmpty && Schedule.always.isAlwaysOpen)
    #expect(Schedule.never.weekFlips.isEmpty && !Schedule.never.isAlwaysOpen)
    let days = try #require(DayInterval(open: 0, close: 2880))
    let long = Schedule(week: [[days], [], [days], [], [days], [], [days]])
    #expect(long.weekFlips.isEmpty && long.isOpenAtStartOfWeek)
  }

  @Test func `tells apart what starts on other days, though it is open at the same times`() throws {
    let night = try #require(DayInterval(open: 1320, close: 1560))
    let evening = try #require(DayInterval(open: 1320, close: 1440))
    let morning = try #require(DayInterval(open: 0, close: 120))
    let one = Schedule(week: [[night], [], [], [], [], [], []])
    let two = Schedule(week: [[evening], [morning], [], [], [], [], []])
    #expect(one != two)
    #expect(one.weekFlips == two.weekFlips)
  }

  @Test func `lets last night run on into an exception`() throws {
    let night = try #require(DayInterval(open: 1320, close: 1560))
    // 2026-12-25 is a Friday.
    let christmas = try #require(CivilDate(year: 2026, month: 12, day: 25))
    let schedule = Schedule(
      week: Array(repeating: [night], count: 7), exceptions: [.exact(christmas): []])
    let day = christmas.daysSince1970
    #expect(schedule.isOpen(minuteOfWeek: 4 * 1440 + 119, day: day))
    #expect(!schedule.isOpen(minuteOfWeek: 4 * 1440 + 120, day: day))
    #expect(!schedule.isOpen(minuteOfWeek: 4 * 1440 + 1330, day: day))
    #expect(!schedule.isOpen(minuteOfWeek: 5 * 1440 + 30, day: day + 1))
    #expect(schedule.isOpen(minuteOfWeek: 5 * 1440 + 1330, day: day + 1))
    // A week later the weekday is itself again.
    #expect(schedule.isOpen(minuteOfWeek: 4 * 1440 + 1330, day: day + 7))
  }

  @Test func `takes the date before the day of every year, and 29 February in leap years`() throws {
    let leap = try #require(MonthDay(month: 2, day: 29))
    let christmas = try #require(MonthDay(month: 12, day: 25))
    let date = try #require(CivilDate(year: 2027, month: 12, day: 25))
    let schedule = Schedule(
      week: Array(repeating: [.wholeDay], count: 7),
      exceptions: [
        .yearly(leap): [], .yearly(christmas): [], .exact(date): [.wholeDay],
      ])
    let cases = [
      (2026, 12, 25, false, true), (2027, 12, 25, true, true), (2028, 2, 29, false, true),
      (2027, 2, 28, true, false), (2027, 3, 1, true, false),
    ]
    for (year, month, day, isOpen, isSpecial) in cases {
      let date = try #require(CivilDate(year: year, month: month, day: day))
      let hours = schedule.hours(on: date)
      #expect(hours.intervals.isEmpty != isOpen && hours.isSpecial == isSpecial)
    }
    #expect(MonthDay(month: 2, day: 30) == nil)
  }

  @Test(arguments: [(0, 0), (1440, 1500), (-1, 60), (600, 599), (0, 2881)])
  func `has no interval without a minute or beyond the next day`(open: Int, close: Int) {
    #expect(DayInterval(open: open, close: close) == nil)
  }
}
