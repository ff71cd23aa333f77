public import Geodesy

/// The places at most so many metres from a centre, by the geodesic.
public struct Circle: Hashable, Sendable {
  public let center: Coordinate
  public let radiusMeters: Double

  /// The radii that fences of the service may have, in metres.
  public static let usualRadii = 10.0...10_000.0

  /// The circle, or an error if the radius is not within `limits`.
  public init(
    center: Coordinate, radiusMeters: Double, limits: ClosedRange<Double> = usualRadii
  ) throws(GeofenceError) {
    guard limits.contains(radiusMeters), radiusMeters >= 0, radiusMeters.isFinite else {
      throw .radiusOutOfRange(radiusMeters, limits: limits)
    }
    self.center = center
    self.radiusMeters = radiusMeters
  }
}

/// A zone on the Earth that places are checked against.
public struct Geofence: Hashable, Sendable {
  /// What area the zone has.
  public enum Shape: Hashable, Sendable {
    case circle(Circle)
    case polygon(MultiPolygon)
  }

  /// The zone_id, of 1 to 100 characters.
  public let id: String
  public var name: String?
  /// The `merchant_id` of the merchant that the zone belongs to.
  public var merchantID: String?
  /// How long a stay must be to count, in seconds; not negative.
  public let dwellSeconds: Int?
  /// A JSON text, kept as it is.
  public var metadata: String?
  /// Whether the zone answers checks.
  public var isActive: Bool
  public let shape: Shape

  public init(
    id: String, name: String? = nil, merchantID: String? = nil, dwellSeconds: Int? = nil,
    metadata: String? = nil, isActive: Bool = true, shape: Shape
  ) throws(GeofenceError) {
    guard (1...100).contains(id.unicodeScalars.count) else { throw .unfitID(id) }
    if let dwellSeconds, dwellSeconds < 0 { throw .negativeDwell(dwellSeconds) }
    self.id = id
    self.name = name
    self.merchantID = merchantID
    self.dwellSeconds = dwellSeconds
    self.metadata = metadata
    self.isActive = isActive
    self.shape = shape
  }
}
