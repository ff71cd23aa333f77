public import Geodesy

/// Whether an area is valid as the OGC's simple features have it.
public enum Validity: Equatable, Sendable, CustomStringConvertible {
  case valid
  /// GEOS's reason, such as "Self-intersection", and the place where it saw it; the numbers are
  /// NaN if it names none.
  case invalid(reason: String, latitude: Double, longitude: Double)

  public var description: String {
    switch self {
    case .valid: "valid"
    case .invalid(let reason, let latitude, let longitude):
      "\(reason) at longitude \(number(longitude)), latitude \(number(latitude))"
    }
  }
}

/// What GEOS is asked: each call makes a context of its own, which ends with the call, so these are
/// safe from any thread.
extension MultiPolygon {
  /// Whether rings cross themselves or each other, or holes lie outside; GEOS decides.
  public func validity() throws(GeofenceError) -> Validity {
    try GEOSArea(self).validity()
  }

  /// The area made valid by GEOS, which keeps every position and splits rings where they cross.
  ///
  /// Lines and points that are left over are dropped; throws ``GeofenceError/nothingLeft`` if
  /// nothing else is.
  public func repaired() throws(GeofenceError) -> MultiPolygon {
    try GEOSArea(self).repaired()
  }

  /// The area in square degrees, good for telling large from small.
  public func squareDegrees() throws(GeofenceError) -> Double {
    try GEOSArea(self).squareDegrees()
  }

  /// The centre of mass in the plane of longitude and latitude, which may lie outside the area; nil
  /// if there is none.
  public func centroid() throws(GeofenceError) -> Coordinate? {
    let (latitude, longitude) = try GEOSArea(self).centroid()
    return Coordinate(latitude: latitude, longitude: longitude)
  }
}
