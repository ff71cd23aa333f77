#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The places between two parallels and two meridians, borders included.
@frozen
public struct BoundingBox: Hashable, Sendable {
  /// Degrees north, from -90 to 90; `south` is at most `north`.
  public let south: Double
  /// The border at which the box begins, going east; degrees, from -180 to 180.
  public let west: Double
  public let north: Double
  /// The border at which the box ends, going east; degrees, from -180 to 180. It is less than
  /// `west` if the box crosses the antimeridian.
  public let east: Double

  /// The box with these borders in degrees, or nil if one of them is not finite or is out of range,
  /// or if `south` is more than `north`.
  ///
  /// `west` may be more than `east`: the box then crosses the antimeridian. From -180 to 180 it
  /// holds all longitudes.
  @inlinable
  public init?(south: Double, west: Double, north: Double, east: Double) {
    // Comparisons with NaN are false.
    guard south >= -90, south <= north, north <= 90, abs(west) <= 180, abs(east) <= 180 else {
      return nil
    }
    self.south = south + 0.0
    self.west = west + 0.0
    self.north = north + 0.0
    self.east = east + 0.0
  }

  /// A box that holds every place at most `radiusMeters` from `center`.
  ///
  /// It is the smallest in latitude and up to 0.4 % too wide in longitude, plus a millimetre all
  /// round. It holds all longitudes if a pole is that near, or nearly. The radius may be infinite.
  public init(around center: Coordinate, radiusMeters: Double) {
    precondition(radiusMeters >= 0, "a radius is a number of metres that is not negative")
    // The millimetre covers the error of distances.
    let radius = radiusMeters + 0.001
    // Meridians are the shortest paths between parallels, so the ends of the meridian through the
    // centre have the extreme latitudes.
    north = Self.latitude(from: center, toPole: 90, meters: radius)
    south = Self.latitude(from: center, toPole: -90, meters: radius)

    // With reduced latitude β the metric of the ellipsoid is
    //   ds² = a²(1 − e² cos²β) dβ² + a² cos²β dλ² >= b² (dβ² + cos²β dλ²),
    // so the cap lies inside the one that a sphere of radius b has around the same (β, λ). That one
    // is asin(sin r / cos β) wide on both sides, unless it holds a pole.
    let arc = radius / WGS84.polarRadiusMeters
    let latitude = Angle(degrees: center.latitude)
    let beta = Angle.along(
      sine: latitude.sine * (1 - WGS84.flattening), cosine: latitude.cosine)
    let sineRatio = arc < .pi / 2 ? sin(arc) / beta.cosine : 1
    // The last digits of the ratio matter near 1, where the width is nearly 90 degrees.
    guard sineRatio < 1 - 1e-12, north < 90, south > -90 else {
      west = -180
      east = 180
      return
    }
    let halfWidth = asin(sineRatio) * (180 / .pi) * (1 + 1e-9)
    west = Self.shifted(center.longitude, by: -halfWidth)
    east = Self.shifted(center.longitude, by: halfWidth)
  }

  /// The latitude that is so many metres along the meridian from `center` towards a pole.
  private static func latitude(
    from center: Coordinate, toPole pole: Double, meters: Double
  ) -> Double {
    let end = Coordinate(clampingLatitude: pole, longitude: center.longitude)
    // Short of the pole by rounding is as good as on it.
    guard meters < Geodesic.distanceMeters(from: center, to: end) - 1e-6 else { return pole }
    return Geodesic.direct(
      from: center, initialBearingDegrees: pole > 0 ? 0 : 180, distanceMeters: meters
    ).latitude
  }

  private static func shifted(_ longitude: Double, by degrees: Double) -> Double {
    let sum = longitude + degrees
    if sum < -180 { return sum + 360 }
    return sum > 180 ? sum - 360 : sum
  }

  /// Whether the box holds places on both sides of the antimeridian without holding all longitudes.
  @inlinable public var crossesAntimeridian: Bool { west > east }

  /// Whether the box holds all longitudes.
  @inlinable public var holdsAllLongitudes: Bool { west == -180 && east == 180 }

  /// Whether a place lies in the box or on its border.
  ///
  /// The longitudes -180 and 180 are one meridian. At the poles too the longitude counts.
  @inlinable
  public func contains(_ place: Coordinate) -> Bool {
    guard place.latitude >= south, place.latitude <= north else { return false }
    let longitude = place.longitude
    if crossesAntimeridian { return longitude >= west || longitude <= east }
    if longitude >= west, longitude <= east { return true }
    return abs(longitude) == 180 && (west == -180 || east == 180)
  }
}
