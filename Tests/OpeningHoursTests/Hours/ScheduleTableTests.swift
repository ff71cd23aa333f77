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

  @Test func `costs some bytes a schedule`() throws {
    var builder = ScheduleTableBuilder()
    _ = builder.read(try JSONText(#""Mo-Su 09:00-17:00""#))
    #expect(builder.table.byteCount == 2 * (16 + 9 + 14) + 4 * 4)
  }
}
