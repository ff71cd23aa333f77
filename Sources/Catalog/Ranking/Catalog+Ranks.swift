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
    let scoring = scoring(of: query)
    let hits = (0..<scratch.count).map { scratch[$0] }
    guard let first = hits.first else { return [] }
    let whole = ScoredSearch(scoring, storage)
    let organic = ScoredSearch(scoring, storage, isOrganic: true)
    func key(_ search: ScoredSearch, _ hit: MerchantHit) -> UInt64 {
      search.hit(slot: hit.slot, distanceMeters: hit.distanceMeters).key
    }
    let before =
      query.after == nil
      ? [0] : try countBefore([key(whole, first)], query, whole, scratch: &scratch)
    let organicKeys = hits.map { key(organic, $0) }
    let organicBefore = try countBefore(organicKeys, query, organic, scratch: &scratch)
    return hits.indices.map {
      ResultRank(rank: before[0] + $0 + 1, organicRank: organicBefore[$0] + 1)
    }
  }

  /// How many merchants that match come before each of some keys.
  func countBefore(
    _ keys: [UInt64], _ query: MerchantQuery, _ search: ScoredSearch,
    scratch: inout QueryScratch
  ) throws(QueryError) -> [Int] {
    var counter = ScoredCounter(before: keys)
    let filter = try CompiledFilter(query.filter, in: storage)
    if filter.isImpossible { return counter.counts }
    _ =
      filter.isTrivial
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
