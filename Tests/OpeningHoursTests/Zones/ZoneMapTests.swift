import Foundation
import TestSupport
import Testing

@testable import OpeningHours

struct ZoneMapTests {
  @Test(arguments: [
    (48.8566, 2.3522, "Europe/Paris"), (40.7128, -74.0060, "America/New_York"),
    (-33.8688, 151.2093, "Australia/Sydney"), (28.6139, 77.2090, "Asia/Kolkata"),
    (-31.5553, 159.0821, "Australia/Lord_Howe"), (-72.0117, 2.5350, "Antarctica/Troll"),
    (43.8256, 87.6168, "Asia/Shanghai"),  // Ürümqi, where Asia/Urumqi holds too
    (-17.7134, 178.0650, "Pacific/Fiji"), (-16.9, -179.95, "Pacific/Fiji"),
    (31.5017, 34.4668, "Asia/Gaza"), (32.0853, 34.7818, "Asia/Jerusalem"), (0, -30, "Etc/GMT+2"),
    (0, 160, "Etc/GMT-11"),
    (36.1, -112.1, "America/Phoenix"), (35.68, -109.05, "America/Denver"),  // the Navajo Nation
    (35.9, -110.6, "America/Phoenix"),  // the Hopi Reservation inside it
    (21.3, -157.8, "Pacific/Honolulu"), (51.4775, 0, "Europe/London"),
    (-89.999, 12, "Antarctica/McMurdo"),
  ])
  func `knows the zone of a place`(latitude: Double, longitude: Double, expected: String) {
    let map = ZoneMap.embedded
    let name = map.zoneName(latitude: latitude, longitude: longitude, country: nil)
    #expect(name == expected)
  }

  @Test(arguments: [
    ("IL", "Asia/Jerusalem"), ("il", "Asia/Jerusalem"), ("Israel", "Asia/Jerusalem"),
    ("PS", "Asia/Hebron"), ("Palestine", "Asia/Hebron"), (nil, "Asia/Hebron"),
    ("United States", "Asia/Hebron"), ("", "Asia/Hebron"),
  ])
  func `in the West Bank the country decides`(country: String?, expected: String) {
    // Between Ramallah and the Jordan.
    let name = ZoneMap.embedded.zoneName(latitude: 32.1057, longitude: 35.1829, country: country)
    #expect(name == expected)
  }

  @Test func `elsewhere the country decides nothing`() {
    let map = ZoneMap.embedded
    #expect(map.zoneName(latitude: 48.8566, longitude: 2.3522, country: "IL") == "Europe/Paris")
  }

  @Test(arguments: [
    (0, 0), (.nan, 0), (0, .nan), (90.01, 0), (-90.01, 0), (1, 180.01), (1, -180.01),
    (.infinity, 1), (1, -.infinity),
  ])
  func `what is no place has no zone`(latitude: Double, longitude: Double) {
    let map = ZoneMap.embedded
    #expect(map.zoneNumber(latitude: latitude, longitude: longitude, country: nil) == nil)
  }

  @Test(arguments: [-90, -89.999, -89.99, -0.01, 0, 0.01, 89.99, 89.9999, 90])
  func `every place on a parallel has a zone, at both ends of the map too`(latitude: Double) {
    let map = ZoneMap.embedded
    for longitude in [-180, -179.9999, -90, 0.0001, 90, 179.9999, 180] {
      let number = map.zoneNumber(latitude: latitude, longitude: longitude, country: nil)
      #expect(number.map { map.names.indices.contains($0) } == true)
    }
  }

  @Test(.enabled(if: systemZones != nil, "needs tzdata"))
  func `the zones of the map are zones of tzdata`() throws {
    // A tzdata that is older than the outlines may lack their newest zone or two.
    let unknown = ZoneMap.embedded.names.filter { systemZones?.canonicalName(of: $0) == nil }
    #expect(unknown.count <= 2, "\(unknown)")
    #expect(ZoneMap.embedded.names.count == 444)
    #expect(ZoneMap.embedded.release == "2026e")
  }
}

