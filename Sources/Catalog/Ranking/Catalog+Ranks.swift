import Ranking
import SpatialIndex

/// Where a merchant stands in a list by score.
public struct ResultRank: Equatable, Sendable {
  /// Its place among all merchants that match, counted from 1, whatever the page.
  public var rank: Int
  /// The place it would have if the boost of featured merchants and partners added nothing.
  public var organicRank: Int
}

extension Catalog {
  /// The ranks of the hits that the last run of a query by score left in `scratch`, which stay there.
  ///
  /// It counts the merchants that come before, and so takes longer the farther down a hit would stand
  /// without its boost.
  ///
  /// - Throws: What running the query throws.
  public func ranks(
    of query: MerchantQuery, scratch: inout QueryScratch
  ) throws(QueryError) -> [ResultRank] {
    let hits = (0..<scratch.count).map { scratch[$0] }
    guard let first = hits.first else { return [] }
    let before =
      query.after == nil ? [0] : try countBefore([first], query, scratch: &scratch)
    let organicBefore = try countBefore(hits, query, isOrganic: true, scratch: &scratch)
    return hits.indices.map {
      ResultRank(rank: before[0] + $0 + 1, organicRank: organicBefore[$0] + 1)
    }
  }

  /// How many merchants that match come before each of some, whatever the segment.
  func countBefore(
    _ hits: [MerchantHit], _ query: MerchantQuery, isOrganic: Bool = false,
    scratch: inout QueryScratch
  ) throws(QueryError) -> [Int] {
    let places = hits.map { hit in
      let segment = segment(of: hit.slot)
      let search = ScoredSearch(query.checkedScoring, segment, isOrganic: isOrganic)
      let score = search.hit(
        slot: hit.slot - segment.firstSlot, distanceMeters: hit.distanceMeters
      ).score
      return ScorePlace(key: .score(millionths: Int(score), id: id(slot: hit.slot)))
    }
    return try countBefore(places, query, isOrganic: isOrganic, scratch: &scratch)
  }

  /// How many merchants that match come before each of some places in the order of scores.
  func countBefore(
    _ places: [ScorePlace], _ query: MerchantQuery, isOrganic: Bool = false,
    scratch: inout QueryScratch
  ) throws(QueryError) -> [Int] {
    var counts = [Int](repeating: 0, count: places.count)
    for segment in segments {
      let part = try segment.countBefore(
        places, query, ScoredSearch(query.checkedScoring, segment, isOrganic: isOrganic),
        categoryCount: categories.all.count, scratch: &scratch)
      for position in counts.indices { counts[position] += part[position] }
    }
    return counts
  }
}

extension CatalogSegment {
  /// How many merchants of the segment that match come before each of some places.
  fileprivate func countBefore(
    _ places: [ScorePlace], _ query: MerchantQuery, _ search: ScoredSearch, categoryCount: Int,
    scratch: inout QueryScratch
  ) throws(QueryError) -> [Int] {
    var counter = ScoredCounter(before: places.map(scoredKey(at:)))
    let filter = try CompiledFilter(query.filter, in: self, categoryCount: categoryCount)
    if filter.isImpossible { return counter.counts }
    _ =
      filter.passesEverything
      ? try forEachScored(
        query, search, where: EveryPoint(), words: nil, into: &counter, scratch: &scratch)
      : try forEachScored(
        query, search, where: filter, words: filter.words, into: &counter, scratch: &scratch)
    return counter.counts
  }
}

/// Counts how many of the merchants offered come before each of some keys.
private struct ScoredCounter: ScoredHitSink {
  /// The keys in their order, with their positions in the list that was given.
  private let keys: [(key: UInt64, position: Int)]
  /// How many merchants come before each key but not before the one before it.
  private var between: [Int]
  let leastScore: Int32

  init(before keys: [UInt64]) {
    self.keys = keys.enumerated().map { ($0.element, $0.offset) }.sorted { $0.0 < $1.0 }
    between = [Int](repeating: 0, count: keys.count)
    leastScore = keys.max().map { ScoredHit.score(ofKey: $0) } ?? .max
  }

  var counts: [Int] {
    var counts = [Int](repeating: 0, count: keys.count)
    var sum = 0
    for (place, entry) in keys.enumerated() {
      sum += between[place]
      counts[entry.position] = sum
    }
    return counts
  }

  mutating func offer(_ hit: ScoredHit) {
    // The first key that is larger.
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle].key <= hit.key { low = middle + 1 } else { high = middle }
    }
    if low < keys.count { between[low] += 1 }
  }
}
