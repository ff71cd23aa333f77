import Geodesy
import TestSupport
import Testing

struct BoundingBoxTests {
  @Test(arguments: [
    (10.0, 0.0, 9.0, 1.0), (-91, 0, 0, 1), (0, 0, 91, 1), (0, -181, 1, 0), (0, 0, 1, 181),
    (.nan, 0, 1, 1), (0, .nan, 1, 1), (0, 0, .nan, 1), (0, 0, 1, .nan), (0, 0, .infinity, 1),
  ])
  func `is nil for borders that are out of order, out of range or not finite`(
    south: Double, west: Double, north: Double, east: Double
  ) {
    #expect(BoundingBox(south: south, west: west, north: north, east: east) == nil)
  }

  @Test(arguments: [
    (Box(40, -10, 50, 10), 40.0, -10.0, true),  // a corner
    (Box(40, -10, 50, 10), 50, 10, true),
    (Box(40, -10, 50, 10), 50.000_001, 0, false),
    (Box(40, -10, 50, 10), 45, 10.000_001, false),
    (Box(-10, 170, 10, -170), 0, 180, true),  // across the antimeridian
    (Box(-10, 170, 10, -170), 0, -180, true),
    (Box(-10, 170, 10, -170), 0, 170, true),
    (Box(-10, 170, 10, -170), 0, -170, true),
    (Box(-10, 170, 10, -170), 0, 0, false),
    (Box(-10, 170, 10, 180), 0, -180, true),  // up to the antimeridian
    (Box(-10, 170, 10, 180), 0, -179.9, false),
    (Box(-10, -180, 10, -170), 0, 180, true),
    (Box(-10, 180, 10, 180), 0, -180, true),  // on the antimeridian alone
    (Box(-10, 180, 10, -180), 0, 180, true),
    (Box(-10, 180, 10, -180), 0, 0, false),
    (Box(-10, -180, 10, 180), 0, 77, true),  // all longitudes
    (Box(90, 5, 90, 5), 90, 5, true),  // one point
    (Box(90, 5, 90, 5), 90, 6, false),
  ])
  func `holds what lies inside it and on its border`(
    box: Box, latitude: Double, longitude: Double, expected: Bool
  ) throws {
    let place = try #require(Coordinate(latitude: latitude, longitude: longitude))
    #expect(try box.value.contains(place) == expected)
  }

