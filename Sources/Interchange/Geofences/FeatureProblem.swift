/// Something wrong with one feature of a GeoJSON file, or worth knowing about it.
public struct FeatureProblem: Equatable, Sendable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    /// The feature is left out.
    case error
    /// The feature is taken all the same.
    case warning
  }

  /// What is wrong, in words that stay the same from version to version.
  public enum Code: String, CaseIterable, Sendable {
    case duplicateID = "duplicate_id"
    case emptyGeometry = "empty_geometry"
    case foreignCoordinates = "foreign_coordinates"
    case invalidGeometry = "invalid_geometry"
    case invalidProperty = "invalid_property"
    case longEdge = "long_edge"
    case notAnArea = "not_an_area"
    case notAFeature = "not_a_feature"
    case outOfRange = "out_of_range"
    case shortPosition = "short_position"
    case tooFewPositions = "too_few_positions"
    case tooManyVertices = "too_many_vertices"
    case unclosedRing = "unclosed_ring"
    case wrongShape = "wrong_shape"
  }

  public var severity: Severity
  /// The file as the caller named it.
  public var file: String
  /// The feature's place in the file, the first being 1; 0 when the whole file is meant.
  public var feature: Int
  /// The feature's id if it has a usable one of its own.
  public var id: String?
  /// Where in the file it is, as a JSON pointer (RFC 6901), which counts from 0; empty for the
  /// whole of it.
  public var pointer: String
  public var code: Code
  /// What the thing must be, what it is, and what to do.
  public var message: String

  /// `fences.geojson: feature 3 (soho), /features/2/geometry/coordinates/0: …`.
  public var description: String {
    var place = file + ":"
    if feature > 0 { place += " feature \(feature)" }
    if let id { place += " (\(RowProblem.shown(id)))" }
    if !pointer.isEmpty { place += (feature > 0 ? ", " : " ") + RowProblem.shown(pointer) }
    return "\(place)\(place.hasSuffix(":") ? "" : ":") \(message)"
  }
}
