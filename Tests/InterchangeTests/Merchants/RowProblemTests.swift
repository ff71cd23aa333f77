import Testing

@testable import Interchange

struct RowProblemTests {
  @Test func `a problem names file, line, column, requirement and value`() throws {
    let reading = try MerchantsReading(
      "merchant_id,name,lat,longitude\nm-1,\"Blue\nCup\",1,1\n\nm-2,Red Cup,191,10\n")
    let problem = try #require(reading.problems.first)
    #expect(problem.description == "merchants.csv:5: lat: must be from -90 to 90, and is \"191\"")
    #expect(problem.record == 2)
    #expect(problem.line == 5)
    #expect(problem.column == "lat")
    #expect(problem.value == "191")
  }

  @Test(arguments: [
    ("a\u{1B}[31m\n", #"a\u{1B}[31m\n"#),
    ("\u{202E}evil", #"\u{202E}evil"#),
    (String(repeating: "x", count: 79), String(repeating: "x", count: 79)),
    (String(repeating: "x", count: 500), String(repeating: "x", count: 79) + "…"),
    ("", ""),
  ])
  func `values are shown short and harmless`(cell: String, shown: String) {
    #expect(RowProblem.shown(cell) == shown)
  }

  @Test func `a character with thousands of accents is shown short`() {
    let cell = "e" + String(repeating: "\u{301}", count: 10_000)
    #expect(RowProblem.shown(cell).unicodeScalars.count == 8)
  }

  @Test func `codes are lower case words`() {
    for code in RowProblem.Code.allCases {
      #expect(
        code.rawValue.utf8.allSatisfy {
          97...122 ~= $0 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "8")
        })
    }
  }
}
