import Interchange
import Testing

struct CSVSplitterTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `what was written is read again, whatever the chunks and batches`(seed: UInt64) throws {
    var random = CSVRandom(seed: seed)
    let rows = random.rows(60)
    let delimiter = Array(",;\t|".utf8).randomElement(using: &random) ?? 0
    let writer = CSVWriter(
      delimiter: delimiter, lineEnding: Bool.random(using: &random) ? .crlf : .lf,
      neutralisesFormulas: false)
    var bytes: [UInt8] = []
    for row in rows { writer.append(row, to: &bytes) }
    if Bool.random(using: &random) { bytes = [0xEF, 0xBB, 0xBF] + bytes }

    for batchSize in [1, 7, 64, 200, 1 << 20] {
      var splitter = CSVSplitter(
        bytes, dialect: CSVDialect(delimiter: delimiter), batchSize: batchSize, chunk: 1...70,
        seed: seed)
      let records = try splitter.records()
      #expect(records.map(\.fields) == rows)
      #expect(records.map(\.number) == Array(0..<rows.count))
      #expect(records.allSatisfy { $0.problem == nil })
      #expect(splitter.recordCount == rows.count)
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `batches read one by one are the whole read at once`(seed: UInt64) throws {
    var random = CSVRandom(seed: seed)
    for _ in 0..<500 {
      let most = Int.random(in: 0...400, using: &random)
      let bytes = random.soup(.random(in: 0...most, using: &random))
      let whole = CSVBatch(bytes: bytes).records()
      var splitter = CSVSplitter(
        bytes, dialect: CSVDialect(), batchSize: .random(in: 1...400, using: &random),
        chunk: 1...Int.random(in: 1...500, using: &random), seed: random.next())
      let records = try splitter.records()
      #expect(records == whole, "\(bytes)")
      #expect(splitter.recordCount == whole.count)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `batches hold all the bytes, and say on which line each begins`(seed: UInt64) throws {
    var random = CSVRandom(seed: seed)
    let bytes = random.soup(20_000)
    var splitter = CSVSplitter(bytes, dialect: CSVDialect(), batchSize: 500)
    var joined: [UInt8] = []
    while let batch = try splitter.next() {
      let before = joined.indices.count { index in
        joined[index] == 10 || joined[index] == 13 && !joined[(index + 1)...].starts(with: [10])
      }
      #expect(batch.firstLine == before + 1)
      joined += batch.bytes
    }
    #expect(joined == bytes)
  }

  @Test func `quotes within unquoted fields don't hide the ends of records`() throws {
    let row = "id,5\" pipe,\"a \"\"b\"\"\nc\",12\"\"\n"
    let bytes = Array(String(repeating: row, count: 1000).utf8)
    var splitter = CSVSplitter(bytes, dialect: CSVDialect(), batchSize: 1000)
    var sizes: [Int] = []
    while let batch = try splitter.next() { sizes.append(batch.bytes.count) }
    #expect(sizes.allSatisfy { $0 <= 1000 && $0 % row.utf8.count == 0 })
    #expect(splitter.recordCount == 1000)
    #expect(splitter.lineCount == 2000)
  }

  @Test(arguments: [true, false], [1 << 20, 100_000])
  func `a record beyond the limit is reported and the next ones are read`(
    isQuoted: Bool, batchSize: Int
  ) throws {
    let limit = CSVRecord.maximumLength
    let filling = String(repeating: isQuoted ? "long\n\"\"line " : "long line ", count: limit / 4)
    let quote = isQuoted ? "\"" : ""
    let bytes = Array("h\nbefore\nx,\(quote)\(filling)\(quote)\r\nafter\n".utf8)
    var splitter = CSVSplitter(
      bytes, dialect: CSVDialect(), batchSize: batchSize, chunk: 1...70_000)
    var records: [CSVRecord] = []
    while let batch = try splitter.next() {
      #expect(batch.bytes.count <= limit + batchSize + 2)
      records += batch.records()
    }
    #expect(records == CSVBatch(bytes: bytes).records())
    #expect(records.map(\.fields) == [["h"], ["before"], [], ["after"]])
    #expect(records[2].problem == .tooLong(line: 3, quoteLine: isQuoted ? 3 : nil))
    #expect(records[3].line == (isQuoted ? 4 + limit / 4 : 4))
  }

  @Test(arguments: [(0, false), (1, true)])
  func `a record may be as long as the limit and no longer`(more: Int, isRejected: Bool) throws {
    let record = String(repeating: "x", count: CSVRecord.maximumLength + more)
    for batchSize in [1000, 1 << 20, 1 << 22] {
      var splitter = CSVSplitter(
        Array("\(record)\r\ny\r\n".utf8), dialect: CSVDialect(), batchSize: batchSize)
      let records = try splitter.records()
      #expect(records.map { $0.problem != nil } == [isRejected, false])
      #expect(records.map(\.line) == [1, 2])
    }
  }

  @Test func `a quote never closed in a long file names its line`() throws {
    let bytes = Array(("h\na\n\"b\n" + String(repeating: "c,d\n", count: 1 << 20)).utf8)
    var splitter = CSVSplitter(bytes, dialect: CSVDialect(), batchSize: 1 << 16)
    let records = try splitter.records()
    #expect(records.count == 3)
    #expect(records.last?.problem == .tooLong(line: 3, quoteLine: 3))
    #expect(splitter.lineCount == 3 + 1 << 20)
  }

  @Test func `drops a byte order mark at the start only`() throws {
    var splitter = CSVSplitter(Array("\u{FEFF}a\n\u{FEFF}b\n".utf8), chunk: 1...1)
    #expect(try splitter.records().map(\.fields) == [["a"], ["\u{FEFF}b"]])
  }

  @Test(arguments: ["", "\u{FEFF}", "\n", "\r\n\r"])
  func `finds no record where there is none`(text: String) throws {
    var splitter = CSVSplitter(Array(text.utf8), batchSize: 1)
    #expect(try splitter.records().isEmpty)
    #expect(splitter.recordCount == 0)
  }

  @Test func `hands on why the bytes could not be had`() {
    let failure = FileError.cannotRead(path: "x.csv", reason: "Input/output error")
    var splitter = CSVSplitter { (_, _) throws(FileError) in throw failure }
    #expect(throws: failure) { try splitter.next() }
  }
}
