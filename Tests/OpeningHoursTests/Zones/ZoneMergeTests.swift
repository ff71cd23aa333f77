import Testing

@testable import OpeningHours

struct ZoneMergeTests {
  private static func table(_ names: [String]) -> ZoneTable {
    ZoneTable(names.enumerated().map { TimeZoneRules(name: $1, offsetSeconds: 60 * $0) })
  }

  @Test func `keeps the used zones of several tables, each name once`() {
    let tables = [Self.table(["A", "B", "C"]), Self.table([]), Self.table(["D", "C", "A", "E"])]
    let isUsed = [true, false, true, true, true, false, true]
    let (table, numbers) = ZoneTable.merging(tables, isUsed: isUsed)
    #expect(table.zones.map(\.name) == ["A", "C", "D", "E"])
    #expect(numbers == [0, .max, 1, 2, 1, .max, 3])
    #expect(table.zones[1].offsetSeconds(at: 0) == 120)
    #expect(table.clocks(at: 0).count == 4)
  }

  @Test func `is empty where nothing is used`() {
    let (table, numbers) = ZoneTable.merging([Self.table(["A"])], isUsed: [false])
    #expect(table.zones.isEmpty && numbers == [.max])
    #expect(ZoneTable.merging([], isUsed: []).table.zones.isEmpty)
  }
}
