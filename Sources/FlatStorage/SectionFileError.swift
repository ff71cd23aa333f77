/// Why a file of sections cannot be read or written.
public enum SectionFileError: Error, Equatable, Sendable {
  /// The system refuses something.
  case system(path: String, action: Action, reason: String)
  /// The file does not begin as such a file does.
  case foreign(path: String)
  /// Written on a machine that has its bytes in another order.
  case byteOrder(path: String)
  /// Of another version of the format.
  case version(path: String, found: UInt32, known: UInt32)
  /// Shorter or longer than it says it is.
  case length(path: String, expected: UInt64, found: UInt64)
  /// Something does not have the checksum that it had when it was written.
  case damaged(path: String, part: String)
  /// A section that there must be is not there or not as long as it must be.
  case section(path: String, name: String, problem: String)
  /// Somebody else is writing the file.
  case busy(path: String)

  public enum Action: String, Sendable {
    case open, map, write, sync, rename
  }
}

extension SectionFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .system(let path, let action, let reason):
      "\(path): can't \(action.rawValue) it: \(reason)"
    case .foreign(let path):
      "\(path): is no catalogue file; make one with `vicinity catalog build`"
    case .byteOrder(let path):
      "\(path): was written on a machine with another order of bytes; build it anew on this one"
    case .version(let path, let found, let known):
      "\(path): is of version \(found) of the format, and this program reads version \(known); "
        + "build it anew from its sources"
    case .length(let path, let expected, let found):
      "\(path): should be \(expected) bytes long and is \(found), so it was cut off or written over; "
        + "build it anew"
    case .damaged(let path, let part):
      "\(path): \(part) is damaged, as its checksum shows; build it anew or restore it from a copy"
    case .section(let path, let name, let problem):
      "\(path): its section \(name) \(problem), so no program of ours wrote it; build it anew"
    case .busy(let path):
      "\(path): another process is writing it; give each server a file of its own"
    }
  }
}
