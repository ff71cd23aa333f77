public import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a merchant was read.
public struct RecordPlace: Hashable, Sendable {
  /// The file's position in ``MerchantFileReader/files``.
  public var file: UInt32
  /// The line of the file on which the record starts, from 1 on.
  public var line: UInt32

  public init(file: UInt32, line: UInt32) {
    self.file = file
    self.line = line
  }
}

/// What reading a file came to.
public struct MerchantFileSummary: Equatable, Sendable {
  /// The records after the header, blank lines not counted: those accepted and those rejected.
  public var records = 0
  public var accepted = 0
  public var rejected = 0
  /// Warnings about rows and columns.
  public var warnings = 0
  /// How many of the accepted took the place of an earlier merchant with the same id.
  public var replaced = 0

  public init() {}
}

/// Reads merchants from CSV files, row by row.
///
/// Several files read one after another by the same reader make one catalogue.
public struct MerchantFileReader: Sendable {
  public struct Options: Sendable {
    /// Whether texts too long for the table are cut with a warning; else their rows are refused.
    public var truncatesLongText = false
    /// How many threads parse, 1 or more; with 1, the calling thread does all the work.
    public var workers: Int
    /// How fields are told apart; nil to find it out in each file's header.
    public var dialect: CSVDialect?
    /// About how many bytes a thread gets at a time.
    var batchSize = 1 << 18

    public init(
      truncatesLongText: Bool = false, workers: Int? = nil, dialect: CSVDialect? = nil
    ) {
      self.truncatesLongText = truncatesLongText
      self.workers = workers ?? max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
      self.dialect = dialect
    }
  }

  /// The files read so far, as the caller named them.
  public private(set) var files: [String] = []
  private let categories: CategoryTable
  private let options: Options

  public init(categories: CategoryTable = .seeds, options: Options = Options()) {
    self.categories = categories
    self.options = options
  }

  /// Reads the file at `path`, or standard input for `-`.
  ///
  /// Both closures are called on the calling thread, in the order of the file. `seen` says where
  /// each id was read last; an id that is there already is given to `onProblem` as a warning and
  /// to `onMerchant` like any other, as the later row counts. At most twice as many batches of
  /// 256 KiB as there are workers are held at a time.
  ///
  /// - Throws: ``MerchantFileError`` if the file as a whole can't be used. A file that can't be
  ///   read to its end has given its first merchants by then.
  public mutating func read(
    path: String, seen: inout [String: RecordPlace],
    onMerchant: (Merchant, RecordPlace) -> Void, onProblem: (RowProblem) -> Void
  ) throws(MerchantFileError) -> MerchantFileSummary {
    let source: ByteSource
    do {
      source = try ByteSource(path: path)
    } catch {
      throw .unreadable(error)
    }
    return try read(
      name: path == "-" ? "standard input" : path, from: source.read, seen: &seen,
      onMerchant: onMerchant, onProblem: onProblem)
  }

  /// Reads a file whose bytes `source` gives; `name` stands for it in problems.
  ///
  /// Everything else is as in ``read(path:seen:onMerchant:onProblem:)``.
  public mutating func read(
    name: String, from source: @escaping CSVSplitter.Read, seen: inout [String: RecordPlace],
    onMerchant: (Merchant, RecordPlace) -> Void, onProblem: (RowProblem) -> Void
  ) throws(MerchantFileError) -> MerchantFileSummary {
    try read(
      CSVSplitter(dialect: options.dialect, batchSize: options.batchSize, read: source),
      name: name, seen: &seen, onMerchant: onMerchant, onProblem: onProblem)
  }

  /// Reads a file that is in memory; `name` stands for it in problems.
  ///
  /// Everything else is as in ``read(path:seen:onMerchant:onProblem:)``.
  public mutating func read(
    _ bytes: [UInt8], name: String, seen: inout [String: RecordPlace],
    onMerchant: (Merchant, RecordPlace) -> Void, onProblem: (RowProblem) -> Void
  ) throws(MerchantFileError) -> MerchantFileSummary {
    var position = 0
    let source: CSVSplitter.Read = { (buffer, most) throws(FileError) in
      let count = min(most, bytes.count - position)
      buffer.append(contentsOf: bytes[position..<position + count])
      position += count
      return count
    }
    return try read(
      name: name, from: source, seen: &seen, onMerchant: onMerchant, onProblem: onProblem)
  }
}

