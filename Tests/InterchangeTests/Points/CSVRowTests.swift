import Interchange
import Testing

struct CSVRowTests {
  /// What a row's fields say, with doubled quotes made single.
  private static func fields(_ row: borrowing CSVRow, of batch: CSVBatch) -> [String] {
    row.fields.map { field in
      let text = String(decoding: batch.bytes[field.range], as: UTF8.self)
      return field.hasEscapes ? text.replacing("\"\"", with: "\"") : text
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `has the fields, lines and problems of the records`(seed: UInt64) {
    var random = CSVRandom(seed: seed)
    for _ in 0..<20 {
      let batch = CSVBatch(
        bytes: random.soup(Int.random(in: 0...200, using: &random)), firstRecord: 3, firstLine: 7)
      let dialect = CSVDialect()
      var records: [CSVRecord] = []
      batch.forEachRecord(dialect) { records.append($0) }
      var index = 0
      batch.forEachRow(dialect) { row in
        guard index < records.count else {
          Issue.record("there are more rows than records")
          return
        }
        let record = records[index]
        index += 1
        #expect(row.number == record.number)
        #expect(row.line == record.line)
        #expect(Self.fields(row, of: batch) == record.fields)
        if case .invalidUTF8 = record.problem { return }
        #expect(row.isMalformed == (record.problem != nil))
        if row.isMalformed {
          #expect(batch.record(of: row, dialect)?.problem == record.problem)
        }
      }
      #expect(index == records.count)
    }
  }
}
