/// How points are written in a file.
public enum PointFormat: String, CaseIterable, Sendable {
  /// A record for each point, under a header with `id`, `latitude` and `longitude` or usual other
  /// names, or without one: latitude, longitude.
  case csv
  /// A JSON object for each point on a line of its own: `{"id", "latitude", "longitude"}`.
  case ndjson
}

/// Reads a file of points piece by piece, holding one piece at a time.
public struct PointFileReader {
  private let file: String
  private let kind: PointBatch.Kind
  /// The next piece that was read already.
  private var first: CSVBatch?
  private var rest: Rest

  private enum Rest {
    case csv(CSVSplitter)
    case lines(LineSplitter)
  }

  /// A reader of the file at `path`, or of standard input for `-`, in a format that is found out if
  /// none is given.
  public init(
    path: String, format: PointFormat? = nil, batchSize: Int = 1 << 18
  ) throws(PointFileError) {
    let source: ByteSource
    do {
      source = try ByteSource(path: path)
    } catch {
      throw .unreadable(error)
    }
    try self.init(
      name: path == "-" ? "standard input" : path, format: format, batchSize: batchSize
    ) { (bytes, count) throws(FileError) in
      try source.read(into: &bytes, atMost: count)
    }
  }

  /// A reader of bytes in memory; `name` stands for them in problems.
  public init(
    _ bytes: [UInt8], name: String, format: PointFormat? = nil, batchSize: Int = 1 << 18
  ) throws(PointFileError) {
    var position = 0
    try self.init(name: name, format: format, batchSize: batchSize) {
      (buffer, most) throws(FileError) in
      let count = min(most, bytes.count - position)
      buffer.append(contentsOf: bytes[position..<position + count])
      position += count
      return count
    }
  }

  private init(
    name: String, format: PointFormat?, batchSize: Int, read: @escaping CSVSplitter.Read
  ) throws(PointFileError) {
    file = name
    var head = try Self.head(read)
    guard let mark = head.first(where: { !Self.isBlank($0) }) else { throw .empty(file: name) }
    if let kind = MerchantFileError.knownKind(head) {
      throw .notPoints(file: name, kind: kind)
    }
    let isJSON = mark == UInt8(ascii: "{") || mark == UInt8(ascii: "[")
    let replayed: CSVSplitter.Read = { (buffer, most) throws(FileError) in
      guard head.isEmpty else {
        let count = min(most, head.count)
        buffer.append(contentsOf: head.prefix(count))
        head.removeFirst(count)
        return count
      }
      return try read(&buffer, most)
    }
    if format ?? (isJSON ? .ndjson : .csv) == .ndjson {
      if format == nil, mark == UInt8(ascii: "[") {
        throw .notPoints(file: name, kind: "a JSON list; write one object on each line")
      }
      kind = .ndjson
      rest = .lines(LineSplitter(batchSize: batchSize, read: replayed))
      return
    }
    var splitter = CSVSplitter(batchSize: batchSize, read: replayed)
    let start = try Self.start(of: &splitter, file: name)
    kind = .csv(start.dialect, start.columns)
    first = start.batch
    rest = .csv(splitter)
  }

  /// The next piece, or nil after the last.
  public mutating func next() throws(PointFileError) -> PointBatch? {
    if let batch = first {
      first = nil
      return PointBatch(file: file, kind: kind, lines: batch)
    }
    do {
      let batch: CSVBatch?
      switch rest {
      case .csv(var splitter):
        batch = try splitter.next()
        rest = .csv(splitter)
      case .lines(var splitter):
        batch = try splitter.next()
        rest = .lines(splitter)
      }
      return batch.map { PointBatch(file: file, kind: kind, lines: $0) }
    } catch {
      throw .unreadable(error)
    }
  }

  /// The first bytes, with one that is not blank among them if there is any.
  private static func head(_ read: CSVSplitter.Read) throws(PointFileError) -> [UInt8] {
    var head: [UInt8] = []
    do {
      while try read(&head, 1 << 12) > 0 {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head.removeFirst(3) }
        // Blank lines alone can go on for ever; a megabyte of them is no file of points.
        if head.contains(where: { !isBlank($0) }) || head.count > 1 << 20 { break }
      }
    } catch {
      throw .unreadable(error)
    }
    return head
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func start(
    of splitter: inout CSVSplitter, file: String
  ) throws(PointFileError) -> (batch: CSVBatch, dialect: CSVDialect, columns: PointColumns) {
    do {
      let dialect = try splitter.dialect()
      while let batch = try splitter.next() {
        guard let record = batch.firstRecord(dialect) else { continue }
        switch record.problem {
        case .none: break
        case .nulByte: throw PointFileError.notPoints(file: file, kind: "not text")
        case .some(let problem):
          throw PointFileError.malformedHeader(
            file: file, line: record.line, reason: "\(problem)")
        }
        return (batch, dialect, try PointColumns(record.fields, file: file))
      }
    } catch let error as FileError {
      throw .unreadable(error)
    } catch let error as PointFileError {
      throw error
    } catch {
      preconditionFailure("reading points throws no \(type(of: error))")
    }
    throw .empty(file: file)
  }
}

/// Cuts a stream into batches of whole lines.
private struct LineSplitter {
  private let batchSize: Int
  private let read: CSVSplitter.Read
  private var buffer: [UInt8] = []
  private var lineCount = 0
  private var isAtEnd = false
  /// Whether the buffer starts within a line that is longer than any may be.
  private var skipsLine = false

  init(batchSize: Int, read: @escaping CSVSplitter.Read) {
    self.batchSize = batchSize
    self.read = read
  }

  /// The next batch, or nil after the last; a line that is too long comes cut off, still too long.
  mutating func next() throws(FileError) -> CSVBatch? {
    var scanned = 0
    while true {
      while !isAtEnd, buffer.count < scanned + batchSize {
        if try read(&buffer, scanned + batchSize - buffer.count) == 0 { isAtEnd = true }
      }
      if skipsLine {
        let end = buffer.firstIndex(of: .lineFeed)
        buffer.removeFirst(end.map { $0 + 1 } ?? buffer.count)
        if end != nil { skipsLine = false }
        if isAtEnd, buffer.isEmpty { return nil }
        continue
      }
      if let cut = buffer[scanned...].lastIndex(of: .lineFeed) {
        return batch(upTo: cut + 1)
      }
      if isAtEnd { return buffer.isEmpty ? nil : batch(upTo: buffer.count) }
      scanned = buffer.count
      if scanned > CSVRecord.maximumLength {
        skipsLine = true
        return batch(upTo: scanned, lines: 1)
      }
    }
  }

  private mutating func batch(upTo end: Int, lines: Int? = nil) -> CSVBatch {
    let bytes = Array(buffer[..<end])
    buffer.removeFirst(end)
    let first = lineCount + 1
    lineCount += lines ?? bytes.count { $0 == .lineFeed }
    return CSVBatch(bytes: bytes, firstLine: first)
  }
}
