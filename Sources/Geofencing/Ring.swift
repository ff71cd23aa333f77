/// A closed line on the Earth whose edges are straight in longitude and latitude.
///
/// It has at least four positions, the last of them equal to the first; all are finite and in
/// range, and no edge spans more than 180 degrees of longitude, except along a pole. Neighbours may
/// coincide, and either orientation will do.
public struct Ring: Hashable, Sendable {
  /// Degrees north, from -90 to 90.
  public let latitudes: [Double]
  /// Degrees east, from -180 to 180; as many as latitudes.
  public let longitudes: [Double]

  /// The ring through these positions.
  ///
  /// The arrays are of the same length. Throws what is wrong, with the first position at fault.
  public init(latitudes: [Double], longitudes: [Double]) throws(GeofenceError) {
    try self.init(
      latitudes: latitudes, longitudes: longitudes, at: RingPlace(polygon: 0, ring: 0))
  }

  /// The ring at a place in a geometry, which errors will name.
  init(latitudes: [Double], longitudes: [Double], at place: RingPlace) throws(GeofenceError) {
    precondition(
      latitudes.count == longitudes.count, "a ring has as many latitudes as longitudes")
    let count = latitudes.count
    for index in 0..<count {
      let (latitude, longitude) = (latitudes[index], longitudes[index])
      // Comparisons with NaN are false.
      guard abs(latitude) <= 90, abs(longitude) <= 180 else {
        throw .outOfRange(
          latitude: latitude, longitude: longitude,
          at: PositionPlace(ring: place, position: index))
      }
    }
    guard count >= 4 else { throw .tooFewPositions(count, in: place) }
    guard latitudes[0] == latitudes[count - 1], longitudes[0] == longitudes[count - 1] else {
      throw .unclosedRing(place)
    }
    for index in 1..<count {
      let span = abs(longitudes[index] - longitudes[index - 1])
      guard span > 180 else { continue }
      // Along a pole an edge is a single place, whichever way it goes.
      let isAtPole = abs(latitudes[index]) == 90 && latitudes[index] == latitudes[index - 1]
      guard isAtPole else {
        throw .longEdge(degrees: span, at: PositionPlace(ring: place, position: index))
      }
    }
    // Adding 0.0 makes negative zeros positive.
    self.latitudes = latitudes.map { $0 + 0.0 }
    self.longitudes = longitudes.map { $0 + 0.0 }
  }

  /// How many positions the ring has; the last is counted, though it is the first again.
  public var count: Int { latitudes.count }
}
