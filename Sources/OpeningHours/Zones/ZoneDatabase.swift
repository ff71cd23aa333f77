import Synchronization

/// The time zones of the system's tzdata, read when they are first asked for.
///
/// May be used from any thread.
public final class ZoneDatabase: Sendable {
  /// The folder that the zones are read from.
  public let directory: String

  /// The release of tzdata, such as "2025b"; "unknown" where the system doesn't say.
  public let version: String

  /// The names of zones as tzdata spells them, by the same in small letters.
  private let namesByKey: [String: String]

  /// For each name that is another one for the same zone, that other name.
  private let targets: [String: String]

  private let loaded = Mutex<[String: TimeZoneRules]>([:])

  /// Where systems have their time zones, in the order in which they are looked for.
  public static let usualDirectories = [
    "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
  ]

  /// The time zones in a folder, which is what the environment's `TZDIR` says; those of the system
  /// when that is nil or empty.
  ///
  /// Reads the list of names, some 100 kB, and the zone UTC.
  ///
  /// - Throws: `notInstalled`, or `notInDirectory` when there are none in a folder that was named,
  ///   or that a file can't be read.
  public convenience init(timeZoneDirectory: String?) throws(ZoneError) {
    if let timeZoneDirectory, !timeZoneDirectory.isEmpty {
      guard let catalog = try ZoneNames(directory: timeZoneDirectory) else {
        throw .notInDirectory(timeZoneDirectory)
      }
      try self.init(directory: timeZoneDirectory, names: catalog)
    } else {
      try self.init(searching: Self.usualDirectories)
    }
  }

  /// The time zones in the first of some folders that has any.
  convenience init(searching directories: [String]) throws(ZoneError) {
    for directory in directories {
      if let names = try ZoneNames(directory: directory) {
        try self.init(directory: directory, names: names)
        return
      }
    }
    throw .notInstalled(tried: directories)
  }

  private init(directory: String, names: ZoneNames) throws(ZoneError) {
    self.directory = directory
    version = names.version
    targets = names.targets
    namesByKey = Dictionary(
      names.names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension ZoneDatabase {
  /// The names of all zones, in alphabetical order.
  public var names: [String] {
    namesByKey.values.sorted()
  }

  /// A zone's name as tzdata spells it, whatever the case of the letters in `name`; nil when there
  /// is no such zone.
  ///
  /// Old names such as "Asia/Calcutta" are names. Abbreviations and offsets are none: not "PST",
  /// "UTC+5" or "-05:00", nor "EST" and "CET", of which tzdata has files, because shops that say
  /// so mostly mean the time of New York or Berlin and not one that is the same all summer.
  public func canonicalName(of name: String) -> String? {
    guard ZoneNames.isWellFormed(name) else { return nil }
    return namesByKey[name.lowercased()]
  }

  /// The rules of a zone, by its name in any case; nil when there is no such zone, as
  /// ``canonicalName(of:)`` has it.
  ///
  /// - Throws: that the zone's file is missing, can't be read or is malformed.
  public func rules(named name: String) throws(ZoneError) -> TimeZoneRules? {
    guard let name = canonicalName(of: name) else { return nil }
    if let rules = loaded.withLock({ $0[name] }) {
      return rules
    }
    // The file is read outside the lock; when two threads do it at once, both read the same.
    let rules = try load(name)
    loaded.withLock { $0[name] = rules }
    return rules
  }

  private func load(_ name: String) throws(ZoneError) -> TimeZoneRules {
    // Where old names have been left out of the system, tzdata's list of links has them still.
    // Links to links end after a few; a circle must too.
    var source: String? = name
    for _ in 0..<8 {
      guard let file = source else { break }
      let path = "\(directory)/\(file)"
      if let bytes = try FileBytes.contents(ofFile: path, limit: TZifReader.largestFile) {
        do {
          return TimeZoneRules(name: name, file: try TZifReader.read(bytes))
        } catch {
          throw .malformed(path: path, error)
        }
      }
      source = targets[file]
    }
    throw .missingFile(zone: name, directory: directory)
  }
}

extension ZoneDatabase {
  /// Whether the release of tzdata is surely older than a year at `instant`, in Unix seconds.
  ///
  /// A release's name has its year and a letter, and not its date. It is taken to be of the latest
  /// date that such letters came out on since 2015, rounded up: "a" by May, "b" by November, others
  /// by the end of the year. So 2025b counts as older than a year from November 2026 on. An unknown
  /// version never does.
  public func isOlder(thanAYearBefore instant: Int64) -> Bool {
    guard let latest = Self.latestDate(ofRelease: version),
      let yearLater = CivilDate(year: latest.year + 1, month: latest.month, day: latest.day)
    else { return false }
    return instant >= Int64(yearLater.daysSince1970) * 86_400
  }

  /// The first day of a month by which a release was out; nil when the text names none.
  private static func latestDate(ofRelease version: String) -> CivilDate? {
    guard version.utf8.count > 4,
      version.utf8.prefix(4).allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let year = Int(version.prefix(4))
    else { return nil }
    return switch version.dropFirst(4).first {
    case "a": CivilDate(year: year, month: 5, day: 1)
    case "b": CivilDate(year: year, month: 11, day: 1)
    default: CivilDate(year: year + 1, month: 1, day: 1)
    }
  }
}
