internal import Geodesy

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A piece of an edge that is straight in longitude and latitude, with its ends in space.
struct EdgePiece {
  var fromX: Double
  var fromY: Double
  var toX: Double
  var toY: Double
  var from: EarthPoint
  var to: EarthPoint
  /// How far the piece may be from its chord, in units of the equatorial radius.
  var sagitta: Double

  init(fromX: Double, fromY: Double, toX: Double, toY: Double) {
    self.init(
      fromX: fromX, fromY: fromY, toX: toX, toY: toY, from: Self.point(x: fromX, y: fromY),
      to: Self.point(x: toX, y: toY))
  }

  private init(
    fromX: Double, fromY: Double, toX: Double, toY: Double, from: EarthPoint, to: EarthPoint
  ) {
    (self.fromX, self.fromY, self.toX, self.toY) = (fromX, fromY, toX, toY)
    (self.from, self.to) = (from, to)
    // A curve and its chord, at the same share of the way, differ by at most an eighth of the
    // greatest second derivative. With the radii of curvature N and M at most 1.0034, that of a
    // place which moves by Δλ and Δφ is at most N cos φ Δλ² + 2M |Δλ Δφ| + 1.01 M Δφ².
    let east = abs(toX - fromX) * (.pi / 180)
    let north = abs(toY - fromY) * (.pi / 180)
    let nearestEquator = fromY * toY <= 0 ? 0 : min(abs(fromY), abs(toY))
    let cosine = cos(nearestEquator * (.pi / 180))
    sagitta = (1.02 / 8) * (cosine * east * east + 2 * east * north + north * north)
  }

  /// The piece's two halves.
  var halves: (EdgePiece, EdgePiece) {
    let (x, y) = (fromX + (toX - fromX) / 2, fromY + (toY - fromY) / 2)
    let middle = Self.point(x: x, y: y)
    return (
      EdgePiece(fromX: fromX, fromY: fromY, toX: x, toY: y, from: from, to: middle),
      EdgePiece(fromX: x, fromY: y, toX: toX, toY: toY, from: middle, to: to)
    )
  }

  /// The distance from a point to a place of the piece that is the nearest or close to it, and a
  /// bound below the distances to all of them; in metres.
  func distances(from point: EarthPoint) -> (reached: Double, bound: Double) {
    let (dx, dy, dz) = (to.x - from.x, to.y - from.y, to.z - from.z)
    let (px, py, pz) = (point.x - from.x, point.y - from.y, point.z - from.z)
    let square = dx * dx + dy * dy + dz * dz
    let share = square > 0 ? min(max((px * dx + py * dy + pz * dz) / square, 0), 1) : 0
    let (rx, ry, rz) = (px - share * dx, py - share * dy, pz - share * dz)
    let chord = (rx * rx + ry * ry + rz * rz).squareRoot()
    let place = Self.point(
      x: fromX + share * (toX - fromX), y: fromY + share * (toY - fromY))
    // The last digits of the coordinates in space are a nanometre.
    return (
      Geodesic.distanceMeters(from: point, to: place),
      DistanceBounds.meters(chord: max(0, chord - sagitta - 1e-15))
    )
  }

  private static func point(x: Double, y: Double) -> EarthPoint {
    guard
      let place = Coordinate(
        latitude: min(max(y, -90), 90), longitude: min(max(x, -180), 180))
    else { preconditionFailure("between the ends of an edge longitude and latitude are in range") }
    return EarthPoint(place)
  }
}
