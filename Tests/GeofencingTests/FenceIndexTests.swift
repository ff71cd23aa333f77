import Geodesy
import Geofencing
import TestSupport
import Testing

/// Fences of every kind around one region, some of them inactive.
func randomFences(
  count: Int, around center: (latitude: Double, longitude: Double), _ random: inout SeededGenerator
) throws -> [Geofence] {
  try (0..<count).map { number in
    let middle = place(
      clampingLatitude: center.latitude + random.number(-0.2...0.2),
      longitude: center.longitude + random.number(-0.2...0.2))
    let isActive = number % 11 != 3
    if number % 3 == 0 {
      let circle = try Circle(center: middle, radiusMeters: random.number(10...10_000))
      return try Geofence(id: "circle-\(number)", isActive: isActive, shape: .circle(circle))
    }
    let outer = try star(
      latitude: middle.latitude, longitude: middle.longitude, radii: 0.01...0.03, count: 30,
      &random)
    let hole = try star(
      latitude: middle.latitude, longitude: middle.longitude, radii: 0.002...0.005, count: 8,
      &random)
    let area = try MultiPolygon([Polygon(outer: outer, holes: number % 2 == 0 ? [hole] : [])])
    return try Geofence(id: "zone-\(number)", isActive: isActive, shape: .polygon(area))
  }
}

func randomPlace(
  around center: (latitude: Double, longitude: Double), _ random: inout SeededGenerator
) -> Coordinate {
  let longitude = center.longitude + random.number(-0.25...0.25)
  return place(
    clampingLatitude: center.latitude + random.number(-0.25...0.25),
    longitude: longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude)
}

/// Whether a fence holds a place, by going through all its edges or by the distance.
private func holds(_ fence: Geofence, _ place: Coordinate) -> Bool {
  switch fence.shape {
  case .circle(let circle):
    Geodesic.distanceMeters(from: circle.center, to: place) <= circle.radiusMeters
  case .polygon(let area):
    exactLocation(x: place.longitude, y: place.latitude, in: area) != .outside
      || (abs(place.longitude) == 180
        && exactLocation(x: -place.longitude, y: place.latitude, in: area) != .outside)
  }
}

