import Geodesy
import SpatialIndex
import Testing

/// Scores that fall in steps with the distance, with something added by the point's tag, so that
/// many points score alike.
private struct StepScorer: PointScorer {
  let addedByTag: [Int32]
  let tags: [UInt64]
  var known: Set<UInt32> = []
  let stepMeters: Double
  let stepScore: Int32

  func mostAdded(tags: UInt64) -> Int32 {
    addedByTag.indices.lazy.filter { tags & 1 << UInt64($0) != 0 }.map { addedByTag[$0] }.max() ?? 0
  }

  func added(slot: UInt32) -> Int32 { addedByTag[tags[Int(slot)].trailingZeroBitCount] }
  func nearness(meters: Double) -> Int32 {
    Int32(max(0, 20 - (meters / stepMeters).rounded(.down))) * stepScore
  }
  func isKnown(slot: UInt32) -> Bool { known.contains(slot) }
}

/// The points whose ids are multiples of a number.
private struct Multiples: PointFilter {
  static var matchesEverything: Bool { false }
  let of: UInt32
  let ids: [UInt32]

  func mayMatch(_ node: NodeSummary) -> Bool { node.slots.contains { matches(slot: $0) } }
  func matches(slot: UInt32) -> Bool { ids[Int(slot)].isMultiple(of: of) }
}

/// A sink that keeps all points of at least some score.
private struct EveryHit: ScoredHitSink {
  let leastScore: Int32
  var hits: [ScoredHit] = []

  mutating func offer(_ hit: ScoredHit) { hits.append(hit) }
}

/// Seeded points with scores.
private struct ScoredPoints {
  let places: [Coordinate]
  let index: PackedIndex
  let scores: PointScores
  var scorer: StepScorer
  let nearness: DistanceScores
  var random: SplitMix

  init(_ kind: Places, _ count: Int, seed: UInt64) {
    var random = SplitMix(seed: seed ^ 0xBE57)
    places = kind.make(count, seed: seed)
    let tags = (0..<count).map { _ in UInt64(1) << (random.next() % 4) }
    let index = PackedIndex(places.map { EarthPoint($0) }, tags: tags)
    self.index = index
    // Mostly a few scores, now and then any.
    let most = seed.isMultiple(of: 2) ? 4 : 200_000
    let own = (0..<count).map { _ in Int32(random.next() % UInt64(most)) }
    scores = PointScores(index: index) { own[Int($0)] }
    let unit: Int32 = seed.isMultiple(of: 2) ? 1 : 10_000
    let scorer = StepScorer(
      addedByTag: (0..<4).map { _ in Int32(random.next() % 4) * unit },
      tags: (0..<UInt32(count)).map { tags[Int(index.id(slot: $0))] },
      stepMeters: [30.0, 700, 400_000][Int(seed % 3)],
      stepScore: Int32(random.next() % 3) * unit)
    self.scorer = scorer
    nearness = DistanceScores { scorer.nearness(meters: $0) }
    self.random = random
  }

  mutating func center() -> EarthPoint {
    EarthPoint(places.isEmpty ? place(10, 20) : Places.clustered.query(places, random: &random))
  }

  /// Every point in a range, the best first.
  func all(
    around center: EarthPoint, in range: SearchRange, where passes: (UInt32) -> Bool = { _ in true }
  ) -> [ScoredHit] {
    (0..<UInt32(index.count)).compactMap { slot in
      let distance = Geodesic.distanceMeters(from: center, to: index.point(slot: slot))
      guard distance >= range.minimumMeters, distance <= range.maximumMeters,
        passes(index.id(slot: slot)), !scorer.known.contains(slot)
      else { return nil }
      return ScoredHit(
        score: scores[slot] + scorer.nearness(meters: distance) + scorer.added(slot: slot),
        id: index.id(slot: slot), distanceMeters: distance, slot: slot)
    }
    .sorted { ($1.score, $0.id) < ($0.score, $1.id) }
  }

  func best<Filter: PointFilter, Sink: ScoredHitSink>(
    around center: EarthPoint, in range: SearchRange, where filter: Filter, into sink: inout Sink
  ) {
    var scratch = SearchScratch()
    index.best(
      around: center, in: range, scores: scores, nearness: nearness, by: scorer, where: filter,
      into: &sink, scratch: &scratch)
  }

  func best(
    _ count: Int, around center: EarthPoint, in range: SearchRange = SearchRange(),
    after: UInt64? = nil
  ) -> [ScoredHit] {
    best(count, around: center, in: range, where: EveryPoint(), after: after)
  }

