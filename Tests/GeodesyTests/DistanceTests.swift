import Foundation
import Geodesy
import TestSupport
import Testing

struct DistanceTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `is right to a tenth of a millimetre near and far`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let start = random.place()
      let end = random.place(within: 600_000, of: start)
      let distance = Geodesic.distanceMeters(from: start, to: end)
      let exact = Geodesic.inverse(from: start, to: end).distanceMeters
      #expect(abs(distance - exact) < 1e-4, "\(start) to \(end)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `is right to a micrometre up to a hundred kilometres`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let start = random.place()
      let end = random.place(within: 100_000, of: start)
      let distance = Geodesic.distanceMeters(from: start, to: end)
      let exact = Geodesic.inverse(from: start, to: end).distanceMeters
      #expect(abs(distance - exact) < 1e-6, "\(start) to \(end)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `is the same in both directions and from points as from coordinates`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let start = random.place()
      let end =
        Bool.random(using: &random) ? random.place() : random.place(within: 500_000, of: start)
      let distance = Geodesic.distanceMeters(from: start, to: end)
      #expect(distance == Geodesic.distanceMeters(from: end, to: start))
      #expect(
        distance == Geodesic.distanceMeters(from: EarthPoint(start), to: EarthPoint(end)))
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `is zero from a place to itself and positive to its neighbours`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let place = random.place()
    #expect(Geodesic.distanceMeters(from: place, to: place) == 0)
    #expect(Geodesic.inverse(from: place, to: place).distanceMeters == 0)
    let latitude = place.latitude > 0 ? place.latitude - 1e-9 : place.latitude + 1e-9
    let neighbour = try #require(Coordinate(latitude: latitude, longitude: place.longitude))
    let distance = Geodesic.distanceMeters(from: place, to: neighbour)
    #expect(abs(distance - 0.000_111) < 0.000_002)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `lies between the chord and the arc of the smallest circle over it`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let start = random.place()
      let end =
        Bool.random(using: &random) ? random.place() : random.place(within: 500_000, of: start)
      let chord =
        EarthPoint(start).squaredChord(to: EarthPoint(end)).squareRoot()
        * WGS84.equatorialRadiusMeters
      let distance = Geodesic.distanceMeters(from: start, to: end)
      let tolerance = distance > 100_000 ? 1e-4 : 1e-6
      #expect(chord <= distance + tolerance)
      // Schur: of two curves of one length, the one that bends less spans the longer chord.
      let radius = WGS84.smallestCurvatureRadiusMeters
      if distance <= radius * .pi, chord <= 2 * radius {
        #expect(distance <= 2 * radius * asin(chord / (2 * radius)) + tolerance)
      }
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `has the same bits for eight points at once as one by one`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let center = random.place()
      // Mixed groups have lanes on both sides of the longest corrected chord.
      let reaches = [10.0, 10_000, 319_000, 330_000, 20_000_000]
      let reach = reaches[Int.random(in: 0..<reaches.count, using: &random)]
      let start = EarthPoint(center)
      var points: [EarthPoint] = []
      for lane in 0..<8 {
        points.append(lane == 3 ? start : EarthPoint(random.place(within: reach, of: center)))
      }
      var (xs, ys, zs) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
      for lane in 0..<8 {
        (xs[lane], ys[lane], zs[lane]) = (points[lane].x, points[lane].y, points[lane].z)
      }
      let distances = Geodesic.distancesMeters(from: start, xs: xs, ys: ys, zs: zs)
      for lane in 0..<8 {
        let distance = Geodesic.distanceMeters(from: start, to: points[lane])
        #expect(distances[lane].bitPattern == distance.bitPattern)
      }
    }
  }

  @Test func `is the length of the meridian between the poles, and ties exactly there`() throws {
    let north = try #require(Coordinate(latitude: 90, longitude: 12))
    let south = try #require(Coordinate(latitude: -90, longitude: -100))
    let distance = Geodesic.distanceMeters(from: north, to: south)
    #expect(abs(distance - 20_003_931.458625) < 1e-6)
    let near = try #require(Coordinate(latitude: 89.99, longitude: 30))
    for longitude in stride(from: -180.0, through: 180, by: 15) {
      let pole = try #require(Coordinate(latitude: 90, longitude: longitude))
      #expect(
        Geodesic.distanceMeters(from: near, to: pole)
          == Geodesic.distanceMeters(from: near, to: north))
    }
  }

  @Test(arguments: [
    EarthPoint(x: 0, y: 0, z: 0), EarthPoint(x: 100, y: 100, z: 100),
    EarthPoint(x: .nan, y: 0, z: 0), EarthPoint(x: 0, y: .infinity, z: -.infinity),
    EarthPoint(x: 1e300, y: -1e300, z: 0),
  ])
  func `does not stop at points that are not on the Earth`(point: EarthPoint) throws {
    let place = EarthPoint(try #require(Coordinate(latitude: 50, longitude: 8)))
    let distances = Geodesic.distancesMeters(
      from: place, xs: SIMD8(repeating: point.x), ys: SIMD8(repeating: point.y),
      zs: SIMD8(repeating: point.z))
    let distance = Geodesic.distanceMeters(from: place, to: point)
    #expect(distance.isNaN == distances[0].isNaN)
    #expect(distance.isNaN || distance.bitPattern == distances[7].bitPattern)
  }
}
