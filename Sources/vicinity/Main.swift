import ArgumentParser
import Foundation

/// Runs the command and turns what it threw into a message and an exit status.
@main
enum Main {
  static func main() async {
    do {
      var command = try Vicinity.parseAsRoot(
        CommandLine.arguments.dropFirst().map(NegativeNumber.shielded))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      exit(report(error))
    }
  }

  /// Prints what there is to say of an error and answers the status to exit with.
  private static func report(_ error: any Error) -> Int32 {
    if let failure = error as? CommandFailure {
      printError(failure.message.isEmpty ? nil : "vicinity: \(failure.message)")
      return failure.status.rawValue
    }
    let message = Vicinity.fullMessage(for: error)
    switch Vicinity.exitCode(for: error) {
    case .success:
      print(message)
      return ExitStatus.done.rawValue
    case .validationFailure:
      printError(message)
      return ExitStatus.usage.rawValue
    default:
      printError("vicinity: \(error)")
      return ExitStatus.environment.rawValue
    }
  }
}

/// The root of the command line.
struct Vicinity: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "vicinity",
    abstract: "Finds merchants near a place, exactly and in microseconds.",
    discussion: """
      Exit status: 0 done, 1 the answer is no or rows were rejected, 2 wrong usage, 3 the \
      environment (no file, port taken).
      Shell completions: vicinity --generate-completion-script bash|zsh|fish
      """,
    version: version,
    subcommands: [
      ServeCommand.self, NearbyCommand.self, WhyNotCommand.self, RankCommand.self,
      HoursCommand.self, GeofenceCommand.self, CatalogCommand.self, SettingsCommand.self,
    ])
}

/// What a command's exit tells its caller.
enum ExitStatus: Int32 {
  case done = 0
  /// The answer is no, or rows were rejected.
  case no = 1
  case usage = 2
  /// The environment lacks something: a file, a port.
  case environment = 3
}

/// Why a command ended early.
struct CommandFailure: Error {
  let status: ExitStatus
  /// A sentence for standard error; empty when everything has been said.
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

/// Prints a line to standard error.
func printError(_ line: String?) {
  guard let line else { return }
  FileHandle.standardError.write(Data("\(line)\n".utf8))
}

/// Numbers below zero among the arguments.
///
/// The parser takes `-0.12` for an option. No option of ours begins with a digit, so such arguments
/// go through it with the minus sign U+2212 in the hyphen's place.
enum NegativeNumber {
  private static let minus = "\u{2212}"

  /// The argument as the parser lets it pass.
  static func shielded(_ argument: String) -> String {
    guard argument.hasPrefix("-"), let second = argument.dropFirst().first,
      second.isASCII, second.isNumber || second == "."
    else { return argument }
    return minus + argument.dropFirst()
  }

  /// The argument as it was given.
  static func restored(_ argument: String) -> String {
    argument.hasPrefix(minus) ? "-" + argument.dropFirst() : argument
  }
}
