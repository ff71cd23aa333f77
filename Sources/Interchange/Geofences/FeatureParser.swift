import Catalog
import Geodesy
import Geofencing
import JSON

/// Makes a fence of one feature.
struct FeatureParser {
  let options: GeofenceFileReader.Options
  /// The JSON pointer of the feature.
  let pointer: String
  private var feature: FenceFeature
  /// The id as problems show it: nil until a usable one was found.
  private var ownID: String?

  init(options: GeofenceFileReader.Options, file: String, number: Int, pointer: String) {
    self.options = options
    self.pointer = pointer
    let shortName = file.split(separator: "/").last.map(String.init) ?? file
    // The end of a long name says more than its start.
    let id = "\(String(String.UnicodeScalarView(shortName.unicodeScalars.suffix(80))))#\(number)"
    feature = FenceFeature(file: file, number: number, id: id)
  }

  /// What a Feature object comes to.
  mutating func parse(feature text: JSONText) -> FenceFeature {
    let members = Members(text)
    guard text.isObject, members.string("type") == "Feature" else {
      report(
        .notAFeature, "", "must be an object of type Feature, and is \(GeoJSONKind.of(text))")
      return feature
    }
    let properties = Members(members["properties"])
    readID(members, properties)
    return finish(
      geometry: members["geometry"], at: "/geometry", properties: properties)
  }

  /// What a geometry comes to that stands by itself.
  mutating func parse(geometry text: JSONText) -> FenceFeature {
    finish(geometry: text, at: "", properties: Members(nil))
  }

  private mutating func finish(
    geometry: JSONText?, at place: String, properties: Members
  ) -> FenceFeature {
    var details = Details(used: ["zone_id", "id"].filter { ownID == nil || $0 == idProperty })
    readDetails(properties, &details)
    let shape = shape(geometry, at: place, properties, &details)
    guard let shape, !feature.problems.contains(where: { $0.severity == .error }) else {
      return feature
    }
    do {
      feature.fence = try Geofence(
        id: feature.id, name: details.name, merchantID: details.merchantID,
        dwellSeconds: details.dwellSeconds, metadata: metadata(properties, without: details.used),
        isActive: details.isActive, shape: shape)
      try check(shape, at: place)
    } catch {
      report(.invalidProperty, "", "\(error)")
    }
    return feature
  }

  /// The property that the id was taken from, if it was one.
  private var idProperty: String?

  private mutating func report(
    _ code: FeatureProblem.Code, _ place: String, _ message: String,
    severity: FeatureProblem.Severity = .error
  ) {
    feature.problems.append(
      FeatureProblem(
        severity: severity, file: feature.file, feature: feature.number, id: ownID,
        pointer: pointer + place, code: code, message: message))
  }
}

/// Ids and properties.
extension FeatureParser {
  /// What the properties say of a fence.
  private struct Details {
    /// The properties that are no metadata.
    var used: [String]
    var name: String?
    var merchantID: String?
    var dwellSeconds: Int?
    var isActive = true
  }

  private mutating func readID(_ members: Members, _ properties: Members) {
    let candidates: [(place: String, property: String?, value: JSONText?)] = [
      ("/id", nil, members["id"]),
      ("/properties/zone_id", "zone_id", properties["zone_id"]),
      ("/properties/id", "id", properties["id"]),
    ]
    for (place, property, value) in candidates {
      guard let value, value.text != "null" else { continue }
      guard let id = value.string ?? value.number, (1...100).contains(id.unicodeScalars.count)
      else {
        report(
          .invalidProperty, place,
          "must be a text of 1 to 100 characters or a number, and is \(shown(value))")
        return
      }
      feature.id = id
      ownID = id
      idProperty = property
      return
    }
  }

