public import Geodesy

/// Lines, points or the borders of an area, checked: what a search can go around.
///
/// Edges are straight in longitude and latitude between neighbouring positions (RFC 7946, section
/// 3.1.1), so an edge between two places on a parallel runs along it. One whose longitudes differ
/// by more than 180 degrees goes the short way, across the antimeridian; one of exactly 180 degrees
/// does not cross it.
public struct ShapePath: Hashable, Sendable {
  /// Lines of at least two positions each; neighbouring positions may be equal.
  public let lines: [[Coordinate]]
  /// Single places.
  public let points: [Coordinate]
  /// Whether the lines are closed rings around an area.
  public let isBorder: Bool

  /// The most positions that lines and points may have together.
  public static let mostPositions = 10_000
  /// The most positions that the rings of an area may have together.
  public static let mostRingPositions = 100_000

  /// A route.
  public init(line: [Coordinate]) throws(ShapeError) {
    try self.init(lines: [line])
  }

  /// Several routes, from any of which distances count.
  public init(lines: [[Coordinate]]) throws(ShapeError) {
    try self.init(lines: lines, points: [])
  }

  /// Places, from any of which distances count.
  public init(points: [Coordinate]) throws(ShapeError) {
    try self.init(lines: [], points: points)
  }

  /// A route by its latitudes and longitudes in degrees, checked here.
  public init(
    latitudesAndLongitudes positions: [(latitude: Double, longitude: Double)]
  ) throws(ShapeError) {
    guard positions.count <= Self.mostPositions else {
      throw .tooManyPositions(most: Self.mostPositions)
    }
    var line: [Coordinate] = []
    line.reserveCapacity(positions.count)
    for (number, position) in positions.enumerated() {
      guard
        let place = Coordinate(latitude: position.latitude, longitude: position.longitude)
      else {
        let isLatitude = !(abs(position.latitude) <= 90)
        throw .outOfRange(
          line: 0, position: number, field: isLatitude ? .latitude : .longitude,
          value: isLatitude ? position.latitude : position.longitude)
      }
      line.append(place)
    }
    try self.init(line: line)
  }

  /// The borders of an area: its outer rings and holes in any order, closed here if they are not.
  ///
  /// No edge may be longer than 180 degrees of longitude: an area is cut at the antimeridian.
  public init(rings: [[Coordinate]]) throws(ShapeError) {
    guard !rings.isEmpty else { throw .noPositions }
    guard rings.reduce(0, { $0 + $1.count }) <= Self.mostRingPositions else {
      throw .tooManyPositions(most: Self.mostRingPositions)
    }
    var closed: [[Coordinate]] = []
    closed.reserveCapacity(rings.count)
    for (number, ring) in rings.enumerated() {
      let isClosed = ring.first == ring.last
      guard let first = ring.first, ring.count >= (isClosed ? 4 : 3) else {
        throw .tooFewPositions(line: number, count: ring.count, least: isClosed ? 4 : 3)
      }
      closed.append(isClosed ? ring : ring + [first])
    }
    lines = closed
    points = []
    isBorder = true
  }

  init(lines: [[Coordinate]], points: [Coordinate]) throws(ShapeError) {
    let count = lines.reduce(points.count) { $0 + $1.count }
    guard count <= Self.mostPositions else {
      throw .tooManyPositions(most: Self.mostPositions)
    }
    for (number, line) in lines.enumerated() where line.count < 2 {
      throw .tooFewPositions(line: number, count: line.count, least: 2)
    }
    guard count > 0 else { throw .noPositions }
    self.lines = lines
    self.points = points
    isBorder = false
  }
}
