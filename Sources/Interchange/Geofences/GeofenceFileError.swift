import Catalog
public import JSON

/// Why a whole file of geofences can't be read.
public enum GeofenceFileError: Error, Equatable, CustomStringConvertible {
  /// The file can't be opened or read.
  case unreadable(FileError)
  case empty(file: String)
  /// The file is of another kind.
  case notText(file: String, kind: String)
  case notJSON(file: String, JSONTextError)
  /// JSON of another kind: what was found.
  case notGeoJSON(file: String, found: String)
  case tooLarge(file: String, limit: Int)

  public var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .empty(let file):
      "\(file): is empty; it must be GeoJSON such as "
        + "{\"type\":\"FeatureCollection\",\"features\":[…]}"
    case .notText(let file, let kind): "\(file): must be GeoJSON in UTF-8, and is \(kind)"
    case .notJSON(let file, let error):
      "\(file): \(error)"
        + (error.found == "the end" ? "; the file seems to be cut off, so copy it again" : "")
    case .notGeoJSON(let file, let found):
      "\(file): must be a GeoJSON FeatureCollection, Feature, Polygon or MultiPolygon (RFC 7946),"
        + " and is \(found)"
    case .tooLarge(let file, let limit):
      "\(file): is larger than \(limit >> 20) MiB; divide it into several files"
    }
  }
}
