import ArgumentParser
import Catalog
import Foundation
import Geofencing
import Interchange
import JSON

/// Says which geofences are valid, and why the others are not.
struct GeofenceValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Says of each geofence if it is valid, else why not and where.",
    discussion: """
      With --repair, all geofences are written as GeoJSON, the invalid ones made valid: rings are \
      closed, and divided where they cross. The report then goes to standard error.
      Example: vicinity geofence validate zones.geojson --repair --out repaired.geojson
      Exit status: 0 all are valid; 1 some were not, repaired or not; 2 wrong usage; 3 no such file.
      """)

  @OptionGroup var given: GeofenceFiles

  @Flag(help: "Write the geofences made valid, as GeoJSON.")
  var repair = false

  @Option(
    help: ArgumentHelp("Where --repair writes (default: standard output).", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "table, json, ndjson or csv (default: table on a terminal, json otherwise).",
      valueName: "format"))
  var format: OutputFormat?

  func validate() throws {
    if out != nil, !repair { throw ValidationError("--out needs --repair") }
    if format == .geojson { throw ValidationError("--format geojson is what --repair writes") }
  }

  func run() async throws {
    let paths = given.paths
    guard !paths.isEmpty else {
      throw CommandFailure(.usage, "no geofences file was given")
    }
    let reader = GeofenceFileReader(
      options: GeofenceFileReader.Options(cutsAntimeridian: given.cutAntimeridian))
    let mender = GeofenceFileReader(
      options: GeofenceFileReader.Options(
        checksValidity: true, cutsAntimeridian: given.cutAntimeridian, closesRings: true))
    var report = ValidityReport()
    var mended: [Geofence] = []
    // It throws where other files stand beside a catalogue file.
    let catalogPath = try CatalogOpening.path(among: paths, remedy: GeofenceLoader.remedy)
    for path in paths {
      do {
        let bytes =
          try path == catalogPath
          ? Self.geoJSON(ofCatalogFile: path) : GeofenceFileReader.contents(path: path)
        let name = GeofenceFileReader.name(path: path)
        let features = try reader.read(bytes, name: name)
        let closed = repair ? try mender.read(bytes, name: name) : []
        for (index, feature) in features.enumerated() {
          let fence = repair ? mend(closed[index]) : nil
          if let fence { mended.append(fence) }
          report.add(feature, isRepaired: fence != nil && feature.usableFence == nil)
        }
      } catch let error as GeofenceFileError {
        throw CommandFailure(.environment, "\(error)")
      }
    }
    try write(report, mended)
    if report.invalidCount > 0 { throw CommandFailure(.no, "") }
  }

  /// The geofences of a catalogue file as they would stand in a file of their own.
  private static func geoJSON(ofCatalogFile path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    GeofenceWriter.append(try CatalogOpening.fences(path).fences, to: &bytes)
    return bytes
  }

  /// The fence of a feature, made valid; nil if that can't be done.
  private func mend(_ feature: FenceFeature) -> Geofence? {
    guard let fence = feature.fence, feature.usableFence == nil,
      case .polygon(let area) = fence.shape
    else { return feature.usableFence }
    do {
      return try Geofence(
        id: fence.id, name: fence.name, merchantID: fence.merchantID,
        dwellSeconds: fence.dwellSeconds, metadata: fence.metadata, isActive: fence.isActive,
        shape: .polygon(area.repaired()))
    } catch {
      let place = "feature \(feature.number) (\(Terminal.harmless(fence.id)))"
      printError("error: \(feature.file): \(place): \(error)")
      return nil
    }
  }

  private func write(_ report: ValidityReport, _ mended: [Geofence]) throws {
    let toErrors = repair && (out == nil || out == "-")
    let shown =
      format ?? ((toErrors ? Terminal.showsErrors : Terminal.showsOutput) ? .table : .json)
    let lines = report.bytes(shown)
    if toErrors {
      FileHandle.standardError.write(Data(lines))
    } else {
      try StandardOutput.write(lines)
    }
    guard repair else { return }
    var bytes: [UInt8] = []
    GeofenceWriter.append(mended, to: &bytes)
    if let out, out != "-" {
      do {
        try Data(bytes).write(to: URL(fileURLWithPath: out))
      } catch {
        throw CommandFailure(.environment, "cannot write \(out): \(error.localizedDescription)")
      }
    } else {
      try StandardOutput.write(bytes)
    }
  }
}

