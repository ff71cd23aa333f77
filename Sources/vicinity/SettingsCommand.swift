import ArgumentParser
import Foundation
import OpeningHours

/// Shows which settings are in force and where each comes from.
struct SettingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings",
    abstract: "Shows the settings in force and where each comes from; secrets are masked.",
    discussion: "Example: VICINITY_LISTEN=127.0.0.1:9000 vicinity settings")

  @Option(help: ArgumentHelp("A JSON file of settings.", valueName: "file"))
  var settings: String?

  func run() async throws {
    let settings = try await Settings(file: settings)
    for setting in Settings.all {
      let (value, source) = settings.value(setting)
      let shown = setting.isSecret ? "********" : (value.isEmpty ? "—" : value)
      print(Self.line(setting.name, shown, source, setting.summary))
    }
    do {
      let zones = try SystemZones.open()
      print(
        Self.line(
          "tzdata", zones.version, zones.directory,
          "The release of the time zones, and their folder; TZDIR names another."))
    } catch let failure as CommandFailure {
      print(Self.line("tzdata", "none", "—", failure.message))
    }
  }

  private static func line(
    _ name: String, _ value: String, _ source: String, _ summary: String
  ) -> String {
    Terminal.fitted(name, to: 18) + "  " + Terminal.fitted(value, to: 28) + "  "
      + Terminal.fitted(source, to: 24) + "  " + summary
  }
}
