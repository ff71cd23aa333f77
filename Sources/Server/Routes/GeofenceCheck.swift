import Catalog
import Geodesy
import Geofencing
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// The points of `POST /v1/geofences/check`, read from its body.
///
/// A point has `latitude` and `longitude`, or `lat` and `lon`, and an `id` if it likes, a text or a
/// number, which the answer repeats.
struct CheckPoints {
  struct Point {
    /// A JSON text.
    var id: String
    var place: Coordinate
  }

  static let mostPoints = 10_000

  private(set) var points: [Point] = []
  private(set) var issues: [ParameterIssue] = []
  private(set) var minimumVersion: Int?

  init(_ body: JSONText) {
    guard body.isObject else {
      report("", .malformed, "the body must be a JSON object, and is \(JSONKind(body).rawValue)")
      return
    }
    var isThere = false
    body.forEachMember { name, value in
      switch name {
      case "points" where !isThere:
        isThere = true
        read(value)
      case "points": report("/points", .repeated, "points may be given once, and is there again")
      case "min_version": readVersion(value)
      default:
        report(
          "/\(JSONPointer.escaped(name))", .unknown,
          "there is no member \(name.clipped(to: 80)); there are points and min_version")
      }
    }
    if !isThere {
      report(
        "/points", .missing,
        "points must be a list of 1 to \(Self.mostPoints) points, and is absent")
    }
  }

  private mutating func report(
    _ pointer: String, _ code: ParameterIssue.Code, _ detail: String
  ) {
    // More are not shown.
    guard issues.count < 1_000 else { return }
    issues.append(ParameterIssue("", code, detail, pointer: pointer))
  }

  private mutating func readVersion(_ value: JSONText) {
    let parameter = AnswerParameters.minimumVersion
    do {
      if let given = try ParameterValue(
        value, of: parameter.declaration, name: parameter.declaration.name)
      {
        minimumVersion = try parameter.parse(given, parameter.declaration.name)
      }
    } catch {
      report("/min_version", error.code, error.detail)
    }
  }

  private mutating func read(_ list: JSONText) {
    guard JSONKind(list) == .list else {
      report(
        "/points", .malformed,
        "points must be a list of 1 to \(Self.mostPoints) points, and is \(JSONKind(list).rawValue)"
      )
      return
    }
    var count = 0
    list.forEachElement { element in
      if count < Self.mostPoints { readPoint(element, "/points/\(count)") }
      count += 1
    }
    if count == 0 {
      report("/points", .malformed, "points must have 1 to \(Self.mostPoints) points, and is empty")
    }
    if count > Self.mostPoints {
      report(
        "/points", .tooMany,
        "points must have 1 to \(Self.mostPoints) points, and has \(count): ask in parts")
    }
  }

  private mutating func readPoint(_ point: JSONText, _ pointer: String) {
    guard point.isObject else {
      report(
        pointer, .malformed,
        "a point must be an object with latitude and longitude, and is "
          + JSONKind(point).rawValue)
      return
    }
    var id = "null"
    var latitude: (value: JSONText, name: String)?
    var longitude: (value: JSONText, name: String)?
    var isGood = true
    func refuse(_ name: String, _ code: ParameterIssue.Code, _ detail: String) {
      isGood = false
      report("\(pointer)/\(JSONPointer.escaped(name))", code, detail)
    }
    point.forEachMember { name, value in
      switch name {
      case "id":
        let kind = JSONKind(value)
        if kind == .string || kind == .number || kind == .null {
          id = value.text
        } else {
          refuse(name, .malformed, "id must be a text or a number, and is \(kind.rawValue)")
        }
      case "latitude" where latitude == nil, "lat" where latitude == nil: latitude = (value, name)
      case "longitude" where longitude == nil, "lon" where longitude == nil:
        longitude = (value, name)
      case "latitude", "lat", "longitude", "lon":
        refuse(name, .repeated, "\(name) is there twice, or under two names")
      default:
        refuse(
          name, .unknown,
          "there is no member \(name.clipped(to: 80)) of a point; there are id, latitude and longitude"
        )
      }
    }
    func degrees(_ given: (value: JSONText, name: String)?, _ name: String, _ most: Int) -> Double?
    {
      guard let given else {
        refuse(name, .missing, "a point must have \(name), a number from -\(most) to \(most)")
        return nil
      }
      guard JSONKind(given.value) == .number, let number = Double(given.value.text) else {
        refuse(
          given.name, .malformed,
          "\(given.name) must be a number from -\(most) to \(most), and is "
            + given.value.text.clipped(to: 80))
        return nil
      }
      return number
    }
    let (y, x) = (degrees(latitude, "latitude", 90), degrees(longitude, "longitude", 180))
    guard let y, let x, isGood else { return }
    guard let place = Coordinate(latitude: y, longitude: x) else {
      let isLatitude = !(abs(y) <= 90)
      let given = isLatitude ? latitude : longitude
      refuse(
        given?.name ?? "", .outOfRange,
        "\(given?.name ?? "") must be a number from \(isLatitude ? "-90 to 90" : "-180 to 180"), and"
          + " is \(given?.value.text.clipped(to: 80) ?? "")"
          + PositionHint.ending(latitude: y, longitude: x))
      return
    }
    points.append(Point(id: id, place: place))
  }
}

extension GeofenceRoutes {
  /// `POST /v1/geofences/check`: which geofences hold each of many points.
  func check(_ exchange: Exchange) async throws -> Response {
    try exchange.parameters([], maximumBytes: maximumQueryBytes).finish()
    let points = CheckPoints(try await exchange.json())
    guard points.issues.isEmpty else { throw Problem.invalidParameters(points.issues) }
    let catalog = try await catalogs.catalog(atLeast: points.minimumVersion)
    let index = catalog.fences.index
    var bytes = Array("{\"points\":[".utf8)
    var positions: [Int] = []
    for (number, point) in points.points.enumerated() {
      bytes.append(contentsOf: "\(number > 0 ? "," : ""){\"id\":".utf8)
      bytes.append(contentsOf: point.id.utf8)
      bytes.append(contentsOf: ",\"latitude\":\(point.place.latitude)".utf8)
      bytes.append(contentsOf: ",\"longitude\":\(point.place.longitude),\"geofences\":[".utf8)
      index.fences(containing: point.place, into: &positions)
      for (place, position) in positions.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONString.append(index.fences[position].id, to: &bytes)
      }
      bytes.append(contentsOf: "]}".utf8)
    }
    bytes.append(
      contentsOf:
        "],\"number_returned\":\(points.points.count),\"catalog_version\":\(catalog.version)}".utf8)
    let representation = Representation(
      format: .json, tag: EntityTag(catalogVersion: catalog.version, request: bytes),
      catalogVersion: catalog.version)
    return try representation.response(
      ByteBuffer(bytes: bytes), to: exchange.headers,
      cacheControl: HTTPField(name: .cacheControl, value: "no-store"))
  }
}
