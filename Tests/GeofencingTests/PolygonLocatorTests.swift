import Geodesy
import Geofencing
import TestSupport
import Testing

struct PolygonLocatorTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func `agrees with exact rational arithmetic close to and on borders`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let area = try randomArea(grid: seed % 3 == 0 ? 1.0 / 16 : nil, &random)
    let locator = PolygonLocator(area)
    for place in hardPlaces(area, count: 150, &random) {
      let exact = exactLocation(x: place.longitude, y: place.latitude, in: area)
      #expect(locator.location(of: place) == exact, "\(place)")
      #expect(locator.explanation(of: place).location == exact, "\(place)")
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `agrees with the predicate of GEOS`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let area = try randomArea(&random)
    let peer = try #require(GEOSPeer(area.wellKnownText))
    let locator = PolygonLocator(area)
    guard try area.validity() == .valid else { return }
    for place in hardPlaces(area, count: 150, &random) {
      #expect(
        locator.contains(place) == peer.intersects(x: place.longitude, y: place.latitude),
        "\(place)")
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `agrees with exact arithmetic on a star of many thousand vertices`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let radii = [0.95...1, 0.5...1, 0.05...1][Int(seed % 3)]
    let ring = try star(latitude: 50, longitude: 10, radii: radii, count: 20_000, &random)
    let area = try MultiPolygon([Polygon(outer: ring)])
    let locator = PolygonLocator(area)
    for place in hardPlaces(area, count: 20, &random) {
      let exact = exactLocation(x: place.longitude, y: place.latitude, in: area)
      #expect(locator.location(of: place) == exact, "\(place)")
    }
  }

  @Test func `takes as many vertices as a geometry may have`() throws {
    var random = SeededGenerator(seed: 1)
    let ring = try star(latitude: 0, longitude: 0, radii: 0.5...1, count: 99_999, &random)
    let locator = PolygonLocator(try MultiPolygon([Polygon(outer: ring)]))
    #expect(locator.location(of: place(0, 0)) == .inside)
    #expect(locator.location(of: place(0, 1.1)) == .outside)
    #expect(locator.location(of: place(ring.latitudes[777], ring.longitudes[777])) == .border)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `tells thousands of islands and holes apart`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var islands: [Polygon] = []
    for row in 0..<40 {
      for column in 0..<40 {
        let (y, x) = (Double(row), Double(column))
        var rings = [try star(latitude: y, longitude: x, radii: 0.3...0.45, count: 6, &random)]
        for _ in 0..<Int.random(in: 0..<2, using: &random) {
          rings.append(try star(latitude: y, longitude: x, radii: 0.05...0.1, count: 5, &random))
        }
        islands.append(Polygon(outer: rings[0], holes: Array(rings.dropFirst())))
      }
    }
    islands.shuffle(using: &random)
    let area = try MultiPolygon(islands)
    let locator = PolygonLocator(area)
    for _ in 0..<40 {
      let place = place(random.number(-1...41), random.number(-1...41))
      let exact = exactLocation(x: place.longitude, y: place.latitude, in: area)
      #expect(locator.location(of: place) == exact)
    }
    for place in hardPlaces(area, count: 20, &random) {
      let exact = exactLocation(x: place.longitude, y: place.latitude, in: area)
      #expect(locator.location(of: place) == exact)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `keeps several areas apart`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let areas = try (0..<5).map { _ in try randomArea(grid: 0.125, &random) }
    let locator = PolygonLocator(areas)
    for (index, area) in areas.enumerated() {
      for place in hardPlaces(area, count: 20, &random) {
        let exact = exactLocation(x: place.longitude, y: place.latitude, in: area)
        #expect(locator.location(of: place, inArea: index) == exact)
      }
    }
  }
}

