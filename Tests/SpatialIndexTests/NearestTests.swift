import Geodesy
import SpatialIndex
import Testing

/// The hits of a search as an array.
private func list(_ scratch: borrowing SearchScratch) -> [Hit] {
  (0..<scratch.count).map { scratch[$0] }
}

/// Every point with its distance, in the order of the answers.
private func bruteForce(_ points: [EarthPoint], from center: EarthPoint) -> [Hit] {
  points.indices.map {
    Hit(
      distanceMeters: Geodesic.distanceMeters(from: center, to: points[$0]), id: UInt32($0),
      slot: 0)
  }.sorted { $0.precedes($1) }
}

/// Whether hits are the ones expected, whatever their slots.
private func expectSame(
  _ hits: [Hit], _ expected: some Sequence<Hit>, _ comment: Comment,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    hits.map { [$0.distanceMeters, Double($0.id)] }
      == expected.map { [$0.distanceMeters, Double($0.id)] },
    comment, sourceLocation: sourceLocation)
}

struct NearestTests {
  /// Six kinds of places, each with 1,680 queries: 10,080 in all.
  @Test(arguments: Places.allCases, 0..<4 as Range<UInt64>)
  func `finds the same twenty in the same order as a scan of every point`(
    kind: Places, seed: UInt64
  ) {
    let places = kind.make(700 + Int(seed) * 150, seed: seed)
    let points = places.map { EarthPoint($0) }
    let index = PackedIndex(points)
    var scratch = SearchScratch()
    var random = SplitMix(seed: seed ^ 0xA5A5)
    for number in 0..<420 {
      let center = EarthPoint(kind.query(places, random: &random))
      index.nearest(20, to: center, scratch: &scratch)
      expectSame(
        list(scratch), bruteForce(points, from: center).prefix(20),
        "\(kind), seed \(seed), query \(number)")
    }
  }

  @Test(arguments: Places.allCases)
  func `answers with distances within a millimetre of Karney's`(kind: Places) {
    let places = kind.make(800, seed: 11)
    let index = PackedIndex(places.map { EarthPoint($0) })
    var scratch = SearchScratch()
    var random = SplitMix(seed: 12)
    for number in 0..<60 {
      let center = kind.query(places, random: &random)
      index.nearest(20, to: EarthPoint(center), scratch: &scratch)
      for hit in list(scratch) {
        let exact = Geodesic.inverse(from: center, to: places[Int(hit.id)]).distanceMeters
        #expect(abs(hit.distanceMeters - exact) < 0.001, "\(kind), query \(number), id \(hit.id)")
      }
    }
  }

  @Test(arguments: [0, 1, 2, 31, 32, 33, 100, 1_000], [0, 1, 31, 32, 33, 64, 1_025])
  func `finds as many as there are, for any number asked and any number of points`(
    wanted: Int, count: Int
  ) {
    let places = Places.clustered.make(count, seed: 3)
    let points = places.map { EarthPoint($0) }
    let index = PackedIndex(points)
    var scratch = SearchScratch()
    let center = EarthPoint(place(10, 20))
    index.nearest(wanted, to: center, scratch: &scratch)
    expectSame(list(scratch), bruteForce(points, from: center).prefix(wanted), "\(wanted)")
    #expect(index.count == count)
  }

  @Test(arguments: [20, 31, 32, 100])
  func `decides ties at the last place by id`(wanted: Int) {
    // Ten thousand points in one place, more than the fast search keeps.
    let points = [EarthPoint](repeating: EarthPoint(place(51.5, -0.12)), count: 10_000)
    let index = PackedIndex(points)
    var scratch = SearchScratch()
    for center in [place(51.5, -0.12), place(51.6, -0.1), place(-51.5, 179.9)] {
      index.nearest(wanted, to: EarthPoint(center), scratch: &scratch)
      #expect(list(scratch).map(\.id) == (0..<UInt32(wanted)).map { $0 }, "\(center)")
    }
  }

