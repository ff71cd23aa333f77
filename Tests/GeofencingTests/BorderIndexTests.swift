import Geodesy
import Geofencing
import TestSupport
import Testing

struct BorderIndexTests {
  /// Fences of every kind, some cut at the antimeridian or with a pole inside.
  private func fences(_ random: inout SeededGenerator) throws -> FenceIndex {
    var fences: [Geofence] = []
    for number in 0..<30 {
      let latitude = random.number(50...51)
      let longitude = random.number(7...9)
      let shape: Geofence.Shape
      if number % 3 == 0 {
        shape = .circle(
          try Circle(center: place(latitude, longitude), radiusMeters: random.number(10...9_000)))
      } else {
        let size = [0.001, 0.05, 0.6][number % 3]
        shape = .polygon(
          try MultiPolygon([
            Polygon(
              outer: star(
                latitude: latitude, longitude: longitude, radii: 0.4 * size...size, count: 20,
                &random))
          ]))
      }
      fences.append(try Geofence(id: "\(number)", isActive: number % 7 != 5, shape: shape))
    }
    for (number, text) in [
      "MULTIPOLYGON (((179 0, 180 0, 180 1, 179 1, 179 0)), ((-180 0, -179 0, -179 1, -180 1, -180 0)))",
      "POLYGON ((-180 -90, -180 -70, 0 -70, 180 -70, 180 -90, -180 -90))",
    ].enumerated() {
      fences.append(
        try Geofence(
          id: "odd-\(number)", shape: .polygon(MultiPolygon(wellKnownText: text))))
    }
    return try FenceIndex(fences)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `is as far from the nearest border as a look at every fence says`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let index = try fences(&random)
    let borders = BorderIndex(index)
    for number in 0..<24 {
      let place =
        switch number % 6 {
        case 0:
          place(clampingLatitude: random.number(-90...90), longitude: random.number(-180...180))
        case 1: place(clampingLatitude: random.number(-1...2), longitude: random.number(178...180))
        case 2:
          place(clampingLatitude: random.number(-72 ... -68), longitude: random.number(-180...180))
        default:
          place(clampingLatitude: random.number(49.5...51.5), longitude: random.number(6...10))
        }
      let expected = index.fences.indices.reduce(Double.infinity) { nearest, position in
        min(
          nearest, index.borderDistanceMeters(from: place, position: position, atMost: nearest))
      }
      let distance = borders.nearestMeters(to: place)
      #expect(abs(distance - expected) <= max(0.002, 2e-7 * expected), "\(place), seed \(seed)")
    }
  }

  @Test func `measures from inside to the nearest of borders that lie in each other`() throws {
    let center = place(10, 20)
    let index = try FenceIndex([
      Geofence(id: "wide", shape: .circle(Circle(center: center, radiusMeters: 5_000))),
      Geofence(id: "narrow", shape: .circle(Circle(center: center, radiusMeters: 300))),
    ])
    #expect(BorderIndex(index).nearestMeters(to: center) == 300)
  }

  @Test func `is infinite where there is no border`() throws {
    let earth = try MultiPolygon(
      wellKnownText: "POLYGON ((-180 -90, 0 -90, 180 -90, 180 90, 0 90, -180 90, -180 -90))")
    #expect(try BorderIndex(FenceIndex([])).nearestMeters(to: place(0, 0)) == .infinity)
    let index = try FenceIndex([Geofence(id: "earth", shape: .polygon(earth))])
    #expect(BorderIndex(index).nearestMeters(to: place(0, 0)) == .infinity)
  }
}
