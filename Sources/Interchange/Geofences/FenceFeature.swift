public import Geofencing

/// What came of one feature of a GeoJSON file.
public struct FenceFeature: Sendable {
  /// The file as the caller named it.
  public var file: String
  /// Its place in the file, the first being 1.
  public var number: Int
  /// The fence's zone_id; of a feature without one, or without a usable one, the file's name and
  /// the number, as in `fences.geojson#3`.
  public var id: String
  /// The fence, if the feature says all that one needs; its area may still be invalid.
  public var fence: Geofence?
  /// What GEOS says of the area: whether its rings cross, or holes lie outside. A circle is valid.
  public var validity: Validity = .valid
  /// What is wrong with it and what is worth knowing.
  public var problems: [FeatureProblem] = []

  /// The fence, if it can be used.
  public var usableFence: Geofence? { validity == .valid ? fence : nil }
}
