import Catalog
import Geodesy
import Geofencing
import Interchange
import JSON

/// Checks points and writes down what came of them, a piece of a file at a time.
///
/// It never changes, so several threads may work with it.
struct GeofenceCheckRenderer: Sendable {
  let index: FenceIndex
  /// The position of the only geofence that is asked, if it is one alone.
  let only: Int?
  let showsDistance: Bool
  let explains: Bool
  let format: OutputFormat
  /// The ids as JSON strings, quotes included.
  private let jsonIDs: [[UInt8]]
  /// Boxes around the geofences, to find those worth explaining.
  private let boxes: [BoundingBox]
  /// The borders, if distances from them are asked for and of more than one geofence.
  private let borders: BorderIndex?

  init(
    index: FenceIndex, only: Int?, showsDistance: Bool, explains: Bool, format: OutputFormat
  ) {
    self.index = index
    self.only = only
    self.showsDistance = showsDistance
    self.explains = explains
    self.format = format
    jsonIDs = index.fences.map {
      var bytes: [UInt8] = []
      JSONString.append($0.id, to: &bytes)
      return bytes
    }
    borders = showsDistance && only == nil ? BorderIndex(index) : nil
    boxes = explains ? index.fences.map(\.box) : []
  }

  /// What came of a piece.
  struct Piece: Sendable {
    var bytes: [UInt8] = []
    var points = 0
    /// Points that at least one geofence holds.
    var held = 0
    var problems: [PointProblem] = []
  }

  func render(_ batch: PointBatch) -> Piece {
    var piece = Piece()
    piece.bytes.reserveCapacity(1 << 19)
    var positions: [Int] = []
    batch.forEach { point in
      if let only {
        positions.removeAll(keepingCapacity: true)
        if index.contains(point.coordinate, position: only) { positions.append(only) }
      } else {
        index.fences(containing: point.coordinate, into: &positions)
      }
      piece.points += 1
      if !positions.isEmpty { piece.held += 1 }
      append(point, of: batch, heldBy: positions, to: &piece.bytes)
    } onProblem: {
      piece.problems.append($0)
    }
    return piece
  }
}

