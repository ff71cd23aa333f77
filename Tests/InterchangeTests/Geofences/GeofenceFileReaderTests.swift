import Catalog
import Geodesy
import Geofencing
import Interchange
import Testing

struct GeofenceFileReaderTests {
  private static func read(
    _ text: String, _ options: GeofenceFileReader.Options = .init()
  ) throws -> [FenceFeature] {
    try GeofenceFileReader(options: options).read(Array(text.utf8), name: "fences.geojson")
  }

  /// The only feature of a collection with this geometry.
  private static func feature(
    _ geometry: String, properties: String = "{}", id: String? = #""a""#,
    _ options: GeofenceFileReader.Options = .init()
  ) throws -> FenceFeature {
    let id = id.map { #""id":\#($0),"# } ?? ""
    let features = try read(
      #"{"type":"FeatureCollection","features":[{"type":"Feature",\#(id)"properties":\#(properties),"geometry":\#(geometry)}]}"#,
      options)
    return try #require(features.count == 1 ? features[0] : nil)
  }

  private static let square =
    #"{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,1],[0,1],[0,0]]]}"#

  @Test func `reads polygons with what their properties say`() throws {
    let feature = try Self.feature(
      Self.square,
      properties:
        #"{"name":"Soho \"W1\"","merchant_id":17,"dwell_seconds":60,"is_active":false,"floor":[1, 2]}"#
    )
    let fence = try #require(feature.usableFence)
    #expect(feature.problems.isEmpty)
    #expect(fence.id == "a")
    #expect(fence.name == "Soho \"W1\"")
    #expect(fence.merchantID == "17")
    #expect(fence.dwellSeconds == 60)
    #expect(!fence.isActive)
    #expect(fence.metadata == #"{"floor":[1,2]}"#)
    let ring = try Ring(latitudes: [0, 0, 1, 1, 0], longitudes: [0, 2, 2, 0, 0])
    #expect(fence.shape == .polygon(try MultiPolygon([Polygon(outer: ring)])))
  }

  @Test(arguments: ["radius_m", "radius"])
  func `reads a Point with a radius as a circle`(name: String) throws {
    let feature = try Self.feature(
      #"{"type":"Point","coordinates":[-0.5,51.25,12]}"#,
      properties: #"{"\#(name)":250,"note":"x"}"#)
    let fence = try #require(feature.usableFence)
    guard case .circle(let circle) = fence.shape else {
      Issue.record("not a circle")
      return
    }
    #expect(circle.center == Coordinate(latitude: 51.25, longitude: -0.5))
    #expect(circle.radiusMeters == 250)
    #expect(fence.metadata == #"{"note":"x"}"#)
  }

  @Test(arguments: [
    (#""soho""#, "{}", "soho"),
    ("7", "{}", "7"),
    (nil, #"{"zone_id":"z","id":"i"}"#, "z"),
    (nil, #"{"id":"i"}"#, "i"),
    ("null", #"{"id":12}"#, "12"),
    (nil, "{}", "fences.geojson#1"),
    (nil, "null", "fences.geojson#1"),
  ])
  func `takes the id from the feature, else from its properties, else from its place`(
    id: String?, properties: String, expected: String
  ) throws {
    let feature = try Self.feature(Self.square, properties: properties, id: id)
    #expect(feature.usableFence?.id == expected)
  }

  @Test func `reads a Feature and a geometry that stand alone`() throws {
    let alone = try Self.read(Self.square)
    #expect(alone.map(\.id) == ["fences.geojson#1"])
    #expect(alone[0].usableFence != nil)
    let feature = try Self.read(#"{"type":"Feature","id":1,"geometry":\#(Self.square)}"#)
    #expect(feature.map { $0.usableFence?.id } == ["1"])
  }

  @Test(arguments: [
    ("null", "/features/0/geometry", FeatureProblem.Code.emptyGeometry, "radius_m"),
    (
      #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
      "/features/0/geometry/coordinates/0", .unclosedRing, "repeat its first position"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}"#,
      "/features/0/geometry/coordinates/0", .tooFewPositions, "has 3 positions"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[1],[2,3]]]}"#,
      "/features/0/geometry/coordinates/1/0", .shortPosition, "has 1 numbers"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[51.5,120],[0,1],[0,0]]]}"#,
      "/features/0/geometry/coordinates/0/2", .outOfRange, "position 3"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,91],[1,0],[1,1],[0,1],[0,91]]]}"#,
      "/features/0/geometry/coordinates/0/0", .outOfRange, "swapped"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[-14226,6711542],[1,0],[1,1],[0,1],[-14226,6711542]]]}"#,
      "/features/0/geometry/coordinates/0/0", .outOfRange, "EPSG:3857"
    ),
    (
      #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[179,0],[-179,0],[-179,1],[179,0]]]]}"#,
      "/features/0/geometry/coordinates/1/0/1", .longEdge, "3.1.9"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}"#,
      "/features/0/geometry", .invalidGeometry, "Self-intersection at longitude 1, latitude 1"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[5,5],[6,5],[6,6],[5,5]]]}"#,
      "/features/0/geometry", .invalidGeometry, "Hole lies outside shell"
    ),
    (
      #"{"type":"Polygon","coordinates":[]}"#,
      "/features/0/geometry/coordinates", .emptyGeometry, "empty"
    ),
    (
      #"{"type":"MultiPolygon","coordinates":[]}"#,
      "/features/0/geometry/coordinates", .emptyGeometry, "empty"
    ),
    (
      #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[]]}"#,
      "/features/0/geometry/coordinates/1", .emptyGeometry, "empty"
    ),
    (
      #"{"type":"MultiPolygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
      "/features/0/geometry/coordinates/0/0/0", .wrongShape, "a position"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,"x"],[1,0],[1,1],[0,0]]]}"#,
      "/features/0/geometry/coordinates/0/0/1", .wrongShape, "a text"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[0,1e999],[1,0],[1,1],[0,0]]]}"#,
      "/features/0/geometry/coordinates/0/0/1", .wrongShape, "finite"
    ),
    (
      #"{"type":"Polygon","coordinates":{"a":1}}"#,
      "/features/0/geometry/coordinates", .wrongShape, "an object"
    ),
    (
      #"{"type":"Polygon"}"#, "/features/0/geometry", .emptyGeometry, "no coordinates"
    ),
    (
      #"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#, "/features/0/geometry", .notAnArea,
      "LineString"
    ),
    (
      #"{"type":"Point","coordinates":[0,0]}"#, "/features/0/geometry", .notAnArea, "radius_m"
    ),
    (
      #"{"type":"Circle","coordinates":[0,0]}"#, "/features/0/geometry", .notAFeature,
      #""Circle""#
    ),
    ("[]", "/features/0/geometry", .notAFeature, "a list"),
  ])
  func `names what is wrong with a geometry and where`(
    geometry: String, pointer: String, code: FeatureProblem.Code, message: String
  ) throws {
    let feature = try Self.feature(geometry)
    #expect(feature.usableFence == nil)
    let problem = try #require(feature.problems.first)
    #expect(feature.problems.count == 1)
    #expect(problem.pointer == pointer)
    #expect(problem.code == code)
    #expect(problem.message.contains(message))
    #expect(problem.description.hasPrefix("fences.geojson: feature 1 (a), \(pointer): "))
  }

  @Test(arguments: [
    (#"{"radius_m":5}"#, "/features/0/properties/radius_m", "10 to 10000"),
    (#"{"radius_m":20000}"#, "/features/0/properties/radius_m", "20000"),
    (#"{"radius_m":"50"}"#, "/features/0/properties/radius_m", "a number of metres"),
    (#"{"radius_m":50,"dwell_seconds":-1}"#, "/features/0/properties/dwell_seconds", "-1"),
    (#"{"radius_m":50,"dwell_seconds":1.5}"#, "/features/0/properties/dwell_seconds", "1.5"),
    (#"{"radius_m":50,"is_active":"yes"}"#, "/features/0/properties/is_active", "true or false"),
    (#"{"radius_m":50,"name":[1]}"#, "/features/0/properties/name", "a text"),
  ])
  func `names what is wrong with a property`(
    properties: String, pointer: String, message: String
  ) throws {
    let feature = try Self.feature(
      #"{"type":"Point","coordinates":[0,0]}"#, properties: properties)
    #expect(feature.usableFence == nil)
    #expect(feature.problems.map(\.pointer) == [pointer])
    #expect(feature.problems[0].message.contains(message))
  }

  @Test func `refuses ids that are too long, empty or no text`() throws {
    for id in [#""""#, "[1]", "\"\(String(repeating: "x", count: 101))\""] {
      let feature = try Self.feature(Self.square, id: id)
      #expect(feature.usableFence == nil)
      #expect(feature.problems.map(\.pointer) == ["/features/0/id"])
      #expect(feature.id == "fences.geojson#1")
    }
  }

  @Test func `leaves out bad features and takes the others`() throws {
    let features = try Self.read(
      #"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":\#(Self.square)},17,"#
        + #"{"type":"Feature","id":"b","geometry":null},{"type":"Feature","id":"c","geometry":\#(Self.square)}]}"#
    )
    #expect(features.map(\.number) == [1, 2, 3, 4])
    #expect(features.map { $0.usableFence != nil } == [true, false, false, true])
    #expect(features[1].problems[0].message.contains("a number"))
  }

  @Test func `closes rings when it is asked to`() throws {
    var options = GeofenceFileReader.Options()
    options.closesRings = true
    let feature = try Self.feature(
      #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#, options)
    #expect(feature.usableFence != nil)
  }

  @Test func `warns of another reference system`() throws {
    let features = try Self.read(
      #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:27700"}},"features":[{"type":"Feature","geometry":\#(Self.square)}]}"#
    )
    #expect(features[0].usableFence != nil)
    #expect(features[0].problems.map(\.code) == [.foreignCoordinates])
  }

  @Test(arguments: [
    ("", "is empty"), (" \n", "is empty"), ("\u{FEFF}", "is empty"),
    ("{", "cut off"), (#"{"type":"FeatureCollection","features":[{"#, "cut off"),
    ("nope", "byte 1"), (#"{"type":"Topology"}"#, #""Topology""#), ("[1]", "a list"),
    ("17", "a number"), (#"{"features":[]}"#, "without a type"),
    (#"{"type":"FeatureCollection"}"#, "without a list of features"),
    (#"{"type":"LineString","coordinates":[]}"#, "LineString"),
    (String(repeating: "[", count: 100_000), "levels"),
    ("{\"type\":1} trailing", "the end"),
  ])
  func `says what kind of file it is instead`(text: String, message: String) throws {
    let error = try #require(throws: GeofenceFileError.self) { try Self.read(text) }
    #expect("\(error)".hasPrefix("fences.geojson: "))
    #expect("\(error)".contains(message))
  }

  @Test(
    arguments: [
      [0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0, 0x22, 0], [0x1F, 0x8B, 8],
    ] as [[UInt8]])
  func `recognises UTF-16 and compressed files`(bytes: [UInt8]) throws {
    let error = try #require(throws: GeofenceFileError.self) {
      try GeofenceFileReader().read(bytes, name: "f")
    }
    guard case .notText = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func `says that there is no such file, or a directory`() throws {
    #expect(throws: GeofenceFileError.self) { try GeofenceFileReader().read(path: "/nowhere/x") }
    let error = try #require(throws: GeofenceFileError.self) {
      try GeofenceFileReader().read(path: "/")
    }
    #expect("\(error)".contains("directory"))
  }

  @Test func `reads and writes a byte order mark, and what it wrote`() throws {
    let text =
      #"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a\"b","properties":{"name":"é","merchant_id":"3","dwell_seconds":5,"is_active":false,"x":{"y":null}},"geometry":\#(Self.square)},"#
      + #"{"type":"Feature","id":"c","properties":{"radius_m":12.5},"geometry":{"type":"Point","coordinates":[179.1234567,-0.5]}}]}"#
    let fences = try Self.read("\u{FEFF}" + text).compactMap(\.usableFence)
    #expect(fences.count == 2)
    var bytes: [UInt8] = []
    GeofenceWriter.append(fences, to: &bytes)
    let again = try GeofenceFileReader().read(bytes, name: "again").compactMap(\.usableFence)
    #expect(again == fences)
  }

  @Test func `takes a fence of 100,000 positions and refuses one more`() throws {
    func ring(_ count: Int) -> String {
      var positions = (0..<count - 1).map { index in
        let angle = Double(index) / Double(count - 1) * 6.283185
        return "[\(Self.cosine(angle)),\(Self.cosine(angle - 1.5707963))]"
      }
      positions.append(positions[0])
      return "[" + positions.joined(separator: ",") + "]"
    }
    let large = try Self.feature(#"{"type":"Polygon","coordinates":[\#(ring(100_000))]}"#)
    #expect(large.usableFence != nil)
    let tooLarge = try Self.feature(#"{"type":"Polygon","coordinates":[\#(ring(100_001))]}"#)
    #expect(tooLarge.problems.map(\.code) == [.tooManyVertices])
  }

  /// A cosine good enough to draw a circle without Foundation.
  private static func cosine(_ angle: Double) -> Double {
    var (sum, term) = (0.0, 1.0)
    for step in 0..<20 {
      sum += term
      term *= -angle * angle / Double((2 * step + 1) * (2 * step + 2))
    }
    return sum
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `survives files with random bytes changed`(seed: UInt64) {
    var generator = CSVRandom(seed: seed)
    let text =
      #"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","properties":{"radius_m":50,"name":"n"},"geometry":{"type":"Point","coordinates":[1,2]}},{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,1],[0,1],[0,0]]]]}}]}"#
    for _ in 0..<100 {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = bytes.indices.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = Array(#"{}[],:"0-.e"#.utf8).randomElement(using: &generator) ?? 0
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
        default: bytes.removeSubrange(index...)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      // Whatever comes, it is an answer or an error.
      _ = try? GeofenceFileReader(
        options: .init(cutsAntimeridian: true, closesRings: true)
      ).read(bytes, name: "f")
    }
  }
}