/// What was found of each feature.
private struct ValidityReport {
  private struct Entry {
    var feature: FenceFeature
    var isRepaired: Bool
  }

  private var entries: [Entry] = []

  mutating func add(_ feature: FenceFeature, isRepaired: Bool) {
    entries.append(Entry(feature: feature, isRepaired: isRepaired))
  }

  var invalidCount: Int { entries.count { $0.feature.usableFence == nil } }

  func bytes(_ format: OutputFormat) -> [UInt8] {
    var bytes: [UInt8] = []
    switch format {
    case .table, .geojson: bytes.append(contentsOf: table.map { $0 + "\n" }.joined().utf8)
    case .ndjson:
      for entry in entries {
        append(entry, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
      }
    case .json:
      bytes.append(contentsOf: #"{"features":["#.utf8)
      for (index, entry) in entries.enumerated() {
        bytes.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
        append(entry, to: &bytes)
      }
      let counts = "\"valid\":\(entries.count - invalidCount),\"invalid\":\(invalidCount)"
      bytes.append(contentsOf: "\n],\(counts)}\n".utf8)
    case .csv:
      let writer = CSVWriter(lineEnding: .lf, neutralisesFormulas: true)
      writer.append(
        ["file", "feature", "id", "valid", "severity", "code", "pointer", "message"], to: &bytes)
      for entry in entries {
        let feature = entry.feature
        let start = [
          feature.file, "\(feature.number)", feature.id, "\(feature.usableFence != nil)",
        ]
        if feature.problems.isEmpty { writer.append(start + ["", "", "", ""], to: &bytes) }
        for problem in feature.problems {
          writer.append(
            start + [
              problem.severity.rawValue, problem.code.rawValue, problem.pointer, problem.message,
            ], to: &bytes)
        }
      }
    }
    return bytes
  }

  private var table: [String] {
    var rows: [[String]] = []
    for entry in entries {
      let feature = entry.feature
      let status =
        feature.usableFence != nil ? "valid" : entry.isRepaired ? "repaired" : "invalid"
      let start = ["\(feature.number)", Terminal.harmless(feature.id)]
      if feature.problems.isEmpty { rows.append(start + [status, ""]) }
      for (index, problem) in feature.problems.enumerated() {
        let place = problem.pointer.isEmpty ? "" : "\(Terminal.harmless(problem.pointer)): "
        let text = "\(place)\(Terminal.harmless(problem.message))"
        rows.append(
          (index == 0 ? start : ["", ""])
            + [problem.severity == .warning ? "warning" : status, text])
      }
    }
    let counts = "\(entries.count - invalidCount) valid, \(invalidCount) invalid"
    return TextTable(header: ["#", "ID", "STATUS", "REASON"], rows: rows).lines + [counts]
  }

  private func append(_ entry: Entry, to bytes: inout [UInt8]) {
    let feature = entry.feature
    bytes.append(contentsOf: #"{"file":"#.utf8)
    JSONString.append(feature.file, to: &bytes)
    bytes.append(contentsOf: ",\"feature\":\(feature.number),\"id\":".utf8)
    JSONString.append(feature.id, to: &bytes)
    bytes.append(contentsOf: ",\"valid\":\(feature.usableFence != nil)".utf8)
    if entry.isRepaired { bytes.append(contentsOf: ",\"repaired\":true".utf8) }
    if case .invalid(let reason, let latitude, let longitude) = feature.validity {
      bytes.append(contentsOf: #","reason":"#.utf8)
      JSONString.append(reason, to: &bytes)
      if latitude.isFinite, longitude.isFinite {
        bytes.append(contentsOf: ",\"latitude\":\(latitude),\"longitude\":\(longitude)".utf8)
      }
    }
    bytes.append(contentsOf: #","problems":["#.utf8)
    for (index, problem) in feature.problems.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(
        contentsOf: "{\"severity\":\"\(problem.severity)\",\"code\":\"\(problem.code.rawValue)\""
          .utf8)
      bytes.append(contentsOf: #","pointer":"#.utf8)
      JSONString.append(problem.pointer, to: &bytes)
      bytes.append(contentsOf: #","message":"#.utf8)
      JSONString.append(problem.message, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(contentsOf: "]}".utf8)
  }
}
