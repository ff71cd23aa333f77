import Geofencing
import SpatialIndex

/// The memory a query works in; make one for each thread that queries and hand it to query after
/// query.
public struct QueryScratch: ~Copyable {
  var search = SearchScratch()
  /// What a search around a route works in.
  var shape = ShapeScratch()
  /// The merchants that come first in an order other than distance: a heap with the last on top
  /// while it is filled, sorted afterwards.
  var ranked = RankedHits()
  /// The merchants with the best scores.
  var scored = ScoredHits()
  /// The first merchants of a catalogue of several segments.
  var merged = MergedHits()
  /// Where the last query left its hits.
  var place = Place.search
  /// How many hits the last query left.
  public internal(set) var count = 0

  public init() {
    shape.mostMeasurements = Self.mostMeasurements
  }

  /// About 0.3 s of work; routes come from strangers.
  private static let mostMeasurements = 5_000_000

  enum Place {
    case search, ranked, scored, merged
  }

  /// A hit of the last query, in its order.
  public subscript(position: Int) -> MerchantHit {
    precondition(position >= 0 && position < count, "there is no hit at this position")
    return orderedHit(position).hit
  }

  /// A hit that the last search left, with what its order compares first.
  @inline(__always)
  func orderedHit(_ position: Int) -> MergedHit {
    switch place {
    case .search:
      let hit = search[position]
      return MergedHit(
        // The bits of numbers that are not negative are in the order of the numbers.
        key: (hit.distanceMeters + 0.0).bitPattern,
        hit: MerchantHit(slot: hit.slot, distanceMeters: hit.distanceMeters))
    case .ranked: return MergedHit(key: ranked[position].key, hit: ranked[position].hit)
    case .scored:
      let hit = scored[position]
      return MergedHit(
        key: hit.key >> 32,
        hit: MerchantHit(slot: hit.slot, distanceMeters: hit.distanceMeters, score: hit.score))
    case .merged: return merged[position]
    }
  }
}

/// A merchant with its place in an order other than distance.
struct RankedHit {
  /// What the order compares first, smaller first.
  var key: UInt64
  /// The rank of the merchant's id.
  var rank: UInt32
  var hit: MerchantHit
}

/// The first merchants of an order, of all that were offered.
struct RankedHits {
  private var heap: [RankedHit] = []
  private var most = 0

  subscript(position: Int) -> RankedHit { heap[position] }
  var count: Int { heap.count }
  /// The last of the hits kept when no more can be kept without dropping one.
  var last: RankedHit? { heap.count == most ? heap.first : nil }

  /// Empties the list, which is to keep at most `most` merchants.
  mutating func reset(keeping most: Int) {
    heap.removeAll(keepingCapacity: true)
    self.most = most
  }

  /// Keeps a merchant if it is among the first.
  mutating func offer(_ hit: RankedHit, precedes: (RankedHit, RankedHit) -> Bool) {
    if heap.count < most {
      heap.append(hit)
      var position = heap.count - 1
      while position > 0 {
        let parent = (position - 1) / 2
        guard precedes(heap[parent], heap[position]) else { break }
        heap.swapAt(parent, position)
        position = parent
      }
    } else if precedes(hit, heap[0]) {
      heap[0] = hit
      var position = 0
      while true {
        var child = 2 * position + 1
        guard child < heap.count else { break }
        if child + 1 < heap.count, precedes(heap[child], heap[child + 1]) { child += 1 }
        guard precedes(heap[position], heap[child]) else { break }
        heap.swapAt(position, child)
        position = child
      }
    }
  }

  /// Brings the merchants into their order.
  mutating func sort(precedes: (RankedHit, RankedHit) -> Bool) {
    heap.sort(by: precedes)
  }
}
