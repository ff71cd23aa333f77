import Catalog
import Geodesy
import Geofencing

/// Distances from a route by an obvious method: many places along each edge, and between the
/// neighbours of the nearest of them the golden section, until they are micrometres apart.
///
/// For edges of some kilometres, along which the distance has one valley. It shares nothing with
/// `PreparedShape`, which the searches use, but the distance between two places.
struct SampledRoute {
  private let lines: [[Coordinate]]
  private let points: [Coordinate]
  private let area: PolygonLocator?

  /// How far a distance may be from the true one, in metres.
  static let error = 1e-4

  init(_ route: QueryRoute) {
    switch route.geometry {
    case .path(let path):
      lines = path.lines
      points = path.points
      area = nil
    case .area(let shape):
      lines = shape.polygons.flatMap(\.rings).map { ring in
        ring.latitudes.indices.map {
          Self.place(ring.latitudes[$0], ring.longitudes[$0])
        }
      }
      points = []
      area = PolygonLocator(shape)
    }
  }

  /// The distance in metres; one that is more than `limit` may be too great by the length of an edge.
  func distanceMeters(to place: Coordinate, atMost limit: Double) -> Double {
    if let area, area.contains(place) { return 0 }
    var nearest = points.map { Geodesic.distanceMeters(from: place, to: $0) }.min() ?? .infinity
    for line in lines {
      for (start, end) in zip(line, line.dropFirst()) {
        nearest = min(nearest, distance(place, start, end, atMost: min(nearest, limit)))
      }
    }
    return nearest
  }

  private func distance(
    _ place: Coordinate, _ start: Coordinate, _ end: Coordinate, atMost limit: Double
  ) -> Double {
    let north = end.latitude - start.latitude
    // The short way round.
    let east = (end.longitude - start.longitude).remainder(dividingBy: 360)
    func distance(_ share: Double) -> Double {
      Geodesic.distanceMeters(
        from: place, to: Self.place(start.latitude + share * north, start.longitude + share * east))
    }
    let count = 32
    let samples = (0...count).map { distance(Double($0) / Double(count)) }
    guard let best = samples.indices.min(by: { samples[$0] < samples[$1] }) else {
      return .infinity
    }
    // No place of the edge is farther from a sample than the whole edge's share is long.
    let length = Geodesic.distanceMeters(from: start, to: end)
    if samples[best] - 2 * length / Double(count) > limit { return samples[best] }
    let golden = 0.618_033_988_749_894_9
    var low = Double(max(0, best - 1)) / Double(count)
    var high = Double(min(count, best + 1)) / Double(count)
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (distance(left), distance(right))
    while (high - low) * length > 1e-5 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = distance(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = distance(right)
      }
    }
    return min(samples[best], atLeft, atRight)
  }

  private static func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
    let wrapped =
      longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude
    guard let place = Coordinate(latitude: min(90, max(-90, latitude)), longitude: wrapped) else {
      preconditionFailure("(\(latitude), \(longitude)) is no place")
    }
    return place
  }
}
