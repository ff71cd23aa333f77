import Geodesy
import Geofencing
import SpatialIndex
import Testing

struct ShapeSearchTests {
  /// Every place is held against the sampled line, so places whose distance is within a millimetre
  /// of the radius may be found or not.
  @Test(arguments: Routes.allCases, 0..<2 as Range<UInt64>)
  func `finds the same places around a route as a scan of them all`(
    kind: Routes, seed: UInt64
  ) throws {
    var random = ShapeRandom(seed: seed ^ 0x51)
    let line = kind.make(&random)
    let places = kind.places(around: line, count: 250, &random)
    let sampled = SampledLines([line], samplesPerEdge: max(8, 1_000 / line.count))
    let expected = places.map { sampled.distanceMeters(from: $0) }
    let index = PackedIndex(places.map { EarthPoint($0) })
    let shape = try PreparedShape(ShapePath(line: line))
    var scratch = ShapeScratch()
    for radius in [0, 1, 200, 2_000, 20_000, 50_000] as [Double] {
      try index.within(radius, of: shape, where: EveryPoint(), scratch: &scratch)
      let hits = scratch.hits
      let found = Set(hits.map { Int($0.id) })
      #expect(found.count == hits.count)
      for (id, distance) in expected.enumerated() where abs(distance - radius) > 1e-3 {
        #expect(
          found.contains(id) == (distance < radius), "\(places[id]), \(distance) m from \(kind)")
      }
      for hit in hits {
        #expect(abs(hit.distanceMeters - expected[Int(hit.id)]) < 1e-3)
        #expect(hit.distanceMeters <= radius)
        #expect(index.id(slot: hit.slot) == hit.id)
      }
      for (one, next) in zip(hits, hits.dropFirst()) { #expect(one.precedes(next)) }
    }
  }