/// Maps of a few entries.
struct SmallZoneMapTests {
  /// A map of lines that are lists of columns and zones.
  private static func map(
    names: [String] = ["Test/West", "Test/Middle", "Test/East"], _ lines: [[(Int, Int)]]
  ) -> [UInt8] {
    var text = names.map { "\($0)\n" }.joined()
    text += String(repeating: " ", count: (4 - text.utf8.count % 4) % 4)
    let entries = lines.flatMap(\.self)
    var numbers = [1, lines.count, entries.count, names.count, text.utf8.count, 0]
    var bytes = Array("VICZONES".utf8)
    func append(_ numbers: [Int]) {
      for number in numbers {
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
    }
    append(numbers)
    bytes += Array("2031a".utf8) + [UInt8](repeating: 0, count: 27) + Array(text.utf8)
    var start = 0
    numbers = []
    for line in lines {
      numbers += [start, line.count]
      start += line.count
    }
    append(numbers + entries.map { $0.0 << 12 | $0.1 })
    return bytes
  }

  /// Two lines, whose middles are at 45 degrees south and north; one degree is 2912.7 columns.
  private static let slanted = map([[(0, 0), (500_000, 1)], [(0, 0), (600_000, 1)]])

  @Test(arguments: [
    (-45, 499_999, "Test/West"), (-45, 500_001, "Test/Middle"), (45, 599_999, "Test/West"),
    (45, 600_001, "Test/Middle"), (0.0001, 549_990, "Test/West"), (0.0001, 550_010, "Test/Middle"),
    (-89, 500_001, "Test/Middle"), (89, 599_999, "Test/West"), (22.5, 574_990, "Test/West"),
    (22.5, 575_010, "Test/Middle"),
  ])
  func `a border is straight between the middles of two lines`(
    latitude: Double, column: Int, expected: String
  ) throws {
    let map = try ZoneMap(bytes: Self.slanted)
    let longitude = (Double(column) + 0.5) / 1_048_576 * 360 - 180
    #expect(map.zoneName(latitude: latitude, longitude: longitude, country: nil) == expected)
    // And mirrored, with the zone in the west on the other side.
    let mirrored = try ZoneMap(
      bytes: Self.map([[(0, 0), (600_000, 1)], [(0, 0), (500_000, 1)]]))
    #expect(mirrored.zoneName(latitude: -latitude, longitude: longitude, country: nil) == expected)
  }

  @Test func `where only one of two lines has a border, the nearer line holds`() throws {
    let map = try ZoneMap(bytes: Self.map([[(0, 0)], [(0, 1), (700_000, 2)]]))
    #expect(map.zoneName(latitude: -1, longitude: 170, country: nil) == "Test/West")
    #expect(map.zoneName(latitude: 1, longitude: 170, country: nil) == "Test/East")
    #expect(map.zoneName(latitude: 1, longitude: -170, country: nil) == "Test/Middle")
    #expect(map.release == "2031a")
  }

  @Test(arguments: [
    (0, 0, 0, "VICZONES"), (8, 2, 8, "version"), (12, 1, 12, "lines"),
    (12, 3, 128, "by its header"),
    (16, 9, 128, "by its header"), (20, 0, 20, "zones should be 1"), (20, 4, 96, "4 names"),
    (24, 40, 128, "by its header"), (24, 28, 124, "by its header"), (64, 0, 64, "name"),
    (96, 1, 96, "whole"), (100, 1, 96, "whole"), (104, 1, 104, "whole"), (108, 9, 104, "whole"),
    (112, 3, 112, "less than 3"), (115, 1, 112, "start at 0"), (123, 1, 120, "ascend"),
  ])
  func `a broken map names the byte`(
    place: Int, value: UInt8, expected: Int, reason: String
  ) {
    var bytes = Self.slanted
    #expect(bytes.count == 128)
    bytes[place] = value
    let error = #expect(throws: ZoneMapError.self) { try ZoneMap(bytes: bytes) }
    #expect(error?.offset == expected, "\(error?.description ?? "")")
    #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test func `no beginning of a map is a map`() {
    for count in Self.slanted.indices {
      #expect(throws: ZoneMapError.self) { try ZoneMap(bytes: Array(Self.slanted[..<count])) }
    }
  }

  /// Together 200,000 maps.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `no damage to a map crashes it`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<10_000 {
      var bytes = Self.slanted
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        bytes[.random(in: 0..<bytes.count, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      guard let map = try? ZoneMap(bytes: bytes) else { continue }
      for latitude in [-90.0, 0.3, 90] {
        for longitude in [-180.0, -9, 180] {
          #expect(map.zoneName(latitude: latitude, longitude: longitude, country: nil) != nil)
        }
      }
    }
  }
}

/// Airports, which are where people are and were placed on the map by others.
struct AirportZoneTests {
  /// Noon of days of 2026 between which all changes of that year lie.
  private static let instants: [Int64] = [
    1_768_478_400, 1_772_020_800, 1_774_008_000, 1_775_822_400, 1_781_524_800, 1_786_795_200,
    1_789_473_600, 1_794_744_000,
  ]

  private struct Tally {
    var count = 0
    var asOutlines = 0
    var asAirportsdata = 0
    var different: [String] = []
  }

  private func clock(_ name: String, in database: ZoneDatabase) throws -> [Int]? {
    try database.rules(named: name).map { zone in Self.instants.map(zone.offsetSeconds) }
  }

  private func tally(_ table: String) throws -> Tally {
    let database = try #require(systemZones)
    var tally = Tally()
    for line in table.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t")
      try #require(cells.count == 4)
      let latitude = try #require(Double(cells[0]))
      let longitude = try #require(Double(cells[1]))
      let name = try #require(
        ZoneMap.embedded.zoneName(latitude: latitude, longitude: longitude, country: nil))
      let clock = try clock(name, in: database)
      tally.count += 1
      if try cells[2] == name || clock == self.clock(String(cells[2]), in: database) {
        tally.asOutlines += 1
      } else {
        tally.different.append("\(line): \(name)")
      }
      if try cells[3] == name || clock == self.clock(String(cells[3]), in: database) {
        tally.asAirportsdata += 1
      }
    }
    return tally
  }

  @Test(.enabled(if: systemZones != nil, "needs tzdata"))
  func `1,999 of 2,000 airports have the clock of the outlines`() throws {
    let file = Python.fixture("airports.tsv")
    let tally = try tally(String(contentsOfFile: file, encoding: .utf8))
    #expect(tally.count == 2000)
    #expect(tally.asOutlines >= 1999, "\(tally.different)")
    // What airportsdata says itself is wrong for one in a hundred.
    #expect(tally.asAirportsdata >= 1975)
  }

  private static let python = Python(importing: "airportsdata", "tzfpy")

  @Test(
    .enabled(if: systemZones != nil, "needs tzdata"),
    .enabled(if: python != nil, "needs Python with airportsdata and tzfpy"))
  func `99.95 % of all airports have the clock of the outlines`() throws {
    let script = Python.root.appending(path: "scripts/make-time-zone-map.py").path
    let tally = try tally(try #require(Self.python).run([script, "--all-airports"], input: ""))
    #expect(tally.count > 28_000)
    #expect(
      Double(tally.asOutlines) >= 0.9995 * Double(tally.count),
      "\(tally.asOutlines) of \(tally.count): \(tally.different)")
    #expect(Double(tally.asAirportsdata) >= 0.99 * Double(tally.count))
  }
}
