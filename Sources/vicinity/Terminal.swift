import Foundation

/// What the terminal, if there is one, can show.
enum Terminal {
  /// Whether standard output is a terminal.
  static var showsOutput: Bool { isatty(STDOUT_FILENO) == 1 }
  /// Whether standard error is a terminal.
  static var showsErrors: Bool { isatty(STDERR_FILENO) == 1 }
  /// Whether colours are welcome on standard output: it is a terminal, and `NO_COLOR` is not set.
  static var showsColors: Bool {
    showsOutput && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  /// How many columns a text takes: none for combining marks, two for wide characters and emoji.
  static func width(of text: String) -> Int {
    text.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.properties.generalCategory == .nonspacingMark
      || scalar.properties.generalCategory == .format
      || scalar.properties.generalCategory == .control
    {
      return 0
    }
    let isEmoji =
      scalar.properties.isEmojiPresentation
      || character.unicodeScalars.contains { $0 == "\u{FE0F}" }
    return isEmoji || isWide(scalar.value) ? 2 : 1
  }

  /// The blocks of East Asian width W and F (Unicode UAX #11), roughly.
  private static func isWide(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// A text that takes just as many columns, cut with an ellipsis or followed by spaces.
  static func fitted(_ text: String, to columns: Int) -> String {
    let full = width(of: text)
    if full <= columns { return text + String(repeating: " ", count: columns - full) }
    var cut = ""
    var used = 0
    for character in text {
      let next = width(of: character)
      if used + next > columns - 1 { break }
      cut.append(character)
      used += next
    }
    return cut + "…" + String(repeating: " ", count: max(0, columns - 1 - used))
  }

  /// A text without spaces at its end.
  static func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }

  /// A text without the control characters that could take over a terminal.
  static func harmless(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.properties.generalCategory == .control ? Unicode.Scalar(0x20) : $0
        }))
  }
}
