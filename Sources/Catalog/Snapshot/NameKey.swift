/// Names as they are sorted: their folded words with a space between.
enum NameKey {
  /// The words of a list, joined.
  static func text(of words: borrowing WordList) -> [UInt8] {
    var bytes: [UInt8] = []
    for position in 0..<words.count {
      if position > 0 { bytes.append(UInt8(ascii: " ")) }
      bytes.append(contentsOf: words.bytes[words.range(at: position)])
    }
    return bytes
  }

  /// The first eight bytes of the joined words as a number that sorts as they do.
  static func prefix(of words: borrowing WordList) -> UInt64 {
    var key: UInt64 = 0
    var taken = 0
    for position in 0..<words.count where taken < 8 {
      if position > 0 {
        key = key << 8 | UInt64(UInt8(ascii: " "))
        taken += 1
      }
      for byte in words.bytes[words.range(at: position)].prefix(8 - taken) {
        key = key << 8 | UInt64(byte)
        taken += 1
      }
    }
    return taken < 8 ? key << UInt64(8 * (8 - taken)) : key
  }

  /// The first eight bytes of a joined text as ``prefix(of:)`` has them.
  static func prefix(of text: [UInt8]) -> UInt64 {
    var key: UInt64 = 0
    for position in 0..<8 {
      key = key << 8 | UInt64(position < text.count ? text[position] : 0)
    }
    return key
  }
}
