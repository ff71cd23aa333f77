/// Something wrong with one row of a file, or worth knowing about it.
public struct RowProblem: Equatable, Sendable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    /// The row is refused.
    case error
    /// The row is taken all the same.
    case warning
  }

  /// What is wrong, in words that stay the same from version to version.
  public enum Code: String, CaseIterable, Sendable {
    case categoryMismatch = "category_mismatch"
    case controlCharacter = "control_character"
    case decimalComma = "decimal_comma"
    case degreesMinutes = "degrees_minutes"
    case duplicateID = "duplicate_id"
    case duplicatePair = "duplicate_pair"
    case exponent
    case fieldCount = "field_count"
    case hexadecimal
    case invalidBoolean = "invalid_boolean"
    case invalidJSON = "invalid_json"
    case invalidTimestamp = "invalid_timestamp"
    case invalidUTF8 = "invalid_utf8"
    case jsonAndColumns = "json_and_columns"
    case missing
    case notANumber = "not_a_number"
    case notAnObject = "not_an_object"
    case notFinite = "not_finite"
    case notWhole = "not_whole"
    case nulByte = "nul_byte"
    case outOfRange = "out_of_range"
    case recordTooLong = "record_too_long"
    case swapped
    case textAfterQuote = "text_after_quote"
    case tooLong = "too_long"
    case truncated
    case unclosedQuote = "unclosed_quote"
    case unknownCategory = "unknown_category"
    case unknownColumn = "unknown_column"
    case unknownMerchant = "unknown_merchant"
    case unknownPartnership = "unknown_partnership"
    case zeroCoordinate = "zero_coordinate"

    init(_ problem: CSVProblem) {
      switch problem {
      case .textAfterQuote: self = .textAfterQuote
      case .nulByte: self = .nulByte
      case .invalidUTF8: self = .invalidUTF8
      case .unclosedQuote: self = .unclosedQuote
      case .tooLong: self = .recordTooLong
      }
    }
  }

  public var severity: Severity
  /// The file as the caller named it.
  public var file: String
  /// 1 is the first record after the header, 0 the header.
  public var record: Int
  /// The line of the file on which the record starts, from 1 on.
  public var line: Int
  /// The column as the file's header names it; nil when the whole record is meant.
  public var column: String?
  public var code: Code
  /// What the cell must be, what it is, and what to do.
  public var message: String
  /// The cell, at most 80 characters of it, with control characters escaped.
  public var value: String

  public init(
    severity: Severity, file: String, record: Int, line: Int, column: String?, code: Code,
    message: String, value: String
  ) {
    self.severity = severity
    self.file = file
    self.record = record
    self.line = line
    self.column = column
    self.code = code
    self.message = message
    self.value = value
  }

  /// `merchants.csv:17: latitude: must be from -90 to 90, and is "91"`.
  public var description: String {
    "\(file):\(line): \(column.map { "\($0): " } ?? "")\(message)"
  }

  /// A cell as messages show it: at most 80 characters, with control characters escaped.
  static func shown(_ cell: String) -> String {
    let mostCharacters = 80
    var shown = ""
    var count = 0
    for character in cell {
      guard count < mostCharacters - 1 else {
        // A cell of exactly the limit could stand whole; one more character is not worth a count.
        shown += "…"
        break
      }
      count += 1
      // A character can have thousands of combining marks.
      for scalar in character.unicodeScalars.prefix(8) {
        shown += Self.isControl(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
      }
    }
    return shown
  }

  /// Whether a scalar steers a terminal or turns text round in place of being shown.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
