internal import Geodesy

extension ShapePath {
  /// A shape from the well-known text of a POINT, MULTIPOINT, LINESTRING or MULTILINESTRING,
  /// longitude first.
  ///
  /// Keywords may be in either case, and the points of a MULTIPOINT with or without parentheses of
  /// their own. Empty shapes, heights and measures are errors, which name the byte.
  public init(wellKnownText text: String) throws(ShapeError) {
    var reader = WellKnownTextReader(bytes: Array(text.utf8))
    self = try reader.shape()
  }
}

/// Reads a shape from its text byte by byte.
private struct WellKnownTextReader {
  let bytes: [UInt8]
  private var offset = 0
  private var positions = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func shape() throws(ShapeError) -> ShapePath {
    skipSpace()
    let start = offset
    let kind = word()
    skipSpace()
    var lines: [[Coordinate]] = []
    var points: [Coordinate] = []
    switch kind {
    case "POINT":
      try expect("(")
      points.append(try position(line: 0, number: 0))
      try expect(")")
    case "MULTIPOINT":
      try expect("(")
      repeat {
        let isWrapped = take("(")
        points.append(try position(line: 0, number: points.count))
        if isWrapped { try expect(")") }
      } while take(",")
      try expect(")")
    case "LINESTRING": lines.append(try line(0))
    case "MULTILINESTRING":
      try expect("(")
      repeat { lines.append(try line(lines.count)) } while take(",")
      try expect(")")
    case "POLYGON", "MULTIPOLYGON":
      throw .wellKnownText(offset: start, reason: "\(kind) is an area; a line or points are needed")
    default:
      throw .wellKnownText(
        offset: start,
        reason: "POINT, MULTIPOINT, LINESTRING or MULTILINESTRING is expected"
          + (kind.isEmpty ? "" : ", not \(kind.prefix(30))"))
    }
    guard offset == bytes.count else {
      throw .wellKnownText(offset: offset, reason: "the shape has ended, and the text goes on")
    }
    return try ShapePath(lines: lines, points: points)
  }

  private mutating func line(_ number: Int) throws(ShapeError) -> [Coordinate] {
    try expect("(")
    var line: [Coordinate] = []
    repeat { line.append(try position(line: number, number: line.count)) } while take(",")
    try expect(")")
    return line
  }

  private mutating func position(line: Int, number: Int) throws(ShapeError) -> Coordinate {
    positions += 1
    guard positions <= ShapePath.mostPositions else {
      throw .tooManyPositions(most: ShapePath.mostPositions)
    }
    let start = offset
    let longitude = try self.number()
    let latitude = try self.number()
    if offset < bytes.count, Self.isOfNumber(bytes[offset]) {
      throw .wellKnownText(
        offset: offset,
        reason: "a position is a longitude and a latitude; leave out the third number")
    }
    if let place = Coordinate(latitude: latitude, longitude: longitude) { return place }
    let field: ShapeError.Field = abs(longitude) <= 180 ? .latitude : .longitude
    let value = field == .latitude ? latitude : longitude
    throw .wellKnownText(
      offset: start,
      reason: "line \(line), position \(number): \(field.rawValue) must be from -\(field.limit) to "
        + "\(field.limit) and is \(value)" + ShapeError.hint(field, value))
  }

  private mutating func number() throws(ShapeError) -> Double {
    skipSpace()
    let start = offset
    while offset < bytes.count, Self.isOfNumber(bytes[offset]) { offset += 1 }
    // No number needs as many digits, and none is read that is longer.
    guard offset - start <= 100,
      let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)), value.isFinite
    else {
      throw .wellKnownText(offset: start, reason: "a number is expected" + found(at: start))
    }
    skipSpace()
    return value
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// The letters from here on as capitals.
  private mutating func word() -> String {
    let start = offset
    while offset < bytes.count, (bytes[offset] & 0xDF) >= 65, (bytes[offset] & 0xDF) <= 90 {
      offset += 1
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self).uppercased()
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    skipSpace()
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(ShapeError) {
    skipSpace()
    let start = offset
    if take(character) { return }
    let word = word()
    let reason =
      switch word {
      case "EMPTY": "the shape is empty; give at least one position"
      case "Z", "M", "ZM": "leave out \(word): a position is a longitude and a latitude"
      default: "\(character) is expected" + found(at: start)
      }
    throw .wellKnownText(offset: start, reason: reason)
  }

  private func found(at start: Int) -> String {
    guard start < bytes.count else { return " and the text ends" }
    return ", not \(String(decoding: bytes[start..<min(start + 12, bytes.count)], as: UTF8.self))"
  }

  private mutating func skipSpace() {
    while offset < bytes.count, bytes[offset] == 32 || (bytes[offset] >= 9 && bytes[offset] <= 13) {
      offset += 1
    }
  }
}
