/// A place on the Earth by its WGS 84 latitude and longitude.
@frozen
public struct Coordinate: Hashable, Sendable {
  /// Degrees north, from -90 to 90.
  public let latitude: Double
  /// Degrees east, from -180 to 180. Both ends are kept as given and compare as different, though
  /// they are the same meridian.
  public let longitude: Double

  /// The place at a latitude and a longitude in degrees, or nil if one of them is not finite or is
  /// out of range.
  ///
  /// Negative zeros become positive ones, so that equal coordinates give equal results.
  @inlinable
  public init?(latitude: Double, longitude: Double) {
    // Comparisons with NaN are false.
    guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
    self.latitude = latitude + 0.0
    self.longitude = longitude + 0.0
  }

  /// A place whose numbers were computed or read; what is beyond the ranges is cut off, and no number
  /// counts as -90 or -180.
  public init(clampingLatitude latitude: Double, longitude: Double) {
    // In this order of arguments, since comparisons with NaN are false.
    self.latitude = min(90, max(-90, latitude)) + 0.0
    self.longitude = min(180, max(-180, longitude)) + 0.0
  }
}