  @Test func `crosses the antimeridian when it ends west of where it begins`() throws {
    #expect(try Box(0, 170, 1, -170).value.crossesAntimeridian)
    #expect(try !Box(0, -180, 1, 180).value.crossesAntimeridian)
    #expect(try !Box(0, 170, 1, 180).value.crossesAntimeridian)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `around a place it holds every place within the radius`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let center = random.place()
      let radii = [0, 1, 50, 1e4, 1e5, 1e6, 8e6, 1.99e7]
      let radius = radii[Int.random(in: 0..<radii.count, using: &random)]
      let box = BoundingBox(around: center, radiusMeters: radius)
      for bearing in stride(from: 0.0, to: 360, by: 7.5) {
        let place = Geodesic.direct(
          from: center, initialBearingDegrees: bearing, distanceMeters: radius)
        #expect(box.contains(place), "\(radius) m from \(center) to \(place)")
      }
      let inside = random.place(within: radius, of: center)
      #expect(box.contains(inside), "\(radius) m from \(center) to \(inside)")
      let anywhere = random.place()
      if Geodesic.distanceMeters(from: center, to: anywhere) <= radius {
        #expect(box.contains(anywhere), "\(radius) m from \(center) to \(anywhere)")
      }
    }
  }

  @Test func `around a place it is not much larger than the circle`() throws {
    let center = try #require(Coordinate(latitude: 60, longitude: 179.99))
    let box = BoundingBox(around: center, radiusMeters: 10_000)
    #expect(box.crossesAntimeridian)
    func distance(latitude: Double, longitude: Double) throws -> Double {
      Geodesic.distanceMeters(
        from: center, to: try #require(Coordinate(latitude: latitude, longitude: longitude)))
    }
    #expect(abs(try distance(latitude: box.north, longitude: 179.99) - 10_000) < 0.01)
    #expect(abs(try distance(latitude: box.south, longitude: 179.99) - 10_000) < 0.01)
    #expect(try distance(latitude: 60, longitude: box.east) < 10_050)
    #expect(try distance(latitude: 60, longitude: box.west) < 10_050)
  }

  @Test(arguments: [
    (89.95, 10_000.0, 90.0), (-89.95, 10_000, -90), (90, 1, 90), (-90, 0, -90), (0, 1.1e7, 90),
  ])
  func `around a place it holds the poles that the circle holds, and all longitudes`(
    latitude: Double, radius: Double, pole: Double
  ) throws {
    let center = try #require(Coordinate(latitude: latitude, longitude: 30))
    let box = BoundingBox(around: center, radiusMeters: radius)
    #expect(box.holdsAllLongitudes)
    #expect(box.contains(try #require(Coordinate(latitude: pole, longitude: -120))))
  }

  @Test func `around a place without limit it is the whole Earth`() throws {
    let center = try #require(Coordinate(latitude: 12, longitude: 30))
    let world = try Box(-90, -180, 90, 180).value
    #expect(BoundingBox(around: center, radiusMeters: .infinity) == world)
    #expect(BoundingBox(around: center, radiusMeters: 20_100_000) == world)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `its bounds in space hold every place in it`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let (one, other) = (random.place(), random.place())
      let isThin = UInt8.random(in: 0..<4, using: &random) == 0
      let box = try Box(
        min(one.latitude, other.latitude), one.longitude, max(one.latitude, other.latitude),
        isThin ? one.longitude : other.longitude
      ).value
      let bounds = box.earthBounds
      let width = box.east - box.west + (box.crossesAntimeridian ? 360 : 0)
      for step in 0..<60 {
        // Corners, borders, multiples of 90 degrees, and inside.
        var longitude = box.west + width * Double.random(in: 0...1, using: &random)
        if step < 20 { longitude = step % 2 == 0 ? box.west : box.east }
        if step >= 50 { longitude = Double(step - 54) * 90 }
        var latitude = Double.random(in: box.south...box.north, using: &random)
        if step % 3 == 0 { latitude = step % 2 == 0 ? box.south : box.north }
        if step % 7 == 0 { latitude = 0 }
        longitude = longitude.remainder(dividingBy: 360)
        let place = try #require(Coordinate(latitude: latitude, longitude: longitude))
        guard box.contains(place) else { continue }
        let point = EarthPoint(place)
        #expect(bounds.lower.x <= point.x && point.x <= bounds.upper.x, "\(box) \(place)")
        #expect(bounds.lower.y <= point.y && point.y <= bounds.upper.y, "\(box) \(place)")
        #expect(bounds.lower.z <= point.z && point.z <= bounds.upper.z, "\(box) \(place)")
      }
    }
  }

  @Test(arguments: [
    // (south, west, north, east), least x, y, z, greatest x, y, z in equatorial radii
    (Box(-90, -180, 90, 180), [-1, -1, -0.996647], [1, 1, 0.996647]),
    (Box(0, 0, 0, 90), [0, 0, 0], [1, 1, 0]),
    (Box(0, 170, 0, -170), [-1, -0.173648, 0], [-0.984808, 0.173648, 0]),
    (Box(90, 0, 90, 10), [0, 0, 0.996647], [0, 0, 0.996647]),
    (Box(60, -10, 90, 10), [0, -0.087043, 0.862396], [0.501260, 0.087043, 0.996647]),
  ])
  func `its bounds in space are tight`(box: Box, lower: [Double], upper: [Double]) throws {
    let bounds = try box.value.earthBounds
    let found = [bounds.lower, bounds.upper].map { [$0.x, $0.y, $0.z] }
    for axis in 0..<3 {
      #expect(abs(found[0][axis] - lower[axis]) < 1e-6)
      #expect(abs(found[1][axis] - upper[axis]) < 1e-6)
    }
  }
}

/// The borders of a box that a test takes as an argument.
struct Box: Sendable, CustomTestStringConvertible {
  var south, west, north, east: Double

  init(_ south: Double, _ west: Double, _ north: Double, _ east: Double) {
    (self.south, self.west, self.north, self.east) = (south, west, north, east)
  }

  var value: BoundingBox {
    get throws {
      try #require(BoundingBox(south: south, west: west, north: north, east: east))
    }
  }

  var testDescription: String { "\(south),\(west),\(north),\(east)" }
}
