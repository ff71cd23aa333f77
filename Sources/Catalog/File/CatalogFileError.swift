public import FlatStorage
public import OpeningHours

/// Why a catalogue file cannot be read or written.
public enum CatalogFileError: Error, Equatable, Sendable {
  case file(SectionFileError)
  /// A section whose checksum is right, or not looked at, and which is not what such a file has.
  case contents(path: String, part: CatalogSection)
  /// A time zone of the merchants' that the system's tzdata doesn't have.
  case zone(path: String, name: String)
  case zones(ZoneError)
}

extension CatalogFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .contents(let path, let part):
      "\(path): its section \(part.rawValue) is not what a catalogue has; build it anew"
    case .zone(let path, let name):
      "\(path): has merchants in the time zone \(name), which this system's tzdata does not know; "
        + "install the package tzdata in its newest version"
    case .zones(let error): "\(error)"
    }
  }
}