/// The pipeline.
extension MerchantFileReader {
  private mutating func read(
    _ splitter: consuming CSVSplitter, name: String, seen: inout [String: RecordPlace],
    onMerchant: (Merchant, RecordPlace) -> Void, onProblem: (RowProblem) -> Void
  ) throws(MerchantFileError) -> MerchantFileSummary {
    files.append(name)
    var splitter = splitter
    let start = try CSVFileStart(
      of: &splitter, file: name, columns: "merchant_id,name,latitude,longitude")
    let header = try start.columns { (names, file) throws(MerchantFileError) in
      try MerchantHeader(names, file: file)
    }
    var delivery = Delivery(
      file: UInt32(files.count - 1),
      idColumn: header.position(of: .merchantID).map { header.names[$0] } ?? "")
    for problem in start.warnings(
      ofColumns: header.ignored, among: header.names, notOf: "a merchant")
    {
      delivery.summary.warnings += 1
      onProblem(problem)
    }
    let task = BatchTask(
      parser: MerchantRowParser(
        header: header, categories: categories, file: name,
        truncatesLongText: options.truncatesLongText),
      dialect: start.dialect)

    var first: CSVBatch? = start.batch
    try OrderedWork(workers: options.workers).run { () throws(MerchantFileError) -> CSVBatch? in
      if let batch = first {
        first = nil
        return batch
      }
      do throws(FileError) {
        return try splitter.next()
      } catch {
        throw .unreadable(error)
      }
    } work: {
      task.rows(of: $0)
    } deliver: { (rows: BatchRows) throws(MerchantFileError) in
      deliver(rows, &delivery, &seen, onMerchant, onProblem)
    }
    return delivery.summary
  }

  /// What delivering has come to.
  private struct Delivery {
    let file: UInt32
    /// The name of the column that has the ids.
    let idColumn: String
    var summary = MerchantFileSummary()
  }

  private func deliver(
    _ rows: BatchRows, _ delivery: inout Delivery, _ seen: inout [String: RecordPlace],
    _ onMerchant: (Merchant, RecordPlace) -> Void, _ onProblem: (RowProblem) -> Void
  ) {
    delivery.summary.records += rows.records
    for event in rows.events {
      switch event {
      case .problem(let problem):
        if problem.severity == .warning { delivery.summary.warnings += 1 }
        onProblem(problem)
      case .merchant(let merchant, let record, let line):
        delivery.summary.accepted += 1
        let place = RecordPlace(file: delivery.file, line: UInt32(clamping: line))
        if let earlier = seen.updateValue(place, forKey: merchant.id) {
          delivery.summary.replaced += 1
          delivery.summary.warnings += 1
          onProblem(
            duplicate(merchant, of: earlier, place, record: record, column: delivery.idColumn))
        }
        onMerchant(merchant, place)
      }
    }
    delivery.summary.rejected = delivery.summary.records - delivery.summary.accepted
  }

  private func duplicate(
    _ merchant: Merchant, of earlier: RecordPlace, _ place: RecordPlace, record: Int,
    column: String
  ) -> RowProblem {
    let id = RowProblem.shown(merchant.id)
    var first = "line \(earlier.line)"
    if earlier.file != place.file {
      first +=
        Int(earlier.file) < files.count ? " of \(files[Int(earlier.file)])" : " of an earlier file"
    }
    return RowProblem(
      severity: .warning, file: files[Int(place.file)], record: record, line: Int(place.line),
      column: column, code: .duplicateID,
      message: "\"\(id)\" is on \(first) already; the row on line \(place.line) replaces it",
      value: id)
  }
}

/// What came of a batch, in the order of its records.
private struct BatchRows: Sendable {
  enum Event: Sendable {
    case merchant(Merchant, record: Int, line: Int)
    case problem(RowProblem)
  }

  var events: [Event] = []
  /// The header not counted.
  var records = 0
}

/// What every batch of a file is parsed with.
private struct BatchTask: Sendable {
  let parser: MerchantRowParser
  let dialect: CSVDialect

  func rows(of batch: CSVBatch) -> BatchRows {
    var parser = parser
    var rows = BatchRows()
    batch.forEachRecord(dialect) { record in
      guard record.number > 0 else { return }
      rows.records += 1
      let merchant = parser.parse(&record) { rows.events.append(.problem($0)) }
      guard let merchant else { return }
      rows.events.append(
        .merchant(merchant, record: record.number, line: record.line))
    }
    return rows
  }
}
