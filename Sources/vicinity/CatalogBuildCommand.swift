import ArgumentParser
import Catalog
import Foundation
import Geofencing
import Ranking
import Server

/// Makes a catalogue file of merchants and geofences.
struct CatalogBuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Makes a catalogue file of merchants, geofences and users' affinities.",
    discussion: """
      Rows that are wrong are reported and left out. The file takes the place of one of the same \
      name only when it is whole. What is made from a catalogue file has its geofences and \
      affinities unless others are given.
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
    help: ArgumentHelp("Geofences files, GeoJSON, or one catalogue file.", valueName: "file"))
  var fences: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of users' affinities, CSV with a header, or a catalogue file.", valueName: "file"))
  var affinities: String?

  @Option(help: ArgumentHelp("The file to write, such as merchants.vicinity.", valueName: "file"))
  var out: String

  func run() async throws {
    try checkOut()
    // A limit on the size of files is then an error like a full disk, and not the end.
    signal(SIGXFSZ, SIG_IGN)
    let zones = try SystemZones.open()
    let geofences = try fences.isEmpty ? nil : GeofenceLoader().load(fences)
    let loaded = try CatalogLoader(categories: .seeds, zones: zones)
      .load(files, version: UInt64(clamping: ServedStatus.milliseconds()), fences: geofences?.index)
    let liked = try AffinityLoader(merchants: loaded).load(affinities)
    let catalog = loaded.catalog
    do {
      try CatalogFile.write(
        catalog, to: out,
        source: (files + fences + (affinities.map { [$0] } ?? [])).joined(separator: ", "),
        writtenAt: Int(UnixTime.now()), affinities: liked?.table)
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
    let rejected = loaded.rejected + (geofences?.rejected ?? 0) + (liked?.rejected ?? 0)
    printError(
      "\(catalog.count) merchants, \(catalog.fences.index.count) geofences and"
        + " \(liked?.table.pairCount ?? 0) affinities in \(out)"
        + " (\(rejected) rejected, \(catalog.inactiveCount) inactive)")
    if rejected > 0 { throw CommandFailure(.no, "") }
  }

  /// Makes sure that nothing is written over but a catalogue file, or one without contents.
  private func checkOut() throws {
    let files = FileManager.default
    guard files.fileExists(atPath: out), !CatalogFile.isCatalogFile(path: out) else { return }
    let attributes = try files.attributesOfItem(atPath: out)
    guard
      attributes[.type] as? FileAttributeType != .typeRegular || attributes[.size] as? UInt64 != 0
    else { return }
    throw CommandFailure(
      .usage, "\(out) is there already and is no catalogue file; choose another name for --out")
  }
}
