public import Geodesy
public import Geofencing
import SpatialIndex

/// An area that merchants must lie in, borders included: a geofence, or a polygon of the query's own.
///
/// Whether a merchant lies in it is exact, with edges straight in longitude and latitude and circles
/// by the geodesic. It never changes, so any number of queries may share one.
public final class QueryRegion: Sendable {
  /// The fence's zone_id; nil for an area of the query's own.
  public let fenceID: String?
  public let shape: Geofence.Shape
  /// A place that distances are counted from where nothing else is asked for: a circle's centre, or
  /// the centre of mass of an area in the plane of longitude and latitude.
  public let middle: Coordinate
  private let index: FenceIndex
  private let position: Int
  /// Boxes of which one or the other holds whatever the region holds.
  private let bounds: [SearchBounds]

  /// The region of an active fence in an index.
  init(_ index: FenceIndex, position: Int) {
    fenceID = index.fences[position].id
    shape = index.fences[position].shape
    middle = Self.middle(of: shape)
    bounds = Self.boxes(around: shape).map { SearchBounds($0.earthBounds.widened) }
    self.index = index
    self.position = position
  }

  /// The region of an area, in time that grows with the number of its positions.
  public init(_ area: MultiPolygon) {
    fenceID = nil
    shape = .polygon(area)
    middle = Self.middle(of: shape)
    bounds = Self.boxes(around: shape).map { SearchBounds($0.earthBounds.widened) }
    do {
      index = try FenceIndex([Geofence(id: "area", shape: .polygon(area))])
    } catch {
      preconditionFailure("one fence with a good id makes an index: \(error)")
    }
    position = 0
  }

  /// Whether the region holds a place, borders included.
  public func contains(_ place: Coordinate) -> Bool {
    index.contains(place, position: position)
  }

  /// Whether a merchant below a node may lie in the region.
  func mayMeet(_ node: NodeSummary) -> Bool {
    bounds.contains { node.meets($0) }
  }
}

extension QueryRegion: Equatable {
  public static func == (one: QueryRegion, other: QueryRegion) -> Bool {
    one === other || one.fenceID == other.fenceID && one.shape == other.shape
  }
}

extension QueryRegion {
  /// At most two boxes: an area that is cut at the antimeridian has polygons on both sides, and one
  /// box around them would be a belt round the world.
  private static func boxes(around shape: Geofence.Shape) -> [BoundingBox] {
    switch shape {
    case .circle(let circle):
      return [BoundingBox(around: circle.center, radiusMeters: circle.radiusMeters)]
    case .polygon(let area):
      let longitudes = area.polygons.map { $0.rings[0].longitudes }
      let isWestern = longitudes.map { ($0.min() ?? 0) + ($0.max() ?? 0) < 0 }
      return [true, false].compactMap { side in
        let polygons = zip(area.polygons, isWestern).filter { $0.1 == side }.map(\.0)
        // As many positions as the area has, or fewer.
        return (try? MultiPolygon(polygons))?.bounds
      }
    }
  }

  private static func middle(of shape: Geofence.Shape) -> Coordinate {
    switch shape {
    case .circle(let circle): return circle.center
    case .polygon(let area):
      let bounds = area.bounds
      // Cut at the antimeridian, the area goes on beyond 180.
      let isCut = bounds.west == -180 && bounds.east == 180
      var sums = (area: 0.0, x: 0.0, y: 0.0)
      for polygon in area.polygons {
        for (number, ring) in polygon.rings.enumerated() {
          let part = moments(of: ring, turnsWest: isCut)
          // Rings come in either orientation: a hole takes away.
          let sign = (part.area < 0) == (number == 0) ? -1.0 : 1.0
          sums.area += sign * part.area
          sums.x += sign * part.x
          sums.y += sign * part.y
        }
      }
      var (x, y) = ((bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2)
      if sums.area > 0 { (x, y) = (sums.x / sums.area, sums.y / sums.area) }
      if x > 180 { x -= 360 }
      return Coordinate(
        latitude: min(max(y, bounds.south), bounds.north), longitude: min(max(x, -180), 180))
        ?? area.firstPlace
    }
  }

  /// A ring's signed area and first moments, from the shoelace formula.
  ///
  /// Coordinates count from the ring's first position, as differences of large products would lose
  /// the digits of a small ring.
  private static func moments(
    of ring: Ring, turnsWest: Bool
  ) -> (area: Double, x: Double, y: Double) {
    func x(_ index: Int) -> Double {
      let longitude = ring.longitudes[index]
      return turnsWest && longitude < 0 ? longitude + 360 : longitude
    }
    let (originX, originY) = (x(0), ring.latitudes[0])
    var (area, momentX, momentY) = (0.0, 0.0, 0.0)
    for index in 1..<ring.count {
      let (ax, ay) = (x(index - 1) - originX, ring.latitudes[index - 1] - originY)
      let (bx, by) = (x(index) - originX, ring.latitudes[index] - originY)
      let cross = ax * by - bx * ay
      area += cross / 2
      momentX += cross * (ax + bx) / 6
      momentY += cross * (ay + by) / 6
    }
    return (area, momentX + area * originX, momentY + area * originY)
  }
}

extension MultiPolygon {
  fileprivate var firstPlace: Coordinate {
    let ring = polygons[0].rings[0]
    guard
      let place = Coordinate(latitude: ring.latitudes[0], longitude: ring.longitudes[0])
    else { preconditionFailure("the positions of a ring are in range") }
    return place
  }
}

extension EarthBounds {
  /// The bounds and some centimetres more, so that the two ends of the longitudes, which are one
  /// meridian, lie in both.
  fileprivate var widened: EarthBounds {
    let more = 1e-8
    return EarthBounds(
      lower: EarthPoint(x: lower.x - more, y: lower.y - more, z: lower.z - more),
      upper: EarthPoint(x: upper.x + more, y: upper.y + more, z: upper.z + more))
  }
}
