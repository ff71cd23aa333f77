internal import Geodesy

/// A vector in space, in units of the equatorial radius.
struct SpaceVector: Sendable {
  var x: Double
  var y: Double
  var z: Double

  static let zero = SpaceVector(x: 0, y: 0, z: 0)

  @inline(__always)
  init(x: Double, y: Double, z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  @inline(__always)
  init(_ point: EarthPoint) {
    self.init(x: point.x, y: point.y, z: point.z)
  }

  @inline(__always) var squaredLength: Double { x * x + y * y + z * z }
  @inline(__always) var length: Double { squaredLength.squareRoot() }
  @inline(__always) var point: EarthPoint { EarthPoint(x: x, y: y, z: z) }

  @inline(__always)
  func dot(_ other: SpaceVector) -> Double { x * other.x + y * other.y + z * other.z }

  @inline(__always)
  static func + (one: SpaceVector, other: SpaceVector) -> SpaceVector {
    SpaceVector(x: one.x + other.x, y: one.y + other.y, z: one.z + other.z)
  }

  @inline(__always)
  static func - (one: SpaceVector, other: SpaceVector) -> SpaceVector {
    SpaceVector(x: one.x - other.x, y: one.y - other.y, z: one.z - other.z)
  }

  @inline(__always)
  static func * (one: SpaceVector, factor: Double) -> SpaceVector {
    SpaceVector(x: one.x * factor, y: one.y * factor, z: one.z * factor)
  }

  /// The square of the distance to the nearest point of the segment `center` ± `half`, and where on
  /// it that is, from -1 to 1. `reciprocal` is 1 / |half|², or 0 for a segment without length.
  @inline(__always)
  func nearest(
    onSegmentAround center: SpaceVector, half: SpaceVector, reciprocal: Double
  ) -> (square: Double, position: Double) {
    let offset = self - center
    let position = min(max(offset.dot(half) * reciprocal, -1), 1)
    return ((offset - half * position).squaredLength, position)
  }
}
