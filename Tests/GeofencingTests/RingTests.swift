import Geofencing
import Testing

struct RingTests {
  /// Latitudes and longitudes, and a part of the message.
  private static let badRings: [([(latitude: Double, longitude: Double)], String)] = [
    (
      [(0, 0), (1, 0), (1, 1), (0, 1)],
      "polygon 1, ring 1 (outer) is not closed: repeat its first position at its end"
    ),
    (
      [(0, 0), (1, 0), (0, 0)],
      """
      polygon 1, ring 1 (outer) has 3 positions: a ring has 4 or more, the last of them equal to \
      the first
      """
    ),
    ([], "polygon 1, ring 1 (outer) has 0 positions: a ring has 4 or more"),
    (
      [(0, 0), (.nan, 0), (1, 1), (0, 0)],
      "polygon 1, ring 1 (outer), position 2 is longitude 0.0, latitude nan: both must be finite"
    ),
    ([(0, 0), (1, .infinity), (1, 1), (0, 0)], "position 2 is longitude inf, latitude 1.0: both"),
    (
      [(0, 0), (1, 0), (91, 1), (0, 0)],
      "position 3 is longitude 1.0, latitude 91.0: longitude goes"
    ),
    ([(120, 30), (121, 30), (121, 31), (120, 30)], "it looks as if the two were swapped"),
    ([(6_711_542, 1_484_780), (1, 0), (1, 1), (0, 0)], "look like metres (EPSG:3857)"),
    ([(0, 179), (1, -179), (1, 178), (0, 179)], "the edge that ends at polygon 1, ring 1 (outer)"),
    ([(0, 179), (1, -179), (1, 178), (0, 179)], "cut it at -180 and 180 into a MultiPolygon"),
    ([(0, 180), (1, 180), (1, -180), (0, 180)], "spans 360.0 degrees of longitude"),
  ]

  @Test(arguments: badRings)
  func `is refused with the place and the fix`(
    positions: [(latitude: Double, longitude: Double)], expected: String
  ) {
    let error = #expect(throws: GeofenceError.self) {
      try Ring(latitudes: positions.map(\.latitude), longitudes: positions.map(\.longitude))
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func `may go along a pole and half around the Earth`() throws {
    _ = try Ring(latitudes: [-90, -70, -70, -90, -90], longitudes: [-180, -180, 0, 180, -180])
    _ = try Ring(latitudes: [0, 1, 0, 0], longitudes: [-90, 90, 90, -90])
  }

  @Test func `keeps its positions, with positive zeros`() throws {
    let ring = try Ring(latitudes: [-0.0, 1, 0.5, 0], longitudes: [2, 3, -0.0, 2])
    #expect(ring.latitudes == [0, 1, 0.5, 0] && ring.latitudes[0].sign == .plus)
    #expect(ring.longitudes == [2, 3, 0, 2] && ring.longitudes[2].sign == .plus)
    #expect(ring.count == 4)
  }
}
