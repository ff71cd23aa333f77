/// One record of a CSV file.
public struct CSVRecord: Equatable, Sendable {
  /// Its place among the records: 0 is the header, 1 the first after it.
  public var number: Int
  /// The physical line on which it starts, the first line of the file being 1.
  public var line: Int
  /// Its fields, unquoted.
  ///
  /// A record with a problem has them only for showing: malformed text is repaired with U+FFFD or
  /// left as it was written, and a record that is too long has none.
  public var fields: [String]
  /// What makes it unusable, the first thing if there are several.
  public var problem: CSVProblem?

  public init(number: Int, line: Int, fields: [String], problem: CSVProblem? = nil) {
    self.number = number
    self.line = line
    self.fields = fields
    self.problem = problem
  }

  /// The most bytes a record may have, without its line break.
  public static let maximumLength = 1 << 20
}

/// What makes a record unusable, whatever its columns mean.
///
/// Lines count from 1 at the start of the file, fields from 1 at the start of the record.
public enum CSVProblem: Error, Equatable, Sendable {
  /// There is text between a closing quote, which is on `line`, and the next delimiter.
  case textAfterQuote(line: Int, field: Int)
  case nulByte(line: Int, field: Int)
  case invalidUTF8(line: Int, field: Int)
  /// The file ends inside the quotes opened on `line`.
  case unclosedQuote(line: Int, field: Int)
  /// The record that starts on `line` exceeds `CSVRecord.maximumLength`; `quoteLine` is where the
  /// quotes were opened in which that happened, as it does when a closing one was forgotten.
  case tooLong(line: Int, quoteLine: Int?)
}

extension CSVProblem: CustomStringConvertible {
  /// A short name for programs, which won't change.
  public var code: String {
    switch self {
    case .textAfterQuote: "text_after_quote"
    case .nulByte: "nul_byte"
    case .invalidUTF8: "invalid_utf8"
    case .unclosedQuote: "unclosed_quote"
    case .tooLong: "record_too_long"
    }
  }

  /// The physical line the problem is on.
  public var line: Int {
    switch self {
    case .textAfterQuote(let line, _), .nulByte(let line, _), .invalidUTF8(let line, _),
      .unclosedQuote(let line, _), .tooLong(let line, _):
      line
    }
  }

  /// The field the problem is in, if it is in a single one.
  public var field: Int? {
    switch self {
    case .textAfterQuote(_, let field), .nulByte(_, let field), .invalidUTF8(_, let field),
      .unclosedQuote(_, let field):
      field
    case .tooLong: nil
    }
  }

  public var description: String {
    switch self {
    case .textAfterQuote(let line, let field):
      "field \(field) has text after its closing quote on line \(line); "
        + "write quotes inside a quoted field twice"
    case .nulByte(let line, let field):
      "field \(field) has a NUL byte on line \(line); remove it, or save the file as UTF-8 text"
    case .invalidUTF8(let line, let field):
      "field \(field) has a byte on line \(line) that isn't UTF-8; save the file as UTF-8"
    case .unclosedQuote(let line, let field):
      "field \(field) opens a quote on line \(line) that is never closed; close it, "
        + "or write quotes inside a quoted field twice"
    case .tooLong(let line, let quoteLine?):
      "the record from line \(line) is longer than \(CSVRecord.maximumLength) bytes; "
        + "close the quote opened on line \(quoteLine)"
    case .tooLong(let line, nil):
      "the record from line \(line) is longer than \(CSVRecord.maximumLength) bytes; shorten it"
    }
  }
}
