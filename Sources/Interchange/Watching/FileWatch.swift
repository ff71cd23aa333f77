/// Decides, from looks at files, when they are to be read.
///
/// They are when they are not as they were when read last, and the same in two looks one after the
/// other: what is being written or copied mostly changes in between. A file that is not there is a
/// state like any other.
public struct FileWatch: Equatable, Sendable {
  /// The stamps of the files that are there, by their paths.
  public typealias Look = [String: FileStamp]

  /// What was read and taken last; nil before that.
  public private(set) var applied: Look?
  /// What was read after that and refused.
  private(set) var refused: Look?
  private var last: Look?

  /// A watch over files that were read as they were in `applied`, or that have not been read.
  public init(applied: Look? = nil) {
    self.applied = applied
    last = applied
  }

  /// The stamps of some files now.
  public static func look(at paths: [String]) -> Look {
    var look: Look = [:]
    for path in paths { look[path] = FileStamp(path: path) }
    return look
  }

  /// Whether the files, which are as in `look`, are to be read now.
  public mutating func isDue(_ look: Look) -> Bool {
    defer { last = look }
    return look != applied && look != refused && look == last
  }

  /// Which of some files are not as they were when read and taken last.
  public func changed(_ paths: [String], in look: Look) -> [String] {
    guard let applied else { return paths }
    return paths.filter { applied[$0] != look[$0] }
  }

  /// Notes that the files were read as in `look`, and taken.
  public mutating func apply(_ look: Look) {
    applied = look
    refused = nil
  }

  /// Notes that the files were read as in `look`, and refused, so that the next change is waited for.
  public mutating func refuse(_ look: Look) {
    refused = look
  }
}