  func best<Filter: PointFilter>(
    _ count: Int, around center: EarthPoint, in range: SearchRange, where filter: Filter,
    after: UInt64? = nil
  ) -> [ScoredHit] {
    var hits = ScoredHits()
    hits.reset(keeping: count, after: after)
    best(around: center, in: range, where: filter, into: &hits)
    hits.sort()
    return (0..<hits.count).map { hits[$0] }
  }
}

struct BestTests {
  @Test(arguments: Places.allCases, 0..<6 as Range<UInt64>)
  func `finds the best in order as scoring every point does`(kind: Places, seed: UInt64) {
    var points = ScoredPoints(kind, 100 + 170 * Int(seed), seed: seed)
    for number in 0..<15 {
      let center = points.center()
      let radius = [.infinity, 0, 300, 5_000, 1_000_000][number % 5]
      let least = number.isMultiple(of: 3) ? radius / 3 : 0
      let range = SearchRange(
        minimumMeters: least.isFinite ? least : 2_000, maximumMeters: radius)
      let expected = points.all(around: center, in: range)
      for wanted in [1, 20, 64, 3_000] {
        #expect(
          points.best(wanted, around: center, in: range) == Array(expected.prefix(wanted)),
          "\(kind), seed \(seed), query \(number), best \(wanted) up to \(radius) m")
      }
    }
  }

  @Test(arguments: Places.allCases, [1, 2, 37, 500, 5_000] as [UInt32])
  func `finds the best that pass, however few they are`(kind: Places, modulus: UInt32) {
    var points = ScoredPoints(kind, 900, seed: UInt64(modulus))
    let filter = Multiples(
      of: modulus, ids: (0..<900).map { points.index.id(slot: $0) })
    for number in 0..<6 {
      let center = points.center()
      let range = SearchRange(maximumMeters: number.isMultiple(of: 2) ? .infinity : 4_000)
      let expected = points.all(around: center, in: range) { $0.isMultiple(of: modulus) }
      #expect(
        points.best(20, around: center, in: range, where: filter) == Array(expected.prefix(20)),
        "\(kind), query \(number)")
    }
  }

  @Test(arguments: Places.allCases, 0..<4 as Range<UInt64>)
  func `leaves out the points that are known`(kind: Places, seed: UInt64) {
    var points = ScoredPoints(kind, 500, seed: seed)
    points.scorer.known = Set((0..<200).map { _ in UInt32(points.random.next() % 500) })
    for _ in 0..<8 {
      let center = points.center()
      let expected = points.all(around: center, in: SearchRange())
      #expect(points.best(30, around: center) == Array(expected.prefix(30)), "\(kind)")
    }
  }

  @Test(arguments: Places.allCases, [1, 2, 7, 40])
  func `goes through all points page by page as in one list`(kind: Places, pageSize: Int) {
    var points = ScoredPoints(kind, 130, seed: UInt64(pageSize))
    let center = points.center()
    let range = SearchRange(maximumMeters: kind == .uniform ? 9_000_000 : 60_000)
    var pages: [ScoredHit] = []
    while true {
      let page = points.best(pageSize, around: center, in: range, after: pages.last?.key)
      if page.isEmpty { break }
      pages += page
    }
    #expect(pages == points.all(around: center, in: range), "\(kind)")
  }

  @Test(arguments: [1, 20, 31, 32, 33, 100])
  func `decides ties at the last place by id`(wanted: Int) {
    // The same place and the same score for all.
    let index = PackedIndex([EarthPoint](repeating: EarthPoint(place(51.5, -0.12)), count: 3_000))
    let scores = PointScores(index: index) { _ in 7 }
    let scorer = StepScorer(
      addedByTag: [0], tags: [UInt64](repeating: 1, count: 3_000), stepMeters: 1_000, stepScore: 5)
    var scratch = SearchScratch()
    for center in [place(51.5, -0.12), place(51.6, -0.1), place(-51.5, 179.9)] {
      var hits = ScoredHits()
      hits.reset(keeping: wanted)
      index.best(
        around: EarthPoint(center), in: SearchRange(), scores: scores,
        nearness: DistanceScores { scorer.nearness(meters: $0) }, by: scorer, where: EveryPoint(),
        into: &hits, scratch: &scratch)
      hits.sort()
      #expect((0..<hits.count).map { hits[$0].id } == Array(0..<UInt32(wanted)), "\(center)")
    }
  }

  @Test(arguments: Places.allCases, 0..<4 as Range<UInt64>)
  func `hands a sink every point of at least the score that it wants`(kind: Places, seed: UInt64) {
    var points = ScoredPoints(kind, 700, seed: seed)
    for _ in 0..<6 {
      let center = points.center()
      let all = points.all(around: center, in: SearchRange())
      let least = all[Int(points.random.next() % 700)].score
      var sink = EveryHit(leastScore: least)
      points.best(around: center, in: SearchRange(), where: EveryPoint(), into: &sink)
      #expect(
        sink.hits.filter { $0.score >= least }.sorted { $0.key < $1.key }
          == all.filter { $0.score >= least }, "\(kind)")
      #expect(Set(sink.hits.map(\.slot)).count == sink.hits.count)
    }
  }

  @Test(arguments: [0, 1, 31, 32, 33, 1_025])
  func `finds as many as there are`(count: Int) {
    var points = ScoredPoints(.clustered, count, seed: 5)
    let center = points.center()
    #expect(points.best(2_000, around: center) == points.all(around: center, in: SearchRange()))
    #expect(points.best(1, around: center).count == min(1, count))
  }
}

