import Catalog
import Geofencing
import JSON

/// Reads geofences from GeoJSON files (RFC 7946).
///
/// A file is a FeatureCollection, a Feature, or a Polygon or MultiPolygon alone. A Feature's `id`,
/// or else `properties.zone_id` or `properties.id`, is the fence's id; `name`, `merchant_id`,
/// `dwell_seconds` and `is_active` are read from the properties, and the others become metadata. A
/// Point with `properties.radius_m` (or `radius`) is a circle.
public struct GeofenceFileReader: Sendable {
  public struct Options: Sendable {
    /// Whether GEOS is asked if areas are valid.
    public var checksValidity = true
    /// Whether rings that cross the antimeridian without being cut there are cut, and longitudes
    /// up to 540 degrees either way taken; else they are refused.
    public var cutsAntimeridian = false
    /// Whether rings that lack their last position are closed; else they are refused.
    public var closesRings = false
    /// The radii that circles may have, in metres.
    public var radiusLimits = Circle.usualRadii

    public init(
      checksValidity: Bool = true, cutsAntimeridian: Bool = false, closesRings: Bool = false
    ) {
      self.checksValidity = checksValidity
      self.cutsAntimeridian = cutsAntimeridian
      self.closesRings = closesRings
    }
  }

  /// The most bytes a file may have.
  public static let mostBytes = 1 << 30

  private let options: Options

  public init(options: Options = Options()) {
    self.options = options
  }

  /// What came of each feature of the file at `path`, or of standard input for `-`, in its order.
  ///
  /// Takes several times the size of the file in memory while it reads.
  public func read(path: String) throws(GeofenceFileError) -> [FenceFeature] {
    try read(Self.contents(path: path), name: Self.name(path: path))
  }

  /// How problems name the file at a path.
  public static func name(path: String) -> String { path == "-" ? "standard input" : path }

  /// All bytes of the file at `path`, or of standard input for `-`.
  public static func contents(path: String) throws(GeofenceFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      let source = try ByteSource(path: path)
      while try source.read(into: &bytes, atMost: 1 << 20) > 0 {
        guard bytes.count <= mostBytes else {
          throw GeofenceFileError.tooLarge(file: name(path: path), limit: mostBytes)
        }
      }
    } catch let error as FileError {
      throw .unreadable(error)
    } catch let error as GeofenceFileError {
      throw error
    } catch {
      preconditionFailure("reading bytes throws no \(type(of: error))")
    }
    return bytes
  }

  /// What came of each feature of a file that is in memory; `name` stands for it in problems.
  public func read(_ bytes: [UInt8], name: String) throws(GeofenceFileError) -> [FenceFeature] {
    let text = try Self.json(bytes, file: name)
    let members = Members(text)
    switch text.isObject ? members.string("type") : nil {
    case "FeatureCollection": return try collection(members, file: name)
    case "Feature":
      var parser = FeatureParser(options: options, file: name, number: 1, pointer: "")
      return warned([parser.parse(feature: text)], members)
    case "Polygon", "MultiPolygon":
      var parser = FeatureParser(options: options, file: name, number: 1, pointer: "")
      return [parser.parse(geometry: text)]
    default: throw .notGeoJSON(file: name, found: GeoJSONKind.of(text))
    }
  }

  private func collection(
    _ members: Members, file: String
  ) throws(GeofenceFileError) -> [FenceFeature] {
    guard let list = members["features"], list.text.utf8.first == UInt8(ascii: "[") else {
      throw .notGeoJSON(file: file, found: "a FeatureCollection without a list of features")
    }
    var features: [FenceFeature] = []
    list.forEachElement { element in
      var parser = FeatureParser(
        options: options, file: file, number: features.count + 1,
        pointer: "/features/\(features.count)")
      features.append(parser.parse(feature: element))
    }
    return warned(features, members)
  }

  /// The features, the first with a warning if the file names another reference system.
  private func warned(_ features: [FenceFeature], _ members: Members) -> [FenceFeature] {
    guard let system = members.present("crs"), !features.isEmpty,
      !["CRS84", "EPSG::4326", "EPSG:4326"].contains(where: { system.text.contains($0) })
    else { return features }
    var features = features
    features[0].problems.append(
      FeatureProblem(
        severity: .warning, file: features[0].file, feature: 0, id: nil, pointer: "/crs",
        code: .foreignCoordinates,
        message: "crs is ignored: coordinates must be WGS 84 degrees, longitude first (RFC 7946);"
          + " convert them if they are not"))
    return features
  }

  private static func json(_ bytes: [UInt8], file: String) throws(GeofenceFileError) -> JSONText {
    let span = bytes.span
    // A byte order mark is no part of the text, though errors count it.
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let isBlank = bytes[start...].allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard !isBlank else { throw .empty(file: file) }
    if let kind = MerchantFileError.knownKind(bytes) {
      throw .notText(
        file: file, kind: kind.replacing("as CSV", with: "as GeoJSON"))
    }
    do {
      return try JSONText(utf8: span.extracting(start..<span.count))
    } catch {
      // UTF-16 without a mark has a zero in every other byte of ASCII text.
      if bytes.prefix(64).contains(0) {
        throw .notText(file: file, kind: "not text, or UTF-16; save it as UTF-8")
      }
      var error = error
      error.offset += start
      throw .notJSON(file: file, error)
    }
  }
}
