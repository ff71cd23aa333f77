import Catalog
import Ranking

/// Makes affinities of the records of one file.
struct AffinityRowParser {
  /// An affinity and whose it is.
  struct Row {
    var user: String
    var affinity: Affinity
  }

  /// As many bytes as an index of users can be asked for.
  private static let mostUserBytes = 255
  private static let mostMerchantCharacters = 50

  private let header: AffinityHeader
  private let file: String
  private let isKnownMerchant: ((String) -> Bool)?
  /// What has been found wrong with the record in hand.
  private var problems: [RowProblem] = []

  init(header: AffinityHeader, file: String, isKnownMerchant: ((String) -> Bool)?) {
    self.header = header
    self.file = file
    self.isKnownMerchant = isKnownMerchant
  }

  /// The affinity of a record, or nil for a record with errors, all of which are handed on.
  ///
  /// Cells may have white space at their ends, and ids a leading `'` before a formula, as exports
  /// write it.
  mutating func parse(_ record: CSVRecord, onProblem: (RowProblem) -> Void) -> Row? {
    if let problem = RowProblem(shapeOf: record, names: header.names, file: file) {
      onProblem(problem)
      return nil
    }
    let user = user(in: record)
    let merchant = merchant(in: record)
    let score = score(in: record)
    let lastInteraction = lastInteraction(in: record)
    // All cells are read before one is missed: one run shows everything that is wrong.
    guard problems.isEmpty, let user, let merchant, let score else {
      for problem in problems { onProblem(problem) }
      problems.removeAll(keepingCapacity: true)
      return nil
    }
    return Row(
      user: user,
      affinity: Affinity(merchantID: merchant, score: score, lastInteraction: lastInteraction))
  }

  /// What is wrong with a row whose user has an affinity for its merchant already, on the line that
  /// `place` names.
  func duplicate(_ row: Row, in record: CSVRecord, of place: String) -> RowProblem {
    problem(
      .duplicatePair, header.merchant,
      "\(quoted(row.affinity.merchantID)) is on \(place) for the user \(quoted(row.user)) already, "
        + "which counts; leave out one of the two rows", in: record)
  }

  private mutating func user(in record: CSVRecord) -> String? {
    guard let id = identifier(header.user, of: "user", in: record) else { return nil }
    guard id.utf8.count > Self.mostUserBytes else { return id }
    report(
      .tooLong, header.user,
      "must have at most \(Self.mostUserBytes) bytes, and has \(id.utf8.count): \(quoted(id))",
      in: record)
    return nil
  }

  private mutating func merchant(in record: CSVRecord) -> String? {
    guard let id = identifier(header.merchant, of: "merchant", in: record) else { return nil }
    let most = Self.mostMerchantCharacters
    guard id.utf8.count <= most || id.unicodeScalars.count <= most else {
      report(
        .tooLong, header.merchant,
        "must have at most \(most) characters, and has \(id.unicodeScalars.count): \(quoted(id))",
        in: record)
      return nil
    }
    guard let isKnownMerchant, !isKnownMerchant(id) else { return id }
    report(
      .unknownMerchant, header.merchant,
      "must be the merchant_id of a merchant in the catalogue, and is \(quoted(id)); correct it or "
        + "leave out the row", in: record)
    return nil
  }

  /// The id in a cell; nil after reporting one that is empty or steers a terminal.
  private mutating func identifier(
    _ position: Int, of thing: String, in record: CSVRecord
  ) -> String? {
    let id = CSVWriter.withoutNeutralisation(trimmed(record.fields[position]))
    if id.isEmpty {
      report(.missing, position, "must be the \(thing)'s id, and is empty", in: record)
      return nil
    }
    if id.unicodeScalars.contains(where: RowProblem.isControl) {
      report(
        .controlCharacter, position, "must have no control characters, and is \(quoted(id))",
        in: record)
      return nil
    }
    return id
  }

  private mutating func score(in record: CSVRecord) -> Double? {
    let token = trimmed(record.fields[header.score])
    guard !token.isEmpty else {
      report(.missing, header.score, "must be a number from 0 to 1, and is empty", in: record)
      return nil
    }
    // PostgreSQL writes small floats as 1e-05, so an exponent is no fault.
    if let score = NumberText.value(token.utf8.span), 0...1 ~= score { return score.magnitude }
    let code = Self.fault(of: token)
    let requirement =
      switch code {
      case .decimalComma, .hexadecimal: code.numberRequirement(example: "0.75")
      default: "must be a number from 0 to 1"
      }
    report(code, header.score, "\(requirement), and is \(quoted(token))", in: record)
    return nil
  }

  /// What is wrong with a cell that is no number from 0 to 1.
  private static func fault(of token: String) -> RowProblem.Code {
    guard NumberText.value(token.utf8.span) == nil,
      case .fault(let code) = DecimalCell(token, decimals: 0)
    else { return .outOfRange }
    switch code {
    // A number that is too large for a double.
    case .exponent: return .outOfRange
    case .decimalComma, .hexadecimal, .notFinite: return code
    default: return .notANumber
    }
  }

  /// In Unix seconds; nil without the column or for an empty cell, and after a report.
  private mutating func lastInteraction(in record: CSVRecord) -> Int64? {
    guard let position = header.lastInteraction else { return nil }
    let token = trimmed(record.fields[position])
    guard !token.isEmpty else { return nil }
    guard let instant = Timestamp(rfc3339: token) else {
      report(
        .invalidTimestamp, position,
        "must be an instant with its offset such as 2026-11-24T10:00:00Z, "
          + "and is \(quoted(token))", in: record)
      return nil
    }
    let (seconds, microseconds) = instant.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return microseconds < 0 ? seconds - 1 : seconds
  }

  /// Notes what is wrong with the cell at `position`.
  private mutating func report(
    _ code: RowProblem.Code, _ position: Int, _ message: String, in record: CSVRecord
  ) {
    problems.append(problem(code, position, message, in: record))
  }

  private func problem(
    _ code: RowProblem.Code, _ position: Int, _ message: String, in record: CSVRecord
  ) -> RowProblem {
    RowProblem(
      severity: .error, file: file, record: record.number, line: record.line,
      column: header.names[position], code: code, message: message,
      value: RowProblem.shown(record.fields[position]))
  }

  private func quoted(_ cell: String) -> String {
    "\"\(RowProblem.shown(cell))\""
  }
}
