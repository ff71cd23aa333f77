/// Writes records as CSV (RFC 4180).
public struct CSVWriter: Sendable {
  /// What ends a record.
  public enum LineEnding: Sendable {
    case crlf
    case lf
  }

  private let delimiter: UInt8
  private let lineEnding: LineEnding
  private let neutralisesFormulas: Bool

  /// A writer whose fields are separated by `delimiter`.
  ///
  /// With `neutralisesFormulas`, a cell that a spreadsheet would take for a formula (one that
  /// begins with `=`, `+`, `-`, `@`, a tab or a carriage return and isn't a plain number) gets an
  /// apostrophe before it, which `withoutNeutralisation(_:)` takes away.
  public init(
    delimiter: UInt8 = UInt8(ascii: ","), lineEnding: LineEnding = .crlf,
    neutralisesFormulas: Bool
  ) {
    self.delimiter = CSVDialect(delimiter: delimiter).delimiter
    self.lineEnding = lineEnding
    self.neutralisesFormulas = neutralisesFormulas
  }

  /// Appends a record of `fields`, of which there must be one at least, quoted where needed.
  public func append(_ fields: [String], to bytes: inout [UInt8]) {
    precondition(!fields.isEmpty, "a record must have a field")
    // A line without anything in it would be no record.
    if fields.count == 1, fields[0].isEmpty { bytes.append(contentsOf: [.quote, .quote]) }
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      append(field, to: &bytes)
    }
    if lineEnding == .crlf { bytes.append(.carriageReturn) }
    bytes.append(.lineFeed)
  }

  private func append(_ field: String, to bytes: inout [UInt8]) {
    let utf8 = field.utf8
    let isNeutralised = neutralisesFormulas && Self.isFormula(utf8[...])
    // A byte order mark is quoted as well: at the start of a file it would be dropped.
    let isQuoted =
      utf8.contains { $0 == delimiter || $0 == .quote || $0.isLineBreak }
      || utf8.starts(with: [0xEF, 0xBB, 0xBF])
    if isQuoted { bytes.append(.quote) }
    if isNeutralised { bytes.append(.apostrophe) }
    if isQuoted, utf8.contains(.quote) {
      for byte in utf8 {
        if byte == .quote { bytes.append(.quote) }
        bytes.append(byte)
      }
    } else {
      bytes.append(contentsOf: utf8)
    }
    if isQuoted { bytes.append(.quote) }
  }
}

extension CSVWriter {
  /// The cell that a neutralising writer wrote as `cell`.
  ///
  /// Any other cell comes back as it is.
  public static func withoutNeutralisation(_ cell: String) -> String {
    let utf8 = cell.utf8
    guard utf8.first == .apostrophe, isFormula(utf8.dropFirst()) else { return cell }
    return String(cell.unicodeScalars.dropFirst())
  }

  /// Whether a spreadsheet might take `cell` for a formula, perhaps after apostrophes.
  ///
  /// Those apostrophes were in the cell before; a writer that put its own before `=` but not before
  /// `'=` would write two cells as one.
  private static func isFormula(_ cell: Substring.UTF8View) -> Bool {
    let bare = cell.drop { $0 == .apostrophe }
    switch bare.first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "\t"), .carriageReturn: return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isUnsignedNumber(bare.dropFirst())
    default: return false
    }
  }

  /// Whether `text` is digits with at most one point and an exponent, as in `12`, `.5` and `1.5e-7`.
  private static func isUnsignedNumber(_ text: Substring.UTF8View) -> Bool {
    let whole = text.prefix(while: isDigit)
    var rest = text.dropFirst(whole.count)
    var digits = whole.count
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + fraction.count)
      digits += fraction.count
    }
    guard digits > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
      rest = rest.dropFirst()
    }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }
}

extension UInt8 {
  fileprivate static let apostrophe = UInt8(ascii: "'")
}
