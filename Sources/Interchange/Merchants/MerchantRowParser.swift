public import Catalog
import Geodesy
import JSON
import OpeningHours

/// Makes merchants of the records of one file.
///
/// It keeps what it has looked up, so each thread has a copy of its own; copies give the same
/// results.
public struct MerchantRowParser: Sendable {
  let header: MerchantHeader
  private let categories: CategoryTable
  private let file: String
  private let truncatesLongText: Bool
  private var knownCategories: [(name: String, id: Int)] = []
  /// What has been found wrong with the record in hand.
  private var problems: [RowProblem] = []
  private var isRefused = false

  /// A parser for a file's records.
  ///
  /// `file` is its name for problems. With `truncatesLongText`, texts that are longer than the
  /// table's columns are cut with a warning; else their rows are refused. Ids are never cut.
  public init(
    header: MerchantHeader, categories: CategoryTable, file: String, truncatesLongText: Bool = false
  ) {
    self.header = header
    self.categories = categories
    self.file = file
    self.truncatesLongText = truncatesLongText
  }

  /// The merchant of a record, or nil for a record with errors, all of which are handed on.
  ///
  /// Cells may have a leading `'` before a formula, as exports write it, and white space at the
  /// ends of numbers, ids and other cells that aren't free text.
  public mutating func parse(
    _ record: inout CSVRecord, onProblem: (RowProblem) -> Void
  ) -> Merchant? {
    isRefused = false
    let merchant = merchant(of: record)
    if !problems.isEmpty {
      for problem in problems { onProblem(problem) }
      problems.removeAll(keepingCapacity: true)
    }
    return isRefused ? nil : merchant
  }

  private mutating func merchant(of record: CSVRecord) -> Merchant? {
    guard hasRightShape(record) else { return nil }
    let id = identifier(in: record)
    let name = shopName(in: record)
    // The other cells are checked all the same: one run shows everything that is wrong.
    guard let place = coordinate(in: record) ?? Coordinate(latitude: 0, longitude: 0) else {
      return nil
    }
    var merchant = Merchant(id: id ?? "", name: name ?? "", coordinate: place)
    merchant.description = text(.description, in: record)
    merchant.categoryID = category(in: record)
    merchant.address = text(.address, in: record)
    merchant.city = text(.city, in: record)
    merchant.state = text(.state, in: record)
    merchant.zipCode = text(.zipCode, in: record)
    merchant.country = text(.country, in: record) ?? "United States"
    merchant.phone = text(.phone, in: record)
    merchant.email = text(.email, in: record)
    merchant.website = text(.website, in: record)
    merchant.operatingHours = operatingHours(in: record)
    merchant.ratingHundredths = number(.rating, decimals: 2, from: 0, to: 5, in: record)
    merchant.totalReviews =
      wholeNumber(.totalReviews, from: 0, to: Int(Int32.max), in: record) ?? 0
    merchant.isActive = boolean(.isActive, in: record) ?? true
    merchant.isFeatured = boolean(.isFeatured, in: record) ?? false
    merchant.metadata = metadata(in: record)
    merchant.partner = partner(in: record)
    merchant.createdAt = timestamp(.createdAt, in: record)
    merchant.updatedAt = timestamp(.updatedAt, in: record)
    return merchant
  }

  private mutating func hasRightShape(_ record: CSVRecord) -> Bool {
    guard let problem = RowProblem(shapeOf: record, names: header.names, file: file) else {
      return true
    }
    isRefused = true
    problems.append(problem)
    return false
  }
}

/// Problems.
extension MerchantRowParser {
  mutating func append(
    _ severity: RowProblem.Severity, _ code: RowProblem.Code, column: String?, _ message: String,
    value: String, in record: CSVRecord
  ) {
    if severity == .error { isRefused = true }
    problems.append(
      RowProblem(
        severity: severity, file: file, record: record.number, line: record.line, column: column,
        code: code, message: message, value: RowProblem.shown(value)))
  }

  /// Notes what is wrong with a cell.
  mutating func report(
    _ code: RowProblem.Code, _ column: MerchantColumn, _ message: String,
    severity: RowProblem.Severity = .error, in record: CSVRecord
  ) {
    let position = header.position(of: column)
    append(
      severity, code, column: position.map { header.names[$0] }, message,
      value: position.map { record.fields[$0] } ?? "", in: record)
  }

  func quoted(_ cell: String) -> String {
    "\"\(RowProblem.shown(cell))\""
  }
}

/// Texts.
extension MerchantRowParser {
  /// The cell of a column, nil if there is none or it is empty.
  private func cell(_ column: MerchantColumn, in record: CSVRecord) -> String? {
    guard let position = header.position(of: column) else { return nil }
    let cell = record.fields[position]
    return cell.isEmpty ? nil : cell
  }

  /// The cell of a column without white space at its ends, nil if nothing else is in it.
  func token(_ column: MerchantColumn, in record: CSVRecord) -> String? {
    guard let cell = cell(column, in: record) else { return nil }
    let token = trimmed(cell)
    return token.isEmpty ? nil : token
  }

