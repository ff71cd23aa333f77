public import Geodesy

/// The borders of a ``FenceIndex`` made ready to tell how far the nearest is, for many places.
///
/// It takes about 300 bytes for each position of a fence, and is worth it from some thousand places
/// on. It never changes, so any number of threads may ask it.
public struct BorderIndex: Sendable {
  private let index: FenceIndex
  /// The borders of polygons of which every edge is a border, the short way round.
  private let edges: PreparedShape
  private let circles: [(center: EarthPoint, radiusMeters: Double)]
  /// Boxes around the circles, which are in its order.
  private let circleTree: BoundsTree
  /// The positions of the other active fences.
  private let others: [Int]

  /// The most pieces of edges that are held ready; with more, all polygons are among ``others``.
  private static let mostPieces = 1_000_000

  /// The borders of the active fences, in time n·log n.
  public init(_ index: FenceIndex) {
    var cuts: [EdgeCut] = []
    var count = 0
    var circles: [Circle] = []
    var others: [Int] = []
    var plain: [Int] = []
    for (position, fence) in index.fences.enumerated() where fence.isActive {
      switch fence.shape {
      case .circle(let circle): circles.append(circle)
      case .polygon(let area):
        guard Self.isPlain(area), count <= Self.mostPieces else {
          others.append(position)
          continue
        }
        plain.append(position)
        for ring in area.polygons.flatMap(\.rings) {
          for cut in ring.cuts {
            cuts.append(cut)
            count += cut.count
          }
        }
      }
    }
    if count > Self.mostPieces {
      others += plain
      (cuts, count) = ([], 0)
    }
    self.index = index
    self.others = others
    edges = PreparedShape(cuts, count: count)
    let tree = BoundsTree(
      circles.map { BoundingBox(around: $0.center, radiusMeters: $0.radiusMeters).earthBounds })
    circleTree = tree
    self.circles = tree.order.map { position in
      let circle = circles[Int(position)]
      return (EarthPoint(circle.center), circle.radiusMeters)
    }
  }

  /// Whether every edge is a border and goes the short way: none lies along the antimeridian, where
  /// areas are cut, or along a pole, and none is longer than half the world.
  private static func isPlain(_ area: MultiPolygon) -> Bool {
    area.polygons.flatMap(\.rings).allSatisfy { ring in
      (1..<ring.count).allSatisfy { end in
        let (x1, x2) = (ring.longitudes[end - 1], ring.longitudes[end])
        let (y1, y2) = (ring.latitudes[end - 1], ring.latitudes[end])
        return abs(x2 - x1) < 180 && !(abs(x1) == 180 && x1 == x2)
          && !(abs(y1) == 90 && y1 == y2)
      }
    }
  }

  /// The geodesic distance in metres from a place to the nearest border of an active fence, whether
  /// from inside or from outside; infinity if there is none.
  ///
  /// Right to 2 mm, beyond 20 km to a ten-millionth of the distance, as
  /// ``FenceIndex/borderDistanceMeters(from:position:atMost:)``.
  public func nearestMeters(to place: Coordinate) -> Double {
    let point = EarthPoint(place)
    let limit = PreparedShape.longestMeasuredMeters
    var nearest = edges.distanceMeters(from: point, atMost: limit) ?? .infinity
    if nearest == .infinity, edges.pieceCount > 0 {
      // So far away there is no quick way.
      return index.fences.indices.reduce(.infinity) { nearest, position in
        min(
          nearest, index.borderDistanceMeters(from: place, position: position, atMost: nearest))
      }
    }
    nearest = min(nearest, nearestCircle(point, atMost: nearest))
    for position in others {
      nearest = min(
        nearest, index.borderDistanceMeters(from: place, position: position, atMost: nearest))
    }
    return nearest
  }

  private func nearestCircle(_ point: EarthPoint, atMost limit: Double) -> Double {
    let nodes = circleTree.nodes.span
    var nearest = limit
    var squaredReach = Self.squaredReach(limit)
    var node = 0
    while node < nodes.count {
      let here = nodes[node]
      guard here.bounds.squaredGap(to: point) <= squaredReach else {
        node = Int(here.next)
        continue
      }
      node += 1
      for offset in 0..<Int(here.count) {
        let circle = circles[Int(here.first) + offset]
        let distance = abs(
          Geodesic.distanceMeters(from: circle.center, to: point) - circle.radiusMeters)
        if distance < nearest {
          nearest = distance
          squaredReach = Self.squaredReach(distance)
        }
      }
    }
    return nearest
  }

  /// A straight distance is never longer than the geodesic; a micrometre for rounding.
  private static func squaredReach(_ meters: Double) -> Double {
    let reach = (meters + 1e-6) / WGS84.equatorialRadiusMeters
    return reach * reach
  }
}

extension Ring {
  fileprivate var cuts: [EdgeCut] {
    let places = zip(latitudes, longitudes).map { latitude, longitude in
      guard let place = Coordinate(latitude: latitude, longitude: longitude) else {
        preconditionFailure("the positions of a ring are in range")
      }
      return place
    }
    return zip(places, places.dropFirst()).map { EdgeCut(from: $0, to: $1) }
  }
}
