extension ZoneTable {
  /// The zones of several tables that are used, those of one name once, in the order of the tables,
  /// and what their numbers became.
  ///
  /// `isUsed` has an entry for every zone, the tables' end to end, and so has `numbers`, in which what
  /// is not used is 65,535. Of two zones of one name the first table's stays.
  public static func merging(
    _ tables: [ZoneTable], isUsed: [Bool]
  ) -> (table: ZoneTable, numbers: [UInt16]) {
    precondition(
      isUsed.count == tables.reduce(0) { $0 + $1.zones.count }, "every zone is used or not")
    var numbers = [UInt16](repeating: .max, count: isUsed.count)
    var builder = ZoneTableBuilder()
    var position = 0
    for table in tables {
      for zone in table.zones {
        if isUsed[position] { numbers[position] = builder.number(of: zone) }
        position += 1
      }
    }
    return (builder.table(), numbers)
  }
}
