import Catalog
import Geofencing

/// What the parameter `within` names.
enum RegionChoice: Sendable {
  /// A fence by its zone_id.
  case fence(String)
  case area(MultiPolygon)
}

extension QueryParameter<RegionChoice> {
  /// A fence's id, or in a body an area.
  static func region(_ name: String, _ summary: String, example: String) -> Self {
    let schema = ParameterSchema(
      kind: .text, maximumLength: 100, geometry: "a GeoJSON Polygon or MultiPolygon",
      example: example)
    let id = QueryParameter<String>.text(name, summary, maximumLength: 100, example: example)
    return Self(
      declaration: ParameterDeclaration(name: name, summary: summary, schema: schema),
      value: { (value, name) throws(ParameterIssue) in
        guard case .object(let json) = value else { return .fence(try id.parse(value, name)) }
        let area = try GeometryReader(name: name).area(json)
        try GeometryReader.checkValidity(area, name: name)
        return .area(area)
      })
  }
}

extension QueryParameter<QueryRoute> {
  /// A geometry in well-known text or as an encoded polyline, or in a body a GeoJSON geometry.
  static func route(_ name: String, _ summary: String, example: String) -> Self {
    let schema = ParameterSchema(
      kind: .text, geometry: "a GeoJSON geometry",
      phrase: "a POINT, MULTIPOINT, LINESTRING, MULTILINESTRING, POLYGON or MULTIPOLYGON in "
        + "well-known text (longitude first), or an encoded polyline with 5 decimals",
      example: example)
    return Self(
      declaration: ParameterDeclaration(name: name, summary: summary, schema: schema),
      value: { (value, name) throws(ParameterIssue) in
        let geometry: QueryRoute.Geometry
        switch value {
        case .object(let json): geometry = try GeometryReader(name: name).route(json)
        case .text(let text) where !text.isEmpty: geometry = try read(text, name)
        case .text, .list:
          throw ParameterIssue(
            name, .malformed,
            "\(name) must be \(schema.expectation), and is "
              + (value.shown.isEmpty ? "empty" : "a list"))
        }
        if case .area(let area) = geometry {
          try GeometryReader.checkValidity(area, name: name)
        }
        do throws(ShapeError) {
          return try QueryRoute(geometry)
        } catch {
          throw ParameterIssue(name, error.code, "\(name): \(error)")
        }
      })
  }

  /// An encoded polyline has neither parentheses nor spaces, and a well-known text has both or one
  /// of them.
  private static func read(
    _ text: String, _ name: String
  ) throws(ParameterIssue) -> QueryRoute.Geometry {
    do throws(ShapeError) {
      guard text.utf8.contains(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: " ") })
      else { return .path(try ShapePath(encodedPolyline: text)) }
      let start = text.drop { $0 == " " }.prefix(12).uppercased()
      guard start.hasPrefix("POLYGON") || start.hasPrefix("MULTIPOLYGON") else {
        return .path(try ShapePath(wellKnownText: text))
      }
    } catch {
      throw ParameterIssue(name, error.code, "\(name): \(error)")
    }
    do throws(GeofenceError) {
      return .area(try MultiPolygon(wellKnownText: text))
    } catch {
      throw ParameterIssue(name, error.code, "\(name): \(error)")
    }
  }
}
