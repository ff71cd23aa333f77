import TestSupport

/// Request targets that nobody should send, made from a seed: broken numbers, huge and repeated
/// parameters, broken encodings and forged cursors, mixed with good ones.
struct FuzzRequests {
  private var random: SeededGenerator
  /// A cursor that the service gave, to be forged.
  private let cursor: String

  init(seed: UInt64, cursor: String) {
    random = SeededGenerator(seed: seed)
    self.cursor = cursor
  }

  private static let names = [
    "lat", "lon", "latitude", "longitude", "radius", "limit", "categories", "exclude_categories",
    "min_rating", "min_reviews", "featured", "partner", "partnership", "q", "bbox", "min_distance",
    "exclude_ids", "within", "near_route", "metadata.chain", "metadata.", "sort", "cursor", "count",
    "fields", "f",
    "open_now", "user", "weights", "explain", "", "%", "%00", "constructor", "lat%20", "LAT",
  ]
  private static let values = [
    "51.5", "-0.12", "0", "-0", "1e308", "1e999", "-1e999", "nan", "NaN", "inf", "-infinity",
    "0x10",
    "1_000", "１", "1,2", "--1", "+", "-", ".", "1e", "1e+", "90", "180", "90.0000000001", "true",
    "false", "none", "null", "%", "%%", "%F", "%GG", "%00", "%FF%FE", "%C3%28", "%ED%A0%80", "%F8",
    "é", "\u{FFFD}", "%EF%BF%BD", "name", "rating", "distance", "reviews", "csv", "geojson",
    "ndjson",
    "json", "merchant_id,name", "premium,trial", "1,2,3", "Gas+Stations", "-180,-90,180,90",
    "170,-10,-170,10", "0,10,0,-10", ",,,", "'", "\"", "<script>", "=SUM(A1)", "caf", "shell", "寿",
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "100", "101", "3",
    "zone-1", "off", "LINESTRING(-0.1+51.5,-0.2+51.4)", "POINT+(180+90)", "_p~iF~ps%7CU_ulLnnqC",
    "score", "ana", "distance:1", "distance:.5,affinity:2e0", "rating:-1", "rating:1e999",
    "affinity:1,affinity:1", "score,rank", "score_parts",
    "POLYGON((-0.2+51,0+51,0+52,-0.2+51))", "MULTIPOLYGON(((", "POINT(1e999+1)",
    "{\"a\":1}", "../../etc/passwd", "%2e%2e%2f", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "a%cc%81",
  ]

  /// The next target; most are in the search, whose parameters are many.
  mutating func next() -> String {
    switch UInt8.random(in: 0..<20, using: &random) {
    case 0: return "/v1/merchants/" + text()
    case 1: return "/v1/categories?" + parameters()
    case 2: return "/" + text()
    case 14:
      return "/v1/geofences"
        + (["?", "/nearest?", "/containing?", "/"].randomElement(using: &random) ?? "")
        + parameters()
    case 15: return "/v1/merchants/nearby?" + parameter() + "&within=zone-1&" + parameters()
    case 3: return "/v1/merchants/nearby?cursor=" + forged() + (flip() ? "&" + parameters() : "")
    case 16:
      return "/v1/merchants/M-\(UInt8.random(in: 0...9, using: &random))/why-not?" + parameters()
    case 17: return "/v1/merchants/M-0/why-not?lat=51.5&lon=-0.12&" + parameters()
    case 18:
      return "/v1/merchants/nearby?lat=51.5&lon=-0.12&sort=score&explain=true&" + parameters()
    case 19: return "/v1/ranking?" + parameters()
    case 4..<8: return "/v1/merchants/nearby?" + parameters()
    default: return "/v1/merchants/nearby?lat=51.5&lon=-0.12&" + parameters()
    }
  }

  /// The next body of a search or a check: a good one with bytes changed, left out or put in.
  mutating func nextBody() -> String {
    var bytes = Array((Self.bodies.randomElement(using: &random) ?? "").utf8)
    for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
      let position = Int.random(in: 0..<bytes.count, using: &random)
      let byte = Array("[]{},:\"\\0159-.etn".utf8).randomElement(using: &random) ?? 0
      switch UInt8.random(in: 0..<5, using: &random) {
      case 0: bytes[position] = byte
      case 1: bytes.remove(at: position)
      case 2: bytes.insert(byte, at: position)
      case 3: bytes.insert(contentsOf: bytes[position...].prefix(20), at: position)
      default: bytes[position] = UInt8.random(in: 0...255, using: &random)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let bodies = [
    #"{"lat":51.5,"lon":-0.12,"limit":5,"categories":["Gas Stations",1],"metadata":{"chain":"Chain 1"}}"#,
    #"{"within":{"type":"Polygon","coordinates":[[[-0.2,51],[0,51],[0,52],[-0.2,51]]]},"limit":3}"#,
    #"{"within":{"type":"MultiPolygon","coordinates":[[[[-0.2,51],[0,51],[0,52],[-0.2,51]],[[-0.1,51.1],[0,51.1],[0,51.2],[-0.1,51.1]]]]}}"#,
    #"{"near_route":{"type":"MultiLineString","coordinates":[[[-0.2,51],[0,51]],[[0,52],[-0.2,51]]]},"radius":50}"#,
    #"{"near_route":{"type":"Point","coordinates":[-0.2,51]},"bbox":[-1,50,1,52],"featured":true}"#,
    #"{"within":"zone-1","sort":"name","fields":["name","distance_m"],"count":true}"#,
    #"{"lat":51.5,"lon":-0.12,"user":"ana","weights":"distance:0.5,affinity:1","explain":true}"#,
    #"{"points":[{"id":"a","latitude":51.5,"longitude":-0.12},{"id":7,"lat":0,"lon":90}]}"#,
  ]

  private mutating func flip() -> Bool { Bool.random(using: &random) }

  private mutating func parameters() -> String {
    (0..<Int.random(in: 0...5, using: &random)).map { _ in parameter() }.joined(separator: "&")
  }

  private mutating func parameter() -> String {
    let name = Self.names.randomElement(using: &random) ?? ""
    switch UInt8.random(in: 0..<32, using: &random) {
    case 0: return name
    case 1:
      return name + "=" + String(repeating: text(), count: .random(in: 0...400, using: &random))
    case 2: return String(repeating: name + "=1&", count: .random(in: 1...300, using: &random))
    case 3: return text() + "=" + text()
    case 4: return "cursor=" + forged()
    default: return name + "=" + (Self.values.randomElement(using: &random) ?? "")
    }
  }

  /// Up to 12 bytes of anything that can stand in a target, partly escaped.
  private mutating func text() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let byte = UInt8.random(in: 0...255, using: &random)
      if 0x21...0x7E ~= byte {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text
  }

  private mutating func forged() -> String {
    var bytes = Array(cursor.utf8)
    for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
      let position = Int.random(in: 0..<bytes.count, using: &random)
      switch UInt8.random(in: 0..<4, using: &random) {
      case 0: bytes[position] = Array("ABCxyz019-_=%".utf8).randomElement(using: &random) ?? 65
      case 1: bytes.removeSubrange(position...)
      case 2: bytes.insert(65, at: position)
      default: bytes += bytes.prefix(position)
      }
    }
    return String(decoding: bytes.prefix(2_000), as: UTF8.self)
  }
}
