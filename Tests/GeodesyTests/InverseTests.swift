import Geodesy
import TestSupport
import Testing

/// Geodesics with known lengths and bearings.
struct InverseTests {
  @Test(arguments: PublishedGeodesic.all)
  func `agrees with GeographicLib's published geodesics`(path: PublishedGeodesic) throws {
    let start = try #require(Coordinate(latitude: path.latitude1, longitude: path.longitude1))
    let end = try #require(Coordinate(latitude: path.latitude2, longitude: path.longitude2))
    let found = Geodesic.inverse(from: start, to: end)
    #expect(abs(found.distanceMeters - path.meters) < 2e-8)
    #expect(turn(from: found.initialBearingDegrees, to: path.bearing1) < 1e-12)
    #expect(turn(from: found.finalBearingDegrees, to: path.bearing2) < 1e-12)
    #expect(abs(Geodesic.distanceMeters(from: start, to: end) - path.meters) < 2e-8)

    let reached = Geodesic.direct(
      from: start, initialBearingDegrees: path.bearing1, distanceMeters: path.meters)
    #expect(abs(reached.latitude - path.latitude2) < 1e-12)
    #expect(turn(from: reached.longitude, to: path.longitude2) < 1e-12)
  }

  // The cases of GeodSolve0 … GeodSolve99 that are inverse problems on WGS 84, with the tolerances
  // given there. A bearing is nil where it isn't tested.
  @Test(arguments: [
    SpecialGeodesic(0, 40.6, -73.8, 49.01666667, 2.55, 5_853_226, 0.5, 53.47022, 111.59367, 5e-6),
    SpecialGeodesic(4, 36.493349428792, 0, 36.49334942879201, 0.0000008, 0.072, 5e-4),
    SpecialGeodesic(
      6, 88.202499451857, 0, -88.202499451857, 179.981022032992859592, 20_003_898.214, 5e-4),
    SpecialGeodesic(
      6, 89.262080389218, 0, -89.262080389218, 179.992207982775375662, 20_003_925.854, 5e-4),
    SpecialGeodesic(
      6, 89.333123580033, 0, -89.333123580032997687, 179.99295812360148422, 20_003_926.881, 5e-4),
    SpecialGeodesic(
      9, 56.320923501171, 0, -56.320923501171, 179.664747671772880215, 19_993_558.287, 5e-4),
    SpecialGeodesic(
      10, 52.784459512564, 0, -52.784459512563990912, 179.634407464943777557, 19_991_596.095, 5e-4),
    SpecialGeodesic(
      11, 48.522876735459, 0, -48.52287673545898293, 179.599720456223079643, 19_989_144.774, 5e-4),
    SpecialGeodesic(33, 0, 0, 0, 179, 19_926_189, 0.5, 90, 90, 5e-6),
    SpecialGeodesic(33, 0, 0, 0, 179.5, 19_980_862, 0.5, 55.96650, 124.03350, 5e-6),
    SpecialGeodesic(33, 0, 0, 0, 180, 20_003_931, 0.5, 0, 180, 5e-6),
    SpecialGeodesic(33, 0, 0, 1, 180, 19_893_357, 0.5, 0, 180, 5e-6),
    SpecialGeodesic(
      59, 5, 0.00000000000001, 10, 180, 18_345_191.174332713, 5e-9, 0.000000000000035,
      179.99999999999996, 3e-14),
    SpecialGeodesic(
      74, 54.1589, 15.3872, 54.1591, 15.3877, 39.527686385, 5e-9, 55.723110355, 55.723515675, 5e-9),
    SpecialGeodesic(
      76, -(41 + 19 / 60), 174 + 49 / 60, 40 + 58 / 60, -(5 + 30 / 60), 19_960_543.857179, 5e-7,
      160.39137649664, 19.50042925176, 5e-12),
    SpecialGeodesic(
      78, 27.2, 0, -27.1, 179.5, 19_974_354.765767, 5e-7, 45.82468716758, 134.22776532670, 5e-12),
    SpecialGeodesic(80, 20.001, 0, 20.001, 0, 0, 1e-8, 180, 180, 1e-13),
    SpecialGeodesic(80, 90, 0, 90, 180, 0, 1e-8, 0, 180, 1e-13),
    SpecialGeodesic(
      92, 37.757540000000006, -122.47018, 37.75754, -122.470177, 0.264, 5e-4, 89.99999923,
      90.00000106, 1e-7),
    SpecialGeodesic(
      99, 45, 0, -45, 179.572719, 19_987_083.007, 5e-4, 90.00000028, 90.00000028, 1e-8),
  ])
  func `solves the cases that other solvers fail at`(path: SpecialGeodesic) throws {
    let start = try #require(Coordinate(latitude: path.latitude1, longitude: path.longitude1))
    let end = try #require(Coordinate(latitude: path.latitude2, longitude: path.longitude2))
    let found = Geodesic.inverse(from: start, to: end)
    #expect(abs(found.distanceMeters - path.meters) <= path.metersTolerance)
    if let bearings = path.bearings {
      #expect(turn(from: found.initialBearingDegrees, to: bearings.0) <= bearings.tolerance)
      #expect(turn(from: found.finalBearingDegrees, to: bearings.1) <= bearings.tolerance)
    }
    let distance = Geodesic.distanceMeters(from: start, to: end)
    #expect(abs(distance - path.meters) <= max(path.metersTolerance, 1e-7))
  }

