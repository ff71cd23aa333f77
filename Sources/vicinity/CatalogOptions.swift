import ArgumentParser

/// Where a command finds its merchants and its settings.
struct CatalogOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Merchants files, CSV with a header, or one catalogue file; - is standard input.",
      valueName: "file"))
  var catalog: [String] = []

  @Option(help: ArgumentHelp("A JSON file of settings.", valueName: "file"))
  var settings: String?

  /// The settings of the file, if one is named, and of the environment.
  func readSettings() async throws -> Settings {
    try await Settings(file: settings)
  }

  /// The merchants files, of the arguments or else of the settings.
  func paths(_ settings: Settings) -> [String] {
    settings.list(Settings.catalog, flags: catalog)
  }
}