/// What stands around and between the pieces.
extension GeofenceCheckRenderer {
  /// What comes before the first point.
  var start: [UInt8] {
    switch format {
    case .json: return Array(#"{"points":["#.utf8)
    case .geojson: return Array(#"{"type":"FeatureCollection","features":["#.utf8)
    case .ndjson: return []
    case .csv:
      var names = ["id", "latitude", "longitude", "geofences"]
      if showsDistance { names.append("distance_m") }
      if explains { names.append("explanation") }
      var bytes: [UInt8] = []
      csv.append(names, to: &bytes)
      return bytes
    case .table:
      let header = Self.row(
        id: "ID", latitude: "LATITUDE", longitude: "LONGITUDE",
        distance: showsDistance ? "BORDER" : nil, fences: "GEOFENCES")
      return Array((Terminal.showsColors ? "\u{1B}[1m\(header)\u{1B}[0m\n" : header + "\n").utf8)
    }
  }

  /// The bytes of a piece as they follow what was written before.
  func joined(_ bytes: [UInt8], isFirst: Bool) -> [UInt8] {
    // Each element of a list has its comma before it.
    isFirst && separatesByComma && !bytes.isEmpty ? Array(bytes.dropFirst()) : bytes
  }

  /// What comes after the last point.
  func end(points: Int, rejected: Int) -> [UInt8] {
    switch format {
    case .json:
      Array("\n],\"number_returned\":\(points),\"number_rejected\":\(rejected)}\n".utf8)
    case .geojson: Array("\n]}\n".utf8)
    case .ndjson, .csv, .table: []
    }
  }

  private var separatesByComma: Bool { format == .json || format == .geojson }
  private var csv: CSVWriter { CSVWriter(lineEnding: .lf, neutralisesFormulas: true) }
}

/// Points.
extension GeofenceCheckRenderer {
  private func append(
    _ point: FilePoint, of batch: PointBatch, heldBy positions: [Int], to bytes: inout [UInt8]
  ) {
    switch format {
    case .ndjson:
      appendObject(point, of: batch, heldBy: positions, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    case .json:
      bytes.append(contentsOf: ",\n".utf8)
      appendObject(point, of: batch, heldBy: positions, to: &bytes)
    case .geojson:
      bytes.append(contentsOf: ",\n".utf8)
      appendFeature(point, of: batch, heldBy: positions, to: &bytes)
    case .csv:
      var fields = [
        batch.id(of: point), text { batch.appendLatitude(of: point, to: &$0) },
        text { batch.appendLongitude(of: point, to: &$0) },
        positions.map { index.fences[$0].id }.joined(separator: ";"),
      ]
      if showsDistance { fields.append(distance(point.coordinate).map(meters) ?? "") }
      if explains {
        fields.append(
          explanations(point.coordinate).map { "\($0.id): \($0.reason)" }.joined(separator: "; "))
      }
      csv.append(fields, to: &bytes)
    case .table:
      appendRow(point, of: batch, heldBy: positions, to: &bytes)
    }
  }

  private func text(_ body: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    body(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func appendObject(
    _ point: FilePoint, of batch: PointBatch, heldBy positions: [Int], to bytes: inout [UInt8]
  ) {
    bytes.append(contentsOf: #"{"id":"#.utf8)
    batch.appendJSONID(of: point, to: &bytes)
    bytes.append(contentsOf: #","latitude":"#.utf8)
    batch.appendLatitude(of: point, to: &bytes)
    bytes.append(contentsOf: #","longitude":"#.utf8)
    batch.appendLongitude(of: point, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    appendFindings(point.coordinate, positions, to: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  private func appendFeature(
    _ point: FilePoint, of batch: PointBatch, heldBy positions: [Int], to bytes: inout [UInt8]
  ) {
    bytes.append(contentsOf: #"{"type":"Feature","#.utf8)
    // A Feature's id is a text or a number, or not there.
    if point.id != .none {
      bytes.append(contentsOf: #""id":"#.utf8)
      batch.appendJSONID(of: point, to: &bytes)
      bytes.append(UInt8(ascii: ","))
    }
    bytes.append(contentsOf: #""geometry":{"type":"Point","coordinates":["#.utf8)
    batch.appendLongitude(of: point, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    batch.appendLatitude(of: point, to: &bytes)
    bytes.append(contentsOf: #"]},"properties":{"#.utf8)
    appendFindings(point.coordinate, positions, to: &bytes)
    bytes.append(contentsOf: "}}".utf8)
  }

  /// Appends the members that say what was found.
  private func appendFindings(_ place: Coordinate, _ positions: [Int], to bytes: inout [UInt8]) {
    bytes.append(contentsOf: #""geofences":["#.utf8)
    for (count, position) in positions.enumerated() {
      if count > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: jsonIDs[position])
    }
    bytes.append(UInt8(ascii: "]"))
    if showsDistance {
      bytes.append(contentsOf: #","distance_m":"#.utf8)
      bytes.append(contentsOf: (distance(place).map(meters) ?? "null").utf8)
    }
    guard explains else { return }
    bytes.append(contentsOf: #","explanation":["#.utf8)
    for (count, explanation) in explanations(place).enumerated() {
      if count > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: #"{"geofence":"#.utf8)
      JSONString.append(explanation.id, to: &bytes)
      bytes.append(contentsOf: #","location":"\#(explanation.location)","reason":"#.utf8)
      JSONString.append(explanation.reason, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func appendRow(
    _ point: FilePoint, of batch: PointBatch, heldBy positions: [Int], to bytes: inout [UInt8]
  ) {
    let fences = positions.map { Terminal.harmless(index.fences[$0].id) }
    let row = Self.row(
      id: Terminal.harmless(batch.id(of: point)),
      latitude: text { batch.appendLatitude(of: point, to: &$0) },
      longitude: text { batch.appendLongitude(of: point, to: &$0) },
      distance: showsDistance
        ? distance(point.coordinate).map(Length.shown) ?? "—" : nil,
      fences: fences.isEmpty ? "—" : fences.joined(separator: ", "))
    bytes.append(contentsOf: row.utf8)
    bytes.append(UInt8(ascii: "\n"))
    guard explains else { return }
    for explanation in explanations(point.coordinate) {
      let line = "    \(Terminal.harmless(explanation.id)): \(explanation.reason)\n"
      bytes.append(contentsOf: line.utf8)
    }
  }

  /// A line of the table; widths are fixed, as the points to come are not known.
  private static func row(
    id: String, latitude: String, longitude: String, distance: String?, fences: String
  ) -> String {
    var cells = [
      Terminal.fitted(id, to: 16), Terminal.fitted(latitude, to: 12),
      Terminal.fitted(longitude, to: 12),
    ]
    if let distance { cells.append(Terminal.fitted(distance, to: 9)) }
    return (cells + [fences]).joined(separator: "  ")
  }
}

/// Distances and explanations.
extension GeofenceCheckRenderer {
  /// How far the nearest border is in metres, of a geofence that holds the place or another; nil if
  /// there is none.
  private func distance(_ place: Coordinate) -> Double? {
    if let only {
      let distance = index.borderDistanceMeters(from: place, position: only)
      return distance.isFinite ? distance : nil
    }
    let distance = borders?.nearestMeters(to: place) ?? .infinity
    return distance.isFinite ? distance : nil
  }

  private func meters(_ distance: Double) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(distance, decimals: 1, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What decided about one geofence.
  private struct Explanation {
    var id: String
    var location: Location
    var reason: String
  }

  /// What decided about the geofence that is asked, or about all whose boxes hold the place.
  private func explanations(_ place: Coordinate) -> [Explanation] {
    if let only { return [explanation(place, only)] }
    return index.fences.indices
      .filter { index.fences[$0].isActive && boxes[$0].contains(place) }
      .map { explanation(place, $0) }
  }

  private func explanation(_ place: Coordinate, _ position: Int) -> Explanation {
    let fence = index.fences[position]
    if let found = index.explanation(of: place, position: position) {
      return Explanation(id: fence.id, location: found.location, reason: "\(found)")
    }
    guard fence.isActive, case .circle(let circle) = fence.shape else {
      return Explanation(id: fence.id, location: .outside, reason: "the geofence is not active")
    }
    let isHeld = index.contains(place, position: position)
    let way = meters(Geodesic.distanceMeters(from: circle.center, to: place))
    return Explanation(
      id: fence.id, location: isHeld ? .inside : .outside,
      reason: "\(isHeld ? "inside" : "outside"): \(way) m from the centre of a circle of"
        + " \(meters(circle.radiusMeters)) m")
  }
}

extension Geofence {
  /// A box around it.
  fileprivate var box: BoundingBox {
    switch shape {
    case .circle(let circle):
      BoundingBox(around: circle.center, radiusMeters: circle.radiusMeters)
    case .polygon(let area): area.bounds
    }
  }
}
