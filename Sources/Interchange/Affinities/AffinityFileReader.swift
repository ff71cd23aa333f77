public import Ranking

/// What reading a file of affinities came to.
public struct AffinityFileSummary: Equatable, Sendable {
  /// The records after the header, blank lines not counted: those accepted and those rejected.
  public var records = 0
  public var accepted = 0
  public var rejected = 0
  /// Warnings about columns.
  public var warnings = 0

  public init() {}
}

/// Reads users' affinities for merchants from CSV files, row by row.
///
/// Several files read one after another by the same reader make one table.
public struct AffinityFileReader: Sendable {
  /// The files read so far, as the caller named them.
  public private(set) var files: [String] = []
  private let dialect: CSVDialect?
  private let isKnownMerchant: (@Sendable (String) -> Bool)?
  /// About how many bytes are held at a time.
  var batchSize = 1 << 18

  /// A reader that refuses rows of merchants that there aren't; nil takes any merchant's.
  ///
  /// `dialect` says how fields are told apart; nil finds it out in each file's header.
  public init(
    dialect: CSVDialect? = nil, isKnownMerchant: (@Sendable (String) -> Bool)? = nil
  ) {
    self.dialect = dialect
    self.isKnownMerchant = isKnownMerchant
  }

  /// Reads the file at `path`, or standard input for `-`, into a table that only this reader fills.
  ///
  /// A row with an error, such as one whose user and merchant an earlier row has, is left out. The
  /// closure is called in the order of the file. Beside the table, a batch of 256 KiB is held.
  ///
  /// - Throws: ``MerchantFileError`` if the file as a whole can't be used. A file that can't be
  ///   read to its end has given its first affinities by then.
  public mutating func read(
    path: String, into table: inout AffinityTableBuilder, onProblem: (RowProblem) -> Void
  ) throws(MerchantFileError) -> AffinityFileSummary {
    let source: ByteSource
    do {
      source = try ByteSource(path: path)
    } catch {
      throw .unreadable(error)
    }
    return try read(
      CSVSplitter(source, dialect: dialect, batchSize: batchSize),
      name: path == "-" ? "standard input" : path, into: &table, onProblem: onProblem)
  }

  /// Reads a file that is in memory; `name` stands for it in problems.
  ///
  /// Everything else is as in ``read(path:into:onProblem:)``.
  public mutating func read(
    _ bytes: [UInt8], name: String, into table: inout AffinityTableBuilder,
    onProblem: (RowProblem) -> Void
  ) throws(MerchantFileError) -> AffinityFileSummary {
    var position = 0
    let splitter = CSVSplitter(dialect: dialect, batchSize: batchSize) {
      (buffer, most) throws(FileError) in
      let count = min(most, bytes.count - position)
      buffer.append(contentsOf: bytes[position..<position + count])
      position += count
      return count
    }
    return try read(splitter, name: name, into: &table, onProblem: onProblem)
  }

  private mutating func read(
    _ splitter: consuming CSVSplitter, name: String, into table: inout AffinityTableBuilder,
    onProblem: (RowProblem) -> Void
  ) throws(MerchantFileError) -> AffinityFileSummary {
    files.append(name)
    var splitter = splitter
    let start = try CSVFileStart(of: &splitter, file: name, columns: AffinityHeader.example)
    let header = try start.columns { (names, file) throws(MerchantFileError) in
      try AffinityHeader(names, file: file)
    }
    var summary = AffinityFileSummary()
    for problem in start.warnings(
      ofColumns: header.ignored, among: header.names, notOf: "an affinity")
    {
      summary.warnings += 1
      onProblem(problem)
    }
    var parser = AffinityRowParser(header: header, file: name, isKnownMerchant: isKnownMerchant)
    var next: CSVBatch? = start.batch
    while let batch = next {
      batch.forEachRecord(start.dialect) { record in
        guard record.number > 0 else { return }
        summary.records += 1
        guard let row = parser.parse(record, onProblem: onProblem) else { return }
        let place = Place(file: files.count - 1, line: record.line)
        if let first = table.add(user: row.user, row.affinity, place: place.number) {
          onProblem(parser.duplicate(row, in: record, of: described(Place(first))))
        } else {
          summary.accepted += 1
        }
      }
      do {
        next = try splitter.next()
      } catch {
        throw .unreadable(error)
      }
    }
    summary.rejected = summary.records - summary.accepted
    return summary
  }

  /// A place for a message about the last file.
  private func described(_ place: Place) -> String {
    if place.file == files.count - 1 { return "line \(place.line)" }
    // A table that another reader filled as well has places in files that this one doesn't know.
    let file = files.indices.contains(place.file) ? files[place.file] : "an earlier file"
    return "line \(place.line) of \(file)"
  }
}

/// Where a row was read, as one number.
private struct Place {
  /// A position among the reader's files.
  var file: Int
  var line: Int

  init(file: Int, line: Int) {
    self.file = file
    self.line = min(line, Int(UInt32.max))
  }

  init(_ number: Int) {
    self.init(file: number >> 32, line: number & Int(UInt32.max))
  }

  var number: Int { file << 32 | line }
}
