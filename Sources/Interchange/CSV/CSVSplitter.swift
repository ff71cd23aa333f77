/// A piece of a CSV file: whole records, as they stand in it.
public struct CSVBatch: Sendable {
  /// The records with their line breaks; the last of a file may lack its own.
  public var bytes: [UInt8]
  /// The number of the first record, 0 being the header.
  public var firstRecord: Int
  /// The physical line the bytes start on, the first of the file being 1.
  public var firstLine: Int

  public init(bytes: [UInt8], firstRecord: Int = 0, firstLine: Int = 1) {
    self.bytes = bytes
    self.firstRecord = firstRecord
    self.firstLine = firstLine
  }
}

/// Cuts a stream of CSV into batches of whole records, which can be parsed apart from each other.
///
/// A quote opens a quoted field at the start of a field only, as in `CSVBatch.forEachRecord`. A
/// UTF-8 byte order mark is removed. Never holds more than a batch and a record.
public struct CSVSplitter {
  /// Appends at most as many bytes as asked for to the array and returns their number, which is 0
  /// at the end only.
  public typealias Read = (inout [UInt8], Int) throws(FileError) -> Int

  private let read: Read
  private let batchSize: Int
  private var knownDialect: CSVDialect?
  private var hasStarted = false
  private var atEnd = false
  /// What was read and not yet given out; starts with a record.
  private var buffer: [UInt8] = []

  /// How many records were given out so far, the header among them.
  public private(set) var recordCount = 0
  /// How many line breaks were given out so far.
  public private(set) var lineCount = 0

  /// A splitter of what `read` gives, into batches of about `batchSize` bytes.
  ///
  /// Without a `dialect`, it is detected in the first record.
  public init(dialect: CSVDialect? = nil, batchSize: Int = 1 << 20, read: @escaping Read) {
    precondition(batchSize > 0, "a batch must have room for a byte")
    self.read = read
    self.batchSize = batchSize
    knownDialect = dialect
  }

  /// A splitter of a file or of standard input.
  public init(_ source: ByteSource, dialect: CSVDialect? = nil, batchSize: Int = 1 << 20) {
    self.init(dialect: dialect, batchSize: batchSize) { (bytes, count) throws(FileError) in
      try source.read(into: &bytes, atMost: count)
    }
  }

  /// The dialect given or found; reads the first record if it must.
  public mutating func dialect() throws(FileError) -> CSVDialect {
    if !hasStarted {
      hasStarted = true
      try fill(to: 3)
      if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { buffer.removeFirst(3) }
    }
    if let knownDialect { return knownDialect }
    while !atEnd, buffer.count <= CSVRecord.maximumLength,
      !CSVDialect.holdsFirstRecord(buffer.span)
    {
      // Doubling, because the record is looked for from the start each time.
      try fill(to: max(buffer.count * 2, batchSize, 4096))
    }
    let dialect = CSVDialect.detect(buffer)
    knownDialect = dialect
    return dialect
  }

  /// The next batch, or `nil` after the last.
  ///
  /// A record much longer than `CSVRecord.maximumLength` comes cut off, alone in its batch, and
  /// still too long.
  public mutating func next() throws(FileError) -> CSVBatch? {
    let delimiter = try dialect().delimiter
    var scan = CSVScan(delimiter: delimiter)
    var target = batchSize
    while true {
      try fill(to: target)
      scan.advance(over: buffer.span, to: scannableCount)
      if atEnd {
        guard !buffer.isEmpty else { return nil }
        let whole = buffer
        buffer = []
        return batch(whole, records: scan.recordsWithUnfinished, lines: scan.lines)
      }
      if scan.cut > 0 {
        let whole = takeBuffer(upTo: scan.cut)
        return batch(whole, records: scan.cutRecords, lines: scan.cutLines)
      }
      // A carriage return may wait for its line feed, so two bytes more may be none too many.
      if buffer.count > CSVRecord.maximumLength + 2 { return try skipRecord(scan) }
      target = buffer.count + batchSize
    }
  }

  /// The start of the record that fills the buffer, which is skipped to its end.
  private mutating func skipRecord(_ began: CSVScan) throws(FileError) -> CSVBatch {
    let start = Array(buffer.prefix(CSVRecord.maximumLength + 1))
    var scan = began
    while true {
      if scan.advanceToRecordEnd(over: buffer.span, to: scannableCount) || atEnd {
        _ = takeBuffer(upTo: scan.cut > 0 ? scan.cut : buffer.count)
        return batch(start, records: 1, lines: scan.lines)
      }
      _ = takeBuffer(upTo: scan.position)
      scan.position = 0
      try fill(to: buffer.count + max(batchSize, 4096))
    }
  }

  /// How much of the buffer can be understood: not a carriage return before what wasn't read yet.
  private var scannableCount: Int {
    !atEnd && buffer.last == .carriageReturn ? buffer.count - 1 : buffer.count
  }

  private mutating func fill(to target: Int) throws(FileError) {
    while !atEnd, buffer.count < target {
      if try read(&buffer, target - buffer.count) == 0 { atEnd = true }
    }
  }

  private mutating func takeBuffer(upTo end: Int) -> [UInt8] {
    var rest: [UInt8] = []
    rest.reserveCapacity(batchSize)
    rest.append(contentsOf: buffer[end...])
    swap(&rest, &buffer)
    rest.removeSubrange(end...)
    return rest
  }

  private mutating func batch(_ bytes: [UInt8], records: Int, lines: Int) -> CSVBatch {
    defer {
      recordCount += records
      lineCount += lines
    }
    return CSVBatch(bytes: bytes, firstRecord: recordCount, firstLine: lineCount + 1)
  }
}
