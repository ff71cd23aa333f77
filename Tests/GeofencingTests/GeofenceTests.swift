import Geofencing
import Testing

struct GeofenceTests {
  @Test(arguments: [10, 250.5, 10_000])
  func `may be a circle of a usual radius`(radius: Double) throws {
    #expect(try Circle(center: place(1, 2), radiusMeters: radius).radiusMeters == radius)
  }

  @Test(arguments: [
    (9.99, "the radius must be from 10 to 10000 metres, and is 9.99"),
    (10_000.5, "the radius must be from 10 to 10000 metres, and is 10000.5"),
    (.nan, "and is nan"), (-.infinity, "and is -inf"), (-50, "and is -50"),
  ])
  func `may not be a circle of another radius`(radius: Double, expected: String) {
    let error = #expect(throws: GeofenceError.self) {
      try Circle(center: place(1, 2), radiusMeters: radius)
    }
    #expect(error?.description.contains(expected) == true)
  }

  @Test func `may be a larger circle where the caller sets other limits`() throws {
    _ = try Circle(center: place(1, 2), radiusMeters: 50_000, limits: 0...100_000)
    #expect(throws: GeofenceError.self) {
      try Circle(center: place(1, 2), radiusMeters: -1, limits: -5...5)
    }
  }

  @Test(arguments: ["", String(repeating: "x", count: 101)])
  func `has an id of 1 to 100 characters`(id: String) throws {
    let shape = Geofence.Shape.circle(try Circle(center: place(1, 2), radiusMeters: 10))
    #expect(throws: GeofenceError.unfitID(id)) { try Geofence(id: id, shape: shape) }
    _ = try Geofence(id: String(repeating: "é", count: 100), shape: shape)
  }

  @Test func `has no negative dwell`() throws {
    let shape = Geofence.Shape.circle(try Circle(center: place(1, 2), radiusMeters: 10))
    #expect(throws: GeofenceError.negativeDwell(-1)) {
      try Geofence(id: "a", dwellSeconds: -1, shape: shape)
    }
    #expect(try Geofence(id: "a", dwellSeconds: 0, shape: shape).isActive)
  }
}
