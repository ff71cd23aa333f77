import ArgumentParser

/// What can be asked about opening hours.
struct HoursCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hours",
    abstract: "Checks opening hours for mistakes, and shows those of a merchant.",
    discussion: """
      Example: vicinity hours check Data/merchants.csv --only rejected
      """,
    subcommands: [HoursCheckCommand.self, HoursShowCommand.self])
}

/// How hours are printed.
enum HoursFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, ndjson
}
