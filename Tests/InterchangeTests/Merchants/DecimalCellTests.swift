import Catalog
import JSON
import Testing

@testable import Interchange

struct DecimalCellTests {
  @Test(arguments: [
    ("51.5074", 8, 5_150_740_000), ("-0.1278", 8, -12_780_000), ("+7", 2, 700), ("0", 8, 0),
    (".5", 2, 50), ("5.", 2, 500), ("-.25", 2, -25), ("007.10", 2, 710), ("-0", 8, 0),
    ("12", 0, 12), ("12.000", 0, 12),
  ])
  func `reads decimal numbers`(cell: String, decimals: Int, expected: Int) {
    #expect(DecimalCell(cell, decimals: decimals) == .scaled(expected))
  }

  @Test(arguments: [
    ("4.994", 499), ("4.995", 500), ("-4.995", -500), ("0.0049999999999999999999", 0),
    ("0.005", 1), ("4.9949", 499),
  ])
  func `rounds half away from zero`(cell: String, expected: Int) {
    #expect(DecimalCell(cell, decimals: 2) == .scaled(expected))
  }

  @Test func `a number with a thousand digits is merely too large`() throws {
    let cell = String(repeating: "9", count: 1_000)
    guard case .scaled(let value) = DecimalCell(cell, decimals: 8) else {
      Issue.record("it is a decimal number")
      return
    }
    #expect(value >= 1_000_000_000_000_000_000)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `reads what is printed`(seed: UInt64) {
    var state = seed
    for _ in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int(state >> 30) % 36_000_000_001 - 18_000_000_000
      var text: [UInt8] = []
      DecimalText.append(scaled: value, decimals: 8, to: &text)
      #expect(
        DecimalCell(String(decoding: text, as: UTF8.self), decimals: 8) == .scaled(value))
    }
  }

  @Test(arguments: [
    ("51,5074", RowProblem.Code.decimalComma), ("-0,1", .decimalComma),
    ("51°30'26\"N", .degreesMinutes), ("51° 30′ 26″", .degreesMinutes),
    ("51 30 26", .degreesMinutes), ("N51.5", .degreesMinutes), ("0.1278W", .degreesMinutes),
    ("51:30:26", .degreesMinutes), ("51d30m26s", .degreesMinutes),
    ("0x33", .hexadecimal), ("-0X1F", .hexadecimal), ("5.1e1", .exponent), ("-5E-05", .exponent),
    ("nan", .notFinite), ("NaN", .notFinite), ("-inf", .notFinite), ("+Infinity", .notFinite),
    ("∞", .notFinite), ("", .notANumber), ("-", .notANumber), (".", .notANumber),
    ("1.2.3", .notANumber), ("--1", .notANumber), ("1-", .notANumber), ("abc", .notANumber),
    ("£5", .notANumber), ("1,234,567", .notANumber), ("٣", .notANumber), ("−5", .notANumber),
  ])
  func `says what else a cell may mean`(cell: String, code: RowProblem.Code) {
    #expect(DecimalCell(cell, decimals: 8) == .fault(code))
  }
}
