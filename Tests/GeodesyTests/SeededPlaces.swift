import Geodesy
import TestSupport

extension SeededGenerator {
  /// A place anywhere, one time in four near a pole, on the equator or on the antimeridian.
  mutating func place() -> Coordinate {
    var latitude = Double.random(in: -90...90, using: &self)
    var longitude = Double.random(in: -180...180, using: &self)
    switch UInt8.random(in: 0..<16, using: &self) {
    case 0: latitude = 90 - .random(in: 0...0.01, using: &self)
    case 1: latitude = -90
    case 2: latitude = 0
    case 3: longitude = Bool.random(using: &self) ? 180 : -180
    default: break
    }
    return place(latitude, longitude)
  }

  /// A place that a geodesic from `start` with random bearing reaches in at most `meters`.
  mutating func place(within meters: Double, of start: Coordinate) -> Coordinate {
    Geodesic.direct(
      from: start, initialBearingDegrees: .random(in: 0..<360, using: &self),
      distanceMeters: .random(in: 0...meters, using: &self))
  }

  private func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
    guard let place = Coordinate(latitude: latitude, longitude: longitude) else {
      preconditionFailure("the ranges are those of coordinates")
    }
    return place
  }
}
