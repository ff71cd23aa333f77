import Foundation
import Geofencing
import Interchange
import Testing

/// Real files of geofences, which lie beside the project where there are any.
struct SharedFenceFileTests {
  private static var folder: URL? {
    let package = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["VICINITY_SHARED_DATA"].map {
      URL(filePath: $0, directoryHint: .isDirectory)
    }
    let data = named ?? package.deletingLastPathComponent().appending(path: "shared/data")
    let folder = data.appending(path: "geofences")
    return FileManager.default.fileExists(atPath: folder.path()) ? folder : nil
  }

  private static func features(_ name: String) throws -> [FenceFeature] {
    let folder = try #require(Self.folder)
    return try GeofenceFileReader().read(path: folder.appending(path: name).path())
  }

  @Test(
    .enabled(if: folder != nil, "needs the shared data (VICINITY_SHARED_DATA)"),
    arguments: [
      ("countries.geojson", 6, []), ("lakes_with_islands.geojson", 2, []),
      ("london_boroughs.geojson", 33, []), ("timezone_across_180.geojson", 2, []),
      ("us_states.geojson", 4, []),
      ("san_francisco_neighbourhoods.geojson", 37, ["sf-01", "sf-05", "sf-10"]),
    ])
  func `finds the invalid areas in published files and no others`(
    name: String, count: Int, invalid: [String]
  ) throws {
    let features = try Self.features(name)
    #expect(features.count == count)
    #expect(features.filter { $0.usableFence == nil }.map(\.id) == invalid)
    #expect(
      features.flatMap(\.problems).allSatisfy { $0.code == .invalidGeometry && $0.id != nil })
  }

  @Test(
    .enabled(if: folder != nil, "needs the shared data (VICINITY_SHARED_DATA)"),
    arguments: ["us_states.geojson", "lakes_with_islands.geojson", "timezone_across_180.geojson"])
  func `reads back what is written of published files`(name: String) throws {
    let fences = try Self.features(name).compactMap(\.usableFence)
    var bytes: [UInt8] = []
    GeofenceWriter.append(fences, to: &bytes)
    let again = try GeofenceFileReader().read(bytes, name: "again").compactMap(\.usableFence)
    #expect(again == fences)
  }
}
