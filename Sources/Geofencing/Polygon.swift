/// An area with one outer ring and any number of holes.
///
/// A place belongs to it if it lies inside an odd number of its rings, or on one of them. That the
/// rings neither cross nor lie apart is not checked here, but by ``MultiPolygon/validity()``.
public struct Polygon: Hashable, Sendable {
  /// The outer ring, then the holes.
  public let rings: [Ring]

  public init(outer: Ring, holes: [Ring] = []) {
    rings = [outer] + holes
  }

  /// A polygon of rings that are known to be at least one.
  init(rings: [Ring]) {
    precondition(!rings.isEmpty, "a polygon has an outer ring")
    self.rings = rings
  }

  /// How many positions all rings have together.
  public var vertexCount: Int { rings.reduce(0) { $0 + $1.count } }
}
