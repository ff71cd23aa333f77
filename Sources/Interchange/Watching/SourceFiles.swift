public import Catalog

/// The files that a catalogue follows.
public struct SourceFiles: Sendable {
  /// CSV files that make one catalogue; nil to leave its merchants as they are.
  public var merchants: [String]?
  /// GeoJSON files; nil to leave the geofences as they are.
  public var fences: [String]?
  /// The categories of the merchants.
  public var categories: CategoryTable

  public init(
    merchants: [String]? = nil, fences: [String]? = nil, categories: CategoryTable = .seeds
  ) {
    self.merchants = merchants
    self.fences = fences
    self.categories = categories
  }

  /// All of the files.
  public var paths: [String] { (merchants ?? []) + (fences ?? []) }
}

/// What reading a file came to.
public struct FileTally: Equatable, Sendable {
  /// Rows of merchants, or features.
  public var records: Int
  public var rejected: Int
  /// Whether the last line of a CSV file has an end.
  public var endsLine: Bool

  public init(records: Int, rejected: Int, endsLine: Bool = true) {
    self.records = records
    self.rejected = rejected
    self.endsLine = endsLine
  }

  /// What came of the rows of the file at `path`, the end of which is looked at.
  public init(records: Int, rejected: Int, endOf path: String) {
    self.init(records: records, rejected: rejected, endsLine: FileEnd.isLineEnd(path: path))
  }

  var accepted: Int { records - rejected }
}

/// How files were when a catalogue was made of them.
public struct KnownFiles: Sendable {
  /// Taken before they were read.
  public var look: FileWatch.Look
  /// By path.
  public var tallies: [String: FileTally]

  public init(look: FileWatch.Look, tallies: [String: FileTally]) {
    self.look = look
    self.tallies = tallies
  }
}

/// Why files that have changed are not taken.
public enum SourceRefusal: Error, Equatable, Sendable {
  /// A file as a whole can't be used, in words that name it.
  case unreadable(String)
  /// Nothing is in a file, or in all of them together, where there was something.
  case empty(file: String, what: String)
  /// Every row or feature is wrong; what is wrong with the first.
  case allRejected(file: String, what: String, count: Int, first: String)
  /// More rows or features are wrong than when the file was last taken.
  case moreRejected(file: String, what: String, count: Int, before: Int, first: String)
  /// The last line of a CSV file has no end, and had one when the file was last taken.
  case cutOff(file: String)
}

extension SourceRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .empty(let file, let what):
      "\(file): has no \(what), and had some; restart the service if it is to serve none"
    case .allRejected(let file, let what, let count, let first):
      "\(file): all of its \(count) \(what) are rejected; the first: \(first)"
    case .moreRejected(let file, let what, let count, let before, let first):
      "\(file): \(what) rejected: \(count), and before \(before), so it may be half written; "
        + "the first: \(first); correct it, or touch the file to have it taken without them"
    case .cutOff(let file):
      "\(file): its last line has no end, and had one before, so it may be half written; write the "
        + "rest, or touch the file to have it taken as it is"
    }
  }
}