struct FenceIndexTests {
  private static let regions: [(latitude: Double, longitude: Double)] = [
    (51.5, 0), (0, 180), (-17, -180), (89.9, 40), (-90, -180), (0, 0),
  ]

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `finds the fences that a scan of all of them finds`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let region = Self.regions[Int(seed) % Self.regions.count]
    let fences = try randomFences(count: 60, around: region, &random)
    let index = try FenceIndex(fences)
    var positions: [Int] = []
    for _ in 0..<60 {
      let place = randomPlace(around: region, &random)
      index.fences(containing: place, into: &positions)
      let expected = fences.filter { $0.isActive && holds($0, place) }.map(\.id).sorted()
      #expect(positions.map { index.fences[$0].id } == expected, "\(place)")
      for position in positions { #expect(index.contains(place, position: position)) }
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `finds the fences on whose borders a place is`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let fences = try randomFences(count: 200, around: (48, 2), &random)
    let index = try FenceIndex(fences)
    for position in index.fences.indices where index.fences[position].isActive {
      guard case .polygon(let area) = index.fences[position].shape else { continue }
      let ring = try #require(area.polygons.first?.rings.last)
      let vertex = place(ring.latitudes[3], ring.longitudes[3])
      #expect(index.fences(containing: vertex).contains { $0.id == index.fences[position].id })
      #expect(index.explanation(of: vertex, position: position)?.location == .border)
    }
  }

  @Test func `finds a circle on both sides of the antimeridian, once`() throws {
    let circle = try Circle(center: place(0, 179.99), radiusMeters: 5_000)
    let index = try FenceIndex([Geofence(id: "a", shape: .circle(circle))])
    for longitude in [179.96, 180, -180, -179.97] {
      #expect(index.fences(containing: place(0, longitude)).map(\.id) == ["a"])
    }
    #expect(index.fences(containing: place(0, -179.9)).isEmpty)
    #expect(index.nearest(to: place(0, -179.9), limit: 5).count == 1)
  }

  @Test func `finds a circle around a pole`() throws {
    let circle = try Circle(center: place(89.99, 10), radiusMeters: 5_000)
    let index = try FenceIndex([Geofence(id: "a", shape: .circle(circle))])
    #expect(index.fences(containing: place(90, -77)).count == 1)
    #expect(index.fences(containing: place(89.98, -170)).count == 1)
    #expect(index.fences(containing: place(89.9, -170)).isEmpty)
  }

  @Test func `has its fences by id, active or not`() throws {
    let shape = Geofence.Shape.circle(try Circle(center: place(1, 2), radiusMeters: 100))
    let fences = try ["b", "c", "a"].map {
      try Geofence(id: $0, name: "fence \($0)", isActive: $0 != "c", shape: shape)
    }
    let index = try FenceIndex(fences)
    #expect(index.fences.map(\.id) == ["a", "b", "c"])
    #expect(index.fence(id: "c")?.name == "fence c")
    #expect(index.fence(id: "d") == nil && index.position(id: "") == nil)
    #expect(index.count == 3 && index.activeCount == 2 && index.byteCount > 0)
    #expect(index.fences(containing: place(1, 2)).map(\.id) == ["a", "b"])
    #expect(index.nearest(to: place(1, 2), limit: 9).map(\.position) == [0, 1])
    #expect(throws: GeofenceError.duplicateID("b")) { try FenceIndex(fences + [fences[0]]) }
  }

  @Test func `is empty without fences`() throws {
    let index = try FenceIndex([])
    #expect(index.fences(containing: place(0, 0)).isEmpty)
    #expect(index.nearest(to: place(0, 0), limit: 3).isEmpty)
    #expect(index.matches(for: place(0, 0), accuracyMeters: 1e9).isEmpty)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `has the nearest fences that a scan of all of them has`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let region = Self.regions[Int(seed) % Self.regions.count]
    let index = try FenceIndex(randomFences(count: 60, around: region, &random))
    for _ in 0..<10 {
      let place = randomPlace(around: region, &random)
      let expected = index.fences.indices.filter { index.fences[$0].isActive }.map { position in
        (
          index.contains(place, position: position)
            ? 0 : index.borderDistanceMeters(from: place, position: position), position
        )
      }.sorted { $0 < $1 }
      let found = index.nearest(to: place, limit: 7)
      #expect(found.map(\.position) == expected.prefix(7).map(\.1))
      for (hit, expectation) in zip(found, expected) {
        #expect(abs(hit.distanceMeters - expectation.0) <= 0.002)
      }
      let near = index.nearest(to: place, limit: 100, atMost: 5_000)
      #expect(near.map(\.position) == expected.filter { $0.0 <= 5_000 }.map(\.1))
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `tells certain from possible fences for a fix`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let region = Self.regions[Int(seed) % Self.regions.count]
    let index = try FenceIndex(randomFences(count: 60, around: region, &random))
    for accuracy in [0, 50, 2_000.0] {
      let fix = randomPlace(around: region, &random)
      var expected: [FenceMatch.Certainty?] = []
      for position in index.fences.indices {
        let distance = index.borderDistanceMeters(from: fix, position: position)
        let contains = index.contains(fix, position: position)
        expected.append(
          contains && distance >= accuracy
            ? .inside : contains || (accuracy > 0 && distance <= accuracy) ? .possible : nil)
      }
      let matches = index.matches(for: fix, accuracyMeters: accuracy)
      var found = [FenceMatch.Certainty?](repeating: nil, count: index.count)
      for match in matches { found[match.position] = match.certainty }
      #expect(found == expected)
    }
  }

  @Test func `answers many tasks at once as it answers one`() async throws {
    var random = SeededGenerator(seed: 1)
    let region = (latitude: 51.5, longitude: 0.0)
    let index = try FenceIndex(randomFences(count: 200, around: region, &random))
    let places = (0..<200).map { _ in randomPlace(around: region, &random) }
    let expected = places.map { index.fences(containing: $0).map(\.id) }
    let nearest = places[..<20].map { index.nearest(to: $0, limit: 3) }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          places.map { index.fences(containing: $0).map(\.id) } == expected
            && places[..<20].map { index.nearest(to: $0, limit: 3) } == nearest
        }
      }
      for await isEqual in group { #expect(isEqual) }
    }
  }
}
