import ArgumentParser

/// Makes catalogue files and says what is in them.
struct CatalogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Makes catalogue files, which open in milliseconds, and checks them.",
    subcommands: [
      CatalogBuildCommand.self, CatalogInspectCommand.self, CatalogVerifyCommand.self,
    ])
}
