extension CSVBatch {
  /// Calls `body` with each record in turn; empty lines are none.
  ///
  /// A field that begins with a quote goes to the next quote that isn't doubled, over line breaks
  /// and delimiters; in other fields quotes are text. CR, LF and CRLF each end a line. Records with
  /// a problem are given like the others.
  public func forEachRecord(
    _ dialect: CSVDialect, _ body: (inout CSVRecord) throws -> Void
  ) rethrows {
    var parser = CSVParser(dialect, self)
    var record = CSVRecord(number: 0, line: 0, fields: [])
    while parser.readRecord(of: bytes, into: &record) {
      try body(&record)
    }
  }
}

/// Where the reading of a batch has come to.
///
/// It is handed the same bytes each time.
private struct CSVParser {
  private var position = 0
  private var line: Int
  private var number: Int
  private let delimiter: UInt8
  /// Whether fields must be searched for NUL bytes, as hardly a file's need be.
  private let hasNUL: Bool
  /// Whether all of the batch is UTF-8, so that its fields, cut at ASCII bytes, are.
  ///
  /// Validating each of them by itself takes as long as all the rest of their reading.
  private let isUTF8: Bool
  private let delimiterWord: UInt64
  private var unescaped: [UInt8] = []

  init(_ dialect: CSVDialect, _ batch: CSVBatch) {
    line = batch.firstLine
    number = batch.firstRecord
    delimiter = dialect.delimiter
    delimiterWord = ByteWord.repeating(dialect.delimiter)
    let bytes = batch.bytes.span
    isUTF8 = String(validating: batch.bytes, as: UTF8.self) != nil
    hasNUL = firstIndex(in: bytes, from: 0, of: 0, 0, 0) < bytes.count
  }

  /// Reads the next record, if there is one.
  mutating func readRecord(of array: [UInt8], into record: inout CSVRecord) -> Bool {
    let bytes = array.span
    while position < bytes.count, bytes[position].isLineBreak { skipLineBreak(in: bytes) }
    guard position < bytes.count else { return false }

    let start = position
    record.number = number
    record.line = line
    record.problem = nil
    record.fields.removeAll(keepingCapacity: true)
    while true {
      if position < bytes.count, bytes[position] == .quote {
        readQuotedField(of: array, into: &record)
      } else {
        let first = position
        position = firstIndex(in: bytes, from: first, of: delimiterWord, feedWord, returnWord)
        appendField(array, first..<position, line: line, to: &record)
      }
      guard position < bytes.count, bytes[position] == delimiter else { break }
      position += 1
    }
    if position - start > CSVRecord.maximumLength {
      record.fields.removeAll()
      record.problem = tooLong(bytes, from: start, line: record.line)
    }
    if position < bytes.count { skipLineBreak(in: bytes) }
    number += 1
    return true
  }

  private mutating func readQuotedField(of array: [UInt8], into record: inout CSVRecord) {
    let bytes = array.span
    let opening = position
    let firstLine = line
    var unescapedCount: Int?
    var closing: Int?
    position += 1
    while closing == nil, position < bytes.count {
      position = firstIndex(in: bytes, from: position, of: quoteWord, feedWord, returnWord)
      guard position < bytes.count else { break }
      if bytes[position] != .quote {
        skipLineBreak(in: bytes)
      } else if position + 1 < bytes.count, bytes[position + 1] == .quote {
        unescapedCount = unescape(bytes, from: opening + 1)
        if position < bytes.count {
          closing = position
          position += 1
        }
      } else {
        closing = position
        position += 1
      }
    }
    let field = record.fields.count + 1
    guard let closing else {
      if record.problem == nil {
        record.problem = .unclosedQuote(line: firstLine, field: field)
      }
      appendField(array, opening + 1..<position, line: firstLine, to: &record)
      return
    }
    if position < bytes.count, bytes[position] != delimiter, !bytes[position].isLineBreak {
      if record.problem == nil { record.problem = .textAfterQuote(line: line, field: field) }
      position = firstIndex(in: bytes, from: position, of: delimiterWord, feedWord, returnWord)
      appendField(array, opening..<position, line: firstLine, to: &record)
    } else if let unescapedCount {
      appendField(unescaped, 0..<unescapedCount, line: firstLine, to: &record)
    } else {
      appendField(array, opening + 1..<closing, line: firstLine, to: &record)
    }
  }

  /// Appends the text in `range`, which starts on `line`, as it stands.
  private func appendField(
    _ bytes: [UInt8], _ range: Range<Int>, line: Int, to record: inout CSVRecord
  ) {
    if isUTF8 {
      record.fields.append(String(decoding: bytes[range], as: UTF8.self))
    } else if let field = String(validating: bytes[range], as: UTF8.self) {
      record.fields.append(field)
    } else {
      appendMalformedField(bytes[range], line: line, to: &record)
    }
    if hasNUL { noteNUL(in: bytes[range], line: line, of: &record) }
  }