struct ScoredHitTests {
  @Test func `has keys in the order of falling scores, then of rising ids`() {
    let order: [(Int32, UInt32)] = [
      (1_000_000_000, 0), (1_000_000, 5), (1_000_000, .max), (1, 0), (0, 0), (0, 1), (0, .max),
    ]
    let keys = order.map { ScoredHit.key(score: $0.0, id: $0.1) }
    #expect(keys == keys.sorted())
    #expect(Set(keys).count == keys.count)
    for (number, key) in keys.enumerated() {
      #expect(ScoredHit.score(ofKey: key) == order[number].0)
      let hit = ScoredHit(
        score: order[number].0, id: order[number].1, distanceMeters: 3, slot: 4)
      #expect(hit.key == key && hit.id == order[number].1 && hit.score == order[number].0)
    }
  }
}

struct DistanceScoresTests {
  @Test(arguments: Places.allCases)
  func `bounds what any point adds, from its chord or a shorter one`(kind: Places) {
    let score = { (meters: Double) in Int32((1_000_000 * (1 / (1 + meters / 500))).rounded()) }
    let nearness = DistanceScores(score: score)
    let places = kind.make(400, seed: 91)
    var random = SplitMix(seed: 92)
    for _ in 0..<2_000 {
      let center = EarthPoint(kind.query(places, random: &random))
      let point = EarthPoint(places[Int(random.next() % 400)])
      let square = center.squaredChord(to: point)
      let meters = Geodesic.distanceMeters(from: center, to: point)
      for share in [1, 0.999, 0.5, 0.01, 0] {
        let bound = nearness.bound(squaredChord: Float(square * share))
        #expect(bound >= score(meters), "\(kind), \(meters) m")
      }
      // Too large by what single precision loses.
      #expect(nearness.bound(squaredChord: Float(square * (1 + 4e-7))) >= score(meters))
    }
  }

  @Test func `is little more than what a point adds whose distance is known`() {
    let nearness = DistanceScores { Int32(max(0, 2_000_000 - $0)) }
    for meters in [10.0, 500, 12_345, 100_000, 1_000_000] {
      let chord = meters / WGS84.equatorialRadiusMeters
      let bound = nearness.bound(squaredChord: Float(chord * chord))
      #expect(Double(bound) <= 2_000_000 - meters * 0.99 + 2, "\(meters) m")
    }
  }
}

struct PointScoresTests {
  @Test(arguments: [0, 1, 32, 33, 1_024, 1_025, 40_000])
  func `keeps the score of every slot, and the greatest`(count: Int) {
    var random = SplitMix(seed: UInt64(count))
    let index = PackedIndex(Places.uniform.make(count, seed: 95).map { EarthPoint($0) })
    let own = (0..<count).map { _ in Int32(random.next() % 1_000_001) }
    let scores = PointScores(index: index) { own[Int($0)] }
    #expect((0..<count).allSatisfy { scores[UInt32($0)] == own[$0] })
    #expect(scores.greatest == own.max() ?? 0)
    #expect(scores.byteCount >= 4 * count)
  }

  @Test func `refuses a slot that the index doesn't have, and scores out of range`() async {
    await #expect(processExitsWith: .failure) {
      _ = PointScores(index: PackedIndex([])) { _ in 0 }[0]
    }
    await #expect(processExitsWith: .failure) {
      _ = PointScores(index: PackedIndex([EarthPoint(x: 1, y: 0, z: 0)])) { _ in -1 }
    }
  }
}
