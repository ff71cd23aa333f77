import Geofencing
import TestSupport
import Testing

struct ValidityTests {
  @Test(arguments: [
    ("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))", "valid"),
    ("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "Self-intersection at longitude 1, latitude 1"),
    (
      "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0), (5 5, 6 5, 6 6, 5 5))",
      "Hole lies outside shell at longitude 5, latitude 5"
    ),
    (
      "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((1 1, 2 1, 2 2, 1 1)))",
      "Nested shells at longitude 1, latitude 1"
    ),
    ("POLYGON ((0 0, 1 0, 2 0, 0 0))", "Self-intersection"),
    ("POLYGON ((1 1, 1 1, 1 1, 1 1))", "Too few points in geometry component"),
  ])
  func `has the reason and the place of GEOS`(text: String, expected: String) throws {
    let validity = try MultiPolygon(wellKnownText: text).validity()
    #expect(validity.description.hasPrefix(expected), "\(validity)")
  }

  @Test func `comes back by a repair that keeps the area`() throws {
    let bowTie = try MultiPolygon(wellKnownText: "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    let repaired = try bowTie.repaired()
    #expect(try repaired.validity() == .valid)
    #expect(repaired.polygons.count == 2)
    #expect(try repaired.squareDegrees() == 2)
    let locator = PolygonLocator(repaired)
    #expect(locator.location(of: place(1, 0.5)) == .inside)
    #expect(locator.location(of: place(0.5, 1)) == .outside)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `holds after the repair of anything`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var positions = (0..<12).map { _ in
      [random.number(-10...10).rounded(), random.number(-10...10).rounded()]
    }
    positions.append(positions[0])
    let area = try MultiPolygon(geoJSONCoordinates: [[positions]])
    #expect(try area.repaired().validity() == .valid)
  }

  @Test func `cannot be given to what has no area`() throws {
    let line = try MultiPolygon(wellKnownText: "POLYGON ((0 0, 1 1, 2 2, 0 0))")
    #expect(throws: GeofenceError.nothingLeft) { try line.repaired() }
  }

  @Test func `goes with area and centroid in degrees`() throws {
    let area = try MultiPolygon(wellKnownText: "POLYGON ((10 0, 14 0, 14 2, 10 2, 10 0))")
    #expect(try area.squareDegrees() == 8)
    #expect(try area.centroid() == place(1, 12))
  }

  @Test func `is asked from many tasks at once, each with a context of its own`() async throws {
    let bowTie = try MultiPolygon(wellKnownText: "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    try await withThrowingTaskGroup(of: Validity.self) { group in
      for _ in 0..<64 { group.addTask { try bowTie.validity() } }
      for try await validity in group {
        #expect(
          validity == .invalid(reason: "Self-intersection", latitude: 1, longitude: 1))
      }
    }
  }
}
