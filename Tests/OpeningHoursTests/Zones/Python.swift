import Foundation
import OpeningHours

/// Runs Python's own libraries for a second opinion.
struct Python {
  private let command: [String]

  /// The folder of the package.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The path of a file in the folder Fixtures.
  static func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)").path
  }

  /// A Python that can import these modules: the one that VICINITY_PYTHON names, the client checks',
  /// or the one in PATH; nil when none of them can.
  init?(importing modules: String...) {
    let named = ProcessInfo.processInfo.environment["VICINITY_PYTHON"] ?? ""
    let candidates = [
      named.isEmpty ? [] : [named],
      [Self.root.appending(path: ".build-python/bin/python").path], ["/usr/bin/env", "python3"],
    ].filter { !$0.isEmpty }
    let statement = modules.map { "import \($0)" }.joined(separator: "; ")
    let command = candidates.first {
      (try? Self(command: $0).run(["-c", statement], input: "")) != nil
    }
    guard let command else { return nil }
    self.command = command
  }

  private init(command: [String]) {
    self.command = command
  }

  /// What a script prints.
  func run(_ arguments: [String], input: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "zones-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, because a pipe that is full in both directions never moves again.
    let question = folder.appending(path: "question")
    let answer = folder.appending(path: "answer")
    try Data(input.utf8).write(to: question)
    try Data().write(to: answer)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst()) + arguments
    process.standardInput = try FileHandle(forReadingFrom: question)
    process.standardOutput = try FileHandle(forWritingTo: answer)
    process.standardError = FileHandle.nullDevice
    var environment = ProcessInfo.processInfo.environment
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    process.environment = environment
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(status: process.terminationStatus)
    }
    return try String(contentsOf: answer, encoding: .utf8)
  }

  struct Failure: Error {
    var status: Int32
  }
}

/// The system's tzdata, or `TZDIR`'s; nil when there is none.
let systemZones: ZoneDatabase? = try? ZoneDatabase(
  timeZoneDirectory: ProcessInfo.processInfo.environment["TZDIR"])
