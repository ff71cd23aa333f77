/// The header record of a CSV file, and the batch that begins with it.
struct CSVFileStart {
  let batch: CSVBatch
  let header: CSVRecord
  let dialect: CSVDialect
  private let file: String

  private static let binary = "not text; export the table as CSV in UTF-8"

  /// Reads as far as the header; `columns` is one for the message when there is none.
  ///
  /// - Throws: ``MerchantFileError`` for a file that can't be read, is empty or of another kind, and
  ///   for a header that is no text.
  init(
    of splitter: inout CSVSplitter, file: String, columns: String
  ) throws(MerchantFileError) {
    var found: (batch: CSVBatch, header: CSVRecord)?
    do {
      dialect = try splitter.dialect()
      while found == nil, let batch = try splitter.next() {
        if let record = batch.firstRecord(dialect) { found = (batch, record) }
      }
    } catch {
      throw .unreadable(error)
    }
    guard let found else { throw .empty(file: file, columns: columns) }
    batch = found.batch
    header = found.header
    self.file = file
    if let kind = MerchantFileError.knownKind(batch.bytes) {
      throw .notCSV(file: file, kind: kind)
    }
    switch header.problem {
    case .none: break
    case .nulByte: throw .notCSV(file: file, kind: Self.binary)
    case .some(let problem):
      throw .malformedHeader(file: file, line: header.line, reason: "\(problem)")
    }
  }

  /// What `find` makes of the header's names and the file's; where it misses columns in bytes that
  /// are no text, the file is of another kind.
  func columns<Columns>(
    _ find: ([String], String) throws(MerchantFileError) -> Columns
  ) throws(MerchantFileError) -> Columns {
    do {
      return try find(header.fields, file)
    } catch .missingColumns where batch.bytes.prefix(4_096).contains(0) {
      throw .notCSV(file: file, kind: Self.binary)
    }
  }

  /// A warning for each of the columns at `positions` among `names`, which hold nothing that
  /// `thing` has.
  func warnings(
    ofColumns positions: [Int], among names: [String], notOf thing: String
  ) -> [RowProblem] {
    positions.map { position in
      let name = names[position]
      let column = name.isEmpty ? "column \(position + 1)" : RowProblem.shown(name)
      let message =
        name.isEmpty
        ? "has no name in the header and is ignored"
        : "is no column that \(thing) has and is ignored"
      return RowProblem(
        severity: .warning, file: file, record: header.number, line: header.line, column: column,
        code: .unknownColumn, message: message, value: RowProblem.shown(name))
    }
  }
}

extension CSVBatch {
  /// The first record, or nil if there are only blank lines.
  func firstRecord(_ dialect: CSVDialect) -> CSVRecord? {
    struct Found: Error {}
    var first: CSVRecord?
    do {
      try forEachRecord(dialect) { record in
        first = record
        throw Found()
      }
    } catch {
      // It was thrown to stop there.
    }
    return first
  }
}

extension RowProblem {
  /// What makes a record unusable whatever its cells hold; nil for one that is whole and has a cell
  /// for each of the header's `names`.
  init?(shapeOf record: CSVRecord, names: [String], file: String) {
    if let problem = record.problem {
      let position = problem.field.map { $0 - 1 }.flatMap {
        names.indices.contains($0) ? $0 : nil
      }
      let value = position.flatMap { record.fields.indices.contains($0) ? record.fields[$0] : nil }
      self.init(
        severity: .error, file: file, record: record.number, line: record.line,
        column: position.map { names[$0] }, code: Code(problem), message: "\(problem)",
        value: Self.shown(value ?? ""))
      return
    }
    let count = record.fields.count
    guard count != names.count else { return nil }
    let hint =
      count > names.count
      ? "a text with the delimiter in it must stand in quotes"
      : "is a cell missing, or a quote not closed?"
    self.init(
      severity: .error, file: file, record: record.number, line: record.line, column: nil,
      code: .fieldCount,
      message: "must have \(names.count) cells as the header has, and has \(count); \(hint)",
      value: Self.shown(record.fields.last ?? ""))
  }
}

extension RowProblem.Code {
  /// How to write a number that was written in another way; `example` is a good one.
  func numberRequirement(example: String) -> String {
    switch self {
    case .decimalComma:
      "must have a decimal point and no comma"
    case .degreesMinutes:
      "must be in decimal degrees (51.5074, -0.1278), without minutes and letters"
    case .hexadecimal: "must be a decimal number and not a hexadecimal one"
    case .exponent: "must be written without an exponent (0.00005)"
    case .notFinite: "must be a finite number (leave the cell empty if it is unknown)"
    default: "must be a decimal number such as \(example)"
    }
  }
}
