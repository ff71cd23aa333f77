/// A position in space, earth-centred and earth-fixed, in units of the equatorial radius.
///
/// x points to longitude 0, y to longitude 90 and z to the north pole. Straight distances between
/// such points never exceed the geodesic ones, so boxes around them bound distances without
/// trigonometry, and poles and the antimeridian are ordinary places.
@frozen
public struct EarthPoint: Equatable, Sendable {
  public var x: Double
  public var y: Double
  public var z: Double

  @inlinable
  public init(x: Double, y: Double, z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The position of a place on the ellipsoid.
  ///
  /// The longitudes -180 and 180 give the same bits, and so do all longitudes at a pole.
  public init(_ coordinate: Coordinate) {
    let latitude = Angle(degrees: coordinate.latitude)
    let longitude = Angle(degrees: coordinate.longitude)
    let square = WGS84.eccentricitySquared
    // The radius of curvature in the prime vertical.
    let normal = 1 / (1 - square * latitude.sine * latitude.sine).squareRoot()
    let axisDistance = normal * latitude.cosine
    // Adding 0.0 makes the negative zeros on the axis and the antimeridian positive.
    x = axisDistance * longitude.cosine + 0.0
    y = axisDistance * longitude.sine + 0.0
    z = normal * (1 - square) * latitude.sine
  }

  /// The square of the straight distance, in units of the square of the equatorial radius.
  @inlinable @inline(__always)
  public func squaredChord(to other: EarthPoint) -> Double {
    let (dx, dy, dz) = (other.x - x, other.y - y, other.z - z)
    return dx * dx + dy * dy + dz * dz
  }
}
