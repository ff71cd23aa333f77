/// Why one point of a file was left out.
public struct PointProblem: Equatable, Sendable, CustomStringConvertible {
  /// The file as the caller named it.
  public var file: String
  /// The line of the file on which the point's record starts, from 1 on.
  public var line: Int
  /// The column or member at fault, as the file names it; nil when the whole record is meant.
  public var column: String?
  /// What it must be, what it is, and what to do.
  public var message: String

  /// `points.csv:17: latitude: must be from -90 to 90, and is "91"`.
  public var description: String {
    "\(file):\(line): \(column.map { "\(RowProblem.shown($0)): " } ?? "")\(message)"
  }
}

/// Why a whole file of points can't be read.
public enum PointFileError: Error, Equatable, CustomStringConvertible {
  /// The file can't be opened or read.
  case unreadable(FileError)
  case empty(file: String)
  /// The file is of another kind.
  case notPoints(file: String, kind: String)
  /// The first record is no text: what is wrong with it.
  case malformedHeader(file: String, line: Int, reason: String)
  /// The columns of the first record, among which latitude and longitude were not found.
  case noCoordinates(file: String, header: [String])
  /// Two columns of the same meaning.
  case duplicateColumn(file: String, names: [String])

  public var description: String {
    switch self {
    case .unreadable(let error): return "\(error)"
    case .empty(let file):
      return "\(file): is empty; it must have points, such as lines of id,latitude,longitude"
    case .notPoints(let file, let kind):
      return "\(file): must be CSV or NDJSON in UTF-8, and is \(kind)"
    case .malformedHeader(let file, let line, let reason):
      return "\(file):\(line): the first record can't be read: \(reason)"
    case .noCoordinates(let file, let header):
      let shown = header.prefix(20).map(RowProblem.shown).joined(separator: ", ")
      return "\(file): must begin with column names, a latitude (or lat) and a longitude (or lon)"
        + " among them, or have two numbers a line, latitude first; it begins with: \(shown)"
    case .duplicateColumn(let file, let names):
      let shown = names.map { "\"\(RowProblem.shown($0))\"" }.joined(separator: " and ")
      return "\(file): columns \(shown) mean the same; leave out or rename one"
    }
  }
}
