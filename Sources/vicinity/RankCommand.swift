import ArgumentParser

/// What can be asked about rankings.
struct RankCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract: "Compares rankings.",
    discussion: "Example: vicinity rank diff --weights new.json --catalog Data/merchants.csv",
    subcommands: [RankDiffCommand.self])
}
