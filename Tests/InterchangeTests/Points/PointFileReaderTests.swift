import Geodesy
import Interchange
import Testing

struct PointFileReaderTests {
  /// What came of a file, point after point, as text.
  private struct Reading: Equatable {
    var points: [String] = []
    var problems: [String] = []
  }

  private static func read(
    _ text: String, format: PointFormat? = nil, batchSize: Int = 1 << 18
  ) throws -> Reading {
    try read(Array(text.utf8), format: format, batchSize: batchSize)
  }

  private static func read(
    _ bytes: [UInt8], format: PointFormat? = nil, batchSize: Int = 1 << 18
  ) throws -> Reading {
    var reader = try PointFileReader(bytes, name: "p", format: format, batchSize: batchSize)
    var reading = Reading()
    while let batch = try reader.next() {
      batch.forEach { point in
        var output: [UInt8] = []
        batch.appendJSONID(of: point, to: &output)
        output.append(UInt8(ascii: " "))
        batch.appendLatitude(of: point, to: &output)
        output.append(UInt8(ascii: " "))
        batch.appendLongitude(of: point, to: &output)
        reading.points.append(String(decoding: output, as: UTF8.self))
      } onProblem: {
        reading.problems.append("\($0)")
      }
    }
    return reading
  }

  @Test(arguments: [
    ("id,latitude,longitude\na,51.5,-0.12\n", [#""a" 51.5 -0.12"#]),
    ("Longitude;Name;LAT;device_id\r\n-0.12;x;51.5;7\r\n", [#""7" 51.5 -0.12"#]),
    ("\u{FEFF}lng\tlat\n1\t2\n\n3\t4", ["null 2 1", "null 4 3"]),
    ("merchant_id,id,lat,lon\nm,i,1,2\n", [#""i" 1 2"#]),
    ("51.5,-0.12\n1,2\n", ["null 51.5 -0.12", "null 1 2"]),
    ("a,51.5,-0.12\nb,1,2", [#""a" 51.5 -0.12"#, #""b" 1 2"#]),
    (#"id,lat,lon"# + "\n\"a \"\"b\"\"\\\",\" 51.5 \",+1e1\n", [#""a \"b\"\\" 51.5 10"#]),
    ("id,lat,lon\n,1,2\n", ["null 1 2"]),
    ("id,lat,lon\n1,.5,5.\n", [#""1" 0.5 5"#]),
    ("id,lat,lon\n1,007,-0.50\n", [#""1" 7 -0.50"#]),
  ])
  func `finds the columns of a CSV file`(text: String, points: [String]) throws {
    #expect(try Self.read(text) == Reading(points: points))
  }

  @Test func `reads a JSON object on each line`() throws {
    let text = """
      {"id": "a", "latitude": 51.50, "longitude": -0.12, "more": {"lat": 3}}

      {"lon":1e1,"lat":2,"device_id":7}
      {"lat":2,"lon":3,"id":null}
      """
    let expected = Reading(points: [#""a" 51.5 -0.12"#, "7 2 10", "null 2 3"])
    #expect(try Self.read(text) == expected)
    #expect(try Self.read(text, batchSize: 1) == expected)
    #expect(try Self.read(text.replacing("\n", with: "\r\n")) == expected)
  }

  @Test(arguments: [
    ("91,0", "lat: must be from -90 to 90, and is 91.0"),
    ("120,45", "lat: must be from -90 to 90, and is 120.0 beside a longitude of 45.0"),
    ("120,45", "swapped"), ("0,181", "lon: must be from -180 to 180, and is 181.0"),
    ("6711542,-14226", "EPSG:3857"), (",1", "lat: must be decimal degrees such as 51.5074"),
    ("1,", "lon: must be decimal degrees"), ("nan,1", "finite"), ("1,-inf", "finite"),
    ("\"51,5\",1", "decimal point"), ("51°30'N,1", "decimal degrees (51.5074"),
    ("0x10,1", "hexadecimal"), ("x,1", #"and is "x""#), ("1", "lon: is missing: the line has 1"),
    ("\"1\"x,1", "text after its closing quote"), ("1\u{0},1", "NUL"),
    ("1e999,1", "decimal number"),
  ])
  func `says what is wrong with a row of CSV, and goes on`(row: String, message: String) throws {
    let reading = try Self.read("lat,lon\n1,2\n\(row)\n3,4\n")
    #expect(reading.points == ["null 1 2", "null 3 4"])
    #expect(reading.problems.count == 1)
    #expect(reading.problems[0].hasPrefix("p:3: "))
    #expect(reading.problems[0].contains(message))
  }

  @Test(arguments: [
    ("nope", "not JSON"), ("[1,2]", "a list"), ("{}", "latitude: is missing"),
    (#"{"lat":1}"#, "longitude: is missing"), (#"{"lat":"1","lon":2}"#, "must be a number"),
    (#"{"lat":91,"lon":100}"#, "latitude: must be from -90 to 90"), (#"{"lat":1,"lon":2"#, "brace"),
    (#"{"lat":1e999,"lon":2}"#, "must be a number"),
  ])
  func `says what is wrong with a line of JSON, and goes on`(line: String, message: String) throws {
    let good = #"{"lat":1,"lon":2}"#
    let reading = try Self.read("\(good)\n\n\(line)\n\(good)")
    #expect(reading.points == ["null 1 2", "null 1 2"])
    #expect(reading.problems.count == 1)
    #expect(reading.problems[0].hasPrefix("p:3: "))
    #expect(reading.problems[0].contains(message))
  }

  @Test func `leaves out ids that are not UTF-8`() throws {
    let bytes =
      Array("id,lat,lon,note\n".utf8) + [0xFF] + Array(",1,2,x\nb,3,4,".utf8) + [0xFF, 0x0A]
    let reading = try Self.read(bytes)
    #expect(reading.points == [#""b" 3 4"#])
    #expect(reading.problems.map { $0.hasPrefix("p:2: id: is not UTF-8") } == [true])
  }

  @Test(arguments: [
    ("", "is empty"), ("\n \n", "is empty"), ("name,address\nx,y\n", "name, address"),
    ("1,2,3\n", "begin with column names"), ("lat,latitude,lon\n1,2,3\n", "mean the same"),
    (#"[{"lat":1,"lon":2}]"#, "JSON list"), ("PK\u{3}\u{4}", "zip"), ("a\u{0}b,c\n", "not text"),
  ])
  func `says what kind of file it is instead`(text: String, message: String) throws {
    let error = try #require(throws: PointFileError.self) { try Self.read(text) }
    #expect("\(error)".hasPrefix("p: "))
    #expect("\(error)".contains(message))
  }

  @Test func `skips a line that is too long and counts lines past it`() throws {
    let long = #"{"lat":1,"lon":2,"note":"\#(String(repeating: "x", count: 3 << 20))"}"#
    let text = "{\"lat\":1,\"lon\":2}\n\(long)\n{\"lat\":3,\"lon\":4}\nx\n"
    for batchSize in [1 << 12, 1 << 18, 1 << 23] {
      let reading = try Self.read(text, batchSize: batchSize)
      #expect(reading.points == ["null 1 2", "null 3 4"])
      #expect(reading.problems.count == 2)
      #expect(reading.problems.first?.hasPrefix("p:2: is longer than") == true)
      #expect(reading.problems.last?.hasPrefix("p:4: not JSON") == true)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `reads the same in batches of any size`(seed: UInt64) throws {
    var random = CSVRandom(seed: seed)
    var text = "id,lat,lon\n"
    for index in 0..<300 {
      let latitude = Double.random(in: -95...95, using: &random)
      text += "\"p\(index)\(Bool.random(using: &random) ? "\n" : "")\",\(latitude),\(index)\n"
    }
    let whole = try Self.read(text)
    #expect(whole.points.count + whole.problems.count == 300)
    for batchSize in [1, 17, 100, 4_000] {
      #expect(try Self.read(text, batchSize: batchSize) == whole)
    }
  }
}
