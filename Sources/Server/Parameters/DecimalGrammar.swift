/// How numbers are written in parameters: decimal digits with an optional sign, point and exponent.
enum DecimalGrammar {
  /// Whether a text is such a number; unlike `Double.init` this rules out hexadecimal ones, nan and
  /// infinity.
  static func accepts(_ text: some Sequence<UInt8>) -> Bool {
    var state = State.start
    for byte in text {
      switch (state, byte) {
      case (.start, UInt8(ascii: "+")), (.start, UInt8(ascii: "-")): state = .sign
      case (.start, digit), (.sign, digit), (.whole, digit): state = .whole
      case (.start, point), (.sign, point): state = .barePoint
      case (.whole, point): state = .fraction
      case (.barePoint, digit), (.fraction, digit): state = .fraction
      case (.whole, UInt8(ascii: "e")), (.whole, UInt8(ascii: "E")),
        (.fraction, UInt8(ascii: "e")), (.fraction, UInt8(ascii: "E")):
        state = .exponent
      case (.exponent, UInt8(ascii: "+")), (.exponent, UInt8(ascii: "-")): state = .exponentSign
      case (.exponent, digit), (.exponentSign, digit), (.exponentDigits, digit):
        state = .exponentDigits
      default: return false
      }
    }
    return state == .whole || state == .fraction || state == .exponentDigits
  }

  /// Whether a text is an optional sign and one or more digits.
  static func acceptsInteger(_ text: some Sequence<UInt8>) -> Bool {
    var state = State.start
    for byte in text {
      switch (state, byte) {
      case (.start, UInt8(ascii: "+")), (.start, UInt8(ascii: "-")): state = .sign
      case (.start, digit), (.sign, digit), (.whole, digit): state = .whole
      default: return false
      }
    }
    return state == .whole
  }

  private enum State {
    case start, sign, whole, barePoint, fraction, exponent, exponentSign, exponentDigits
  }

  private static var digit: ClosedRange<UInt8> { UInt8(ascii: "0")...UInt8(ascii: "9") }
  private static var point: UInt8 { UInt8(ascii: ".") }
}
