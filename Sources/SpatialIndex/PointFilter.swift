public import Geodesy

/// Which points a search may find.
///
/// A search asks for whole nodes first, so that a filter which knows something of a node keeps the
/// search from descending where nothing matches.
public protocol PointFilter {
  /// Whether every point matches, so that nodes need not be asked for.
  static var matchesEverything: Bool { get }

  /// Whether a point below a node may match. Answering true where nothing matches costs time only.
  func mayMatch(_ node: NodeSummary) -> Bool

  /// Whether the point in a slot matches.
  func matches(slot: UInt32) -> Bool

  /// Whether ``lanes(leaf:)`` alone says which points match.
  static var decidesByLanes: Bool { get }

  /// A bit for each of the 32 points of a leaf, the first one the lowest: 0 where it does not match.
  func lanes(leaf: Int) -> UInt32

  /// Whether `count` points or more of some slots match, which answering false to costs time only.
  func hasMatches(_ count: Int, in slots: Range<UInt32>) -> Bool
}

extension PointFilter {
  @inlinable @inline(__always)
  public static var decidesByLanes: Bool { false }

  @inlinable @inline(__always)
  public func lanes(leaf: Int) -> UInt32 { .max }

  @inlinable @inline(__always)
  public func hasMatches(_ count: Int, in slots: Range<UInt32>) -> Bool { false }
}

/// The filter that every point passes.
@frozen
public struct EveryPoint: PointFilter, Sendable {
  @inlinable public static var matchesEverything: Bool { true }

  @inlinable public static var decidesByLanes: Bool { true }

  @inlinable
  public init() {}

  @inlinable @inline(__always)
  public func hasMatches(_ count: Int, in slots: Range<UInt32>) -> Bool { slots.count >= count }

  @inlinable @inline(__always)
  public func mayMatch(_ node: NodeSummary) -> Bool { true }

  @inlinable @inline(__always)
  public func matches(slot: UInt32) -> Bool { true }
}

/// What an index knows of all points below one of its nodes.
@frozen
public struct NodeSummary {
  @usableFromInline let view: IndexView
  @usableFromInline let boxes: BoxBlock
  @usableFromInline let lane: Int
  @usableFromInline let level: Int
  @usableFromInline let node: Int

  @inlinable @inline(__always)
  init(view: IndexView, boxes: BoxBlock, lane: Int, level: Int, node: Int) {
    self.view = view
    self.boxes = boxes
    self.lane = lane
    self.level = level
    self.node = node
  }

  /// The tags of all points, put together by bitwise or.
  @inlinable @inline(__always)
  public var tags: UInt64 { view.tags(level: level, node: node) }

  /// The slots of the points.
  @inlinable @inline(__always)
  public var slots: Range<UInt32> { view.slots(level: level, node: node) }

  /// Whether a point may lie in the bounds.
  @inlinable @inline(__always)
  public func meets(_ bounds: SearchBounds) -> Bool { boxes.meets(lane, bounds) }
}

/// Earth-centred bounds as the index compares its nodes with.
@frozen
public struct SearchBounds: Sendable {
  @usableFromInline let low: FloatPoint
  @usableFromInline let high: FloatPoint

  @inlinable
  public init(_ bounds: EarthBounds) {
    low = FloatPoint(bounds.lower)
    high = FloatPoint(bounds.upper)
  }
}
