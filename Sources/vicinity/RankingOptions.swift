import ArgumentParser
import Catalog
import Ranking

/// How a command ranks, and where it finds what users like.
struct RankingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file of users' affinities, CSV with a header, or a catalogue file; - is standard input"
        + " (default: those of the catalogue file, if it has any).", valueName: "file"))
  var affinities: String?

  @Option(
    help: ArgumentHelp(
      "A JSON file that says how merchants are ranked (default: the standard ranking).",
      valueName: "file"))
  var ranking: String?

  /// How merchants are ranked: by the file of the arguments, else of the settings, else as standard.
  ///
  /// - Throws: ``CommandFailure`` for a file that can't be read or is refused.
  func model(_ settings: Settings) throws -> RankingModel {
    try rankingPath(settings).map { try RankingFile(path: $0).model() } ?? .standard
  }

  /// The file that says how merchants are ranked, if one is named.
  func rankingPath(_ settings: Settings) -> String? {
    Self.path(settings.value(Settings.ranking, flag: ranking).value)
  }

  /// The file of users' affinities, if one is named.
  func affinitiesPath(_ settings: Settings) -> String? {
    Self.path(settings.value(Settings.affinities, flag: affinities).value)
  }

  private static func path(_ text: String) -> String? {
    text.isEmpty ? nil : text
  }
}
