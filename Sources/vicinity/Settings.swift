import Configuration
import Foundation
import Logging
import SystemPackage

/// What the commands are told beside their arguments.
///
/// A flag goes before the environment (`VICINITY_LISTEN`), the environment before the settings file,
/// and that before what is built in.
struct Settings {
  /// One setting: its name in a file (`log-level`) is its flag, and with underscores and the
  /// prefix `VICINITY_` its variable.
  struct Setting {
    var name: String
    var summary: String
    var builtIn: String
    var isSecret = false

    var variable: String {
      "VICINITY_" + name.uppercased().replacingOccurrences(of: "-", with: "_")
    }
  }

  static let catalog = Setting(
    name: "catalog", summary: "Merchants files, separated by commas.", builtIn: "")
  static let fences = Setting(
    name: "fences", summary: "Geofences files, separated by commas.", builtIn: "")
  static let affinities = Setting(
    name: "affinities", summary: "A file of users' affinities.", builtIn: "")
  static let ranking = Setting(
    name: "ranking", summary: "A JSON file that says how merchants are ranked.", builtIn: "")
  static let listen = Setting(
    name: "listen", summary: "Where to listen, HOST:PORT.", builtIn: "127.0.0.1:8080")
  static let logLevel = Setting(
    name: "log-level", summary: "trace, debug, info, notice, warning, error or critical.",
    builtIn: "info")
  static let corsOrigins = Setting(
    name: "cors-origins", summary: "Origins whose pages may read answers, separated by commas.",
    builtIn: "")
  static let cursorSecret = Setting(
    name: "cursor-secret", summary: "What cursors are signed with; the same on every replica.",
    builtIn: "vicinity", isSecret: true)
  static let drainSeconds = Setting(
    name: "drain-seconds", summary: "How long requests have to end after SIGTERM.", builtIn: "30")
  static let watch = Setting(
    name: "watch", summary: "Whether files that change are read again, true or false.",
    builtIn: "false")
  static let watchInterval = Setting(
    name: "watch-interval", summary: "How often watched files are looked at, such as 1s or 250ms.",
    builtIn: "1s")
  static let snapshot = Setting(
    name: "snapshot", summary: "A catalogue file to write, and to start from.", builtIn: "")
  static let snapshotInterval = Setting(
    name: "snapshot-interval", summary: "How often the snapshot is written, such as 5m or 30s.",
    builtIn: "5m")
  static let all = [
    catalog, fences, affinities, ranking, watch, watchInterval, snapshot, snapshotInterval, listen,
    logLevel, corsOrigins, cursorSecret, drainSeconds,
  ]

  private let environment: ConfigReader
  private let file: ConfigReader?
  private let fileName: String?

  /// Settings from the environment, and from a JSON file if one is named.
  init(file path: String?) async throws {
    environment = ConfigReader(provider: EnvironmentVariablesProvider())
    fileName = path
    guard let path else {
      file = nil
      return
    }
    do {
      file = ConfigReader(
        provider: try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
    } catch {
      throw CommandFailure(
        .environment, "\(path): must be a JSON object of settings, and can't be read: \(error)")
    }
  }

  /// The value in force and where it comes from.
  func value(_ setting: Setting, flag: String? = nil) -> (value: String, source: String) {
    if let flag { return (flag, "--\(setting.name)") }
    if let value = environment.string(forKey: ConfigKey([setting.variable.lowercased()])) {
      return (value, setting.variable)
    }
    if let value = file?.string(forKey: ConfigKey([setting.name])) {
      return (value, fileName ?? "")
    }
    return (setting.builtIn, "built in")
  }

  /// The parts of a value that is a list.
  func list(_ setting: Setting, flags: [String] = []) -> [String] {
    if !flags.isEmpty { return flags }
    return value(setting).value.split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty }
  }
}
