import Geodesy
import Geofencing
import Interchange
import Testing

struct AntimeridianCutTests {
  private static func area(_ coordinates: String) throws -> MultiPolygon {
    let text = #"{"type":"Polygon","coordinates":\#(coordinates)}"#
    let reader = GeofenceFileReader(options: .init(cutsAntimeridian: true))
    let feature = try #require(reader.read(Array(text.utf8), name: "f").first)
    #expect(feature.problems.isEmpty)
    let fence = try #require(feature.usableFence)
    guard case .polygon(let area) = fence.shape else { preconditionFailure("it is a polygon") }
    return area
  }

  @Test(arguments: [
    "[[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]]]",
    "[[[170,-10],[190,-10],[190,10],[170,10],[170,-10]]]",
    "[[[-190,-10],[-170,-10],[-170,10],[-190,10],[-190,-10]]]",
    "[[[530,-10],[550,-10],[550,10],[530,10],[530,-10]]]",
  ])
  func `cuts a box in two, however its longitudes are written`(coordinates: String) throws {
    let isBeyond = coordinates.contains("550")
    guard !isBeyond else {
      // More than a turn and a half is a mistake.
      let text = #"{"type":"Polygon","coordinates":\#(coordinates)}"#
      let reader = GeofenceFileReader(options: .init(cutsAntimeridian: true))
      #expect(try reader.read(Array(text.utf8), name: "f")[0].usableFence == nil)
      return
    }
    let area = try Self.area(coordinates)
    #expect(area.polygons.count == 2)
    #expect(abs(try area.squareDegrees() - 400) < 1e-9)
    let locator = PolygonLocator(area)
    for longitude in [171.0, 179, 180, -180, -179, -171] {
      let place = try #require(Coordinate(latitude: 0, longitude: longitude))
      #expect(locator.contains(place))
    }
    for longitude in [169.0, -169, 0, 90, -90] {
      let place = try #require(Coordinate(latitude: 0, longitude: longitude))
      #expect(!locator.contains(place))
    }
  }

  @Test func `cuts holes along with their shell`() throws {
    let area = try Self.area(
      "[[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]],[[175,-5],[-175,-5],[-175,5],[175,5],[175,-5]]]"
    )
    #expect(abs(try area.squareDegrees() - 300) < 1e-9)
    let locator = PolygonLocator(area)
    for longitude in [176.0, 179.5, -179.5, -176, 180] {
      let place = try #require(Coordinate(latitude: 0, longitude: longitude))
      #expect(!locator.contains(place))
      let north = try #require(Coordinate(latitude: 7, longitude: longitude))
      #expect(locator.contains(north))
    }
  }

  @Test func `keeps apart what a comb leaves on either side`() throws {
    // A C that opens to the west: cutting it leaves two teeth on the western side.
    let area = try Self.area(
      "[[[178,0],[-178,0],[-178,3],[178,3],[178,2],[-179,2],[-179,1],[178,1],[178,0]]]")
    let locator = PolygonLocator(area)
    let between = try #require(Coordinate(latitude: 1.5, longitude: 180))
    #expect(!locator.contains(between))
    let tooth = try #require(Coordinate(latitude: 0.5, longitude: 180))
    #expect(locator.contains(tooth))
    #expect(abs(try area.squareDegrees() - 9) < 1e-9)
  }

  @Test func `refuses a ring around a pole`() throws {
    let text =
      #"{"type":"Polygon","coordinates":[[[0,80],[90,80],[180,80],[-90,80],[0,80]]]}"#
    let reader = GeofenceFileReader(options: .init(cutsAntimeridian: true))
    let feature = try reader.read(Array(text.utf8), name: "f")[0]
    #expect(feature.usableFence == nil)
    #expect(feature.problems.map(\.code) == [.longEdge])
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `holds the places that the area moved to the prime meridian holds`(seed: UInt64) throws {
    var generator = CSVRandom(seed: seed)
    // A star around the origin, moved by half a turn.
    let count = Int.random(in: 3...12, using: &generator)
    var plain: [String] = []
    var moved: [String] = []
    for index in 0..<count {
      let (x, y) = Self.direction(Double(index) / Double(count))
      let reach = Double(Int.random(in: 64...640, using: &generator)) / 64
      // Sixty-fourths survive being moved.
      let longitude = (x * reach * 64).rounded() / 64
      let latitude = (y * reach * 64).rounded() / 64
      plain.append("[\(longitude),\(latitude)]")
      moved.append("[\(longitude > 0 ? longitude - 180 : longitude + 180),\(latitude)]")
    }
    let original = try MultiPolygon(
      wellKnownText: "POLYGON (("
        + (plain + [plain[0]]).map {
          $0.dropFirst().dropLast().replacing(",", with: " ")
        }.joined(separator: ", ") + "))")
    guard try original.validity() == .valid else { return }
    let cut = PolygonLocator(try Self.area("[[\((moved + [moved[0]]).joined(separator: ","))]]"))
    let whole = PolygonLocator(original)
    for _ in 0..<200 {
      let longitude = Double.random(in: -11...11, using: &generator)
      let latitude = Double.random(in: -11...11, using: &generator)
      let here = try #require(Coordinate(latitude: latitude, longitude: longitude))
      let there = try #require(
        Coordinate(
          latitude: latitude, longitude: longitude > 0 ? longitude - 180 : longitude + 180))
      #expect(cut.contains(there) == whole.contains(here))
    }
  }

  /// A point on the unit circle after so much of a turn.
  private static func direction(_ turn: Double) -> (Double, Double) {
    // A square's border does as well as a circle.
    let side = turn * 4
    switch side {
    case ..<1: return (1, -1 + 2 * side)
    case ..<2: return (1 - 2 * (side - 1), 1)
    case ..<3: return (-1, 1 - 2 * (side - 2))
    default: return (-1 + 2 * (side - 3), -1)
    }
  }
}
