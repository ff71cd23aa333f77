import ArgumentParser
import Catalog
import Foundation
import Geofencing
import Server

/// Makes a catalogue file of merchants and geofences.
struct CatalogBuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Makes a catalogue file of merchants files and geofences files.",
    discussion: """
      Rows that are wrong are reported and left out. The file takes the place of one of the same \
      name only when it is whole.
      Example: vicinity catalog build Data/merchants.csv --fences Data/geofences.geojson \
      --out merchants.vicinity
      Exit status: 0 done; 1 rows were rejected; 2 wrong usage; 3 no such file, disk full, no time \
      zones.
      """)

  @Argument(
    help: ArgumentHelp(
      "Merchants files, CSV with a header, or one catalogue file; - is standard input.",
      valueName: "file"))
  var files: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Geofences files, GeoJSON.", valueName: "file"))
  var fences: [String] = []

  @Option(help: ArgumentHelp("The file to write, such as merchants.vicinity.", valueName: "file"))
  var out: String

  func run() async throws {
    let zones = try SystemZones.open()
    let geofences = try fences.isEmpty ? nil : GeofenceLoader().load(fences)
    let loaded = try CatalogLoader(categories: .seeds, zones: zones)
      .load(files, version: UInt64(UnixTime.now()), fences: geofences?.index)
    do {
      try CatalogFile.write(
        loaded.catalog, to: out, source: (files + fences).joined(separator: ", "),
        writtenAt: Int(UnixTime.now()))
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
    printError(
      "\(loaded.catalog.count) merchants and \(loaded.catalog.fences.index.count) geofences in"
        + " \(out) (\(loaded.rejected + (geofences?.rejected ?? 0)) rejected,"
        + " \(loaded.catalog.inactiveCount) inactive)")
    if loaded.rejected + (geofences?.rejected ?? 0) > 0 { throw CommandFailure(.no, "") }
  }
}