  private mutating func readDetails(_ properties: Members, _ details: inout Details) {
    if let value = properties.present("name") {
      details.used.append("name")
      details.name = value.string ?? value.number
      if details.name == nil { reportProperty("name", "must be a text", value) }
    }
    if let value = properties.present("merchant_id"), let id = value.string ?? value.number {
      details.used.append("merchant_id")
      details.merchantID = id
    }
    if let value = properties.present("dwell_seconds") {
      details.used.append("dwell_seconds")
      if let seconds = value.double, 0...1e9 ~= seconds, seconds == seconds.rounded() {
        details.dwellSeconds = Int(seconds)
      } else {
        reportProperty("dwell_seconds", "must be a whole number of seconds, 0 or more", value)
      }
    }
    if let value = properties.present("is_active") {
      details.used.append("is_active")
      switch value.text {
      case "true": details.isActive = true
      case "false": details.isActive = false
      default: reportProperty("is_active", "must be true or false", value)
      }
    }
  }

  private mutating func reportProperty(_ name: String, _ requirement: String, _ value: JSONText) {
    report(
      .invalidProperty, "/properties/\(name)", "\(name) \(requirement), and is \(shown(value))")
  }

  /// The properties left, as an object; nil if there are none.
  private func metadata(_ properties: Members, without used: [String]) -> String? {
    var bytes: [UInt8] = []
    for (name, value) in properties.all where !used.contains(name) {
      bytes.append(bytes.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
      JSONString.append(name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      bytes.append(contentsOf: value.text.utf8)
    }
    guard !bytes.isEmpty else { return nil }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private func shown(_ value: JSONText) -> String {
    // A value can be as long as the file.
    RowProblem.shown(String(value.text.prefix(100)))
  }
}

/// Geometries.
extension FeatureParser {
  private mutating func shape(
    _ geometry: JSONText?, at place: String, _ properties: Members, _ details: inout Details
  ) -> Geofence.Shape? {
    guard let geometry, geometry.text != "null" else {
      report(
        .emptyGeometry, place,
        "the feature has no geometry: give it a Polygon or MultiPolygon, or a Point with"
          + " properties.radius_m")
      return nil
    }
    let members = Members(geometry)
    let type = members.string("type") ?? ""
    let coordinates = members["coordinates"]
    switch type {
    case "Polygon", "MultiPolygon":
      guard let coordinates else {
        report(.emptyGeometry, place, "the \(type) has no coordinates")
        return nil
      }
      return area(coordinates, isMulti: type == "MultiPolygon", at: place + "/coordinates")
        .map { .polygon($0) }
    case "Point":
      return circle(coordinates, at: place, properties, &details)
    case "LineString", "MultiLineString", "MultiPoint", "GeometryCollection":
      report(.notAnArea, place, "\(GeofenceError.notAnArea(type))")
    default:
      report(
        .notAFeature, place,
        "the geometry must be of type Polygon, MultiPolygon or Point, and is "
          + GeoJSONKind.of(geometry))
    }
    return nil
  }

  private mutating func area(
    _ coordinates: JSONText, isMulti: Bool, at place: String
  ) -> MultiPolygon? {
    do {
      let list = try CoordinateList(coordinates.text.utf8.span, isMulti: isMulti)
      do {
        return try list.area(options)
      } catch {
        report(error, at: place + pointerTail(error.place, in: list))
      }
    } catch {
      report(error, at: place)
    }
    return nil
  }

  private func pointerTail(
    _ place: (ring: RingPlace, position: Int?)?, in list: CoordinateList
  ) -> String {
    guard let place else { return "" }
    return tail(list.path(to: place.ring) + (place.position.map { [$0] } ?? []))
  }

  private func tail(_ path: [Int]) -> String { path.map { "/\($0)" }.joined() }

  private mutating func report(_ fault: CoordinateList.Fault, at place: String) {
    let place = place + tail(fault.path)
    switch fault.problem {
    case .wrongShape(let expected, let found):
      report(.wrongShape, place, "there must be \(expected), and there is \(found)")
    case .fence(let error): report(error, at: place)
    }
  }

  private mutating func report(_ error: GeofenceError, at place: String) {
    let code: FeatureProblem.Code =
      switch error {
      case .empty: .emptyGeometry
      case .tooManyVertices: .tooManyVertices
      case .shortPosition: .shortPosition
      case .tooFewPositions: .tooFewPositions
      case .unclosedRing: .unclosedRing
      case .outOfRange: .outOfRange
      case .longEdge: .longEdge
      default: .invalidGeometry
      }
    report(code, place, "\(error)")
  }

  private mutating func circle(
    _ coordinates: JSONText?, at place: String, _ properties: Members, _ details: inout Details
  ) -> Geofence.Shape? {
    let name = properties["radius_m"] == nil ? "radius" : "radius_m"
    guard let radius = properties.present(name) else {
      report(
        .notAnArea, place,
        "a Point is not an area: give it a properties.radius_m of 10 to 10000 metres, or draw a"
          + " Polygon")
      return nil
    }
    details.used.append(name)
    guard let meters = radius.double else {
      reportProperty(name, "must be a number of metres", radius)
      return nil
    }
    guard let coordinates else {
      report(.emptyGeometry, place, "the Point has no coordinates")
      return nil
    }
    do {
      let (latitude, longitude) = try CoordinateList.position(coordinates.text.utf8.span)
      guard let center = Coordinate(latitude: latitude, longitude: longitude) else {
        let first = PositionPlace(ring: RingPlace(polygon: 0, ring: 0), position: 0)
        let error = GeofenceError.outOfRange(latitude: latitude, longitude: longitude, at: first)
        // The error speaks of rings, and a centre is in none.
        let message = "\(error)".dropFirst("\(first)".count)
        report(.outOfRange, place + "/coordinates", "the centre\(message)")
        return nil
      }
      return .circle(
        try Circle(center: center, radiusMeters: meters, limits: options.radiusLimits))
    } catch let fault as CoordinateList.Fault {
      report(fault, at: place + "/coordinates")
    } catch {
      report(.invalidProperty, "/properties/\(name)", "\(error)")
    }
    return nil
  }

  private mutating func check(
    _ shape: Geofence.Shape, at place: String
  ) throws(GeofenceError) {
    guard options.checksValidity, case .polygon(let area) = shape else { return }
    feature.validity = try area.validity()
    guard feature.validity != .valid else { return }
    report(
      .invalidGeometry, place,
      "the area is invalid: \(feature.validity); vicinity geofence validate --repair makes a valid"
        + " one of it")
  }
}

/// The members of an object, looked up by name; none of anything else.
struct Members {
  let all: [(name: String, value: JSONText)]
  private let positions: [String: Int]

  init(_ text: JSONText?) {
    var all: [(String, JSONText)] = []
    // A search from the start would take hours for an object that is a file of members.
    var positions: [String: Int] = [:]
    text?.forEachMember { name, value in
      // Of members with one name the last counts, as most readers have it.
      if let position = positions[name] {
        all[position].1 = value
      } else {
        positions[name] = all.count
        all.append((name, value))
      }
    }
    self.all = all
    self.positions = positions
  }

  subscript(_ name: String) -> JSONText? { positions[name].map { all[$0].value } }

  /// The value of a member that is not null.
  func present(_ name: String) -> JSONText? {
    guard let value = self[name], value.text != "null" else { return nil }
    return value
  }

  func string(_ name: String) -> String? { self[name]?.string }
}

extension JSONText {
  /// The text of a string.
  var string: String? {
    text.utf8.first == UInt8(ascii: "\"") ? JSONString.decode(text.utf8.span) : nil
  }

  /// A number as it is written.
  var number: String? {
    guard let first = text.utf8.first,
      first == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= first
    else { return nil }
    return text
  }

  /// A number, if it is one and finite.
  var double: Double? { number.flatMap { NumberText.value($0.utf8.span) } }
}

/// What a JSON text is, in words for messages.
enum GeoJSONKind {
  static func of(_ text: JSONText) -> String {
    switch text.text.utf8.first {
    case UInt8(ascii: "{"):
      guard let type = Members(text)["type"] else { return "an object without a type" }
      return "an object of type \(RowProblem.shown(String(type.text.prefix(60))))"
    case UInt8(ascii: "["): return "a list"
    case UInt8(ascii: "\""): return "a text"
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return text.text
    default: return "a number"
    }
  }
}
