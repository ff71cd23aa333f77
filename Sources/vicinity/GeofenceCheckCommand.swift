import ArgumentParser
import Foundation
import Geodesy
import Geofencing
import Interchange

/// Says which geofences hold points.
struct GeofenceCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says which geofences hold each point.",
    discussion: """
      Points are pairs of arguments, a CSV or NDJSON file, or standard input. A point on a border \
      is inside.
      Examples: vicinity geofence check 51.5101 -0.1340 --fences Data/geofences.geojson
                vicinity geofence check --fences zones.geojson --points fixes.csv --format ndjson
      Exit status: 0 done, with --fence every point is inside; 1 with --fence some point is \
      outside, or points or geofences were rejected; 2 wrong usage; 3 no such file.
      """)

  @Argument(help: ArgumentHelp("Points: a latitude and a longitude each.", valueName: "lat lon"))
  var pairs: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "GeoJSON files, or one catalogue file; - is standard input.", valueName: "file"))
  var fences: [String] = []

  @Option(help: ArgumentHelp("A file of points; - is standard input.", valueName: "file"))
  var points: String?

  @Option(
    help: ArgumentHelp(
      "How the points are written: csv or ndjson (default: found out).", valueName: "format"))
  var inputFormat: PointInput?

  @Option(
    help: ArgumentHelp("Ask this geofence alone and answer by the exit status.", valueName: "id"))
  var fence: String?

  @Flag(help: "Add distance_m, how far the nearest border is.")
  var distance = false

  @Flag(help: "Tell which ring or hole decided.")
  var explain = false

  @Flag(help: "Refuse all geofences if one is bad.")
  var strict = false

  @Flag(help: "Cut geofences that cross the antimeridian there, in place of refusing them.")
  var cutAntimeridian = false

  @Option(
    help: ArgumentHelp(
      "table, json, ndjson, geojson or csv (default: table on a terminal, json otherwise).",
      valueName: "format"))
  var format: OutputFormat?

  func run() async throws {
    let (named, numbers) = Self.divided(fences: fences, pairs: pairs)
    let paths = try await Settings(file: nil).list(Settings.fences, flags: named)
    var reader = try pointReader(numbers, readsFencesFromInput: paths.contains("-"))
    let loader = GeofenceLoader(
      options: GeofenceFileReader.Options(cutsAntimeridian: cutAntimeridian), isStrict: strict)
    let loaded = try loader.load(paths)
    let only = try fence.map { try position(of: $0, in: loaded.index) }
    let renderer = GeofenceCheckRenderer(
      index: loaded.index, only: only, showsDistance: distance, explains: explain,
      format: format ?? (Terminal.showsOutput ? .table : .json))
    let tally = try check(&reader, with: renderer)
    if tally.rejected > 0 {
      printError(
        "\(tally.rejected) of \(tally.points + tally.rejected) points were rejected")
    }
    let isNo =
      tally.rejected > 0 || (only == nil ? loaded.rejected > 0 : tally.held < tally.points)
    if isNo { throw CommandFailure(.no, "") }
  }

  /// Files and numbers told apart: `--fences` takes all that follows it, points among them.
  static func divided(fences: [String], pairs: [String]) -> (paths: [String], numbers: [String]) {
    var paths = fences
    var numbers: [String] = []
    while let last = paths.last.map(NegativeNumber.restored), Double(last) != nil,
      !FileManager.default.fileExists(atPath: last)
    {
      numbers.insert(last, at: 0)
      paths.removeLast()
    }
    return (paths, pairs.map(NegativeNumber.restored) + numbers)
  }

  private func pointReader(
    _ numbers: [String], readsFencesFromInput: Bool
  ) throws -> PointFileReader {
    if !numbers.isEmpty {
      if let points {
        throw CommandFailure(
          .usage, "points are given as arguments and in \(points); keep one of the two")
      }
      return try argumentReader(numbers)
    }
    let path = points ?? "-"
    if path == "-", readsFencesFromInput {
      throw CommandFailure(
        .usage, "standard input can't be both geofences and points; name a file with --points")
    }
    if points == nil, isatty(STDIN_FILENO) == 1 {
      throw CommandFailure(
        .usage, "no point was given; give a latitude and a longitude, or a file with --points")
    }
    do {
      return try PointFileReader(path: path, format: inputFormat?.format)
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
  }

  private func argumentReader(_ numbers: [String]) throws -> PointFileReader {
    guard numbers.count.isMultiple(of: 2) else {
      throw CommandFailure(
        .usage,
        "points are pairs of a latitude and a longitude, and \(numbers.count) numbers are given"
      )
    }
    var bytes = Array("latitude,longitude\n".utf8)
    let writer = CSVWriter(lineEnding: .lf, neutralisesFormulas: false)
    for index in stride(from: 0, to: numbers.count, by: 2) {
      writer.append([numbers[index], numbers[index + 1]], to: &bytes)
    }
    let name = "arguments"
    var trial = try PointFileReader(bytes, name: name, format: .csv)
    var problem: PointProblem?
    while let batch = try trial.next() {
      batch.forEach { _ in
      } onProblem: {
        problem = problem ?? $0
      }
    }
    if let problem {
      // The header is line 1, so the first point is on line 2.
      throw CommandFailure(
        .usage, "point \(problem.line - 1): \(problem.column ?? "it") \(problem.message)")
    }
    return try PointFileReader(bytes, name: name, format: .csv)
  }

  private func position(of id: String, in index: FenceIndex) throws -> Int {
    guard let position = index.position(id: id) else {
      let known = index.fences.prefix(10).map(\.id).joined(separator: ", ")
      let others = index.count > 10 ? " and \(index.count - 10) more" : ""
      throw CommandFailure(
        .usage, "no geofence has the id \(id); there are: \(Terminal.harmless(known))\(others)")
    }
    if !index.fences[position].isActive {
      printError("warning: the geofence \(id) is not active, and holds no point")
    }
    return position
  }

  /// What checking came to.
  private struct Tally {
    var points = 0
    /// Points that at least one geofence holds.
    var held = 0
    var rejected = 0
  }

  private func check(
    _ reader: inout PointFileReader, with renderer: GeofenceCheckRenderer
  ) throws -> Tally {
    var tally = Tally()
    var progress = ProgressCount("points checked")
    var shown = ProblemList(mostShown: GeofenceLoader.mostShown)
    try StandardOutput.write(renderer.start)
    try OrderedWork().run {
      do {
        return try reader.next()
      } catch {
        throw CommandFailure(.environment, "\(error)")
      }
    } work: {
      renderer.render($0)
    } deliver: { (piece: GeofenceCheckRenderer.Piece) in
      if !piece.problems.isEmpty { progress.clear() }
      for problem in piece.problems { shown.add("error: \(problem)") }
      try StandardOutput.write(renderer.joined(piece.bytes, isFirst: tally.points == 0))
      tally.points += piece.points
      tally.held += piece.held
      tally.rejected += piece.problems.count
      progress.advance(to: tally.points)
    }
    progress.clear()
    try StandardOutput.write(renderer.end(points: tally.points, rejected: tally.rejected))
    shown.end()
    return tally
  }
}