  private mutating func text(_ column: MerchantColumn, in record: CSVRecord) -> String? {
    guard let written = cell(column, in: record) else { return nil }
    let text = Self.plain(written)
    // A character has at least one byte.
    guard let most = column.mostCharacters, text.utf8.count > most else { return text }
    let count = text.unicodeScalars.count
    guard count > most else { return text }
    guard truncatesLongText else {
      report(
        .tooLong, column,
        "must have at most \(most) characters, and has \(count): \(quoted(text))", in: record)
      return text
    }
    report(
      .truncated, column, "has \(count) characters and was cut to \(most): \(quoted(text))",
      severity: .warning, in: record)
    return Self.cut(text, to: most)
  }

  /// A cell without the `'` that an export puts before what a spreadsheet takes for a formula.
  static func plain(_ cell: String) -> String {
    guard cell.utf8.first == UInt8(ascii: "'") else { return cell }
    return CSVWriter.withoutNeutralisation(cell)
  }

  /// The longest beginning of whole characters that has at most `most` Unicode scalars.
  private static func cut(_ text: String, to most: Int) -> String {
    var end = text.startIndex
    var count = 0
    for index in text.indices {
      count += text[index].unicodeScalars.count
      guard count <= most else { break }
      end = text.index(after: index)
    }
    // One character may be longer than the limit.
    guard end > text.startIndex else {
      return String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
    }
    return String(text[..<end])
  }

  private mutating func identifier(in record: CSVRecord) -> String? {
    guard let token = token(.merchantID, in: record) else {
      report(.missing, .merchantID, "must be the merchant's id, and is empty", in: record)
      return nil
    }
    let id = Self.plain(token)
    let most = 50
    if id.utf8.count > most, id.unicodeScalars.count > most {
      report(
        .tooLong, .merchantID,
        "must have at most \(most) characters, and has \(id.unicodeScalars.count): \(quoted(id))",
        in: record)
    }
    if id.unicodeScalars.contains(where: RowProblem.isControl) {
      report(
        .controlCharacter, .merchantID,
        "must have no control characters, and is \(quoted(id))", in: record)
    }
    return id
  }

  private mutating func shopName(in record: CSVRecord) -> String? {
    guard token(.name, in: record) != nil else {
      report(.missing, .name, "must be the shop's name, and is empty", in: record)
      return nil
    }
    return text(.name, in: record)
  }

  private mutating func timestamp(
    _ column: MerchantColumn, in record: CSVRecord
  ) -> Timestamp? {
    guard let token = token(column, in: record) else { return nil }
    let instant = Timestamp(rfc3339: token)
    if instant == nil {
      report(
        .invalidTimestamp, column,
        "must be an instant with its offset such as 2026-11-24T10:00:00Z, "
          + "and is \(quoted(token))", in: record)
    }
    return instant
  }
}

/// Numbers and choices.
extension MerchantRowParser {
  /// A number times 10^decimals.
  private mutating func number(
    _ column: MerchantColumn, decimals: Int, from least: Int, to most: Int, in record: CSVRecord
  ) -> Int? {
    guard let token = token(column, in: record) else { return nil }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    switch DecimalCell(token, decimals: decimals) {
    case .scaled(let value) where value >= least * scale && value <= most * scale: return value
    case .scaled:
      report(
        .outOfRange, column, "must be from \(least) to \(most), and is \(quoted(token))",
        in: record)
    case .fault(let code): report(code, of: column, token: token, in: record)
    }
    return nil
  }

  /// A whole number, which may have zeros behind a point as spreadsheets write it.
  private mutating func wholeNumber(
    _ column: MerchantColumn, from least: Int, to most: Int, in record: CSVRecord
  ) -> Int? {
    guard let token = token(column, in: record) else { return nil }
    if let point = token.utf8.firstIndex(of: UInt8(ascii: ".")),
      token.utf8[point...].dropFirst().contains(where: { $0 != UInt8(ascii: "0") }),
      case .scaled = DecimalCell(token, decimals: 0)
    {
      report(.notWhole, column, "must be a whole number, and is \(quoted(token))", in: record)
      return nil
    }
    return number(column, decimals: 0, from: least, to: most, in: record)
  }

  /// Says how to write a number that was written in another way.
  private mutating func report(
    _ code: RowProblem.Code, of column: MerchantColumn, token: String, in record: CSVRecord
  ) {
    let isCoordinate = column == .latitude || column == .longitude
    let code = code == .degreesMinutes && !isCoordinate ? .notANumber : code
    let requirement = code.numberRequirement(example: isCoordinate ? "51.5074" : "4.5")
    report(code, column, "\(requirement), and is \(quoted(token))", in: record)
  }