  /// Thousands of places, so that whole nodes are cut off; the scan asks the shape itself.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func `cuts off no node that holds a hit`(seed: UInt64) throws {
    var random = ShapeRandom(seed: seed ^ 0xB0)
    let kind = Routes.allCases[Int(seed) % 6]
    let line = kind.make(&random)
    let shape = try PreparedShape(ShapePath(line: line))
    let places =
      kind.places(around: line, count: 3_000, &random)
      + (0..<1_000).map { _ in shapePlace(random.next(in: -90...90), random.next(in: -180...180)) }
    let index = PackedIndex(places.map { EarthPoint($0) })
    var scratch = ShapeScratch()
    for radius in [0, 50, 1_000, 10_000] as [Double] {
      let expected = places.indices.compactMap { id in
        shape.distanceMeters(from: places[id], atMost: radius).map {
          Hit(distanceMeters: $0, id: UInt32(id), slot: 0)
        }
      }.map(\.id)
      try index.within(radius, of: shape, where: EveryPoint(), scratch: &scratch)
      #expect(scratch.hits.map(\.id).sorted() == expected, "\(kind), \(radius) m, seed \(seed)")
    }
  }

  @Test func `finds only points that pass the filter`() throws {
    var random = ShapeRandom(seed: 3)
    let line = Routes.city.make(&random)
    let places = Routes.city.places(around: line, count: 2_000, &random)
    let index = PackedIndex(
      places.map { EarthPoint($0) }, tags: places.indices.map { 1 << UInt64($0 % 3) })
    let shape = try PreparedShape(ShapePath(line: line))
    var scratch = ShapeScratch()
    try index.within(400, of: shape, where: EveryPoint(), scratch: &scratch)
    let all = scratch.hits
    try index.within(400, of: shape, where: Third(index: index), scratch: &scratch)
    #expect(scratch.hits.map(\.id) == all.map(\.id).filter { $0 % 3 == 1 })
    #expect(scratch.count > 100)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `finds what lies inside an area at distance 0 and measures the rest to its border`(
    seed: UInt64
  ) throws {
    var random = ShapeRandom(seed: seed)
    let (south, west) = (random.next(in: -80...79), random.next(in: -179...177))
    let outer = box(south, west, south + 0.5, west + 1)
    let hole = box(south + 0.2, west + 0.3, south + 0.3, west + 0.6)
    let border = try PreparedShape(ShapePath(rings: [outer, hole]))
    func contains(_ place: Coordinate) -> Bool {
      let isInHole =
        place.latitude > south + 0.2 && place.latitude < south + 0.3
        && place.longitude > west + 0.3 && place.longitude < west + 0.6
      return place.latitude >= south && place.latitude <= south + 0.5 && place.longitude >= west
        && place.longitude <= west + 1 && !isInHole
    }
    let places = (0..<4_000).map { _ in
      shapePlace(south + random.next(in: -0.3...0.8), west + random.next(in: -0.5...1.5))
    }
    let index = PackedIndex(places.map { EarthPoint($0) })
    var scratch = ShapeScratch()
    for radius in [0, 500, 8_000] as [Double] {
      var asked = 0
      try index.within(
        radius, of: border, where: EveryPoint(),
        coordinate: { places[Int(index.id(slot: $0))] },
        containing: {
          asked += 1
          return contains($0)
        },
        scratch: &scratch)
      let expected = places.indices.compactMap { id -> Hit? in
        let isInside = contains(places[id])
        let distance = isInside ? 0 : border.distanceMeters(from: places[id], atMost: radius)
        return distance.map { Hit(distanceMeters: $0, id: UInt32(id), slot: 0) }
      }.sorted { $0.precedes($1) }
      #expect(scratch.hits.map(\.id) == expected.map(\.id))
      #expect(
        scratch.hits.map { $0.distanceMeters.rounded(.down) }
          == expected.map { $0.distanceMeters.rounded(.down) })
      #expect(asked < places.count)
    }
  }

  @Test(arguments: [-1, -0.001, 50_000.001, .infinity, -.infinity, .nan] as [Double])
  func `refuses a radius that is not from 0 to 50,000 metres`(radius: Double) throws {
    let index = PackedIndex([EarthPoint(shapePlace(1, 2))])
    let shape = try PreparedShape(ShapePath(points: [shapePlace(1, 2)]))
    var scratch = ShapeScratch()
    #expect(throws: ShapeError.self) {
      try index.within(radius, of: shape, where: EveryPoint(), scratch: &scratch)
    }
  }

  @Test func `gives up a search that takes more measurements than allowed`() throws {
    let line = (0..<200).map { shapePlace(50, $0.isMultiple(of: 2) ? 9 : 9.1) }
    let shape = try PreparedShape(ShapePath(line: line))
    let index = PackedIndex((0..<100).map { EarthPoint(shapePlace(50.01, 9 + 1e-3 * Double($0))) })
    var scratch = ShapeScratch()
    scratch.mostMeasurements = 2_000
    #expect(throws: ShapeError.tooMuchWork(most: 2_000)) {
      try index.within(2_000, of: shape, where: EveryPoint(), scratch: &scratch)
    }
    #expect(scratch.count == 0)
    scratch.mostMeasurements = 100_000
    try index.within(2_000, of: shape, where: EveryPoint(), scratch: &scratch)
    #expect(scratch.count == 100)
  }

  @Test func `searches an empty index, and one of a single point`() throws {
    let shape = try PreparedShape(ShapePath(points: [shapePlace(1, 2)]))
    var scratch = ShapeScratch()
    try PackedIndex([EarthPoint(shapePlace(1, 2))])
      .within(0, of: shape, where: EveryPoint(), scratch: &scratch)
    #expect(scratch.hits == [Hit(distanceMeters: 0, id: 0, slot: 0)])
    try PackedIndex([]).within(50_000, of: shape, where: EveryPoint(), scratch: &scratch)
    #expect(scratch.count == 0)
  }

  private func box(
    _ south: Double, _ west: Double, _ north: Double, _ east: Double
  ) -> [Coordinate] {
    [
      shapePlace(south, west), shapePlace(south, east), shapePlace(north, east),
      shapePlace(north, west),
    ]
  }
}

/// Passes points whose id leaves 1 when divided by 3.
private struct Third: PointFilter {
  let index: PackedIndex

  static var matchesEverything: Bool { false }

  func mayMatch(_ node: NodeSummary) -> Bool { node.tags & 2 != 0 }

  func matches(slot: UInt32) -> Bool { index.id(slot: slot) % 3 == 1 }
}
