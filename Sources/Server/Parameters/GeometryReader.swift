import Catalog
import Geodesy
import Geofencing
import JSON

/// Reads GeoJSON geometries (RFC 7946), in which longitude comes before latitude, from a member of a
/// request's body; mistakes are pointed at.
struct GeometryReader {
  /// The member.
  let name: String

  /// How many positions a geometry of a request may have, so that a cursor can carry it.
  static let mostPositions = 20_000

  /// The area of a Polygon or MultiPolygon.
  func area(_ json: JSONText) throws(ParameterIssue) -> MultiPolygon {
    let (type, coordinates) = try members(json)
    guard type == "Polygon" || type == "MultiPolygon" else {
      throw issue(
        "/type", .unknownValue,
        "type must be Polygon or MultiPolygon, and is \(type.clipped(to: 80))")
    }
    return try area(type, coordinates)
  }

  /// What merchants can be near to: any geometry but a collection.
  func route(_ json: JSONText) throws(ParameterIssue) -> QueryRoute.Geometry {
    let (type, coordinates) = try members(json)
    let pointer = "/coordinates"
    switch type {
    case "Polygon", "MultiPolygon": return .area(try area(type, coordinates))
    case "Point":
      let place = try place(coordinates, pointer)
      return .path(try path { () throws(ShapeError) in try ShapePath(points: [place]) })
    case "MultiPoint":
      let places = try places(coordinates, pointer)
      return .path(try path { () throws(ShapeError) in try ShapePath(points: places) })
    case "LineString":
      let places = try places(coordinates, pointer)
      return .path(try path { () throws(ShapeError) in try ShapePath(line: places) })
    case "MultiLineString":
      var lines: [[Coordinate]] = []
      for (number, line) in try list(coordinates, pointer, "a list of lines").enumerated() {
        lines.append(try places(line, "\(pointer)/\(number)"))
      }
      return .path(try path { () throws(ShapeError) in try ShapePath(lines: lines) })
    default:
      throw issue(
        "/type", .unknownValue,
        "type must be Point, MultiPoint, LineString, MultiLineString, Polygon or MultiPolygon, and "
          + "is \(type.clipped(to: 80))")
    }
  }

  /// What is said of an area that can be read and yet is none.
  static func checkValidity(
    _ area: MultiPolygon, name: String
  ) throws(ParameterIssue) {
    guard area.vertexCount <= mostPositions else {
      throw ParameterIssue(
        name, .tooMany,
        "\(name) must have at most \(mostPositions) positions, and has \(area.vertexCount)")
    }
    do {
      let validity = try area.validity()
      guard validity == .valid else {
        throw ParameterIssue(
          name, .invalidGeometry,
          "\(name) must be an area whose rings don't cross, with its holes inside: \(validity)")
      }
    } catch let issue as ParameterIssue {
      throw issue
    } catch {
      throw ParameterIssue(name, .invalidGeometry, "\(name): \(error)")
    }
  }

  private func issue(
    _ pointer: String, _ code: ParameterIssue.Code, _ detail: String
  ) -> ParameterIssue {
    ParameterIssue(
      name, code, "\(name): \(detail)", pointer: "/\(JSONPointer.escaped(name))\(pointer)")
  }
}

extension GeometryReader {
  private func members(
    _ json: JSONText
  ) throws(ParameterIssue) -> (type: String, coordinates: CoordinateNode) {
    var type: String?
    var coordinates: CoordinateNode?
    json.forEachMember { name, value in
      if name == "type", JSONKind(value) == .string {
        type = JSONString.decode(Array(value.text.utf8)[...])
      }
      if name == "coordinates" {
        var position = 0
        coordinates = CoordinateNode(Array(value.text.utf8), &position)
      }
    }
    guard let type else {
      throw issue("", .missing, "a GeoJSON geometry must have its type, a text")
    }
    if type == "Feature" || type == "FeatureCollection" || type == "GeometryCollection" {
      throw issue("/type", .unknownValue, "a \(type) is no single geometry: give one geometry")
    }
    guard let coordinates else {
      throw issue("", .missing, "a GeoJSON geometry must have coordinates")
    }
    return (type, coordinates)
  }

  private func list(
    _ node: CoordinateNode, _ pointer: String, _ expected: String
  ) throws(ParameterIssue) -> [CoordinateNode] {
    guard case .list(let elements) = node else {
      throw issue(pointer, .malformed, "there must be \(expected), and is none")
    }
    return elements
  }

  private func numbers(
    _ node: CoordinateNode, _ pointer: String
  ) throws(ParameterIssue) -> [Double] {
    var numbers: [Double] = []
    if case .list(let elements) = node {
      for case .number(let number) in elements { numbers.append(number) }
      if numbers.count == elements.count, numbers.count >= 2 { return numbers }
    }
    throw issue(
      pointer, .malformed, "there must be a position, [longitude, latitude], and is none")
  }