  @Test(arguments: Places.allCases, [0.0, 50, 1_000, 5_000, 400_000, 19_000_000])
  func `finds none beyond the greatest distance, and those at it`(
    kind: Places, radiusMeters: Double
  ) {
    let places = kind.make(900, seed: 5)
    let points = places.map { EarthPoint($0) }
    let index = PackedIndex(points)
    var scratch = SearchScratch()
    var random = SplitMix(seed: 6)
    for number in 0..<25 {
      let center = EarthPoint(kind.query(places, random: &random))
      let all = bruteForce(points, from: center)
      // The distance of one of the points itself, so that the edge is met exactly.
      let radius = number.isMultiple(of: 2) ? radiusMeters : all[number * 7].distanceMeters
      for wanted in [10, 20, 60] {
        index.nearest(
          wanted, to: center, in: SearchRange(maximumMeters: radius), scratch: &scratch)
        expectSame(
          list(scratch), all.filter { $0.distanceMeters <= radius }.prefix(wanted),
          "\(kind), query \(number), radius \(radius)")
      }
    }
  }

  @Test(arguments: Places.allCases, 1...7)
  func `goes through all points page by page as in one list`(kind: Places, pageSize: Int) {
    let places = kind.make(130, seed: 8)
    let points = places.map { EarthPoint($0) }
    let index = PackedIndex(points)
    var scratch = SearchScratch()
    var random = SplitMix(seed: UInt64(pageSize))
    for _ in 0..<3 {
      let center = EarthPoint(kind.query(places, random: &random))
      var pages: [Hit] = []
      var range = SearchRange()
      while true {
        index.nearest(pageSize, to: center, in: range, scratch: &scratch)
        guard let last = list(scratch).last else { break }
        pages += list(scratch)
        range.after = SearchRange.Position(distanceMeters: last.distanceMeters, id: last.id)
      }
      expectSame(pages, bruteForce(points, from: center), "\(kind)")
    }
  }

  @Test(arguments: Places.allCases)
  func `finds none nearer than the least distance`(kind: Places) {
    let places = kind.make(600, seed: 21)
    let points = places.map { EarthPoint($0) }
    let index = PackedIndex(points)
    var scratch = SearchScratch()
    var random = SplitMix(seed: 22)
    for number in 0..<40 {
      let center = EarthPoint(kind.query(places, random: &random))
      let all = bruteForce(points, from: center)
      let least = all[number * 3].distanceMeters
      let range = SearchRange(minimumMeters: least, maximumMeters: least + 200_000)
      index.nearest(15, to: center, in: range, scratch: &scratch)
      expectSame(
        list(scratch),
        all.filter { $0.distanceMeters >= least && $0.distanceMeters <= least + 200_000 }
          .prefix(15), "\(kind), query \(number)")
    }
  }
}

struct FilterTests {
  /// Points with an even remainder, which a node's tags tell of.
  struct Remainder: PointFilter {
    static var matchesEverything: Bool { false }
    let modulus: UInt32
    let ids: [UInt32]

    func mayMatch(_ node: NodeSummary) -> Bool {
      node.tags & 1 == 1 && node.slots.contains { matches(slot: $0) }
    }

    func matches(slot: UInt32) -> Bool {
      ids[Int(slot)].isMultiple(of: modulus)
    }
  }

  @Test(arguments: Places.allCases, [1, 2, 37, 500, 5_000] as [UInt32])
  func `finds the nearest that pass, however few they are`(kind: Places, modulus: UInt32) {
    let places = kind.make(1_500, seed: 31)
    let points = places.map { EarthPoint($0) }
    let tags = points.indices.map { UInt32($0).isMultiple(of: modulus) ? UInt64(1) : 2 }
    let index = PackedIndex(points, tags: tags)
    let filter = Remainder(
      modulus: modulus, ids: (0..<UInt32(points.count)).map { index.id(slot: $0) })
    var scratch = SearchScratch()
    var random = SplitMix(seed: 32)
    for number in 0..<20 {
      let center = EarthPoint(kind.query(places, random: &random))
      let passing = bruteForce(points, from: center).filter { $0.id.isMultiple(of: modulus) }
      for wanted in [20, 50] {
        index.nearest(wanted, to: center, where: filter, scratch: &scratch)
        expectSame(list(scratch), passing.prefix(wanted), "\(kind), query \(number)")
      }
      let range = SearchRange(maximumMeters: 3_000)
      index.within(range, of: center, where: filter, scratch: &scratch)
      expectSame(
        list(scratch).sorted { $0.precedes($1) },
        passing.filter { $0.distanceMeters <= 3_000 }, "\(kind), query \(number)")
      #expect(
        index.count(range, of: center, where: filter, scratch: &scratch)
          == passing.count { $0.distanceMeters <= 3_000 })
    }
  }
}

