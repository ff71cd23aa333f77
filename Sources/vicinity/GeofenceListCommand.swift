import ArgumentParser
import Catalog
import Foundation
import Geofencing
import Interchange
import JSON

/// Lists the geofences of files.
struct GeofenceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the geofences of GeoJSON files, or of a catalogue file.",
    discussion: """
      Examples: vicinity geofence list Data/geofences.geojson
                vicinity geofence list merchants.vicinity --format geojson
      """)

  @OptionGroup var given: GeofenceFiles

  @Option(
    help: ArgumentHelp(
      "table, json, ndjson, geojson or csv (default: table on a terminal, json otherwise).",
      valueName: "format"))
  var format: OutputFormat?

  func run() async throws {
    let loader = GeofenceLoader(
      options: GeofenceFileReader.Options(cutsAntimeridian: given.cutAntimeridian))
    let paths = try await Settings(file: nil)
      .list(Settings.fences, flags: given.paths)
    let loaded = try loader.load(paths)
    let list = GeofenceList(fences: loaded.index.fences)
    try StandardOutput.write(list.bytes(format ?? (Terminal.showsOutput ? .table : .json)))
    if loaded.rejected > 0 { throw CommandFailure(.no, "") }
  }
}

/// Geofences written down one by one: id, name, kind, size, whether they are active.
struct GeofenceList {
  let fences: [Geofence]

  func bytes(_ format: OutputFormat) -> [UInt8] {
    var bytes: [UInt8] = []
    switch format {
    case .table: bytes.append(contentsOf: tableLines().map { $0 + "\n" }.joined().utf8)
    case .geojson: GeofenceWriter.append(fences, to: &bytes)
    case .csv:
      let writer = CSVWriter(lineEnding: .lf, neutralisesFormulas: true)
      writer.append(
        [
          "id", "name", "kind", "polygons", "vertices", "radius_m", "area_m2", "dwell_seconds",
          "is_active",
        ], to: &bytes)
      for fence in fences { writer.append(fields(fence), to: &bytes) }
    case .ndjson:
      for fence in fences {
        appendObject(fence, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
      }
    case .json:
      bytes.append(contentsOf: #"{"geofences":["#.utf8)
      for (index, fence) in fences.enumerated() {
        bytes.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
        appendObject(fence, to: &bytes)
      }
      bytes.append(contentsOf: "\n],\"number_returned\":\(fences.count)}\n".utf8)
    }
    return bytes
  }

  private func fields(_ fence: Geofence) -> [String] {
    let area = "\(Int(fence.areaSquareMeters.rounded()))"
    let rest = [area, fence.dwellSeconds.map { "\($0)" } ?? "", "\(fence.isActive)"]
    switch fence.shape {
    case .circle(let circle):
      return [fence.id, fence.name ?? "", "circle", "", "", "\(circle.radiusMeters)"] + rest
    case .polygon(let shape):
      return [
        fence.id, fence.name ?? "", "polygon", "\(shape.polygons.count)", "\(shape.vertexCount)",
        "",
      ] + rest
    }
  }

  private func appendObject(_ fence: Geofence, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: #"{"id":"#.utf8)
    JSONString.append(fence.id, to: &bytes)
    bytes.append(contentsOf: #","name":"#.utf8)
    if let name = fence.name {
      JSONString.append(name, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    var members: [(String, String)]
    switch fence.shape {
    case .circle(let circle):
      members = [
        ("kind", "\"circle\""), ("polygons", "null"), ("vertices", "null"),
        ("radius_m", "\(circle.radiusMeters)"),
      ]
    case .polygon(let shape):
      members = [
        ("kind", "\"polygon\""), ("polygons", "\(shape.polygons.count)"),
        ("vertices", "\(shape.vertexCount)"), ("radius_m", "null"),
      ]
    }
    members += [
      ("area_m2", "\(Int(fence.areaSquareMeters.rounded()))"),
      ("merchant_id", fence.merchantID.map(Self.literal) ?? "null"),
      ("dwell_seconds", fence.dwellSeconds.map { "\($0)" } ?? "null"),
      ("is_active", "\(fence.isActive)"), ("metadata", fence.metadata ?? "null"),
    ]
    for (name, value) in members { bytes.append(contentsOf: ",\"\(name)\":\(value)".utf8) }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func literal(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONString.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func tableLines() -> [String] {
    let rows = fences.map { fence in
      let size: (kind: String, vertices: String) =
        switch fence.shape {
        case .circle(let circle): ("circle, \(Length.shown(circle.radiusMeters))", "")
        case .polygon(let shape) where shape.polygons.count > 1:
          ("\(shape.polygons.count) polygons", "\(shape.vertexCount)")
        case .polygon(let shape): ("polygon", "\(shape.vertexCount)")
        }
      return [
        Terminal.harmless(fence.id), Terminal.harmless(fence.name ?? "—"), size.kind,
        size.vertices, Self.shown(squareMeters: fence.areaSquareMeters),
        fence.isActive ? "yes" : "no",
      ]
    }
    return TextTable(
      header: ["ID", "NAME", "KIND", "VERTICES", "AREA", "ACTIVE"], rows: rows
    ).lines
  }

  private static func shown(squareMeters area: Double) -> String {
    switch area {
    case ..<10_000: "\(Int(area.rounded())) m²"
    case ..<1e8: "\((area / 1e4).rounded() / 100) km²"
    default: "\(Int((area / 1e6).rounded())) km²"
    }
  }
}

extension Geofence {
  /// The area in square metres, right to half a per cent: on the sphere that has as much area as
  /// the Earth, along edges straight in longitude and latitude.
  var areaSquareMeters: Double {
    switch shape {
    case .circle(let circle): Double.pi * circle.radiusMeters * circle.radiusMeters
    case .polygon(let area):
      area.polygons.reduce(0) { sum, polygon in
        let holes = polygon.rings.dropFirst().reduce(0) { $0 + $1.areaSquareMeters }
        return sum + max(0, polygon.rings[0].areaSquareMeters - holes)
      }
    }
  }
}

extension Ring {
  fileprivate var areaSquareMeters: Double {
    /// The radius of the sphere with the area of the WGS 84 ellipsoid, in metres.
    let radius = 6_371_007.18
    var sum = 0.0
    for index in 1..<count {
      let south = latitudes[index - 1] * .pi / 180
      let north = latitudes[index] * .pi / 180
      let width = (longitudes[index] - longitudes[index - 1]) * .pi / 180
      // The mean of the sine along the edge; of a flat edge, its limit.
      let mean =
        abs(north - south) < 1e-9
        ? sin((south + north) / 2) : (cos(south) - cos(north)) / (north - south)
      sum += width * mean
    }
    return abs(sum) * radius * radius
  }
}

/// Rows of text under a header, in columns as wide as their widest cell but not wider than 44.
struct TextTable {
  let header: [String]
  let rows: [[String]]

  var lines: [String] {
    let widths = header.indices.map { column in
      min(44, ([header] + rows).map { Terminal.width(of: $0[column]) }.max() ?? 0)
    }
    func line(_ cells: [String]) -> String {
      var fitted = zip(cells, widths).map { Terminal.fitted($0, to: $1) }
      // The last cell may be as long as it likes.
      if let last = cells.last { fitted[fitted.count - 1] = last }
      return fitted.joined(separator: "  ")
    }
    let title = line(header)
    return [Terminal.showsColors ? "\u{1B}[1m\(title)\u{1B}[0m" : title] + rows.map(line)
  }
}
