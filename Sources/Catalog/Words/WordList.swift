/// The folded words and labels of a text, one after the other; a buffer to be used again.
///
/// A word is a run of letters and digits, folded by ``WordFolding``, in UTF-8. Apostrophes inside
/// are dropped (Joe's is "joes"). A symbol such as an emoji is a word by itself; `&` and punctuation
/// only separate. A word over ``longestWord`` bytes is cut there, in texts and queries alike.
///
/// A text gives two kinds of words more, so that a query finds what people call a word:
/// - Han and kana have no spaces, so a run of them is also a word from each of its scalars on, up to
///   the ``mostSuffixes``th: 東京駅 is 東京駅, 京駅 and 駅. A query has only the run, and finds it
///   as the beginning of a word.
/// - Three bytes or more after a word's last apostrophe are a word too: l'opéra is "lopera" and
///   "opera".
public struct WordList: Sendable {
  /// The most bytes that a word has.
  public static let longestWord = 64
  /// The most words that a run of Han or kana gives.
  public static let mostSuffixes = 16
  /// The most bytes that a label's key, and its value, may have.
  public static let longestLabel = 200

  /// All words end to end.
  private(set) var bytes: [UInt8] = []
  /// Where each word ends in ``bytes``.
  private(set) var ends: [Int] = []
  private var input: [UInt8] = []
  private var run: [UInt8] = []
  private var isCut = false
  private var lastPart = 0

  public init() {}

  /// How many words and labels there are, repeated ones as often as they come.
  public var count: Int { ends.count }
  public var isEmpty: Bool { ends.isEmpty }

  /// Forgets all words, and keeps the memory for the next ones.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Where the word at `position` lies in ``bytes``.
  func range(at position: Int) -> Range<Int> {
    (position == 0 ? 0 : ends[position - 1])..<ends[position]
  }
}

extension WordList {
  /// Adds the words of a text that is to be found.
  public mutating func append(wordsOf text: String) {
    append(text, asQuery: false)
  }

  /// Adds the words of a query, each of them once.
  mutating func append(wordsOfQuery text: String) {
    append(text, asQuery: true)
  }

  /// Adds the label `key=value`, which only a query for the whole of it finds, and no word.
  ///
  /// - Returns: whether there is such a label. There is none for a key or value of more than
  ///   ``longestLabel`` bytes, or for a key with a NUL in it.
  @discardableResult
  public mutating func append(labelKey key: String, value: String) -> Bool {
    let (key, value) = (key.utf8, value.utf8)
    guard key.count <= Self.longestLabel, value.count <= Self.longestLabel, !key.contains(0) else {
      return false
    }
    bytes.append(1)
    bytes.append(contentsOf: key)
    bytes.append(0)
    bytes.append(contentsOf: value)
    ends.append(bytes.count)
    return true
  }
}

