import Geodesy
import Geofencing
import Testing

struct ShapePathTests {
  @Test(
    arguments: [
      ("_p~iF~ps|U_ulLnnqC_mqNvxq`@", [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]),
      ("????", [(0, 0), (0, 0)]),
    ] as [(String, [(Double, Double)])])
  func `reads an encoded polyline`(text: String, expected: [(Double, Double)]) throws {
    let path = try ShapePath(encodedPolyline: text)
    #expect(path.lines == [expected.map { shapePlace($0.0, $0.1) }])
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `reads back the polyline that it would be encoded as`(seed: UInt64) throws {
    var random = ShapeRandom(seed: seed)
    let hundredThousandths = (0..<2 + Int(random.next() % 30)).map { number in
      number == 0
        ? (-9_000_000, 18_000_000)
        : (
          Int(random.next(in: -9_000_000...9_000_000)),
          Int(random.next(in: -18_000_000...18_000_000))
        )
    }
    let path = try ShapePath(encodedPolyline: encoded(hundredThousandths))
    #expect(
      path.lines == [
        hundredThousandths.map { shapePlace(Double($0.0) / 1e5, Double($0.1) / 1e5) }
      ])
  }

  @Test(arguments: [
    ("_p~iF", 5, "position 0 has a latitude and no longitude"),
    ("_p~iF~ps|", 9, "the text ends within a longitude"),
    ("_p~iF~ps|U\n", 10, "characters are from ? to ~, and this one has code 10"),
    ("_p~ iF", 3, "characters are from ? to ~, and this one has code 32"),
    ("é", 0, "characters are from ? to ~, and this one has code 195"),
    ("~~~~~~~~~~", 0, "a latitude with too many digits"),
    (
      "_izlhA~rlgdF", 0,
      "latitude of position 0 must be from -90 to 90 and is 385.0; the text must have five decimals, not six"
    ),
  ])
  func `says at which byte an encoded polyline is wrong`(
    text: String, offset: Int, reason: String
  ) {
    #expect(throws: ShapeError.polyline(offset: offset, reason: reason)) {
      try ShapePath(encodedPolyline: text)
    }
  }

  @Test(
    arguments: [
      ("POINT(7 50)", [], [(50.0, 7.0)]),
      (" point ( -7.5\t+50e0 ) ", [], [(50, -7.5)]),
      ("MULTIPOINT(1 2,3 4)", [], [(2, 1), (4, 3)]),
      ("MultiPoint ((1 2), (3 4))", [], [(2, 1), (4, 3)]),
      ("LINESTRING(180 -90, -180 90)", [[(-90, 180), (90, -180)]], []),
      ("LINESTRING (1 2,1 2)", [[(2, 1), (2, 1)]], []),
      (
        "MULTILINESTRING((1 2,3 4),\n(5 6,7 8,9 10))",
        [[(2, 1), (4, 3)], [(6, 5), (8, 7), (10, 9)]], []
      ),
    ] as [(String, [[(Double, Double)]], [(Double, Double)])])
  func `reads well-known text, longitude first`(
    text: String, lines: [[(Double, Double)]], points: [(Double, Double)]
  ) throws {
    let path = try ShapePath(wellKnownText: text)
    #expect(path.lines == lines.map { $0.map { shapePlace($0.0, $0.1) } })
    #expect(path.points == points.map { shapePlace($0.0, $0.1) })
  }

  @Test(arguments: [
    ("", 0, "POINT, MULTIPOINT, LINESTRING or MULTILINESTRING is expected"),
    ("CIRCLE(1 2)", 0, "POINT, MULTIPOINT, LINESTRING or MULTILINESTRING is expected, not CIRCLE"),
    ("POLYGON((0 0,1 0,1 1,0 0))", 0, "POLYGON is an area; a line or points are needed"),
    ("LINESTRING EMPTY", 11, "the shape is empty; give at least one position"),
    ("LINESTRING Z (1 2 3,4 5 6)", 11, "leave out Z: a position is a longitude and a latitude"),
    (
      "LINESTRING(1 2 3,4 5 6)", 15,
      "a position is a longitude and a latitude; leave out the third number"
    ),
    ("LINESTRING(1 2,3)", 16, "a number is expected, not )"),
    ("LINESTRING(1 2,3 4", 18, ") is expected and the text ends"),
    ("LINESTRING(1 2,3 4))", 19, "the shape has ended, and the text goes on"),
    ("LINESTRING(1 2,3 nan)", 17, "a number is expected, not nan)"),
    ("LINESTRING(1 2,3 1e999)", 17, "a number is expected, not 1e999)"),
    ("LINESTRING(1 2,3 4;5 6)", 18, ") is expected, not ;5 6)"),
    (
      "LINESTRING(1 2,50 -120)", 15,
      "line 0, position 1: latitude must be from -90 to 90 and is -120.0; are latitude and longitude swapped?"
    ),
    (
      "POINT(1113194 6446275)", 6,
      "line 0, position 0: longitude must be from -180 to 180 and is 1113194.0; degrees are expected, not metres"
    ),
  ])
  func `says at which byte a well-known text is wrong`(text: String, offset: Int, reason: String) {
    #expect(throws: ShapeError.wellKnownText(offset: offset, reason: reason)) {
      try ShapePath(wellKnownText: text)
    }
  }

  @Test func `refuses lines of one position and shapes of none`() {
    let place = shapePlace(1, 2)
    #expect(throws: ShapeError.tooFewPositions(line: 0, count: 1, least: 2)) {
      try ShapePath(line: [place])
    }
    #expect(throws: ShapeError.tooFewPositions(line: 1, count: 0, least: 2)) {
      try ShapePath(lines: [[place, place], []])
    }
    #expect(throws: ShapeError.noPositions) { try ShapePath(lines: []) }
    #expect(throws: ShapeError.noPositions) { try ShapePath(points: []) }
    #expect(throws: ShapeError.noPositions) { try ShapePath(encodedPolyline: "") }
    #expect(throws: ShapeError.noPositions) { try ShapePath(rings: []) }
    #expect(throws: ShapeError.tooFewPositions(line: 0, count: 2, least: 3)) {
      try ShapePath(rings: [[place, shapePlace(2, 3)]])
    }
  }

  @Test func `holds 10,000 positions and no more`() throws {
    let most = Array(repeating: shapePlace(1, 2), count: 10_000)
    #expect(try ShapePath(line: most).lines[0].count == 10_000)
    let refusal = ShapeError.tooManyPositions(most: 10_000)
    #expect(throws: refusal) { try ShapePath(line: most + most.prefix(1)) }
    #expect(throws: refusal) { try ShapePath(points: most + most.prefix(1)) }
    #expect(throws: refusal) {
      try ShapePath(encodedPolyline: String(repeating: "??", count: 10_001))
    }
    let text = "MULTIPOINT(" + Array(repeating: "1 2", count: 10_001).joined(separator: ",") + ")"
    #expect(throws: refusal) { try ShapePath(wellKnownText: text) }
  }

  @Test(arguments: [
    (
      Double.nan, 0.0,
      "line 0, position 1: latitude must be a number from -90 to 90 and is nan"
    ),
    (
      0, -Double.infinity,
      "line 0, position 1: longitude must be a number from -180 to 180 and is -inf"
    ),
    (
      91, 0,
      "line 0, position 1: latitude must be a number from -90 to 90 and is 91.0; are latitude and longitude swapped?"
    ),
  ])
  func `names the position that is out of range`(
    latitude: Double, longitude: Double, message: String
  ) {
    #expect {
      try ShapePath(latitudesAndLongitudes: [(1, 2), (latitude, longitude)])
    } throws: { error in
      "\(error)" == message
    }
  }

  @Test func `closes rings that are open`() throws {
    let ring = [shapePlace(0, 0), shapePlace(0, 1), shapePlace(1, 1)]
    let path = try ShapePath(rings: [ring])
    #expect(path.lines == [ring + [ring[0]]])
    #expect(path.isBorder)
    #expect(try ShapePath(rings: [ring + [ring[0]]]) == path)
  }

  /// The polyline of positions in hundred thousandths of a degree.
  private func encoded(_ positions: [(Int, Int)]) -> String {
    var bytes: [UInt8] = []
    var last = (0, 0)
    for position in positions {
      for difference in [position.0 - last.0, position.1 - last.1] {
        var bits = difference << 1
        if difference < 0 { bits = ~bits }
        while bits >= 32 {
          bytes.append(UInt8((bits & 31 | 32) + 63))
          bits >>= 5
        }
        bytes.append(UInt8(bits + 63))
      }
      last = position
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
