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

  /// Whether a point with a key is wanted, for whoever would have to work out the rest of it. Answering
  /// true for one that is not costs time only.
  func wants(key: UInt64) -> Bool

  /// Takes a point, which may have a lower score.
  mutating func offer(_ hit: ScoredHit)
}

extension ScoredHitSink {
  @inlinable public func wants(key: UInt64) -> Bool { true }
}

/// The best of the points that were offered: a heap with the last of them on top while it is filled,
/// in order once sorted.
public struct ScoredHits: ScoredHitSink, Sendable {
  @usableFromInline var heap: [ScoredHit] = []
  private var most = 0
  /// Only points whose keys are larger are kept.
  public private(set) var after: UInt64?
  /// Only points whose keys are smaller are kept; more than any key as long as there is room.
  @usableFromInline var end = UInt64.max
  @usableFromInline var least: Int32 = -1

  /// The least score with which a point is still kept; -1 as long as any is.
  @inlinable public var leastScore: Int32 { least }

  public init() {}

  public var count: Int { heap.count }

  @inlinable
  public subscript(position: Int) -> ScoredHit { heap[position] }

  /// Forgets all points; from now on the best `most`, 1 or more, that come after a key and have a
  /// score of at least `leastScore` are kept.
  public mutating func reset(keeping most: Int, after: UInt64? = nil, leastScore: Int32 = -1) {
    heap.removeAll(keepingCapacity: true)
    self.most = most
    self.after = after
    end = leastScore < 0 ? .max : ScoredHit.key(score: leastScore, id: .max) + 1
    least = leastScore
  }

  @inlinable @inline(__always)
  public func wants(key: UInt64) -> Bool { key < end }

  /// Keeps a point if it is among the best.
  @inlinable @inline(__always)
  public mutating func offer(_ hit: ScoredHit) {
    if hit.key < end { insert(hit) }
  }

  @usableFromInline
  mutating func insert(_ hit: ScoredHit) {
    if let after, hit.key <= after { return }
    if heap.count < most {
      heap.append(hit)
      rise(hit)
    } else {
      sink(hit, below: heap.count)
    }
    if heap.count == most {
      end = heap[0].key
      least = ScoredHit.score(ofKey: end)
    }
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

  /// Puts a point that comes last in its place of the heap.
  private mutating func rise(_ hit: ScoredHit) {
    var heap = heap.mutableSpan
    var position = heap.count - 1
    while position > 0 {
      let parent = (position - 1) / 2
      let above = heap[parent]
      guard above.key < hit.key else { break }
      heap[position] = above
      position = parent
    }
    heap[position] = hit
  }

  private mutating func sink(_ hit: ScoredHit, below count: Int) {
    var heap = heap.mutableSpan
    var position = 0
    while true {
      var child = 2 * position + 1
      guard child < count else { break }
      if child + 1 < count, heap[child].key < heap[child + 1].key { child += 1 }
      let below = heap[child]
      guard hit.key < below.key else { break }
      heap[position] = below
      position = child
    }
    heap[position] = hit
  }
}
