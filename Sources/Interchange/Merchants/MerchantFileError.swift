/// Why a whole CSV file can't be read, of merchants or of users' affinities for them.
public enum MerchantFileError: Error, Equatable, CustomStringConvertible {
  /// The file can't be opened or read.
  case unreadable(FileError)
  /// There is no header, which could be `columns`, as nothing but blank lines is in the file.
  case empty(file: String, columns: String = "merchant_id,name,latitude,longitude")
  /// The file is of another kind.
  case notCSV(file: String, kind: String)
  /// The header record is no text: what is wrong with it.
  case malformedHeader(file: String, line: Int, reason: String)
  /// Columns without which a row means nothing, each as the names it may have, and the header
  /// that was found.
  case missingColumns(file: String, lookedFor: [[String]], header: [String])
  /// Two columns of the same meaning.
  case duplicateColumn(file: String, names: [String])

  public var description: String {
    switch self {
    case .unreadable(let error): return "\(error)"
    case .empty(let file, let columns):
      return "\(file): is empty; it must begin with a line of column names such as \(columns)"
    case .notCSV(let file, let kind):
      return "\(file): must be CSV in UTF-8, and is \(kind)"
    case .malformedHeader(let file, let line, let reason):
      return "\(file):\(line): the header can't be read: \(reason)"
    case .missingColumns(let file, let lookedFor, let header):
      let columns = lookedFor.map { "a column \($0.joined(separator: " or "))" }
      return
        "\(file): must have \(columns.joined(separator: ", ")), and its header is: \(Self.list(header))"
    case .duplicateColumn(let file, let names):
      let columns = names.map { "\"\(RowProblem.shown($0))\"" }.joined(separator: " and ")
      return "\(file): columns \(columns) mean the same; leave out or rename one"
    }
  }

  /// The names of a header, at most 40 of them.
  private static func list(_ header: [String]) -> String {
    let most = 40
    let shown = header.prefix(most).map(RowProblem.shown).joined(separator: ", ")
    return header.count > most ? "\(shown) and \(header.count - most) more" : shown
  }
}

extension MerchantFileError {
  /// What a file is that begins with these bytes, if it is known and not CSV.
  static func knownKind(_ bytes: some Collection<UInt8>) -> String? {
    let kinds: [([UInt8], String)] = [
      ([0xFF, 0xFE], "UTF-16; save it as UTF-8"),
      ([0xFE, 0xFF], "UTF-16; save it as UTF-8"),
      (Array("PK\u{3}\u{4}".utf8), "a zip archive or a spreadsheet; unpack it or save it as CSV"),
      ([0x1F, 0x8B], "compressed by gzip; unpack it first"),
      ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd; unpack it first"),
      ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet; save it as CSV"),
      (Array("BZh".utf8), "compressed by bzip2; unpack it first"),
      (Array("%PDF".utf8), "a PDF document; export the table as CSV"),
      (Array("PAR1".utf8), "a Parquet file; export it as CSV"),
      (Array("SQLite format 3".utf8), "an SQLite database; export the table as CSV"),
    ]
    return kinds.first { bytes.starts(with: $0.0) }?.1
  }
}
