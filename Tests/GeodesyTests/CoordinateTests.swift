import Geodesy
import TestSupport
import Testing

struct CoordinateTests {
  @Test(arguments: [
    (90.000_001, 0), (-90.000_001, 0), (0, 180.000_001), (0, -180.000_001),
    (.nan, 0), (0, .nan), (.infinity, 0), (0, -.infinity),
  ])
  func `is nil out of range and for numbers that are not finite`(
    latitude: Double, longitude: Double
  ) {
    #expect(Coordinate(latitude: latitude, longitude: longitude) == nil)
  }

  @Test(arguments: [(90.0, 180.0), (-90, -180), (0, 0), (12.5, -77.25)])
  func `keeps what is in range as it is`(latitude: Double, longitude: Double) throws {
    let place = try #require(Coordinate(latitude: latitude, longitude: longitude))
    #expect(place.latitude == latitude)
    #expect(place.longitude == longitude)
  }

  @Test func `takes negative zeros for zeros and the ends of the longitudes for different`() throws
  {
    let zero = try #require(Coordinate(latitude: 0, longitude: 0))
    let negative = try #require(Coordinate(latitude: -0.0, longitude: -0.0))
    #expect(negative == zero)
    #expect(negative.hashValue == zero.hashValue)
    #expect(negative.latitude.sign == .plus && negative.longitude.sign == .plus)
    #expect(
      Coordinate(latitude: 1, longitude: 180) != Coordinate(latitude: 1, longitude: -180))
  }
}

struct EarthPointTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `has the same bits on both ends of the longitudes`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let latitude = Double.random(in: -90...90, using: &random)
    let east = EarthPoint(try #require(Coordinate(latitude: latitude, longitude: 180)))
    let west = EarthPoint(try #require(Coordinate(latitude: latitude, longitude: -180)))
    #expect(bits(east) == bits(west))
    #expect(east.y.bitPattern == 0)
  }

  @Test(arguments: [90.0, -90.0], 0..<20 as Range<UInt64>)
  func `has the same bits at a pole whatever the longitude`(pole: Double, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let longitude = Double.random(in: -180...180, using: &random)
    let point = EarthPoint(try #require(Coordinate(latitude: pole, longitude: longitude)))
    let other = EarthPoint(try #require(Coordinate(latitude: pole, longitude: 0)))
    #expect(bits(point) == bits(other))
    #expect(point.x.bitPattern == 0 && point.y.bitPattern == 0)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `lies on the ellipsoid`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let point = EarthPoint(random.place())
    let height = point.z / (1 - WGS84.flattening)
    let square = point.x * point.x + point.y * point.y + height * height
    #expect(abs(square - 1) < 1e-15)
  }

  @Test(arguments: [
    (0.0, 0.0, 6_378_137.0, 0.0, 0.0),
    (0, 90, 0, 6_378_137, 0),
    (90, 0, 0, 0, 6_356_752.314245),
    (-90, 0, 0, 0, -6_356_752.314245),
    (30, 45, 3_909_067.757784, 3_909_067.757784, 3_170_373.735384),
  ])
  func `agrees with the textbook formula`(
    latitude: Double, longitude: Double, x: Double, y: Double, z: Double
  ) throws {
    let point = EarthPoint(try #require(Coordinate(latitude: latitude, longitude: longitude)))
    #expect(abs(point.x * WGS84.equatorialRadiusMeters - x) < 1e-6)
    #expect(abs(point.y * WGS84.equatorialRadiusMeters - y) < 1e-6)
    #expect(abs(point.z * WGS84.equatorialRadiusMeters - z) < 1e-6)
  }

  private func bits(_ point: EarthPoint) -> [UInt64] {
    [point.x.bitPattern, point.y.bitPattern, point.z.bitPattern]
  }
}
