/// Why a fence or its geometry was refused.
public enum GeofenceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A geometry without any polygon.
  case empty
  /// A geometry of another type, such as a line, where an area is needed.
  case notAnArea(String)
  /// A text that is not well-known text, with how many bytes of it were understood.
  case malformedText(String, offset: Int)
  case tooManyVertices(Int)
  /// A position without two numbers.
  case shortPosition(numberCount: Int, at: PositionPlace)
  case tooFewPositions(Int, in: RingPlace)
  case unclosedRing(RingPlace)
  /// A position that is not finite or not on the Earth.
  case outOfRange(latitude: Double, longitude: Double, at: PositionPlace)
  /// An edge that spans more than half of all longitudes; its end is at the place.
  case longEdge(degrees: Double, at: PositionPlace)
  case radiusOutOfRange(Double, limits: ClosedRange<Double>)
  case unfitID(String)
  case negativeDwell(Int)
  case duplicateID(String)
  /// A repair that left no area.
  case nothingLeft
  /// What GEOS said about a call that failed.
  case geos(String)
  case outOfMemory

  /// The most positions that a geometry may have, all rings together.
  public static let mostVertices = 100_000

  public var description: String {
    switch self {
    case .empty:
      "the geometry is empty: give it at least one ring"
    case .notAnArea(let type):
      "a \(type) is not an area: give a Polygon or a MultiPolygon"
    case .malformedText(let expected, let offset):
      "not a polygon in well-known text: expected \(expected) at byte \(offset + 1)"
    case .tooManyVertices(let count):
      "the geometry has \(count) positions, and may have \(Self.mostVertices): simplify it or"
        + " divide it into several fences"
    case .shortPosition(let count, let place):
      "\(place) has \(count) numbers: a position is [longitude, latitude]"
    case .tooFewPositions(let count, let place):
      "\(place) has \(count) positions: a ring has 4 or more, the last of them equal to the first"
    case .unclosedRing(let place):
      "\(place) is not closed: repeat its first position at its end"
    case .outOfRange(let latitude, let longitude, let place):
      "\(place) is longitude \(longitude), latitude \(latitude): "
        + Self.advice(latitude: latitude, longitude: longitude)
    case .longEdge(let degrees, let place):
      "the edge that ends at \(place) spans \(degrees) degrees of longitude: if the area crosses the"
        + " antimeridian, cut it at -180 and 180 into a MultiPolygon (RFC 7946, section 3.1.9); if"
        + " the edge does go that far, give it positions in between"
    case .radiusOutOfRange(let radius, let limits):
      "the radius must be from \(number(limits.lowerBound)) to \(number(limits.upperBound)) metres,"
        + " and is \(number(radius))"
    case .unfitID(let id):
      "a zone_id has 1 to 100 characters, and \"\(id.prefix(120))\" has \(id.unicodeScalars.count)"
    case .negativeDwell(let seconds):
      "dwell_seconds must be 0 or more, and is \(seconds)"
    case .duplicateID(let id):
      "two fences have the zone_id \"\(id)\": give one of them another"
    case .nothingLeft:
      "the repair leaves no area: draw the geometry anew"
    case .geos(let message):
      "GEOS could not work on the geometry: \(message)"
    case .outOfMemory:
      "GEOS could not be started: out of memory"
    }
  }

  private static func advice(latitude: Double, longitude: Double) -> String {
    let range = "longitude goes from -180 to 180 and latitude from -90 to 90"
    guard latitude.isFinite, longitude.isFinite else { return "both must be finite numbers" }
    // The half circumference of the Web Mercator projection in metres.
    let mostMeters = 20_037_508.35
    if abs(latitude) <= 180, abs(longitude) <= 90 {
      return "\(range); it looks as if the two were swapped"
    }
    if abs(longitude) > 360 || abs(latitude) > 360,
      abs(longitude) <= mostMeters, abs(latitude) <= mostMeters
    {
      return "\(range); these look like metres (EPSG:3857), so convert them to degrees"
    }
    return range
  }
}

/// Which ring of a geometry; both numbers count from 0.
public struct RingPlace: Hashable, Sendable, CustomStringConvertible {
  public let polygon: Int
  /// 0 is the outer ring; the others are its holes.
  public let ring: Int

  public init(polygon: Int, ring: Int) {
    self.polygon = polygon
    self.ring = ring
  }

  /// The same in words, counted from 1.
  public var description: String {
    "polygon \(polygon + 1), ring \(ring + 1) (\(ring == 0 ? "outer" : "hole"))"
  }
}

/// Which position of a geometry, counted from 0.
public struct PositionPlace: Hashable, Sendable, CustomStringConvertible {
  public let ring: RingPlace
  public let position: Int

  public init(ring: RingPlace, position: Int) {
    self.ring = ring
    self.position = position
  }

  /// The same in words, counted from 1.
  public var description: String { "\(ring), position \(position + 1)" }
}

/// The shortest decimal text that gives the number again, without a fraction of zero.
func number(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
