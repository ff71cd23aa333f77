internal import Geodesy

extension ShapePath {
  /// A route from Google's encoded polyline with five decimals.
  ///
  /// Each number is the difference to the one before in units of 0.00001 degree, latitude first,
  /// shifted left by one and inverted if negative, in groups of five bits from the lowest, each plus
  /// 63 as a character, with 32 added where another group follows. Whatever else the text holds, a
  /// line break for instance, is an error that names its byte.
  public init(encodedPolyline text: String) throws(ShapeError) {
    var reader = PolylineReader(bytes: Array(text.utf8))
    var line: [Coordinate] = []
    var (latitude, longitude) = (0, 0)
    while !reader.isAtEnd {
      guard line.count < Self.mostPositions else {
        throw .tooManyPositions(most: Self.mostPositions)
      }
      latitude += try reader.difference(.latitude)
      try reader.check(latitude, .latitude, position: line.count)
      guard !reader.isAtEnd else {
        throw .polyline(
          offset: reader.offset, reason: "position \(line.count) has a latitude and no longitude")
      }
      longitude += try reader.difference(.longitude)
      try reader.check(longitude, .longitude, position: line.count)
      guard
        let place = Coordinate(
          latitude: Double(latitude) / 1e5, longitude: Double(longitude) / 1e5)
      else {
        preconditionFailure("both were checked")
      }
      line.append(place)
    }
    guard !line.isEmpty else { throw .noPositions }
    try self.init(line: line)
  }
}

/// Reads the numbers of an encoded polyline one by one.
private struct PolylineReader {
  let bytes: [UInt8]
  private(set) var offset = 0
  /// Where the number read last began.
  private var start = 0

  /// More than the groups of five bits that a difference of 360 degrees has, which is 6.
  private static let mostGroups = 7

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func difference(_ field: ShapeError.Field) throws(ShapeError) -> Int {
    start = offset
    var bits = 0
    for group in 0..<Self.mostGroups {
      guard !isAtEnd else {
        throw .polyline(offset: offset, reason: "the text ends within a \(field.rawValue)")
      }
      let byte = bytes[offset]
      guard byte >= 63, byte <= 126 else {
        throw .polyline(
          offset: offset, reason: "characters are from ? to ~, and this one has code \(byte)")
      }
      offset += 1
      let value = Int(byte) - 63
      bits |= (value & 31) << (5 * group)
      if value < 32 { return bits & 1 == 0 ? bits >> 1 : ~(bits >> 1) }
    }
    throw .polyline(offset: start, reason: "a \(field.rawValue) with too many digits")
  }

  func check(_ value: Int, _ field: ShapeError.Field, position: Int) throws(ShapeError) {
    guard abs(value) > field.limit * 100_000 else { return }
    throw .polyline(
      offset: start,
      reason: "\(field.rawValue) of position \(position) must be from -\(field.limit) to "
        + "\(field.limit) and is \(Double(value) / 1e5); the text must have five decimals, not six")
  }
}
