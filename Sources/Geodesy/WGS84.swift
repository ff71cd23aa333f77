/// The ellipsoid that stands for the Earth (NGA.STND.0036, 2014).
public enum WGS84 {
  /// The equatorial radius a in metres.
  @inlinable public static var equatorialRadiusMeters: Double { 6_378_137.0 }

  /// The flattening f = (a − b) / a.
  @inlinable public static var flattening: Double { 1 / 298.257223563 }

  /// The polar radius b = a (1 − f) in metres.
  @inlinable public static var polarRadiusMeters: Double {
    equatorialRadiusMeters * (1 - flattening)
  }

  /// The square of the first eccentricity, e² = f (2 − f).
  @inlinable public static var eccentricitySquared: Double { flattening * (2 - flattening) }

  /// The radius of curvature where the Earth bends most, b² / a: along a meridian at the equator.
  @inlinable public static var smallestCurvatureRadiusMeters: Double {
    polarRadiusMeters * (1 - flattening)
  }

  /// The radius of curvature where the Earth bends least, a² / b: at the poles.
  @inlinable public static var largestCurvatureRadiusMeters: Double {
    equatorialRadiusMeters / (1 - flattening)
  }

  /// The third flattening n = f / (2 − f).
  static var thirdFlattening: Double { flattening / (2 - flattening) }

  /// The square of the second eccentricity, e′² = e² / (1 − e²).
  static var secondEccentricitySquared: Double { eccentricitySquared / (1 - eccentricitySquared) }
}