  private mutating func coordinate(in record: CSVRecord) -> Coordinate? {
    let scale = 100_000_000
    let latitudeCell = degrees(.latitude, in: record)
    let longitudeCell = degrees(.longitude, in: record)
    // Both are read before either is missed, so that both are reported.
    guard let latitude = latitudeCell, let longitude = longitudeCell else { return nil }
    if latitude == 0, longitude == 0 {
      report(
        .zeroCoordinate, .latitude,
        "must be where the shop is, and is 0 like the longitude, which is in the sea",
        in: record)
      return nil
    }
    let isInRange = latitude.magnitude <= 90 * scale
    if !isInRange, latitude.magnitude <= 180 * scale, longitude.magnitude <= 90 * scale {
      report(
        .swapped, .latitude,
        "must be from -90 to 90, and is \(quoted(token(.latitude, in: record) ?? "")) beside a "
          + "longitude of \(quoted(token(.longitude, in: record) ?? "")): the two look swapped",
        in: record)
      return nil
    }
    if !isInRange {
      report(
        .outOfRange, .latitude,
        "must be from -90 to 90, and is \(quoted(token(.latitude, in: record) ?? ""))", in: record)
    }
    if longitude.magnitude > 180 * scale {
      report(
        .outOfRange, .longitude,
        "must be from -180 to 180, and is \(quoted(token(.longitude, in: record) ?? ""))",
        in: record)
    }
    // The quotient of two exact doubles is the double nearest to the decimal number.
    return Coordinate(
      latitude: Double(latitude) / Double(scale), longitude: Double(longitude) / Double(scale))
  }

  /// A latitude or longitude in units of 1e-8 degree.
  private mutating func degrees(_ column: MerchantColumn, in record: CSVRecord) -> Int? {
    guard let token = token(column, in: record) else {
      report(
        .missing, column, "must be decimal degrees such as 51.5074, and is empty", in: record)
      return nil
    }
    switch DecimalCell(token, decimals: 8) {
    case .scaled(let value): return value
    case .fault(let code):
      report(code, of: column, token: token, in: record)
      return nil
    }
  }

  private mutating func boolean(_ column: MerchantColumn, in record: CSVRecord) -> Bool? {
    guard let token = token(column, in: record) else { return nil }
    switch token {
    case "true", "t", "1", "yes", "y": return true
    case "false", "f", "0", "no", "n": return false
    default: break
    }
    switch token.utf8.count <= 5 ? token.lowercased() : "" {
    case "true", "t", "yes", "y": return true
    case "false", "f", "no", "n": return false
    default:
      report(
        .invalidBoolean, column, "must be true or false, and is \(quoted(token))", in: record)
      return nil
    }
  }

  private mutating func category(in record: CSVRecord) -> Int? {
    let isNamed = header.position(of: .category) != nil
    let named = isNamed ? namedCategory(in: record) : nil
    guard let token = token(.categoryID, in: record) else { return named }
    guard let id = wholeNumber(.categoryID, from: 0, to: Int(Int32.max), in: record) else {
      return nil
    }
    guard categories.position(ofID: id) != nil else {
      report(
        .unknownCategory, .categoryID,
        "must be one of \(listed { "\($0.id) (\($0.name))" }), and is \(quoted(token))",
        in: record)
      return nil
    }
    if let named, named != id {
      report(
        .categoryMismatch, .categoryID,
        "must be the id of the category that the row names, \(named), and is \(quoted(token))",
        in: record)
    }
    return id
  }

  private mutating func namedCategory(in record: CSVRecord) -> Int? {
    guard let token = token(.category, in: record) else { return nil }
    for known in knownCategories where known.name == token { return known.id }
    let name = Self.plain(token)
    guard let position = categories.position(named: name) else {
      report(
        .unknownCategory, .category,
        "must be one of \(listed { $0.name }), and is \(quoted(token))", in: record)
      return nil
    }
    let id = categories.all[position].id
    if knownCategories.count < 64 { knownCategories.append((token, id)) }
    return id
  }

  /// The first of the known categories, for a message.
  private func listed(_ describe: (Category) -> String) -> String {
    let most = 20
    let names = categories.all.prefix(most).map(describe).joined(separator: ", ")
    let others = categories.all.count - most
    return others > 0 ? "\(names) and \(others) more" : names
  }

  private mutating func partner(in record: CSVRecord) -> Partner? {
    let flag = boolean(.isPartner, in: record)
    let partnership = partnership(in: record)
    let commission = number(.commissionRate, decimals: 2, from: 0, to: 100, in: record)
    guard flag ?? (partnership != nil) else { return nil }
    return Partner(partnership: partnership, commissionRateHundredths: commission)
  }

  private mutating func partnership(in record: CSVRecord) -> Partner.Partnership? {
    guard let token = token(.partnershipType, in: record) else { return nil }
    if let partnership = Partner.Partnership(rawValue: token.lowercased()) { return partnership }
    let names = Partner.Partnership.allCases.map(\.rawValue).joined(separator: ", ")
    report(
      .unknownPartnership, .partnershipType, "must be one of \(names), and is \(quoted(token))",
      in: record)
    return nil
  }
}