extension WordList {
  private mutating func append(_ text: String, asQuery: Bool) {
    // A copy costs less than to go through a string by its indices, and its ASCII is folded at once.
    input.removeAll(keepingCapacity: true)
    input.append(contentsOf: text.utf8)
    for position in input.indices where input[position] &- UInt8(ascii: "A") < 26 {
      input[position] |= 0x20
    }

    lastPart = bytes.count
    var position = 0
    while position < input.count {
      let byte = input[position]
      if Self.isWordASCII(byte) {
        let start = position
        repeat { position += 1 } while position < input.count && Self.isWordASCII(input[position])
        appendToWord(inputAt: start..<position, asQuery: asQuery)
      } else if byte < 0x80 {
        position += 1
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
          beginPart(asQuery: asQuery)
        } else {
          endWord(asQuery: asQuery)
        }
      } else if let (scalar, length) = WordFolding.scalar(at: position, in: input.span) {
        position += length
        append(scalar, asQuery: asQuery)
      } else {
        position += 1
      }
    }
    endWord(asQuery: asQuery)
  }

  private static func isWordASCII(_ lowercase: UInt8) -> Bool {
    lowercase &- UInt8(ascii: "a") < 26 || lowercase &- UInt8(ascii: "0") < 10
  }

  private mutating func append(_ scalar: UInt32, asQuery: Bool) {
    let entry = WordFolding.Entry(of: scalar)
    switch entry.kind {
    case .separator:
      endWord(asQuery: asQuery)
    case .ignored:
      break
    case .apostrophe:
      beginPart(asQuery: asQuery)
    case .word:
      appendToWord(entry.folded, asQuery: asQuery)
    case .sequence:
      for position in entry.sequence {
        appendToWord(FoldingTable.sequences[position], asQuery: asQuery)
      }
    case .unspaced:
      if run.isEmpty { endWord(asQuery: asQuery) }
      appendToRun(entry.folded)
    case .symbol:
      endWord(asQuery: asQuery)
      appendToWord(entry.folded, asQuery: asQuery)
      endWord(asQuery: asQuery)
    }
  }

  private var wordStart: Int { ends.last ?? 0 }

  private mutating func appendToWord(inputAt ascii: Range<Int>, asQuery: Bool) {
    if !run.isEmpty { endWord(asQuery: asQuery) }
    let room = isCut ? 0 : Self.longestWord - (bytes.count - wordStart)
    if ascii.count > room { isCut = true }
    bytes.append(contentsOf: input[ascii.prefix(room)])
  }

  private mutating func appendToWord(_ scalar: UInt32, asQuery: Bool) {
    if !run.isEmpty { endWord(asQuery: asQuery) }
    guard !isCut, bytes.count - wordStart + Self.length(scalar) <= Self.longestWord else {
      isCut = true
      return
    }
    Self.append(scalar, to: &bytes)
  }

  private mutating func beginPart(asQuery: Bool) {
    if !run.isEmpty { endWord(asQuery: asQuery) }
    lastPart = bytes.count
  }

  private mutating func appendToRun(_ scalar: UInt32) {
    if scalar == 0x3099 || scalar == 0x309A {
      // Composes with the kana before it; a mark after anything else is dropped.
      guard !isCut, run.count >= 3 else { return }
      let last = run.count - 3
      guard
        let kana = WordFolding.scalar(at: last, in: run.span)?.value,
        let voiced = WordFolding.voiced(kana, halfVoiced: scalar == 0x309A)
      else { return }
      run.removeSubrange(last...)
      Self.append(voiced, to: &run)
      return
    }
    // Long enough for the last suffix of four-byte scalars to have all its bytes.
    guard !isCut, run.count < 4 * Self.mostSuffixes + Self.longestWord else {
      isCut = true
      return
    }
    Self.append(scalar, to: &run)
  }

  /// Ends the word or run, if there is one.
  private mutating func endWord(asQuery: Bool) {
    if !run.isEmpty {
      endRun(asQuery: asQuery)
    } else if bytes.count > wordStart {
      let start = wordStart
      ends.append(bytes.count)
      if !asQuery, lastPart > start, bytes.count - lastPart >= 3 {
        for position in lastPart..<bytes.count { bytes.append(bytes[position]) }
        ends.append(bytes.count)
      }
    }
    isCut = false
    lastPart = bytes.count
  }

  private mutating func endRun(asQuery: Bool) {
    var start = 0
    var suffixes = 0
    while start < run.count, suffixes < (asQuery ? 1 : Self.mostSuffixes) {
      var end = min(start + Self.longestWord, run.count)
      while end < run.count, run[end] & 0xC0 == 0x80 { end -= 1 }
      bytes.append(contentsOf: run[start..<end])
      ends.append(bytes.count)
      suffixes += 1
      start += 1
      while start < run.count, run[start] & 0xC0 == 0x80 { start += 1 }
    }
    run.removeAll(keepingCapacity: true)
  }

  private static func length(_ scalar: UInt32) -> Int {
    scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
  }

  private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    let continuations = UInt32(length(scalar) - 1)
    // The marks of lead bytes for 3 to 0 more bytes, from the top.
    let mark = (0xF0E0_C000 as UInt32) >> (8 * continuations) & 0xFF
    bytes.append(UInt8(truncatingIfNeeded: mark | scalar >> (6 * continuations)))
    for left in (0..<continuations).reversed() {
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> (6 * left) & 0x3F))
    }
  }
}
