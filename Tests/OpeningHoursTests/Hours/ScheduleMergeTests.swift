import Testing

@testable import OpeningHours

struct ScheduleMergeTests {
  private static func schedules(_ count: Int, _ random: inout HoursGenerator) -> [Schedule] {
    (0..<count).map { _ in
      let hours = random.hours()
      return Schedule(week: hours.week, exceptions: hours.exceptions)
    }
  }

  /// With whole blocks of ``HourStates`` and parts of them, some used throughout and some in part.
  @Test(
    arguments: [[], [0], [300], [1_400, 40], [5, 1_300, 0, 300], [10, 20, 30]],
    0..<3 as Range<UInt64>)
  func `equals the table that the schedules used would have been put into`(
    counts: [Int], seed: UInt64
  ) {
    var random = HoursGenerator(seed)
    // Tables have some schedules in common.
    let pool = Self.schedules(400, &random)
    var tables: [ScheduleTable] = []
    var isUsed: [Bool] = []
    for count in counts {
      var builder = ScheduleTableBuilder()
      for schedule in Self.schedules(count, &random) {
        _ = builder.number(
          of: random.number(0..<3) == 0 ? pool[random.number(0..<pool.count)] : schedule)
      }
      let unusedOf = [1_000_000, 20, 2][random.number(0..<3)]
      isUsed += (0..<builder.table.count).map { _ in random.number(0..<unusedOf) > 0 }
      tables.append(builder.table)
    }

    let (table, numbers) = ScheduleTable.merging(tables, isUsed: isUsed)

    var expected = ScheduleTableBuilder()
    var position = 0
    for table in tables {
      for number in 0..<UInt32(table.count) {
        let wanted =
          isUsed[position] ? expected.number(of: table[number]) : ScheduleTable.unknown
        #expect(numbers[position] == wanted)
        position += 1
      }
    }
    #expect(table.count == expected.table.count)
    #expect(table.flips == expected.table.flips)
    #expect(table.flipStarts == expected.table.flipStarts)
    #expect(table.days == expected.table.days)
    #expect(table.dayStarts == expected.table.dayStarts)
    if table.count < 1_024 {
      #expect(table.hours.bytes.isEmpty)
    } else {
      #expect(table.hours.bytes == expected.table.hours.bytes)
    }
  }

  @Test func `goes on as a table does after it was merged`() {
    var random = HoursGenerator(7)
    var builder = ScheduleTableBuilder()
    for schedule in Self.schedules(500, &random) { _ = builder.number(of: schedule) }
    let table = builder.table
    let isUsed = [Bool](repeating: true, count: table.count)
    var (merged, _) = ScheduleTable.merging([ScheduleTable(), table], isUsed: isUsed)
    var expected = table
    for schedule in Self.schedules(300, &random) {
      #expect(merged.append(schedule) == expected.append(schedule))
    }
    #expect(merged.hours.bytes == expected.hours.bytes)
  }
}
