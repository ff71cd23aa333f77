import JSON
import Testing

@testable import OpeningHours

struct ScheduleTableTests {
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `gives back every schedule under its number, and equal ones the same`(seed: UInt64) {
    var random = HoursGenerator(seed)
    var builder = ScheduleTableBuilder()
    var schedules: [Schedule] = []
    for _ in 0..<200 {
      let hours = random.hours()
      schedules.append(Schedule(week: hours.week, exceptions: hours.exceptions))
    }
    let numbers = schedules.map { builder.number(of: $0) }
    #expect(schedules.map { builder.number(of: $0) } == numbers)
    #expect(builder.table.count == Set(schedules).count)
    for (number, schedule) in zip(numbers, schedules) {
      #expect(builder.table[number] == schedule)
    }
  }

  @Test func `reads equal hours in other words to one number, and keeps what is wrong`() throws {
    var builder = ScheduleTableBuilder()
    let first = builder.read(try JSONText(#""Mo-Fr 09:00-17:00""#))
    let second = builder.read(try JSONText(#"{"weekdays":"9-17 h"}"#))
    let third = builder.read(try JSONText(#"{"weekdays":"9 AM-5 PM","sun":null}"#))
    #expect(first == .schedule(0, warnings: []) && third == first)
    guard case .rejected(let error) = second else {
      Issue.record("\(second)")
      return
    }
    #expect(error.path == "$.weekdays" && second.number == ScheduleTable.unknown)
    #expect(builder.read(try JSONText(#"{"weekdays":"9-17 h"}"#)) == second)
    #expect(builder.read(try JSONText("{}")) == .unknown)
    #expect(builder.table.count == 1)
  }

  /// Of these some stand in whole blocks of ``HourStates`` and some behind them.
  @Test(arguments: 0..<3 as Range<UInt64>)
  func `says of many schedules in every minute what each one says`(seed: UInt64) {
    var random = HoursGenerator(seed)
    var builder = ScheduleTableBuilder()
    var schedules = [Schedule.always, .never]
    while schedules.count < HourStates.blockSize + 20 {
      let hours = random.hours()
      let schedule = Schedule(week: hours.week, exceptions: hours.exceptions)
      if !schedules.contains(schedule) { schedules.append(schedule) }
    }
    for schedule in schedules { _ = builder.number(of: schedule) }
    // 2026-01-05, a Monday.
    let monday = 20_458 + 7 * random.number(0..<104)
    for (number, schedule) in schedules.enumerated() {
      for minute in 0..<WeekFlips.minutesOfWeek {
        let day = monday + minute / DayInterval.minutesOfDay
        let isOpen = builder.table.isOpen(
          schedule: UInt32(number), minuteOfWeek: minute, day: day)
        if isOpen != schedule.isOpen(minuteOfWeek: minute, day: day) {
          Issue.record("\(schedule.canonicalJSON) on day \(day), minute of the week \(minute)")
          return
        }
      }
    }
  }

  @Test func `tells most hours of a whole block by one byte, but none with exceptions`() throws {
    let interval = try #require(DayInterval(open: 9 * 60, close: 17 * 60 + 30))
    var states = HourStates()
    var flips: [Int16] = []
    var starts: [UInt32] = [0]
    for number in 0..<HourStates.blockSize {
      flips += WeekFlips.encode(
        Array(repeating: [interval], count: 7), hasExceptions: number % 2 == 1)
      starts.append(UInt32(flips.count))
    }
    states.appendBlock(flips: flips.span, starts: starts.span)
    func state(_ schedule: UInt32, _ hour: Int, _ minute: Int) -> Bool? {
      states.isOpen(schedule: schedule, minuteOfWeek: hour * 60 + minute)
    }
    #expect(state(0, 8, 59) == false && state(254, 9, 0) == true && state(254, 16, 59) == true)
    #expect(state(254, 17, 0) == nil && state(254, 18, 0) == false)
    #expect(state(1, 9, 0) == nil && state(255, 12, 0) == nil)
    #expect(state(256, 9, 0) == nil)
  }

  @Test func `costs some bytes a schedule`() throws {
    var builder = ScheduleTableBuilder()
    _ = builder.read(try JSONText(#""Mo-Su 09:00-17:00""#))
    #expect(builder.table.byteCount == 2 * (16 + 9 + 14) + 4 * 4)
  }
}
