import Foundation
import Geodesy
import Geofencing
import TestSupport
import Testing

/// The distance to the nearest of many places on the border, which is too great by less than half
/// the square of their spacing over the distance, or by half the spacing close to the border.
func sampledBorderDistance(
  from place: Coordinate, to area: MultiPolygon, samplesPerEdge count: Int
) -> Double {
  var nearest = Double.infinity
  for ring in area.polygons.flatMap(\.rings) {
    for edge in 1..<ring.count {
      let (x1, y1) = (ring.longitudes[edge - 1], ring.latitudes[edge - 1])
      let (x2, y2) = (ring.longitudes[edge], ring.latitudes[edge])
      func distance(_ share: Double) -> Double {
        Geodesic.distanceMeters(
          from: place,
          to: GeofencingTests.place(
            clampingLatitude: y1 + share * (y2 - y1), longitude: x1 + share * (x2 - x1)))
      }
      var best = (share: 0.0, distance: distance(0))
      for index in 0...count {
        let share = Double(index) / Double(count)
        let here = distance(share)
        if here < best.distance { best = (share, here) }
      }
      // Between the neighbours of the best sample there is one valley: cut it down to its floor.
      var low = max(0, best.share - 1 / Double(count))
      var high = min(1, best.share + 1 / Double(count))
      for _ in 0..<60 {
        let (one, other) = (low + (high - low) / 3, high - (high - low) / 3)
        if distance(one) < distance(other) { high = other } else { low = one }
      }
      nearest = min(nearest, best.distance, distance((low + high) / 2))
    }
  }
  return nearest
}

struct BorderDistanceTests {
  @Test(arguments: 0..<24 as Range<UInt64>)
  func `is that of a dense sample of the border`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let size = [0.001, 0.1, 5, 40][Int(seed % 4)]
    let latitude = random.number(-45...45)
    let longitude = random.number(-120...120)
    let ring = try star(
      latitude: latitude, longitude: longitude, radii: 0.4 * size...size, count: 12, &random)
    let area = try MultiPolygon([Polygon(outer: ring)])
    let locator = PolygonLocator(area)
    for _ in 0..<4 {
      let place = place(
        clampingLatitude: latitude + random.number(-2...2) * size,
        longitude: longitude + random.number(-2...2) * size)
      let expected = sampledBorderDistance(from: place, to: area, samplesPerEdge: 100)
      let distance = locator.borderDistanceMeters(from: place)
      #expect(abs(distance - expected) <= max(0.002, 1e-7 * expected), "\(place)")
    }
  }

  @Test(arguments: [
    // An edge along a parallel far from the equator, where the way along it is far from shortest.
    ("POLYGON ((-60 70, 60 70, 60 71, -60 71, -60 70))", 80.0, 10.0),
    ("POLYGON ((-60 70, 60 70, 60 71, -60 71, -60 70))", 69.0, 55.0),
    ("POLYGON ((0 88, 120 88, 120 89, 0 89, 0 88))", 89.5, -60.0),
    ("POLYGON ((170 -10, 180 -10, 180 10, 170 0, 170 -10))", 0.0, -179.0),
    ("POLYGON ((-180 -10, -170 -10, -170 10, -180 0, -180 -10))", -5.0, 179.9),
    ("POLYGON ((0 0, 0.00001 0, 0.00001 0.00001, 0 0))", 0.0, 150.0),
    ("POLYGON ((10 20, 10 20, 10 20, 10 20))", -40.0, 30.0),
  ])
  func `is right at poles, across the antimeridian and far away`(
    text: String, latitude: Double, longitude: Double
  ) throws {
    let area = try MultiPolygon(wellKnownText: text)
    let place = place(latitude, longitude)
    let expected = sampledBorderDistance(from: place, to: area, samplesPerEdge: 2_000)
    let distance = PolygonLocator(area).borderDistanceMeters(from: place)
    #expect(abs(distance - expected) <= max(0.002, 1e-7 * expected))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `is next to nothing on edges and vertices`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let ring = try star(latitude: 50, longitude: 8, radii: 0.5...1, count: 100, &random)
    let locator = PolygonLocator(try MultiPolygon([Polygon(outer: ring)]))
    let edge = Int.random(in: 1..<ring.count, using: &random)
    let share = random.number(0...1)
    let latitude = ring.latitudes[edge - 1] * (1 - share) + ring.latitudes[edge] * share
    let longitude = ring.longitudes[edge - 1] * (1 - share) + ring.longitudes[edge] * share
    #expect(locator.borderDistanceMeters(from: place(latitude, longitude)) < 0.002)
    let vertex = place(ring.latitudes[edge], ring.longitudes[edge])
    #expect(locator.borderDistanceMeters(from: vertex) < 1e-6)
  }

  @Test func `does not count a cut along the antimeridian nor a pole as border`() throws {
    let cut = try MultiPolygon(
      wellKnownText: """
        MULTIPOLYGON (((170 0, 180 0, 180 10, 170 10, 170 0)), \
        ((-180 0, -170 0, -170 10, -180 10, -180 0)))
        """)
    let whole = try MultiPolygon(wellKnownText: "POLYGON ((10 0, 30 0, 30 10, 10 10, 10 0))")
    let locator = PolygonLocator(cut)
    #expect(
      abs(
        locator.borderDistanceMeters(from: place(5, 179.99))
          - PolygonLocator(whole).borderDistanceMeters(from: place(5, 19.99))) < 0.05)
    let antarctica = try MultiPolygon(
      wellKnownText: "POLYGON ((-180 -90, -180 -70, 0 -70, 180 -70, 180 -90, -180 -90))")
    let distance = PolygonLocator(antarctica).borderDistanceMeters(from: place(-90, 0))
    let expected = Geodesic.distanceMeters(from: place(-90, 0), to: place(-70, 0))
    #expect(abs(distance - expected) < 0.3)
  }

  @Test func `is infinite beyond the distance asked for and where there is no border`() throws {
    let area = try MultiPolygon(wellKnownText: "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))")
    let locator = PolygonLocator(area)
    #expect(locator.borderDistanceMeters(from: place(0, 2), atMost: 100_000) == .infinity)
    #expect(locator.borderDistanceMeters(from: place(0, 2), atMost: 120_000) < 120_000)
    let earth = try MultiPolygon(
      wellKnownText: "POLYGON ((-180 -90, 0 -90, 180 -90, 180 90, 0 90, -180 90, -180 -90))")
    #expect(PolygonLocator(earth).borderDistanceMeters(from: place(0, 0)) == .infinity)
    #expect(PolygonLocator(earth).location(of: place(0, 180)) == .inside)
  }
}
