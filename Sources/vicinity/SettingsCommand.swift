import ArgumentParser
import Foundation

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
      print(
        Terminal.fitted(setting.name, to: 14) + "  " + Terminal.fitted(shown, to: 28) + "  "
          + Terminal.fitted(source, to: 24) + "  " + setting.summary)
    }
  }
}
