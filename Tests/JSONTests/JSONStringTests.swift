import JSON
import JSON
import Testing

struct JSONStringTests {
  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
    ("\u{0}\u{1}\u{1F}\u{1B}", #""\u0000\u0001\u001f\u001b""#),
    ("é€𝄞\u{7F}\u{2028}", "\"é€𝄞\u{7F}\u{2028}\""), ("12345678\"", #""12345678\"""#),
    ("1234567\n9", #""1234567\n9""#), ("\\\\\\\\\\\\\\\\\\", #""\\\\\\\\\\\\\\\\\\""#),
  ])
  func `escapes only what must be escaped`(text: String, literal: String) {
    var bytes = Array("[".utf8)
    JSONString.append(text, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "[" + literal)
    #expect(JSONString.decode(bytes[1...]) == text)
  }

  @Test(arguments: [
    (#""\u00e9\u20AC\ud834\udd1e\/""#, "é€𝄞/"), (#""a\u0041b""#, "aAb"), (#""\"""#, "\""),
    (#""\\n""#, "\\n"), (#""\ud83d\ude39\ud83d\ude39""#, "😹😹"),
  ])
  func `decodes every kind of escape`(literal: String, text: String) {
    #expect(JSONString.decode(Array(literal.utf8)[...]) == text)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `decodes what it wrote, of any length`(seed: UInt64) throws {
    var random = JSONTestGenerator(seed)
    for length in 0..<60 {
      let text = random.text(length: length)
      var bytes: [UInt8] = []
      JSONString.append(text, to: &bytes)
      #expect(JSONString.decode(bytes[...]) == text)
      if !text.unicodeScalars.contains("\u{0}") {
        #expect(try JSONText(utf8: bytes.span).text.utf8.elementsEqual(bytes))
      }
    }
  }
}

struct DecimalTextTests {
  @Test(arguments: [
    (51.5, 8, "51.5"), (-0.1278, 8, "-0.1278"), (0, 8, "0"), (-0.0, 8, "0"), (3, 2, "3"),
    (0.00000001, 8, "0.00000001"), (-179.99999999, 8, "-179.99999999"), (100, 8, "100"),
    (1.005, 0, "1"), (0.05, 1, "0.1"), (-0.000000001, 8, "0"), (12.3456789, 7, "12.3456789"),
  ])
  func `writes no zeros that say nothing`(value: Double, decimals: Int, text: String) {
    var bytes: [UInt8] = []
    DecimalText.append(value, decimals: decimals, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `writes coordinates so that they are read as they were`(seed: UInt64) {
    var random = JSONTestGenerator(seed)
    for _ in 0..<500 {
      let units = Int.random(in: -18_000_000_000...18_000_000_000, using: &random)
      let value = Double(units) / 100_000_000
      var bytes: [UInt8] = []
      DecimalText.append(value, decimals: 8, to: &bytes)
      #expect(Double(String(decoding: bytes, as: UTF8.self)) == value)
      var scaled: [UInt8] = []
      DecimalText.append(scaled: units, decimals: 8, to: &scaled)
      #expect(scaled == bytes)
    }
  }

  @Test(arguments: [
    (Int.max, "9.223372036854775807"), (.min, "-9.223372036854775808"), (1, "0.000000000000000001"),
  ])
  func `writes the largest numbers`(value: Int, text: String) {
    var bytes: [UInt8] = []
    DecimalText.append(scaled: value, decimals: 18, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }
}
