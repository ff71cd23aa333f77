import Interchange
import Testing

struct CSVRecordTests {
  @Test(arguments: [
    // The seven rules of RFC 4180, section 2.
    ("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    ("aaa,bbb,ccc\r\nzzz,yyy,xxx", [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    ("a b , c", [["a b ", " c"]]),  // spaces belong to fields
    ("\"aaa\",\"bbb\",ccc", [["aaa", "bbb", "ccc"]]),
    ("\"aaa\",\"b\r\nbb\",\"c,c\"", [["aaa", "b\r\nbb", "c,c"]]),
    ("\"aaa\",\"b\"\"bb\",ccc", [["aaa", "b\"bb", "ccc"]]),
    ("\"\"\"\",\"\"\"a\"\"\",\"\"", [["\"", "\"a\"", ""]]),
    // Beyond it.
    ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
    ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ("\n\r\n\ra\n\n\nb\r\r\n", [["a"], ["b"]]),  // empty lines
    (",\n,,\n", [["", ""], ["", "", ""]]),
    ("a,\n", [["a", ""]]),
    ("\"\"\n \n", [[""], [" "]]),  // not empty lines
    ("5\" pipe,a\"\"b,\"\n", [["5\" pipe", "a\"\"b", "\n"]]),  // the last one is unclosed
    ("12\" disc\n\"x\"\n", [["12\" disc"], ["x"]]),
    ("", []),
    ("\r\n", []),
  ])
  func `reads what RFC 4180 and common practice allow`(text: String, expected: [[String]]) {
    #expect(CSVBatch(bytes: Array(text.utf8)).records().map(\.fields) == expected)
  }

  @Test(arguments: [
    ("h\n\"a\"b,c\n", CSVProblem.textAfterQuote(line: 2, field: 1)),
    ("h\nc,\"a\nb\" \n", .textAfterQuote(line: 3, field: 2)),
    ("h\nx,y\u{0},z\n", .nulByte(line: 2, field: 2)),
    ("h\nx,\"\r\n\n\u{0}\"\n", .nulByte(line: 4, field: 2)),
    ("h\r\nx,y,¿\n", .invalidUTF8(line: 2, field: 3)),
    ("h\n\"é\r\n\r¿\"\n", .invalidUTF8(line: 4, field: 1)),
    ("h\n\n1,\"a\nb", .unclosedQuote(line: 3, field: 2)),
    ("h\n\"a\"\"", .unclosedQuote(line: 2, field: 1)),
  ])
  func `names the line and the field of what is malformed`(
    text: String, problem: CSVProblem
  ) throws {
    // `¿` stands for the first byte of two without the second.
    let parts = text.split(separator: "¿", omittingEmptySubsequences: false)
    let bytes = Array(parts.map { Array($0.utf8) }.joined(separator: [0xC3]))
    let records = CSVBatch(bytes: bytes).records()
    #expect(records.count == 2)
    #expect(records.first?.problem == nil)
    #expect(records.last?.problem == problem)
  }

  @Test func `goes on after a malformed record`() {
    let records = CSVBatch(bytes: Array("a\n\"b\"c,\"d\"\ne\n".utf8)).records()
    #expect(records.map(\.fields) == [["a"], ["\"b\"c", "d"], ["e"]])
    #expect(records.map { $0.problem != nil } == [false, true, false])
  }

  @Test func `counts records from the header and physical lines from the first`() {
    let text = "\r\na,b\r\n\n\"x\ry\r\n\n\",1\r\rz\"\",\"2\"\n\n\"3\""
    var batch = CSVBatch(bytes: Array(text.utf8))
    #expect(batch.records().map(\.line) == [2, 4, 9, 11])
    #expect(batch.records().map(\.number) == [0, 1, 2, 3])
    batch.firstRecord = 100
    batch.firstLine = 1000
    #expect(batch.records().map(\.line) == [1001, 1003, 1008, 1010])
    #expect(batch.records().map(\.number) == [100, 101, 102, 103])
  }

  @Test(arguments: [
    (CSVProblem.textAfterQuote(line: 3, field: 2), "text_after_quote", "line 3"),
    (.nulByte(line: 3, field: 2), "nul_byte", "field 2"),
    (.invalidUTF8(line: 3, field: 2), "invalid_utf8", "save the file as UTF-8"),
    (.unclosedQuote(line: 3, field: 2), "unclosed_quote", "opens a quote on line 3"),
    (.tooLong(line: 2, quoteLine: 3), "record_too_long", "quote opened on line 3"),
    (.tooLong(line: 2, quoteLine: nil), "record_too_long", "from line 2 is longer than 1048576"),
  ])
  func `problems say where they are and what to do`(
    problem: CSVProblem, code: String, part: String
  ) {
    #expect(problem.code == code)
    #expect(problem.description.contains(part))
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `agrees with a plain reading of any bytes`(seed: UInt64) {
    var random = CSVRandom(seed: seed)
    for _ in 0..<100 {
      let bytes = random.soup(.random(in: 0...300, using: &random))
      let records = CSVBatch(bytes: bytes).records()
      let plain = plainlyRead(bytes)
      #expect(records.map(\.line) == plain.map(\.line))
      #expect(records.map(\.number) == Array(0..<plain.count))
      for (record, expected) in zip(records, plain) {
        #expect(record.fields == expected.fields.map { String(decoding: $0, as: UTF8.self) })
        let isText = expected.fields.allSatisfy {
          !$0.contains(0) && String(validating: $0, as: UTF8.self) != nil
        }
        #expect((record.problem == nil) == (expected.isSound && isText), "\(bytes)")
      }
    }
  }
}
