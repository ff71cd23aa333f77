/// Well-known text (ISO 19125-1), in which longitude comes before latitude.
extension MultiPolygon {
  /// The area that a POLYGON or MULTIPOLYGON text describes.
  ///
  /// Words may be in any case; the third and fourth numbers of Z, M and ZM texts are ignored. Read
  /// here rather than by GEOS, whose errors name neither ring nor position.
  public init(wellKnownText: String) throws(GeofenceError) {
    var reader = WellKnownTextReader(wellKnownText)
    try self.init(reader.polygons())
  }

  /// The POLYGON or MULTIPOLYGON text; every number reads back as the same number.
  public var wellKnownText: String {
    guard polygons.count > 1 else { return "POLYGON " + polygons[0].wellKnownRings }
    return "MULTIPOLYGON (" + polygons.map(\.wellKnownRings).joined(separator: ", ") + ")"
  }
}

extension Polygon {
  fileprivate var wellKnownRings: String {
    let lists = rings.map { ring in
      let positions = (0..<ring.count).map { index in
        "\(number(ring.longitudes[index])) \(number(ring.latitudes[index]))"
      }
      return "(" + positions.joined(separator: ", ") + ")"
    }
    return "(" + lists.joined(separator: ", ") + ")"
  }
}

/// A reader of areas in well-known text, front to back.
private struct WellKnownTextReader {
  private let bytes: [UInt8]
  private var offset = 0
  /// How many positions have been read.
  private var vertexCount = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func polygons() throws(GeofenceError) -> [Polygon] {
    let type = word()
    var dimension = word()
    if ["Z", "M", "ZM"].contains(dimension) { dimension = word() }
    switch type {
    case "POLYGON", "MULTIPOLYGON", "POLYGONZ", "MULTIPOLYGONZ", "POLYGONM", "MULTIPOLYGONM",
      "POLYGONZM", "MULTIPOLYGONZM":
      break
    case "POINT", "LINESTRING", "MULTIPOINT", "MULTILINESTRING", "GEOMETRYCOLLECTION",
      "LINEARRING", "CIRCULARSTRING", "CURVEPOLYGON", "MULTISURFACE", "TRIANGLE", "TIN":
      throw .notAnArea(type)
    default:
      offset = 0
      throw expected("POLYGON or MULTIPOLYGON")
    }
    if dimension == "EMPTY" { throw .empty }
    guard dimension.isEmpty else { throw expected("a parenthesis") }
    var polygons: [Polygon] = []
    if type.hasPrefix("MULTI") {
      try take("(", "a parenthesis")
      repeat {
        polygons.append(try polygon(polygons.count))
      } while skip(",")
      try take(")", "a comma or a parenthesis")
    } else {
      polygons.append(try polygon(0))
    }
    skipSpaces()
    guard offset == bytes.count else { throw expected("the end of the text") }
    return polygons
  }

  private mutating func polygon(_ index: Int) throws(GeofenceError) -> Polygon {
    try take("(", "a parenthesis")
    var rings: [Ring] = []
    repeat {
      rings.append(try ring(RingPlace(polygon: index, ring: rings.count)))
    } while skip(",")
    try take(")", "a comma or a parenthesis")
    return Polygon(rings: rings)
  }

  private mutating func ring(_ place: RingPlace) throws(GeofenceError) -> Ring {
    try take("(", "a parenthesis")
    var (latitudes, longitudes): ([Double], [Double]) = ([], [])
    repeat {
      guard let longitude = number() else { throw expected("a longitude") }
      guard let latitude = number() else { throw expected("a latitude") }
      longitudes.append(longitude)
      latitudes.append(latitude)
      // An altitude and a measure.
      if number() != nil { _ = number() }
      vertexCount += 1
    } while skip(",")
    try take(")", "a comma or a parenthesis")
    guard vertexCount <= GeofenceError.mostVertices else { throw .tooManyVertices(vertexCount) }
    return try Ring(latitudes: latitudes, longitudes: longitudes, at: place)
  }

  private func expected(_ what: String) -> GeofenceError { .malformedText(what, offset: offset) }

  private mutating func skipSpaces() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: mark) else { return false }
    offset += 1
    return true
  }

  private mutating func take(_ mark: Unicode.Scalar, _ name: String) throws(GeofenceError) {
    guard skip(mark) else { throw expected(name) }
  }

  /// The letters that come next, in upper case; empty if there are none.
  private mutating func word() -> String {
    skipSpaces()
    let start = offset
    while offset < bytes.count, isLetter(bytes[offset]) { offset += 1 }
    return String(decoding: bytes[start..<offset], as: UTF8.self).uppercased()
  }

  /// The number that comes next; words for numbers that are not finite are none.
  private mutating func number() -> Double? {
    skipSpaces()
    let start = offset
    var end = offset
    while end < bytes.count, isNumeral(bytes[end]) { end += 1 }
    guard let value = Double(String(decoding: bytes[start..<end], as: UTF8.self)) else {
      return nil
    }
    offset = end
    return value
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private func isNumeral(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
