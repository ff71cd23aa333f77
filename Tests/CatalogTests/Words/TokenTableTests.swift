import TestSupport
import Testing

@testable import Catalog

struct TokenTableTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `numbers equal tokens alike and sorts them bytewise`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var table = TokenTable()
    var numbers: [[UInt8]: UInt32] = [:]
    let longest = [1, 3, 9, 30][Int(seed % 4)]
    for _ in 0..<3000 {
      // Few bytes, 0 among them, so that tokens begin alike and end in what padding looks like.
      let token = (0..<Int.random(in: 0...longest, using: &random)).map { _ in
        [0, 0, 1, 97, 255].randomElement(using: &random) ?? 0 as UInt8
      }
      let number = table.intern(token.span)
      #expect(number == numbers[token, default: UInt32(numbers.count)])
      numbers[token] = number
    }
    #expect(table.count == numbers.count)
    let expected = numbers.keys.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(table.sorted().map { Array(table.bytes[table.range(of: $0)]) } == expected)
  }

  @Test func `sorts tokens that share a long beginning`() {
    var table = TokenTable()
    let tokens = (0..<5000).map { Array("the same beginning of a label \($0 * 7919 % 5000)".utf8) }
    for token in tokens { _ = table.intern(token.span) }
    let sorted = table.sorted().map { Array(table.bytes[table.range(of: $0)]) }
    #expect(sorted == tokens.sorted { $0.lexicographicallyPrecedes($1) })
  }
}
