import FlatStorage
import TestSupport
import Testing

@testable import Catalog

struct WordIndexTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `matches what a scan of all documents matches`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let corpus = Corpus(using: &random)
    let index = corpus.index()
    for _ in 0..<40 {
      let query = corpus.query(using: &random)
      let expected = corpus.slots(matching: query.terms)
      guard let match = index.match(query) else {
        #expect(expected.isEmpty)
        continue
      }
      let all = 0..<UInt32(corpus.slotCount)
      #expect(all.filter(match.matches) == expected)

      var candidates: [UInt32] = []
      match.forEachCandidate { candidates.append($0) }
      #expect(candidates.count == Set(candidates).count)
      candidates.sort()
      #expect(candidates.filter(match.matches) == expected)
      #expect(match.rarestCount >= candidates.count)
      #expect(match.rarestTerm?.count != 1 || match.rarestCount == candidates.count)

      for _ in 0..<20 {
        let lower = UInt32.random(in: 0...all.upperBound, using: &random)
        let upper = UInt32.random(in: lower...all.upperBound + 2, using: &random)
        let holdsCandidate = candidates.contains { (lower..<upper).contains($0) }
        let mayMatch = match.mayMatch(slots: lower..<upper)
        #expect(mayMatch || !holdsCandidate)
        if let rarest = match.rarestTerm, rarest.count <= 4 { #expect(mayMatch == holdsCandidate) }
      }
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `lists the same both ways`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let corpus = Corpus(using: &random)
    let index = corpus.index()
    var slotsByToken = [[UInt32]](repeating: [], count: index.tokenCount)
    for slot in 0..<corpus.slotCount {
      let list = index.forward.starts[slot]..<index.forward.starts[slot + 1]
      let tokens = list.map { index.forward.tokens[Int($0)] }
      #expect(tokens == Set(tokens).sorted())
      for token in tokens { slotsByToken[Int(token)].append(UInt32(slot)) }
      let words = tokens.map { token in
        let bytes = index.tokenStarts[Int(token)]..<index.tokenStarts[Int(token) + 1]
        return bytes.map { index.tokenBytes[Int($0)] }
      }
      #expect(Set(words) == corpus.wordsOfSlot[UInt32(slot), default: []])
    }
    for token in 0..<UInt32(index.tokenCount) {
      var slots: [UInt32] = []
      index.postings.forEachSlot(of: token) { slots.append($0) }
      #expect(slots == slotsByToken[Int(token)])
      #expect(index.postings.count(of: token..<token + 1) == slots.count)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>, [1, 2, 3, 7])
  func `is the same from merged builders as from one`(seed: UInt64, parts: Int) {
    var random = SeededGenerator(seed: seed)
    let corpus = Corpus(using: &random)
    var builders = [WordIndexBuilder](repeating: WordIndexBuilder(), count: parts)
    for (document, texts) in corpus.documents.enumerated().shuffled(using: &random) {
      let part = Int.random(in: 0..<parts, using: &random)
      builders[part].add(document: UInt32(document), words: texts)
    }
    var merged = builders.removeFirst()
    for builder in builders { merged.merge(builder) }
    let index = merged.build(slotOfDocument: corpus.slotOfDocument, count: corpus.slotCount)
    #expect(index == corpus.index())
  }

  @Test func `keeps its own tokens through a merge`() throws {
    var builder = WordIndexBuilder()
    let cafes = builder.intern(words("Restaurants & Cafés"))
    var other = WordIndexBuilder()
    other.add(document: 1, words: words("Aalto bar"))
    builder.merge(other)
    builder.add(document: 0, words: words("Zoo"))
    builder.add(document: 0, tokens: cafes)
    builder.add(document: 1, tokens: cafes)
    builder.add(document: 0, words: words("zoo cafes"))
    let index = builder.build(slotOfDocument: [1, 0], count: 2)
    #expect(slots("restaurants caf", in: index) == [0, 1])
    #expect(slots("cafes zoo", in: index) == [1])
    #expect(slots("aalto", in: index) == [0])
    #expect(index.forward.tokens.count == 7)
  }

  @Test func `takes whole words, and the beginning of the last`() {
    let index = index(of: ["Pizza Hut", "Pizzeria Roma", "Roma pizza", "PIZZÉRIA Napoli"])
    #expect(slots("pizz", in: index) == [0, 1, 2, 3])
    #expect(slots("pizza", in: index) == [0, 2])
    #expect(slots("pizz roma", in: index) == [])
    #expect(slots("ROMA Pizz", in: index) == [1, 2])
    #expect(slots("pizzéria", in: index) == [1, 3])
    #expect(slots("pizza pizza", in: index) == [0, 2])
    #expect(slots("sushi", in: index) == [])
  }

  @Test func `finds Han and kana inside a run, wherever they stand in the query`() {
    let index = index(of: ["東京駅前寿司", "京都 寿司", "カフェ東京"])
    #expect(slots("東京", in: index) == [0, 2])
    #expect(slots("寿司 京", in: index) == [0, 1])
    #expect(slots("東京 寿司", in: index) == [0])
    #expect(slots("ｶﾌｪ", in: index) == [2])
  }

  @Test func `finds emoji, and a part after an apostrophe`() {
    let index = index(of: ["🍕🍔", "☕️ Café de l'Opéra", "👩‍🍳"])
    #expect(slots("🍔", in: index) == [0])
    #expect(slots("☕", in: index) == [1])
    #expect(slots("opera", in: index) == [1])
    #expect(slots("l’opé", in: index) == [1])
    #expect(slots("🍳", in: index) == [2])
  }

  @Test func `takes labels whole, and apart from words`() throws {
    var builder = WordIndexBuilder()
    for (document, value) in ["yes", "yesterday", "Yes"].enumerated() {
      var list = WordList()
      list.append(labelKey: "open", value: value)
      list.append(wordsOf: "Bar")
      builder.add(document: UInt32(document), words: list)
    }
    let index = builder.build(slotOfDocument: [0, 1, 2], count: 3)
    #expect(slots(try query(labels: [("open", "yes")]), in: index) == [0])
    #expect(slots("open", in: index) == [])
    #expect(slots("yes", in: index) == [])
    #expect(slots(try query("ba", labels: [("open", "Yes")]), in: index) == [2])
    #expect(slots(try query("ba", labels: [("open", "Yes"), ("ope", "")]), in: index) == [])
    #expect(slots(try query("bar", labels: [("open", "ye")]), in: index) == [])
  }

  @Test(arguments: [0, 1, 31, 32, 33, 1000])
  func `holds any number of documents with the same word`(count: Int) {
    let index = index(of: Array(repeating: "Same same", count: count))
    #expect(slots("same", in: index) == Array(0..<UInt32(count)))
    #expect(slots("sam", in: index) == Array(0..<UInt32(count)))
    #expect(slots("sames", in: index) == [])
    #expect(slots(WordQuery(), in: index) == Array(0..<UInt32(count)))
  }

  @Test func `finds long names`() {
    let long = String(repeating: "a", count: 300)
    let index = index(of: [long, String(long.prefix(64)), String(long.prefix(63)), "東" + long])
    #expect(slots(long, in: index) == [0, 1, 3])
    #expect(slots(String(long.prefix(63)), in: index) == [0, 1, 2, 3])
    let many = self.index(of: [(0..<150).map { "w\($0)" }.joined(separator: " ")])
    #expect(slots((0..<150).map { "w\($0)" }.joined(separator: " "), in: many) == [0])
  }

  @Test func `matches nothing by the words of documents left out`() {
    var builder = WordIndexBuilder()
    builder.add(document: 0, words: words("gone bar"))
    builder.add(document: 1, words: words("open bar"))
    let index = builder.build(slotOfDocument: [WordIndexBuilder.leftOut, 1], count: 3)
    #expect(slots("gone", in: index) == [])
    #expect(slots("bar", in: index) == [1])
  }

  @Test func `stops at a slot that isn't below the count`() async {
    await #expect(processExitsWith: .failure) {
      var builder = WordIndexBuilder()
      builder.add(document: 0, words: WordList())
      _ = builder.build(slotOfDocument: [5], count: 5)
    }
  }

  private func words(_ text: String) -> WordList {
    var list = WordList()
    list.append(wordsOf: text)
    return list
  }

  private func index(of texts: [String]) -> WordIndex {
    var builder = WordIndexBuilder()
    for (document, text) in texts.enumerated() {
      builder.add(document: UInt32(document), words: words(text))
    }
    return builder.build(slotOfDocument: texts.indices.map(UInt32.init), count: texts.count)
  }

  private func query(
    _ text: String? = nil, labels: [(key: String, value: String)]
  ) throws -> WordQuery {
    var query = try text.map { try #require(WordQuery(text: $0)) } ?? WordQuery()
    for (key, value) in labels {
      let isAsked = query.require(labelKey: key, value: value)
      #expect(isAsked)
    }
    return query
  }

  /// The slots that match, or nil where the text has no words; by candidates as by a scan.
  private func slots(_ text: String, in index: WordIndex) -> [UInt32]? {
    WordQuery(text: text).map { slots($0, in: index) }
  }

  private func slots(_ query: WordQuery, in index: WordIndex) -> [UInt32] {
    guard let match = index.match(query) else { return [] }
    var candidates: [UInt32] = []
    match.forEachCandidate { candidates.append($0) }
    let matching = candidates.filter(match.matches).sorted()
    #expect(matching == (0..<UInt32(index.slotCount)).filter(match.matches))
    return matching
  }
}

/// Random documents whose words are often each other's beginnings, at shuffled slots.
private struct Corpus {
  let documents: [WordList]
  let slotOfDocument: [UInt32]
  let slotCount: Int
  /// The words of each slot that has a document, as bytes.
  let wordsOfSlot: [UInt32: Set<[UInt8]>]

  init(using random: inout SeededGenerator) {
    let count = [0, 1, 2, 31, 32, 33, 64, 100, 300].randomElement(using: &random) ?? 0
    slotCount = count + Int.random(in: 0...3, using: &random)
    let letters = Int.random(in: 1...5, using: &random)
    var documents: [WordList] = []
    for _ in 0..<count {
      var list = WordList()
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        list.append(wordsOf: Self.word(letters: letters, using: &random))
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let (key, value) = Self.label(using: &random)
        list.append(labelKey: key, value: value)
      }
      documents.append(list)
    }
    let slots = (0..<UInt32(slotCount)).shuffled(using: &random)
    let slotOfDocument = documents.indices.map { document in
      Int.random(in: 0..<10, using: &random) == 0 ? WordIndexBuilder.leftOut : slots[document]
    }
    var wordsOfSlot: [UInt32: Set<[UInt8]>] = [:]
    for (document, slot) in slotOfDocument.enumerated() where slot != WordIndexBuilder.leftOut {
      let list = documents[document]
      wordsOfSlot[slot] = Set((0..<list.count).map { Array(list.bytes[list.range(at: $0)]) })
    }
    (self.documents, self.slotOfDocument) = (documents, slotOfDocument)
    self.wordsOfSlot = wordsOfSlot
  }

  func index() -> WordIndex {
    var builder = WordIndexBuilder()
    for (document, list) in documents.enumerated() {
      builder.add(document: UInt32(document), words: list)
    }
    return builder.build(slotOfDocument: slotOfDocument, count: slotCount)
  }

  func query(using random: inout SeededGenerator) -> WordQuery {
    let words = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      Self.word(letters: 5, using: &random)
    }
    var query = WordQuery(text: words.joined(separator: " ")) ?? WordQuery()
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let (key, value) = Self.label(using: &random)
      _ = query.require(labelKey: key, value: value)
    }
    return query
  }

  /// The obvious answer: each slot that has, for each term, a word that is it or begins with it.
  func slots(matching terms: [WordQuery.Term]) -> [UInt32] {
    (0..<UInt32(slotCount)).filter { slot in
      terms.allSatisfy { term in
        wordsOfSlot[slot, default: []].contains {
          term.isPrefix ? $0.starts(with: term.bytes) : $0 == term.bytes
        }
      }
    }
  }

  private static func word(letters: Int, using random: inout SeededGenerator) -> String {
    let alphabet = ["a", "b", "é", "ж", "東"].prefix(letters)
    return (0..<Int.random(in: 1...3, using: &random)).map { _ in
      alphabet.randomElement(using: &random) ?? "a"
    }.joined()
  }

  private static func label(using random: inout SeededGenerator) -> (key: String, value: String) {
    let letters = ["", "a", "b", "ab"]
    return (
      letters.randomElement(using: &random) ?? "", letters.randomElement(using: &random) ?? ""
    )
  }
}
