public import Geodesy
public import Geofencing

/// Lines, places or an area that merchants must be near to.
///
/// It never changes, so any number of queries may share one.
public final class QueryRoute: Sendable {
  /// What a route is made of.
  public enum Geometry: Hashable, Sendable {
    case path(ShapePath)
    /// An area, whose inside has the distance 0.
    case area(MultiPolygon)
  }

  public let geometry: Geometry
  /// Its first position.
  public let start: Coordinate
  let shape: PreparedShape
  /// What tells the inside of an area.
  let locator: PolygonLocator?

  /// Prepares a geometry, in time n·log n: about 0.25 ms for a route of 1,000 positions.
  ///
  /// Throws if it is so long that measuring would take too long.
  public init(_ geometry: Geometry) throws(ShapeError) {
    self.geometry = geometry
    let path: ShapePath
    switch geometry {
    case .path(let given):
      path = given
      locator = nil
    case .area(let area):
      path = try ShapePath(rings: area.polygons.flatMap { $0.rings.map(\.places) })
      locator = PolygonLocator(area)
    }
    shape = try PreparedShape(path)
    guard let start = path.lines.first?.first ?? path.points.first else { throw .noPositions }
    self.start = start
  }

  /// The greatest distance from a route that a query may ask for, in metres.
  public static let largestRadiusMeters = PreparedShape.largestRadiusMeters
}

extension QueryRoute: Equatable {
  public static func == (one: QueryRoute, other: QueryRoute) -> Bool {
    one === other || one.geometry == other.geometry
  }
}

extension Ring {
  fileprivate var places: [Coordinate] {
    (0..<count).map { index in
      guard
        let place = Coordinate(latitude: latitudes[index], longitude: longitudes[index])
      else { preconditionFailure("the positions of a ring are in range") }
      return place
    }
  }
}