  private func place(
    _ node: CoordinateNode, _ pointer: String
  ) throws(ParameterIssue) -> Coordinate {
    let numbers = try numbers(node, pointer)
    guard let place = Coordinate(latitude: numbers[1], longitude: numbers[0]) else {
      throw issue(
        pointer, .outOfRange,
        "longitude must be from -180 to 180 and latitude from -90 to 90, and they are "
          + "\(numbers[0]) and \(numbers[1])"
          + PositionHint.ending(latitude: numbers[1], longitude: numbers[0]))
    }
    return place
  }

  private func places(
    _ node: CoordinateNode, _ pointer: String
  ) throws(ParameterIssue) -> [Coordinate] {
    var places: [Coordinate] = []
    for (number, position) in try list(node, pointer, "a list of positions").enumerated() {
      places.append(try place(position, "\(pointer)/\(number)"))
    }
    return places
  }

  private func path(
    _ make: () throws(ShapeError) -> ShapePath
  ) throws(ParameterIssue) -> ShapePath {
    do throws(ShapeError) {
      return try make()
    } catch {
      throw issue("/coordinates", error.code, "\(error)")
    }
  }

  private func area(
    _ type: String, _ coordinates: CoordinateNode
  ) throws(ParameterIssue) -> MultiPolygon {
    let pointer = "/coordinates"
    let isMulti = type == "MultiPolygon"
    var polygons: [[[[Double]]]] = []
    let list =
      isMulti ? try list(coordinates, pointer, "a list of polygons") : [coordinates]
    for (polygonNumber, polygon) in list.enumerated() {
      let polygonPointer = isMulti ? "\(pointer)/\(polygonNumber)" : pointer
      var rings: [[[Double]]] = []
      for (ringNumber, ring) in try self.list(polygon, polygonPointer, "a list of rings")
        .enumerated()
      {
        let ringPointer = "\(polygonPointer)/\(ringNumber)"
        var positions: [[Double]] = []
        for (number, position) in try self.list(ring, ringPointer, "a list of positions")
          .enumerated()
        {
          positions.append(try numbers(position, "\(ringPointer)/\(number)"))
        }
        rings.append(positions)
      }
      polygons.append(rings)
    }
    do throws(GeofenceError) {
      return try MultiPolygon(geoJSONCoordinates: polygons)
    } catch {
      throw issue(pointer + error.pointer(isMulti: isMulti), error.code, "\(error)")
    }
  }
}

/// The nested lists of a geometry.
private enum CoordinateNode {
  case number(Double)
  case list([CoordinateNode])
  case other

  /// The value at a position of minified JSON, which is left behind.
  init(_ bytes: [UInt8], _ position: inout Int) {
    switch bytes[position] {
    case UInt8(ascii: "["):
      var elements: [CoordinateNode] = []
      position += 1
      while bytes[position] != UInt8(ascii: "]") {
        elements.append(CoordinateNode(bytes, &position))
        if bytes[position] == UInt8(ascii: ",") { position += 1 }
      }
      position += 1
      self = .list(elements)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: ","),
        bytes[position] != UInt8(ascii: "]")
      {
        position += 1
      }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      self = Double(text).map { .number($0) } ?? .other
    default:
      self = .other
      Self.skip(bytes, &position)
    }
  }

  /// Leaves a text, an object or a word.
  private static func skip(_ bytes: [UInt8], _ position: inout Int) {
    var depth = 0
    var isInText = false
    while position < bytes.count {
      let byte = bytes[position]
      if isInText {
        if byte == UInt8(ascii: "\\") { position += 1 }
        if byte == UInt8(ascii: "\"") { isInText = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 0 { return }
          depth -= 1
        case UInt8(ascii: ",") where depth == 0: return
        default: break
        }
      }
      position += 1
    }
  }
}

extension ShapeError {
  /// The kind of mistake that this is of a parameter.
  var code: ParameterIssue.Code {
    switch self {
    case .outOfRange, .radius: .outOfRange
    case .tooManyPositions: .tooMany
    case .tooLong, .tooMuchWork: .tooLong
    case .tooFewPositions, .noPositions, .polyline, .wellKnownText: .malformed
    }
  }
}

extension GeofenceError {
  /// The kind of mistake that this is of a parameter.
  var code: ParameterIssue.Code {
    switch self {
    case .outOfRange: .outOfRange
    case .tooManyVertices: .tooMany
    case .tooFewPositions, .unclosedRing, .longEdge, .nothingLeft, .geos, .outOfMemory:
      .invalidGeometry
    default: .malformed
    }
  }

  /// Where in the coordinates of a GeoJSON geometry the mistake is.
  fileprivate func pointer(isMulti: Bool) -> String {
    func pointer(_ ring: RingPlace) -> String {
      (isMulti ? "/\(ring.polygon)" : "") + "/\(ring.ring)"
    }
    switch self {
    case .shortPosition(_, let place), .outOfRange(_, _, let place), .longEdge(_, let place):
      return pointer(place.ring) + "/\(place.position)"
    case .tooFewPositions(_, let ring), .unclosedRing(let ring): return pointer(ring)
    default: return ""
    }
  }
}
