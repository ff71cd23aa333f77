import Foundation
import OpeningHours

/// The time zones of the machine's tzdata, as commands use them.
enum SystemZones {
  /// The time zones in the folder that `TZDIR` names, else in the system's.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitStatus/environment`` that says what to install.
  static func open() throws -> ZoneDatabase {
    do {
      return try ZoneDatabase(
        timeZoneDirectory: ProcessInfo.processInfo.environment["TZDIR"])
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
  }

  /// Says on standard error that tzdata is older than a year at `instant`, in Unix seconds, if it is.
  static func warn(ifOld zones: ZoneDatabase, at instant: Int64) {
    guard zones.isOlder(thanAYearBefore: instant) else { return }
    printError(
      "warning: the time zones in \(zones.directory) are of \(zones.version) and older than a year;"
        + " hours may be wrong where clocks have changed since: update the package tzdata")
  }
}