/// Places named after what is special about them.
struct PolygonLocatorEdgeTests {
  private static let square = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 3, 3 3, 3 1, 1 1))"

  @Test(arguments: [
    (0.5, 0.5, Location.inside),
    (0.0, 0.0, .border),
    (2.0, 4.0, .border),
    (4.0, 2.0, .border),
    (1.0, 2.0, .border),
    (1.0, 0.5, .inside),
    (2.0, 2.0, .outside),
    (0.0, 5.0, .outside),
    (4.0, -1.0, .outside),
    (1.0, 3.5, .inside),
    (1e-300, 2.0, .border),
    (1e-200, -1e-200, .border),
  ])
  func `knows insides, borders and holes in either orientation`(
    latitude: Double, longitude: Double, expected: Location
  ) throws {
    let area = try MultiPolygon(wellKnownText: Self.square)
    #expect(PolygonLocator(area).location(of: place(latitude, longitude)) == expected)
    let reversed = try MultiPolygon(
      area.polygons.map { polygon in
        let rings = try polygon.rings.map {
          try Ring(latitudes: $0.latitudes.reversed(), longitudes: $0.longitudes.reversed())
        }
        return Polygon(outer: rings[0], holes: Array(rings.dropFirst()))
      })
    #expect(PolygonLocator(reversed).location(of: place(latitude, longitude)) == expected)
  }

  @Test func `takes polygons that touch or overlap for one area`() throws {
    let area = try MultiPolygon(
      wellKnownText: """
        MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((2 0, 4 0, 4 2, 2 2, 2 0)), \
        ((1 1, 3 1, 3 3, 1 3, 1 1)))
        """)
    let locator = PolygonLocator(area)
    #expect(locator.location(of: place(1.5, 1.5)) == .inside)
    #expect(locator.location(of: place(0.5, 2)) == .border)
    // On the border of two, inside the third.
    #expect(locator.location(of: place(1.5, 2)) == .inside)
    #expect(locator.location(of: place(2.5, 2)) == .inside)
    #expect(locator.location(of: place(2.5, 3.5)) == .outside)
  }

  @Test func `has the meridians -180 and 180 for one`() throws {
    let cut = try MultiPolygon(
      wellKnownText: """
        MULTIPOLYGON (((170 0, 180 0, 180 10, 170 10, 170 0)), \
        ((-180 2, -170 2, -170 12, -180 12, -180 2)))
        """)
    let locator = PolygonLocator(cut)
    for longitude in [-180.0, 180] {
      #expect(locator.location(of: place(1, longitude)) == .border)
      #expect(locator.location(of: place(2, longitude)) == .border)
      #expect(locator.location(of: place(5, longitude)) == .inside)
      #expect(locator.location(of: place(11, longitude)) == .border)
      #expect(locator.location(of: place(13, longitude)) == .outside)
    }
    let east = try MultiPolygon(wellKnownText: "POLYGON ((170 0, 180 0, 180 10, 170 10, 170 0))")
    #expect(PolygonLocator(east).location(of: place(5, -180)) == .border)
    #expect(PolygonLocator(east).location(of: place(11, -180)) == .outside)
  }

  @Test func `treats a pole as a row of points`() throws {
    let cap = try MultiPolygon(wellKnownText: "POLYGON ((0 80, 90 80, 90 90, 0 90, 0 80))")
    let locator = PolygonLocator(cap)
    #expect(locator.location(of: place(90, 45)) == .border)
    #expect(locator.location(of: place(90, 135)) == .outside)
    let antarctica = try MultiPolygon(
      wellKnownText: "POLYGON ((-180 -90, -180 -70, 0 -60, 180 -70, 180 -90, -180 -90))")
    #expect(PolygonLocator(antarctica).contains(place(-90, 12)))
    #expect(PolygonLocator(antarctica).location(of: place(-80, 180)) == .inside)
  }

  @Test func `bears rings without area and neighbours that coincide`() throws {
    let spike = try MultiPolygon(wellKnownText: "POLYGON ((0 0, 2 2, 2 2, 4 4, 0 0))")
    #expect(PolygonLocator(spike).location(of: place(1, 1)) == .border)
    #expect(PolygonLocator(spike).location(of: place(1, 1.1)) == .outside)
    let point = try MultiPolygon(wellKnownText: "POLYGON ((1 1, 1 1, 1 1, 1 1))")
    #expect(PolygonLocator(point).location(of: place(1, 1)) == .border)
    #expect(PolygonLocator(point).location(of: place(1, 2)) == .outside)
  }

  @Test(arguments: [
    (0.5, 0.5, "inside: polygon 1, ring 1 (outer)"),
    (2.0, 1.5, "outside, in a hole: polygon 1, ring 2 (hole)"),
    (0.0, 2.0, "on the border: polygon 1, ring 1 (outer), edge 1"),
    (3.0, 2.0, "on the border: polygon 1, ring 2 (hole), edge 2"),
    (2.0, 2.0, "inside: polygon 2, ring 1 (outer)"),
    (2.0, 2.9, "inside, on an island: polygon 1, ring 3 (hole)"),
    (9.0, 9.0, "outside every outer ring"),
  ])
  func `explains which ring decided`(latitude: Double, longitude: Double, expected: String) throws {
    let area = try MultiPolygon(
      wellKnownText: """
        MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 3, 3 3, 3 1, 1 1), \
        (2.8 1.8, 2.95 1.8, 2.95 2.2, 2.8 2.2, 2.8 1.8)), \
        ((1.8 1.8, 2.2 1.8, 2.2 2.2, 1.8 2.2, 1.8 1.8)))
        """)
    let explanation = PolygonLocator(area).explanation(of: place(latitude, longitude))
    #expect(explanation.description == expected)
  }
}
