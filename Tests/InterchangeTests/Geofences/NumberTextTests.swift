import Testing

@testable import Interchange

struct NumberTextTests {
  @Test(arguments: [
    "0", "-0", "1", "-1", "+1", "51.5074", ".5", "5.", "-0.1278", "1e5", "1E-7", "1.5e+3",
    "0.1", "0.30000000000000004", "123456789012345678", "9007199254740993", "1e22", "1e23",
    "4.9e-324", "1.7976931348623157e308", "0.000000000000000000000000000001", "007",
  ])
  func `reads a number as the standard library does`(text: String) {
    #expect(NumberText.value(text.utf8.span)?.bitPattern == Double(text)?.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "nan", "inf", "infinity", " 1",
    "1 ", "1e400", "--1", "1e5.5", "١",
  ])
  func `is nil for what is no finite decimal number`(text: String) {
    #expect(NumberText.value(text.utf8.span) == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `gives back every double that was printed`(seed: UInt64) {
    var generator = CSVRandom(seed: seed)
    for _ in 0..<500 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { #expect(NumberText.value("\(value)".utf8.span) == value) }
      let degrees = Double.random(in: -180...180, using: &generator)
      #expect(NumberText.value("\(degrees)".utf8.span) == degrees)
      let short = (degrees * 1e7).rounded() / 1e7
      #expect(NumberText.value("\(short)".utf8.span) == short)
    }
  }
}