struct WithinTests {
  @Test(arguments: Places.allCases, [0.0, 30, 999, 20_000, 2_000_000, 20_100_000])
  func `finds, counts and lists just the points in the radius`(
    kind: Places, radiusMeters: Double
  ) {
    let places = kind.make(2_500, seed: 41)
    let points = places.map { EarthPoint($0) }
    let index = PackedIndex(points)
    var scratch = SearchScratch()
    var random = SplitMix(seed: 42)
    for number in 0..<12 {
      let center = EarthPoint(kind.query(places, random: &random))
      let all = bruteForce(points, from: center)
      let radius = number.isMultiple(of: 3) ? all[number * 50].distanceMeters : radiusMeters
      let expected = all.filter { $0.distanceMeters <= radius }
      index.within(radiusMeters: radius, of: center, scratch: &scratch)
      let hits = list(scratch)
      expectSame(hits.sorted { $0.precedes($1) }, expected, "\(kind), query \(number), \(radius)")
      #expect(hits.allSatisfy { index.id(slot: $0.slot) == $0.id })
      let range = SearchRange(maximumMeters: radius)
      #expect(
        index.count(range, of: center, where: EveryPoint(), scratch: &scratch) == expected.count)
      var ids: [UInt32] = []
      index.ids(range, of: center, where: EveryPoint(), scratch: &scratch, into: &ids)
      #expect(ids.sorted() == expected.map(\.id).sorted())
      let ring = SearchRange(minimumMeters: radius / 2, maximumMeters: radius)
      #expect(
        index.count(ring, of: center, where: EveryPoint(), scratch: &scratch)
          == expected.count { $0.distanceMeters >= radius / 2 })
    }
  }

  @Test(arguments: [
    BoundingBox(south: -17, west: 179.8, north: -16, east: -179.8),
    BoundingBox(south: -90, west: -180, north: 90, east: 180),
    BoundingBox(south: 51.5, west: -0.12, north: 51.5, east: -0.12),
    BoundingBox(south: 89, west: 10, north: 90, east: 100),
    BoundingBox(south: -30, west: -100, north: 40, east: 60),
    BoundingBox(south: -10, west: 30, north: 10, east: -30),
  ])
  func `finds just the points in a box`(box: BoundingBox?) throws {
    let box = try #require(box)
    for kind in Places.allCases {
      let places = kind.make(3_000, seed: 51)
      let index = PackedIndex(places.map { EarthPoint($0) })
      var scratch = SearchScratch()
      var found: [UInt32] = []
      index.within(
        box, where: EveryPoint(), coordinate: { places[Int(index.id(slot: $0))] },
        scratch: &scratch
      ) { found.append(index.id(slot: $0)) }
      #expect(
        found.sorted()
          == places.indices.filter { box.contains(places[$0]) }.map { UInt32($0) }, "\(kind)")
    }
  }
}

struct PackedIndexTests {
  @Test(arguments: [0, 1, 31, 32, 33, 1_023, 1_024, 1_025, 33_000])
  func `has every point in one slot, and slots that belong together`(count: Int) {
    let points = Places.uniform.make(count, seed: 61).map { EarthPoint($0) }
    let index = PackedIndex(points)
    let ids = (0..<UInt32(count)).map { index.id(slot: $0) }
    #expect(ids.sorted() == (0..<UInt32(count)).map { $0 })
    #expect((0..<UInt32(count)).allSatisfy { index.point(slot: $0) == points[Int(ids[Int($0)])] })
  }

  @Test func `takes at most 32 bytes a point`() {
    let index = PackedIndex(Places.clustered.make(100_000, seed: 71).map { EarthPoint($0) })
    #expect(Double(index.byteCount) / 100_000 <= 32)
  }

  @Test func `is the same from the same points`() {
    let points = Places.clustered.make(5_000, seed: 81).map { EarthPoint($0) }
    let (one, other) = (PackedIndex(points), PackedIndex(points))
    #expect((0..<5_000).allSatisfy { one.id(slot: $0) == other.id(slot: $0) })
  }

  @Test func `refuses a slot that it doesn't have`() async {
    await #expect(processExitsWith: .failure) {
      _ = PackedIndex([]).id(slot: 0)
    }
  }
}
