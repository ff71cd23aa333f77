public import Geodesy

/// An area of one or more polygons.
///
/// A place belongs to it if it belongs to one of them. An area that crosses the antimeridian is cut
/// there: its polygons then meet at the longitudes -180 and 180 (RFC 7946, section 3.1.9).
public struct MultiPolygon: Hashable, Sendable {
  /// The polygons, at least one.
  public let polygons: [Polygon]

  /// The area of these polygons.
  ///
  /// Throws if there are none, or if they have more than ``GeofenceError/mostVertices`` positions.
  public init(_ polygons: [Polygon]) throws(GeofenceError) {
    guard !polygons.isEmpty else { throw .empty }
    let count = polygons.reduce(0) { $0 + $1.vertexCount }
    guard count <= GeofenceError.mostVertices else { throw .tooManyVertices(count) }
    self.polygons = polygons
  }

  /// How many positions all rings have together.
  public var vertexCount: Int { polygons.reduce(0) { $0 + $1.vertexCount } }

  /// The least box in degrees around all positions; it never crosses the antimeridian.
  public var bounds: BoundingBox {
    var (south, west, north, east) = (90.0, 180.0, -90.0, -180.0)
    for polygon in polygons {
      for ring in polygon.rings {
        for index in 0..<ring.count {
          south = min(south, ring.latitudes[index])
          north = max(north, ring.latitudes[index])
          west = min(west, ring.longitudes[index])
          east = max(east, ring.longitudes[index])
        }
      }
    }
    guard let bounds = BoundingBox(south: south, west: west, north: north, east: east) else {
      preconditionFailure("the positions of a ring are in range")
    }
    return bounds
  }
}
