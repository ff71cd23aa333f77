/// Why time zones can't be had from the system's tzdata.
public enum ZoneError: Error, Equatable, CustomStringConvertible {
  /// There are no time zones in any of these folders.
  case notInstalled(tried: [String])
  /// The folder that `TZDIR` names has none.
  case notInDirectory(String)
  case unreadable(path: String, reason: String)
  case malformed(path: String, TZifError)
  /// tzdata has a zone of this name, and its file isn't there.
  case missingFile(zone: String, directory: String)

  public var description: String {
    switch self {
    case .notInstalled(let tried):
      "there are no time zones in \(tried.joined(separator: ", ")): install the package tzdata, "
        + "or set TZDIR to a folder that has them"
    case .notInDirectory(let directory):
      "TZDIR should be a folder of time zones, with a file \"Etc/UTC\" in it, and is "
        + "\"\(directory)\": correct or unset it, and install the package tzdata"
    case .unreadable(let path, let reason):
      "\(path) can't be read: \(reason)"
    case .malformed(let path, let error):
      "\(path) is \(error): install the package tzdata anew"
    case .missingFile(let zone, let directory):
      "the time zone \(zone) has no file in \(directory): install the package tzdata anew, and "
        + "for old names tzdata-legacy, where there is such a package"
    }
  }
}
