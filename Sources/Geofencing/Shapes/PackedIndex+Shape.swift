public import Geodesy
public import SpatialIndex

extension PackedIndex {
  /// Finds every point at most `radiusMeters` (0 to 50,000) from the lines and points of `shape`
  /// that passes `filter`, with its distance: nearest first, then by id.
  ///
  /// The hits are left in `scratch`. Points inside an area are not nearer than its border; see
  /// ``within(_:of:where:coordinate:containing:scratch:)``. Throws ``ShapeError/radius(_:)``, and
  /// ``ShapeError/tooMuchWork(most:)`` after ``ShapeScratch/mostMeasurements``.
  @inlinable
  public func within<Filter: PointFilter>(
    _ radiusMeters: Double, of shape: PreparedShape, where filter: Filter,
    scratch: inout ShapeScratch
  ) throws(ShapeError) {
    let near = try NearShape(shape, radiusMeters: radiusMeters, hasInside: false, base: filter)
    var hits = scratch.takeHits()
    var cursor = PieceCursor()
    let most = scratch.mostMeasurements
    forEach(where: near, scratch: &scratch.search) { slot, id, point in
      guard cursor.measured <= most else { return }
      if let distance = shape.distanceMeters(from: point, atMost: radiusMeters, cursor: &cursor) {
        hits.append(Hit(distanceMeters: distance, id: id, slot: slot))
      }
    }
    guard cursor.measured <= most else { throw .tooMuchWork(most: most) }
    scratch.keep(hits)
  }

  /// Finds every point inside an area, with distance 0, or at most `radiusMeters` (0 to 50,000) from
  /// its border, that passes `filter`: nearest first, then by id.
  ///
  /// `border` was made of all the area's rings. `coordinate` answers where the point in a slot is,
  /// and `contains` whether a place lies in the area; it is asked for few points deep inside, since
  /// a point nearer to another one than that is to the border is on the same side. The hits are left in `scratch`. Throws as the search around lines does.
  @inlinable
  public func within<Filter: PointFilter>(
    _ radiusMeters: Double, of border: PreparedShape, where filter: Filter,
    coordinate: (_ slot: UInt32) -> Coordinate, containing contains: (Coordinate) -> Bool,
    scratch: inout ShapeScratch
  ) throws(ShapeError) {
    let near = try NearShape(border, radiusMeters: radiusMeters, hasInside: true, base: filter)
    var hits = scratch.takeHits()
    var cursor = PieceCursor()
    let most = scratch.mostMeasurements
    var side = KnownSide()
    forEach(where: near, scratch: &scratch.search) { slot, id, point in
      guard cursor.measured <= most else { return }
      let isInside: Bool
      if let known = side.isInside(point) {
        isInside = known
      } else {
        isInside = contains(coordinate(slot))
        if isInside {
          side.learn(point, isInside: true, from: border, cursor: &cursor)
        }
      }
      if isInside {
        hits.append(Hit(distanceMeters: 0, id: id, slot: slot))
      } else if let distance = border.distanceMeters(
        from: point, atMost: radiusMeters, cursor: &cursor)
      {
        hits.append(Hit(distanceMeters: distance, id: id, slot: slot))
      }
    }
    guard cursor.measured <= most else { throw .tooMuchWork(most: most) }
    scratch.keep(hits)
  }
}

/// The points that may be near a shape or inside its rings, of those that pass another filter.
@usableFromInline
struct NearShape<Base: PointFilter>: PointFilter {
  @usableFromInline let shape: PreparedShape
  @usableFromInline let chord: Double
  @usableFromInline let hasInside: Bool
  @usableFromInline let base: Base

  @inlinable
  init(
    _ shape: PreparedShape, radiusMeters: Double, hasInside: Bool, base: Base
  ) throws(ShapeError) {
    guard radiusMeters >= 0, radiusMeters <= PreparedShape.largestRadiusMeters else {
      throw .radius(radiusMeters)
    }
    self.shape = shape
    // A chord is never longer than its geodesic; two micrometres for the error of both.
    chord = (radiusMeters + 2e-6) / WGS84.equatorialRadiusMeters
    self.hasInside = hasInside
    self.base = base
  }

  @inlinable static var matchesEverything: Bool { false }

  @inlinable @inline(__always)
  func mayMatch(_ node: NodeSummary) -> Bool {
    guard Base.matchesEverything || base.mayMatch(node) else { return false }
    let bounds = node.bounds
    return shape.mayReach(bounds, chord: chord) || hasInside && shape.mayHold(bounds)
  }

  @inlinable @inline(__always)
  func matches(slot: UInt32) -> Bool {
    Base.matchesEverything || base.matches(slot: slot)
  }
}

/// A point of which it is known on which side of a border it lies, and how far from the border.
@usableFromInline
struct KnownSide {
  private var point = EarthPoint(x: 0, y: 0, z: 0)
  private var isInside = false
  private var squaredChord = -1.0

  @usableFromInline init() {}

  /// On which side a point is, if it is nearer to the known one than the border is.
  @usableFromInline
  func isInside(_ other: EarthPoint) -> Bool? {
    point.squaredChord(to: other) < squaredChord ? isInside : nil
  }

  @usableFromInline
  mutating func learn(
    _ point: EarthPoint, isInside: Bool, from border: PreparedShape, cursor: inout PieceCursor
  ) {
    self.point = point
    self.isInside = isInside
    // A point within a chord is within 1.0001 times the chord on the ground, up to 300 km: the arc
    // over a chord is at most 2r·asin(c/2r), r being the smallest radius of curvature. The disc on
    // the ground is one connected whole, and the border does not meet it.
    let limit = PreparedShape.longestMeasuredMeters
    let distance =
      border.distanceMeters(from: point, atMost: limit, cursor: &cursor) ?? limit
    let chord = (distance - 0.001) * (1 / 1.0002) / WGS84.equatorialRadiusMeters
    squaredChord = chord > 0 ? chord * chord : -1
  }
}

extension ShapeScratch {
  /// The memory for hits, empty.
  @usableFromInline
  mutating func takeHits() -> [Hit] {
    var hits: [Hit] = []
    swap(&hits, &found)
    hits.removeAll(keepingCapacity: true)
    return hits
  }

  /// Keeps hits, and sorts them.
  @usableFromInline
  mutating func keep(_ hits: consuming [Hit]) {
    found = hits
    found.sort { $0.precedes($1) }
  }
}