  @Test(arguments: try FixtureGeodesic.byBand())
  func `agrees with GeographicLib in every band of distances`(band: FixtureBand) throws {
    for path in band.paths {
      let start = try #require(Coordinate(latitude: path.latitude1, longitude: path.longitude1))
      let end = try #require(Coordinate(latitude: path.latitude2, longitude: path.longitude2))
      let found = Geodesic.inverse(from: start, to: end)
      #expect(abs(found.distanceMeters - path.meters) < 3e-8, "\(path)")
      #expect(abs(Geodesic.distanceMeters(from: start, to: end) - path.meters) < 1e-4, "\(path)")
      // Bearings are as good as 0.1 micrometres at either end. Between antipodes, where every
      // bearing is as good, two solutions need not agree.
      guard path.meters > 0.1, path.meters < 19_900_000 else { continue }
      let tolerance = 1e-12 + 1e-5 / path.meters
      #expect(turn(from: found.initialBearingDegrees, to: path.bearing1) < tolerance, "\(path)")
      #expect(turn(from: found.finalBearingDegrees, to: path.bearing2) < tolerance, "\(path)")
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `is undone by the direct solution`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let start = random.place()
      let end =
        Bool.random(using: &random) ? random.place() : random.place(within: 1000, of: start)
      let path = Geodesic.inverse(from: start, to: end)
      let reached = Geodesic.direct(
        from: start, initialBearingDegrees: path.initialBearingDegrees,
        distanceMeters: path.distanceMeters)
      #expect(Geodesic.distanceMeters(from: reached, to: end) < 1e-7, "\(start) to \(end)")
      let back = Geodesic.direct(
        from: end, initialBearingDegrees: path.finalBearingDegrees,
        distanceMeters: -path.distanceMeters)
      #expect(Geodesic.distanceMeters(from: back, to: start) < 1e-7, "\(start) to \(end)")
      #expect((0..<360).contains(path.initialBearingDegrees))
      #expect((0..<360).contains(path.finalBearingDegrees))
      #expect(
        Geodesic.initialBearingDegrees(from: start, to: end) == path.initialBearingDegrees)
    }
  }

  @Test(arguments: [0.0, 90, 180, 270, -90, 360, 1e6, 45])
  func `direct stays in range however far and from wherever`(bearing: Double) throws {
    for latitude in [-90.0, -45, 0, 30, 90] {
      for longitude in [-180.0, -179.9, 0, 180] {
        let start = try #require(Coordinate(latitude: latitude, longitude: longitude))
        for meters in [0, 1, 1e6, 20_003_931.458625, 1e9, -1e7] {
          let end = Geodesic.direct(
            from: start, initialBearingDegrees: bearing, distanceMeters: meters)
          #expect(abs(end.latitude) <= 90 && abs(end.longitude) <= 180)
          if abs(meters) <= 1e7 {
            let distance = Geodesic.distanceMeters(from: start, to: end)
            #expect(abs(distance - abs(meters)) < 1e-6)
          }
        }
      }
    }
  }

  /// The angle between two directions in degrees.
  private func turn(from one: Double, to other: Double) -> Double {
    abs((one - other).remainder(dividingBy: 360))
  }
}
