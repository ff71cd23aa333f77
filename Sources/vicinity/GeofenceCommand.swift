import ArgumentParser
import Foundation
import Interchange

/// What can be done with geofences in files.
struct GeofenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "geofence",
    abstract: "Checks points against geofences, and geofences for mistakes.",
    discussion: """
      Geofences are GeoJSON (RFC 7946): polygons, and circles as Points with properties.radius_m. \
      Every command takes a catalogue file in place of GeoJSON, and then means its geofences.
      Example: vicinity geofence check 51.5101 -0.1340 --fences Data/geofences.geojson
      """,
    subcommands: [
      GeofenceCheckCommand.self, GeofenceValidateCommand.self, GeofenceListCommand.self,
    ])
}

/// How points are written, as an argument.
enum PointInput: String, ExpressibleByArgument, CaseIterable {
  case csv, ndjson

  var format: PointFormat {
    switch self {
    case .csv: .csv
    case .ndjson: .ndjson
    }
  }
}

/// Standard output for bytes.
enum StandardOutput {
  /// Writes all bytes, or says why that can't be done.
  static func write(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw CommandFailure(.environment, "cannot write the answer: \(error.localizedDescription)")
    }
  }
}

/// A line on the terminal that counts what is being done; nothing elsewhere.
struct ProgressCount {
  /// What is counted, as in "points checked".
  let noun: String
  private let isShown = Terminal.showsErrors && !Terminal.showsOutput
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var isDrawn = false

  init(_ noun: String) {
    self.noun = noun
  }

  mutating func advance(to count: Int) {
    guard isShown else { return }
    let now = ContinuousClock.now
    // Work of less than a second needs no progress, and a terminal can be slow.
    guard now - start > .seconds(1), now - last > .milliseconds(100) else { return }
    last = now
    isDrawn = true
    FileHandle.standardError.write(Data("\r\(count) \(noun)".utf8))
  }

  mutating func clear() {
    guard isDrawn else { return }
    isDrawn = false
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
