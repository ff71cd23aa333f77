/// One record of a CSV batch as places among its bytes, from which no strings are made.
///
/// Its fields are those that `CSVBatch.forEachRecord` gives.
public struct CSVRow {
  /// Where a field's text lies in the bytes of its batch.
  public struct Field: Equatable, Sendable {
    /// The text, without the quotes around it.
    public var range: Range<Int>
    /// Whether quotes in the text are doubled.
    public var hasEscapes: Bool
  }

  /// The record's place among the records: 0 is the header, 1 the first after it.
  public fileprivate(set) var number = 0
  /// The line of the file on which it starts, the first being 1.
  public fileprivate(set) var line = 0
  public fileprivate(set) var fields: [Field] = []
  /// Whether reading it as a ``CSVRecord`` finds a problem that has nothing to do with UTF-8.
  public fileprivate(set) var isMalformed = false
}

extension CSVBatch {
  /// Calls `body` with each record in turn; empty lines are none.
  ///
  /// Bytes that are no UTF-8 are not looked for. Three times as fast as `forEachRecord` for rows of
  /// a few short fields.
  public func forEachRow(_ dialect: CSVDialect, _ body: (borrowing CSVRow) throws -> Void) rethrows
  {
    var parser = RowParser(dialect, self)
    while parser.readRow(of: bytes.span) { try body(parser.row) }
  }

  /// The records that `forEachRecord` gives of these bytes, made of the one that starts at `row`.
  public func record(of row: borrowing CSVRow, _ dialect: CSVDialect) -> CSVRecord? {
    guard let first = row.fields.first, let last = row.fields.last else { return nil }
    var start = first.range.lowerBound
    if start > 0, bytes[start - 1] == .quote { start -= 1 }
    var end = last.range.upperBound
    while end < bytes.count, !bytes[end].isLineBreak { end += 1 }
    var record: CSVRecord?
    let piece = CSVBatch(
      bytes: Array(bytes[start..<end]), firstRecord: row.number, firstLine: row.line)
    piece.forEachRecord(dialect) { if record == nil { record = $0 } }
    return record
  }
}

/// Where the reading of a batch has come to.
private struct RowParser {
  var row = CSVRow()
  private var position = 0
  private var line: Int
  private var number: Int
  private let delimiter: UInt8
  private let hasNUL: Bool

  init(_ dialect: CSVDialect, _ batch: CSVBatch) {
    line = batch.firstLine
    number = batch.firstRecord
    delimiter = dialect.delimiter
    hasNUL = batch.bytes.contains(0)
  }

  mutating func readRow(of bytes: Span<UInt8>) -> Bool {
    while position < bytes.count, bytes[position].isLineBreak { skipLineBreak(in: bytes) }
    guard position < bytes.count else { return false }
    let start = position
    row.number = number
    row.line = line
    row.isMalformed = false
    row.fields.removeAll(keepingCapacity: true)
    while true {
      if position < bytes.count, bytes[position] == .quote {
        readQuotedField(of: bytes)
      } else {
        let first = position
        skipText(in: bytes)
        row.fields.append(CSVRow.Field(range: first..<position, hasEscapes: false))
      }
      guard position < bytes.count, bytes[position] == delimiter else { break }
      position += 1
    }
    if position - start > CSVRecord.maximumLength { row.isMalformed = true }
    if hasNUL {
      for index in start..<position where bytes[index] == 0 { row.isMalformed = true }
    }
    if position < bytes.count { skipLineBreak(in: bytes) }
    number += 1
    return true
  }

  /// Moves to the next delimiter or line break.
  @inline(__always)
  private mutating func skipText(in bytes: Span<UInt8>) {
    // Byte by byte: fields of a dozen bytes are passed faster so than by words.
    while position < bytes.count {
      let byte = bytes[position]
      if byte == delimiter || byte.isLineBreak { break }
      position += 1
    }
  }

  private mutating func readQuotedField(of bytes: Span<UInt8>) {
    let opening = position
    var hasEscapes = false
    position += 1
    while position < bytes.count {
      if bytes[position] == .quote {
        guard position + 1 < bytes.count, bytes[position + 1] == .quote else { break }
        hasEscapes = true
        position += 2
      } else if bytes[position].isLineBreak {
        skipLineBreak(in: bytes)
      } else {
        position += 1
      }
    }
    guard position < bytes.count else {
      row.isMalformed = true
      row.fields.append(CSVRow.Field(range: opening + 1..<bytes.count, hasEscapes: false))
      return
    }
    let closing = position
    position += 1
    if position < bytes.count, bytes[position] != delimiter, !bytes[position].isLineBreak {
      row.isMalformed = true
      skipText(in: bytes)
      row.fields.append(CSVRow.Field(range: opening..<position, hasEscapes: false))
      return
    }
    row.fields.append(CSVRow.Field(range: opening + 1..<closing, hasEscapes: hasEscapes))
  }

  /// Moves over CRLF, CR or LF.
  @inline(__always)
  private mutating func skipLineBreak(in bytes: Span<UInt8>) {
    let isReturn = bytes[position] == .carriageReturn
    position += 1
    if isReturn, position < bytes.count, bytes[position] == .lineFeed { position += 1 }
    line += 1
  }
}
