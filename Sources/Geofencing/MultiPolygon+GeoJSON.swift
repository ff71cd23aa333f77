/// GeoJSON (RFC 7946), in which longitude comes before latitude.
extension MultiPolygon {
  /// The area with the `coordinates` of a GeoJSON MultiPolygon.
  ///
  /// Numbers after the first two of a position (an altitude) are ignored.
  public init(geoJSONCoordinates: [[[[Double]]]]) throws(GeofenceError) {
    var count = 0
    for polygon in geoJSONCoordinates {
      for ring in polygon { count += ring.count }
    }
    guard count <= GeofenceError.mostVertices else { throw .tooManyVertices(count) }
    var polygons: [Polygon] = []
    for (polygonIndex, rings) in geoJSONCoordinates.enumerated() {
      guard !rings.isEmpty else { throw .empty }
      var checked: [Ring] = []
      for (ringIndex, positions) in rings.enumerated() {
        let place = RingPlace(polygon: polygonIndex, ring: ringIndex)
        checked.append(try Ring(geoJSONPositions: positions, at: place))
      }
      polygons.append(Polygon(rings: checked))
    }
    try self.init(polygons)
  }

  /// The area with the `coordinates` of a GeoJSON Polygon.
  public init(geoJSONPolygonCoordinates coordinates: [[[Double]]]) throws(GeofenceError) {
    try self.init(geoJSONCoordinates: [coordinates])
  }

  /// The GeoJSON geometry: a Polygon if there is one, otherwise a MultiPolygon.
  ///
  /// Every number reads back as the same number.
  public var geoJSON: String {
    guard polygons.count > 1 else {
      return #"{"type":"Polygon","coordinates":"# + polygons[0].geoJSONCoordinates + "}"
    }
    let list = polygons.map(\.geoJSONCoordinates).joined(separator: ",")
    return #"{"type":"MultiPolygon","coordinates":["# + list + "]}"
  }
}

extension Ring {
  fileprivate init(geoJSONPositions: [[Double]], at place: RingPlace) throws(GeofenceError) {
    var (latitudes, longitudes): ([Double], [Double]) = ([], [])
    latitudes.reserveCapacity(geoJSONPositions.count)
    longitudes.reserveCapacity(geoJSONPositions.count)
    for (index, position) in geoJSONPositions.enumerated() {
      guard position.count >= 2 else {
        throw .shortPosition(
          numberCount: position.count, at: PositionPlace(ring: place, position: index))
      }
      longitudes.append(position[0])
      latitudes.append(position[1])
    }
    try self.init(latitudes: latitudes, longitudes: longitudes, at: place)
  }
}

extension Polygon {
  fileprivate var geoJSONCoordinates: String {
    let lists = rings.map { ring in
      let positions = (0..<ring.count).map { index in
        "[\(number(ring.longitudes[index])),\(number(ring.latitudes[index]))]"
      }
      return "[" + positions.joined(separator: ",") + "]"
    }
    return "[" + lists.joined(separator: ",") + "]"
  }
}
