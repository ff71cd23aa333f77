import Catalog
import Geofencing
import OpeningHours

/// Opens catalogue files for commands.
enum CatalogOpening {
  /// Opens a catalogue file.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitStatus/environment`` that says what is wrong with it.
  static func open(_ path: String, zones: ZoneDatabase? = nil) throws -> CatalogFile {
    let zones = try zones ?? SystemZones.open()
    do {
      return try CatalogFile(path: path, zones: zones)
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
  }

  /// The geofences of a catalogue file, for which neither its merchants nor time zones are looked at.
  ///
  /// - Throws: ``CommandFailure`` as ``open(_:zones:)`` does.
  static func fences(_ path: String) throws -> FenceIndex {
    do {
      return try CatalogFile.fences(path: path)
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
  }

  /// The affinities of a catalogue file.
  ///
  /// - Throws: ``CommandFailure`` as ``open(_:zones:)`` does, and where there are none.
  static func affinities(_ path: String) throws -> CatalogAffinities {
    let affinities: CatalogAffinities?
    do {
      affinities = try CatalogFile.affinities(path: path)
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
    guard let affinities else {
      throw CommandFailure(
        .environment,
        "\(path): has no affinities; build it with `vicinity catalog build --affinities FILE`")
    }
    return affinities
  }

  /// The catalogue file among some paths, nil where there is none.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitStatus/usage`` if other files stand beside it, which ends
  ///   in `remedy`.
  static func path(among paths: [String], remedy: String) throws -> String? {
    guard let path = paths.first(where: { $0 != "-" && CatalogFile.isCatalogFile(path: $0) }) else {
      return nil
    }
    guard paths.count == 1 else {
      throw CommandFailure(
        .usage, "\(path) is a catalogue file, and so must be the only file given; \(remedy)")
    }
    return path
  }
}
