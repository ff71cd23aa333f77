/// The words and labels that merchants must have, all of them.
public struct WordQuery: Hashable, Sendable {
  struct Term: Hashable {
    var bytes: [UInt8]
    /// Whether a word that begins with `bytes` will do.
    var isPrefix: Bool
  }

  private(set) var terms: [Term] = []

  /// A query that every merchant matches.
  public init() {}

  /// The words of a text, whole ones but for the last, of which the beginning is enough; nil for a
  /// text without words, such as punctuation.
  ///
  /// A run of Han or kana is wherever it stands the beginning of a word: see ``WordList``.
  public init?(text: String) {
    var words = WordList()
    words.append(wordsOfQuery: text)
    guard !words.isEmpty else { return nil }
    for position in 0..<words.count {
      let bytes = Array(words.bytes[words.range(at: position)])
      let isPrefix = position == words.count - 1 || Self.isUnspaced(bytes)
      let term = Term(bytes: bytes, isPrefix: isPrefix)
      if !terms.contains(term) { terms.append(term) }
    }
  }

  /// Whether every merchant matches.
  public var isEmpty: Bool { terms.isEmpty }

  /// Asks for the label `key=value` too, exactly as it was added to the index.
  ///
  /// - Returns: whether such a label can be in an index at all, see
  ///   ``WordList/append(labelKey:value:)``; where it can't, the query is left as it was, and the
  ///   caller decides what that means.
  public mutating func require(labelKey key: String, value: String) -> Bool {
    var label = WordList()
    guard label.append(labelKey: key, value: value) else { return false }
    let term = Term(bytes: label.bytes, isPrefix: false)
    if !terms.contains(term) { terms.append(term) }
    return true
  }

  private static func isUnspaced(_ word: [UInt8]) -> Bool {
    guard word[0] >= 0x80, let scalar = WordFolding.scalar(at: 0, in: word.span)?.value else {
      return false
    }
    return WordFolding.Entry(of: scalar).kind == .unspaced
  }
}
