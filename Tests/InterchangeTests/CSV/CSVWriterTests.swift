import Interchange
import Testing

struct CSVWriterTests {
  @Test(arguments: [
    (["a", "b c", ""], "a,b c,"),
    (["a,b", "c\"d", "e\nf", "g\rh"], "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\""),
    (["🧁; Ünï", " a "], "🧁; Ünï, a "),
    ([""], "\"\""),  // or the line would be empty
    (["", ""], ","),
    (["\u{FEFF}a"], "\"\u{FEFF}a\""),
  ])
  func `quotes where it must`(fields: [String], expected: String) {
    var bytes: [UInt8] = []
    CSVWriter(neutralisesFormulas: false).append(fields, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == expected + "\r\n")
  }

  @Test func `writes other delimiters and line endings`() {
    var bytes: [UInt8] = []
    let writer = CSVWriter(
      delimiter: UInt8(ascii: ";"), lineEnding: .lf, neutralisesFormulas: false)
    writer.append(["a;b", "c,d"], to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "\"a;b\";c,d\n")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+cmd|'/C calc'!A0", "'+cmd|'/C calc'!A0"), ("-a", "'-a"),
    ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("-", "'-"),
    ("+1 212 555 0128", "'+1 212 555 0128"),
    ("-1+1", "'-1+1"), ("-1e", "'-1e"), ("-.", "'-."), ("-1.2.3", "'-1.2.3"),
    ("-0.12", "-0.12"), ("+44", "+44"), ("-1e-7", "-1e-7"), ("-.5", "-.5"), ("-5.", "-5."),
    ("a=1", "a=1"), ("'a", "'a"), ("'-1", "'-1"), ("", ""), ("'", "'"),
    ("'=1", "''=1"),  // or it would be read as =1
    ("=\u{301}", "'=\u{301}"),  // one character that begins with a sign
  ])
  func `puts an apostrophe before what a spreadsheet takes for a formula`(
    cell: String, expected: String
  ) {
    var bytes: [UInt8] = []
    CSVWriter(neutralisesFormulas: true).append([cell, "x"], to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == expected + ",x\r\n")
    #expect(CSVWriter.withoutNeutralisation(expected) == cell)
  }

  @Test func `neutralises within quotes`() {
    var bytes: [UInt8] = []
    CSVWriter(neutralisesFormulas: true).append(["\r=1", "=a,\"b\""], to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "\"'\r=1\",\"'=a,\"\"b\"\"\"\r\n")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `any cell comes back from a neutralised file`(seed: UInt64) throws {
    var random = CSVRandom(seed: seed)
    let pieces = ["'", "=", "+", "-", "@", "\t", "\r", "1", ".", "e", "a", "\u{301}", ",", "\""]
    let rows = (0..<500).map { _ in
      (0..<Int.random(in: 1...3, using: &random)).map { _ in
        (0..<Int.random(in: 0...5, using: &random)).map { _ in
          pieces.randomElement(using: &random) ?? ""
        }.joined()
      }
    }
    var bytes: [UInt8] = []
    for row in rows { CSVWriter(neutralisesFormulas: true).append(row, to: &bytes) }
    let read = CSVBatch(bytes: bytes).records()
    #expect(read.map { $0.fields.map(CSVWriter.withoutNeutralisation) } == rows)
    for cell in read.flatMap(\.fields) {
      #expect(cell.utf8.first.map { !Array("=@\t\r".utf8).contains($0) } ?? true)
    }
  }
}
