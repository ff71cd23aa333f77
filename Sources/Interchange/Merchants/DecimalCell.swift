/// A cell read as a decimal number.
enum DecimalCell: Equatable {
  /// The number times 10^decimals, rounded half away from zero as the database does it.
  case scaled(Int)
  case fault(RowProblem.Code)

  /// Reads a cell that has no white space at its ends: a sign, digits, and a point among or beside
  /// them.
  ///
  /// `decimals` is from 0 to 8. Numbers too large for any column are given as 10^18 or more.
  init(_ cell: String, decimals: Int) {
    var value = 0
    var isNegative = false
    var digits = 0
    // Digits behind the point, -1 before it.
    var behind = -1
    var roundsUp = false
    var isFirst = true
    for byte in cell.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        let digit = Int(byte - UInt8(ascii: "0"))
        if behind < 0 || behind < decimals {
          // Larger numbers are out of every range; they must only not overflow.
          if value < 1_000_000_000_000_000_000 / 10 { value = value * 10 + digit }
        } else if behind == decimals {
          roundsUp = digit >= 5
        }
        if behind >= 0 { behind += 1 }
      case UInt8(ascii: ".") where behind < 0: behind = 0
      case UInt8(ascii: "-") where isFirst: isNegative = true
      case UInt8(ascii: "+") where isFirst: break
      default:
        self = .fault(Self.fault(of: cell))
        return
      }
      isFirst = false
    }
    guard digits > 0 else {
      self = .fault(Self.fault(of: cell))
      return
    }
    for _ in min(max(behind, 0), decimals)..<decimals {
      value = min(value, 100_000_000_000_000_000) * 10
    }
    if roundsUp { value += 1 }
    self = .scaled(isNegative ? -value : value)
  }

  /// What somebody meant who wrote a cell that is no decimal number.
  private static func fault(of cell: String) -> RowProblem.Code {
    // Longer texts are no numbers of any kind, and cost time.
    guard cell.utf8.count <= 80 else { return .notANumber }
    let text = cell.lowercased()
    let unsigned = text.drop { $0 == "-" || $0 == "+" }
    if ["nan", "inf", "infinity", "∞"].contains(String(unsigned)) { return .notFinite }
    if unsigned.hasPrefix("0x") { return .hexadecimal }
    let digits = text.count { $0.isASCII && $0.isNumber }
    guard digits > 0 else { return .notANumber }
    let others = text.filter { !($0.isASCII && $0.isNumber) }
    if others.drop(while: { $0 == "-" || $0 == "+" }) == "," { return .decimalComma }
    if Self.isExponent(unsigned) { return .exponent }
    let marks: Set<Character> = [
      "°", "º", "˚", "'", "′", "’", "\"", "″", "”", " ", ":", ".", ",", "-", "+", "d", "m", "s",
      "n", "e", "w", "o",
    ]
    let tells: Set<Character> = ["°", "º", "˚", "′", "'", "’", " ", ":", "n", "s", "e", "w"]
    if others.allSatisfy(marks.contains), others.contains(where: tells.contains) {
      return .degreesMinutes
    }
    return .notANumber
  }

  /// Whether a text is a number such as `5.1e-05`.
  private static func isExponent(_ text: Substring) -> Bool {
    let parts = text.split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts.first, let last = parts.last else { return false }
    let power = last.drop { $0 == "-" || $0 == "+" }
    return !power.isEmpty && power.allSatisfy { $0.isASCII && $0.isNumber }
      && first.contains { $0.isNumber }
      && first.allSatisfy { ($0.isASCII && $0.isNumber) || $0 == "." }
  }
}
