import Foundation
import Geodesy
import Geofencing
import TestSupport
import Testing

func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
  guard let place = Coordinate(latitude: latitude, longitude: longitude) else {
    preconditionFailure("latitude \(latitude), longitude \(longitude) is not a place")
  }
  return place
}

/// A place whose numbers are brought back into range.
func place(clampingLatitude latitude: Double, longitude: Double) -> Coordinate {
  place(min(max(latitude, -90), 90), min(max(longitude, -180), 180))
}

/// A ring around a centre, at random distances of it.
func star(
  latitude: Double, longitude: Double, radii: ClosedRange<Double>, count: Int,
  grid: Double? = nil, _ random: inout SeededGenerator
) throws -> Ring {
  var (latitudes, longitudes): ([Double], [Double]) = ([], [])
  func snapped(_ value: Double) -> Double {
    guard let grid else { return value }
    return (value / grid).rounded() * grid
  }
  for index in 0..<count {
    let angle = 2 * Double.pi * (Double(index) + random.number(0...0.5)) / Double(count)
    let radius = random.number(radii)
    latitudes.append(min(max(snapped(latitude + radius * sin(angle)), -90), 90))
    longitudes.append(min(max(snapped(longitude + radius * cos(angle)), -180), 180))
  }
  latitudes.append(latitudes[0])
  longitudes.append(longitudes[0])
  return try Ring(latitudes: latitudes, longitudes: longitudes)
}

/// A star with holes around three of its inner places, an island in the first hole, and another
/// star beside it.
///
/// With a grid many edges are level or upright, and many vertices share their latitudes.
func randomArea(grid: Double? = nil, _ random: inout SeededGenerator) throws -> MultiPolygon {
  let (latitude, longitude) = (random.number(-60...60), random.number(-150...150))
  let count = Int.random(in: 5...60, using: &random)
  let outer = try star(
    latitude: latitude, longitude: longitude, radii: 0.6...1, count: count, grid: grid, &random)
  var holes: [Ring] = []
  for turn in 0..<3 {
    let angle = Double(turn) * 2 * .pi / 3
    holes.append(
      try star(
        latitude: latitude + 0.3 * sin(angle), longitude: longitude + 0.3 * cos(angle),
        radii: 0.1...0.2, count: 9, grid: grid, &random))
  }
  let island = try star(
    latitude: latitude, longitude: longitude + 0.3, radii: 0.03...0.08, count: 7, grid: grid,
    &random)
  let other = try star(
    latitude: latitude, longitude: longitude + 3, radii: 0.5...1.5, count: 20, grid: grid, &random)
  return try MultiPolygon([
    Polygon(outer: outer, holes: holes), Polygon(outer: island), Polygon(outer: other),
  ])
}

/// Places where a decision is hard: on vertices, close to edges, at latitudes of vertices.
func hardPlaces(_ area: MultiPolygon, count: Int, _ random: inout SeededGenerator) -> [Coordinate] {
  let rings = area.polygons.flatMap(\.rings)
  return (0..<count).map { _ in
    let ring = rings[Int.random(in: rings.indices, using: &random)]
    let edge = Int.random(in: 1..<ring.count, using: &random)
    let (x1, y1) = (ring.longitudes[edge - 1], ring.latitudes[edge - 1])
    let (x2, y2) = (ring.longitudes[edge], ring.latitudes[edge])
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return place(y1, x1)
    case 1: return place(clampingLatitude: y1, longitude: x1 + random.number(-2...2))
    case 2: return place(y1 + (y2 - y1) / 2, x1 + (x2 - x1) / 2)
    default:
      let share = random.number(0...1)
      let offset = random.number(-1...1) * pow(10, -Double(Int.random(in: 2...8, using: &random)))
      return place(
        clampingLatitude: y1 + share * (y2 - y1) + offset,
        longitude: x1 + share * (x2 - x1) + random.number(-1...1) * offset)
    }
  }
}
