import ArgumentParser
import Catalog
import FlatStorage

/// Compares a catalogue file with its checksums.
struct CatalogVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reads a whole catalogue file and compares it with its checksums.",
    discussion: """
      Example: vicinity catalog verify merchants.vicinity
      Exit status: 0 it is whole; 1 it is damaged; 3 it can't be opened.
      """)

  @Argument(help: ArgumentHelp("The catalogue file.", valueName: "file"))
  var file: String

  func run() throws {
    let opened = try CatalogOpening.open(file)
    do {
      try opened.verify()
    } catch {
      throw CommandFailure(.no, "\(error)")
    }
    print(
      "\(file) is whole: \(opened.file.sections.count) sections,"
        + " \(opened.file.region.byteCount) bytes")
  }
}
