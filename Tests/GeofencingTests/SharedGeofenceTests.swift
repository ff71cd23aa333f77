import Foundation
import Geodesy
import Geofencing
import TestSupport
import Testing

/// Files of real fences, which lie outside the package.
private enum SharedFences {
  static let folder: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data =
      ProcessInfo.processInfo.environment["VICINITY_SHARED_DATA"].map { URL(filePath: $0) }
      ?? package.deletingLastPathComponent().appending(path: "shared/data")
    let folder = data.appending(path: "geofences")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func areas(_ name: String) throws -> [MultiPolygon] {
    let folder = try #require(folder)
    let data = try Data(contentsOf: folder.appending(path: name + ".geojson"))
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let features = try #require(root["features"] as? [[String: Any]])
    return try features.map { feature in
      let geometry = try #require(feature["geometry"] as? [String: Any])
      if geometry["type"] as? String == "Polygon" {
        let coordinates = try #require(geometry["coordinates"] as? [[[Double]]])
        return try MultiPolygon(geoJSONPolygonCoordinates: coordinates)
      }
      let coordinates = try #require(geometry["coordinates"] as? [[[[Double]]]])
      return try MultiPolygon(geoJSONCoordinates: coordinates)
    }
  }
}

struct SharedGeofenceTests {
  @Test(
    .enabled(if: SharedFences.folder != nil, "needs the shared data"),
    arguments: [
      "countries", "lakes_with_islands", "london_boroughs", "san_francisco_neighbourhoods",
      "timezone_across_180", "us_states",
    ])
  func `agree with GEOS close to their borders`(name: String) throws {
    var random = SeededGenerator(seed: 7)
    for area in try SharedFences.areas(name) {
      let peer = try #require(GEOSPeer(area.wellKnownText))
      let locator = PolygonLocator(area)
      for place in hardPlaces(area, count: 30, &random) where abs(place.longitude) < 180 {
        #expect(
          locator.contains(place) == peer.intersects(x: place.longitude, y: place.latitude),
          "\(name): \(place)")
        #expect(locator.explanation(of: place).location == locator.location(of: place))
      }
    }
  }
}