  /// Reads a field on from the first doubled quote in it, where the position is, to its end, and copies
  /// it from `start` on with doubled quotes made single; the answer is how many bytes that are.
  ///
  /// JSON has a quote every few bytes: eight are copied at a time, and as many of them count as come
  /// before the next quote.
  private mutating func unescape(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var buffer: [UInt8] = []
    swap(&buffer, &unescaped)
    defer { swap(&buffer, &unescaped) }
    if buffer.count < bytes.count - start + 8 {
      buffer = [UInt8](repeating: 0, count: bytes.count - start + 8)
    }
    var text = buffer.mutableSpan
    var count = position - start
    for offset in 0..<count { text[offset] = bytes[start + offset] }
    while position < bytes.count {
      if bytes.count - position >= 8 {
        let word = ByteWord(bytes, at: position)
        // Any eight bytes are bytes, and the span checks its bounds.
        var target = unsafe text.mutableBytes
        target.storeBytes(of: word.inMemory, toByteOffset: count, as: UInt64.self)
        guard let offset = word.first(quoteWord, feedWord, returnWord) else {
          position += 8
          count += 8
          continue
        }
        position += offset
        count += offset
      }
      let byte = bytes[position]
      if byte == .quote {
        guard position + 1 < bytes.count, bytes[position + 1] == .quote else { break }
        position += 2
        text[count] = byte
        count += 1
      } else if byte.isLineBreak {
        let first = position
        skipLineBreak(in: bytes)
        for index in first..<position {
          text[count] = bytes[index]
          count += 1
        }
      } else {
        text[count] = byte
        position += 1
        count += 1
      }
    }
    return count
  }

  private func appendMalformedField(
    _ field: ArraySlice<UInt8>, line: Int, to record: inout CSVRecord
  ) {
    if record.problem == nil {
      let place = line + lineBreaks(in: field.prefix(validCount(of: field)))
      record.problem = .invalidUTF8(line: place, field: record.fields.count + 1)
    }
    record.fields.append(String(decoding: field, as: UTF8.self))
  }

  private func noteNUL(in field: ArraySlice<UInt8>, line: Int, of record: inout CSVRecord) {
    guard record.problem == nil, let index = field.firstIndex(of: 0) else { return }
    let place = line + lineBreaks(in: field[..<index])
    record.problem = .nulByte(line: place, field: record.fields.count)
  }

  /// Moves over CRLF, CR or LF.
  private mutating func skipLineBreak(in bytes: Span<UInt8>) {
    let isReturn = bytes[position] == .carriageReturn
    position += 1
    if isReturn, position < bytes.count, bytes[position] == .lineFeed { position += 1 }
    line += 1
  }

  /// The problem of a record from `start` that is too long.
  ///
  /// Only as much is looked at as a splitter keeps of it, so that it says the same.
  private func tooLong(_ bytes: Span<UInt8>, from start: Int, line: Int) -> CSVProblem {
    var quoteLine = line
    var isOpen = false
    var mayOpen = true
    var followsMark = false
    var current = line
    for index in start..<start + CSVRecord.maximumLength {
      let byte = bytes[index]
      let isMark = byte == .quote && (isOpen || mayOpen)
      if isMark {
        isOpen.toggle()
        // The second of a doubled quote takes up the field that the first seemed to end.
        if isOpen, !followsMark { quoteLine = current }
      } else if byte == .lineFeed || byte == .carriageReturn && bytes[index + 1] != .lineFeed {
        current += 1
      }
      mayOpen = isMark || byte == delimiter
      followsMark = isMark && !isOpen
    }
    return .tooLong(line: line, quoteLine: isOpen ? quoteLine : nil)
  }
}

/// The index of the first byte, from `start` on, that one of three words repeats; the end if none.
private func firstIndex(
  in bytes: Span<UInt8>, from start: Int, of one: UInt64, _ two: UInt64, _ three: UInt64
) -> Int {
  var index = start
  while bytes.count - index >= 8 {
    if let offset = ByteWord(bytes, at: index).first(one, two, three) { return index + offset }
    index += 8
  }
  while index < bytes.count {
    let word = UInt64(bytes[index])
    if word == one & 0xFF || word == two & 0xFF || word == three & 0xFF { return index }
    index += 1
  }
  return index
}

/// How many lines end in `bytes`, which aren't followed by a line feed of their last line's end.
private func lineBreaks(in bytes: some Collection<UInt8>) -> Int {
  var count = 0
  var followsReturn = false
  for byte in bytes {
    if byte.isLineBreak, !(byte == .lineFeed && followsReturn) { count += 1 }
    followsReturn = byte == .carriageReturn
  }
  return count
}

/// How many bytes at the start of `bytes`, which aren't UTF-8, are.
private func validCount(of bytes: ArraySlice<UInt8>) -> Int {
  var decoder = UTF8()
  var iterator = bytes.makeIterator()
  var count = 0
  while case .scalarValue(let scalar) = decoder.decode(&iterator) {
    count += UTF8.width(scalar)
  }
  return count
}

private let quoteWord = ByteWord.repeating(.quote)
private let feedWord = ByteWord.repeating(.lineFeed)
private let returnWord = ByteWord.repeating(.carriageReturn)
