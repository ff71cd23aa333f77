/// A point that a search for the best found.
@frozen
public struct ScoredHit: Equatable, Sendable {
  /// The score and the id in one number: the smaller key is the better score, and of the same score
  /// the smaller id.
  public var key: UInt64
  /// The geodesic distance on WGS 84 in metres, within 1 mm.
  public var distanceMeters: Double
  /// The point's position in the index's own order.
  public var slot: UInt32

  @inlinable
  public init(score: Int32, id: UInt32, distanceMeters: Double, slot: UInt32) {
    key = Self.key(score: score, id: id)
    self.distanceMeters = distanceMeters
    self.slot = slot
  }

  @inlinable @inline(__always)
  public var score: Int32 { Self.score(ofKey: key) }

  @inlinable @inline(__always)
  public var id: UInt32 { UInt32(truncatingIfNeeded: key) }

  /// The score of the points that have a key.
  @inlinable @inline(__always)
  public static func score(ofKey key: UInt64) -> Int32 {
    Int32(bitPattern: UInt32.max - UInt32(truncatingIfNeeded: key >> 32))
  }

  /// The key of a point with a score, 0 or more, and an id.
  @inlinable @inline(__always)
  public static func key(score: Int32, id: UInt32) -> UInt64 {
    UInt64(UInt32.max - UInt32(bitPattern: score)) << 32 | UInt64(id)
  }
}

/// What a search for the best hands its points to.
public protocol ScoredHitSink {
  /// The least score that is still wanted; it never falls. -1 as long as any is.
  var leastScore: Int32 { get }

  /// Takes a point, which may have a lower score.
  mutating func offer(_ hit: ScoredHit)
}

/// The best of the points that were offered: a heap with the last of them on top while it is filled,
/// in order once sorted.
public struct ScoredHits: ScoredHitSink, Sendable {
  private var heap: [ScoredHit] = []
  private var most = 0
  /// Only points whose keys are larger are kept.
  public private(set) var after: UInt64?
  @usableFromInline var least: Int32 = -1

  /// The least score with which a point is still kept; -1 as long as any is.
  @inlinable public var leastScore: Int32 { least }

  public init() {}

  public var count: Int { heap.count }

  public subscript(position: Int) -> ScoredHit { heap[position] }

  /// Forgets all points; from now on the best `most`, 1 or more, that come after a key are kept.
  public mutating func reset(keeping most: Int, after: UInt64? = nil) {
    heap.removeAll(keepingCapacity: true)
    self.most = most
    self.after = after
    least = -1
  }

  /// Keeps a point if it is among the best.
  public mutating func offer(_ hit: ScoredHit) {
    if let after, hit.key <= after { return }
    if heap.count < most {
      heap.append(hit)
      var position = heap.count - 1
      while position > 0 {
        let parent = (position - 1) / 2
        guard heap[parent].key < hit.key else { break }
        heap[position] = heap[parent]
        position = parent
      }
      heap[position] = hit
    } else {
      guard hit.key < heap[0].key else { return }
      sink(hit, below: heap.count)
    }
    if heap.count == most { least = heap[0].score }
  }

  /// Brings the points into their order, the best first.
  public mutating func sort() {
    var count = heap.count
    while count > 1 {
      count -= 1
      let moved = heap[count]
      heap[count] = heap[0]
      sink(moved, below: count)
    }
  }

  private mutating func sink(_ hit: ScoredHit, below count: Int) {
    var position = 0
    while true {
      var child = 2 * position + 1
      guard child < count else { break }
      if child + 1 < count, heap[child].key < heap[child + 1].key { child += 1 }
      guard hit.key < heap[child].key else { break }
      heap[position] = heap[child]
      position = child
    }
    heap[position] = hit
  }
}
