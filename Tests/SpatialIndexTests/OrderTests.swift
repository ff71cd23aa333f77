import Geodesy
import SpatialIndex
import Testing

struct OrderTests {
  @Test(
    arguments: Places.allCases, [0, 1, 31, 32, 33, 1_000, 1_025, 4_000])
  func `cuts every part along some axis at a multiple of what a child holds`(
    kind: Places, count: Int
  ) {
    let index = PackedIndex(kind.make(count, seed: UInt64(count)).map { EarthPoint($0) })
    expectCuts(index)
  }

  @Test func `cuts a tree of four levels as well`() {
    expectCuts(PackedIndex(Places.clustered.make(33_000, seed: 1).map { EarthPoint($0) }))
  }

  @Test(arguments: Places.allCases, 0..<2 as Range<UInt64>)
  func `brings points that come nearly in order into an order as good`(kind: Places, seed: UInt64) {
    let old = PackedIndex(kind.make(5_000, seed: seed).map { EarthPoint($0) })
    var random = SplitMix(seed: seed ^ 0xBEEF)
    // Every tenth of the old points is gone, and a thousand new ones come behind them.
    var points = (0..<UInt32(old.count)).filter { _ in random.next() % 10 > 0 }.map {
      old.point(slot: $0)
    }
    points += kind.make(1_000, seed: seed + 100).map { EarthPoint($0) }
    let (index, _) = PackedIndex.arranging(points, ids: Array(0..<UInt32(points.count)))
    expectCuts(index)
  }

  @Test(arguments: [1, 2])
  func `is the same whether one thread cuts it or two`(threads: Int) {
    let points = Places.clustered.make(21_000, seed: 3).map { EarthPoint($0) }
    let ids = Array((0..<UInt32(points.count)).reversed())
    let one = PackedIndex.arranging(points, ids: ids, threads: 1)
    let other = PackedIndex.arranging(points, ids: ids, threads: threads)
    #expect(one.positions == other.positions)
  }

  @Test(arguments: Places.allCases, 0..<4 as Range<UInt64>)
  func `answers with the ids that the points came with`(kind: Places, seed: UInt64) {
    let places = kind.make(1_500, seed: seed)
    var random = SplitMix(seed: seed ^ 0xFACE)
    var ids = Array(0..<UInt32(places.count))
    for position in ids.indices.dropFirst() {
      ids.swapAt(position, Int(random.next() % UInt64(position + 1)))
    }
    let points = places.map { EarthPoint($0) }
    let tags = ids.map { UInt64(1) << UInt64($0 % 64) }
    let (index, positions) = PackedIndex.arranging(points, ids: ids, tags: tags, threads: 1)
    #expect(positions.sorted() == Array(0..<UInt32(places.count)))
    for slot in 0..<UInt32(index.count) {
      let position = Int(positions[Int(slot)])
      #expect(index.id(slot: slot) == ids[position])
      #expect(index.point(slot: slot) == points[position])
    }

    // The same points in the order of their ids, built as a catalogue builds them.
    var byID = points
    for position in ids.indices { byID[Int(ids[position])] = points[position] }
    let expected = PackedIndex(byID)
    var scratch = SearchScratch()
    var expectedScratch = SearchScratch()
    for _ in 0..<60 {
      let center = EarthPoint(kind.query(places, random: &random))
      index.nearest(25, to: center, scratch: &scratch)
      expected.nearest(25, to: center, scratch: &expectedScratch)
      #expect(
        (0..<scratch.count).map { scratch[$0].id }
          == (0..<expectedScratch.count).map { expectedScratch[$0].id })
    }
  }

  @Test
  func `comes to an end with coordinates that are no numbers`() {
    let points = Places.clustered.make(3_000, seed: 8).map { EarthPoint($0) }
    let odd: [Double] = [.nan, .infinity, -.infinity, 1e300, -0.0]
    let damaged = points.enumerated().map { number, point in
      number % 3 == 0 ? EarthPoint(x: odd[number % 5], y: point.y, z: odd[number % 4]) : point
    }
    let ids = Array(0..<UInt32(points.count))
    let (index, positions) = PackedIndex.arranging(damaged, ids: ids, threads: 1)
    #expect(index.count == points.count)
    #expect(positions.sorted() == ids)
  }
}

/// Checks that an index's slots are cut, at every multiple at which the tree has a cut, into points
/// that reach no farther on some axis and points that do not begin before.
private func expectCuts(_ index: PackedIndex, sourceLocation: SourceLocation = #_sourceLocation) {
  var capacity = 32
  while capacity < index.count { capacity *= 32 }
  var uncut = 0
  check(0..<index.count, childCapacity: capacity)
  #expect(uncut == 0, sourceLocation: sourceLocation)

  func check(_ range: Range<Int>, childCapacity: Int) {
    let children = (range.count + childCapacity - 1) / childCapacity
    guard children > 1 else {
      if childCapacity > 32 { check(range, childCapacity: childCapacity / 32) }
      return
    }
    let middle = range.lowerBound + children / 2 * childCapacity
    let (first, second) = (range.lowerBound..<middle, middle..<range.upperBound)
    let axes: [(EarthPoint) -> Double] = [{ $0.x }, { $0.y }, { $0.z }]
    let isCut = axes.contains { axis in
      let coordinates = { (range: Range<Int>) in
        range.lazy.map { Float(axis(index.point(slot: UInt32($0)))) }
      }
      guard let end = coordinates(first).max(), let start = coordinates(second).min() else {
        return false
      }
      return end <= start
    }
    if !isCut { uncut += 1 }
    check(first, childCapacity: childCapacity)
    check(second, childCapacity: childCapacity)
  }
}
