import Foundation
import TestSupport
import Testing

@testable import Catalog

struct WordListTests {
  @Test func `folds the words of many scripts as the plain folding of the fixture does`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/folded-words.tsv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(lines.count > 30)
    for line in lines {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      let expected = columns[1].split(separator: "|").map(String.init)
      #expect(queryWords(String(columns[0])) == expected)
      #expect(Set(words(String(columns[0]))).isSuperset(of: expected))
    }
  }

  @Test(arguments: [
    ("東京駅 Tokyo", ["東京駅", "京駅", "駅", "tokyo"]),
    ("ABC銀行", ["abc", "銀行", "行"]),
    ("ソース・茶", ["ソース", "ース", "ス", "茶"]),
    ("ｶﾞｽﾄ", ["ガスト", "スト", "ト"]),  // half-width, the voicing mark by itself
    ("か\u{3099}", ["が"]),
    ("は\u{309A}う\u{3099}", ["ぱゔ", "ゔ"]),
    ("\u{3099}か", ["か"]),
    ("か", ["か"]),
  ])
  func `gives a run of Han or kana from each of its scalars on`(text: String, expected: [String]) {
    #expect(words(text) == expected)
    // A query has the runs alone: every word that no longer one before it ends with.
    var runs: [String] = []
    for word in expected where runs.last?.hasSuffix(word) != true { runs.append(word) }
    #expect(queryWords(text) == runs)
  }

  @Test(arguments: [
    ("Café de l'Opéra", ["cafe", "de", "lopera", "opera"]),
    ("Joe's", ["joes"]),
    ("they're", ["theyre"]),
    ("O’Brien", ["obrien", "brien"]),
    ("'quoted'", ["quoted"]),
    ("dogs' home", ["dogs", "home"]),
    ("paral·lel", ["parallel", "lel"]),
  ])
  func `drops apostrophes and gives a long part after one as a word`(
    text: String, expected: [String]
  ) {
    #expect(words(text) == expected)
  }

  @Test(arguments: [
    (String(repeating: "a", count: 300), 64, 1),
    (String(repeating: "ж", count: 300), 64, 1),
    ("a" + String(repeating: "ж", count: 300), 63, 1),
    (String(repeating: "a", count: 63) + "ß", 64, 1),
    (String(repeating: "東", count: 300), 63, 16),
    (String(repeating: "𠀀", count: 300), 64, 16),
    (String(repeating: "東", count: 21), 63, 16),
  ])
  func `cuts long words between scalars`(text: String, longest: Int, count: Int) {
    let words = words(text + " next")
    #expect(words.map(\.utf8.count).max() == longest)
    #expect(words.count == count + 1)
    #expect(words.last == "next")
    #expect(!words.joined().unicodeScalars.contains("\u{FFFD}"))
    #expect(queryWords(text).map(\.utf8.count) == [longest])
  }

  @Test(arguments: ["", " ", "...", "& - /", "'", "\u{301}", "\u{200D}", "™", "\u{0}\u{1}"])
  func `finds no words in punctuation`(text: String) {
    #expect(words(text).isEmpty)
    #expect(WordQuery(text: text) == nil)
  }

  @Test func `finds nothing new in a folded word`() {
    for scalar in (0..<0x20400 as Range<UInt32>).compactMap(Unicode.Scalar.init) {
      for word in queryWords(String(scalar)) {
        #expect(queryWords(word) == [word], "U+\(String(scalar.value, radix: 16))")
      }
    }
  }

  @Test func `folds composed and decomposed letters alike`() {
    // Hangul, and the compatibility ideographs.
    let leftAlone: [ClosedRange<UInt32>] = [0xAC00...0xD7A3, 0xF900...0xFAFF]
    for scalar in (0x80..<0x20000 as Range<UInt32>).compactMap(Unicode.Scalar.init)
    where scalar.properties.isAlphabetic && !leftAlone.contains(where: { $0 ~= scalar.value }) {
      let composed = "x" + String(scalar)
      let decomposed = composed.decomposedStringWithCanonicalMapping
      #expect(
        queryWords(composed) == queryWords(decomposed), "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `bounds the words of any text`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var list = WordList()
    for _ in 0..<50 {
      let scalars = (0..<Int.random(in: 0...200, using: &random)).compactMap { _ in
        let limits: [UInt32] = [0x80, 0x250, 0x3100, 0x20000, 0x110000]
        let limit = limits[Int.random(in: 0..<limits.count, using: &random)]
        return Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random))
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      list.removeAll()
      list.append(wordsOf: String(text))
      for position in 0..<list.count {
        let bytes = list.bytes[list.range(at: position)]
        #expect((1...64).contains(bytes.count))
        #expect(String(validating: bytes, as: UTF8.self) != nil)
        #expect(bytes.allSatisfy { $0 > 0x20 })
      }
    }
  }

  @Test(arguments: [
    ("ref", String(repeating: "é", count: 100), true),
    ("ref", "a\0b", true),
    ("", "", true),
    ("ref", String(repeating: "x", count: 201), false),
    (String(repeating: "x", count: 201), "", false),
    ("a\0b", "", false),
  ])
  func `takes labels of up to two hundred bytes`(key: String, value: String, expected: Bool) {
    var list = WordList()
    let isTaken = list.append(labelKey: key, value: value)
    #expect(isTaken == expected)
    #expect(list.count == (expected ? 1 : 0))
    var query = WordQuery()
    let isAsked = query.require(labelKey: key, value: value)
    #expect(isAsked == expected)
    #expect(query.isEmpty != expected)
  }

  private func words(_ text: String) -> [String] {
    var list = WordList()
    list.append(wordsOf: text)
    return list.strings
  }

  private func queryWords(_ text: String) -> [String] {
    var list = WordList()
    list.append(wordsOfQuery: text)
    return list.strings
  }
}

extension WordList {
  fileprivate var strings: [String] {
    (0..<count).map { String(decoding: bytes[range(at: $0)], as: UTF8.self) }
  }
}
