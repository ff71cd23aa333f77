import Catalog
import Foundation
import Geofencing
import Interchange
import OpeningHours
import Server

/// The catalogue that `serve` begins with, and what it is to follow.
struct ServedCatalog: Sendable {
  /// What it was made of.
  enum Origin: Sendable {
    /// CSV and GeoJSON files, as they were then.
    case files(KnownFiles)
    /// A catalogue file, as it was then, and perhaps GeoJSON files.
    case catalogFile(path: String, KnownFiles)
    /// A snapshot; the files it was made of are still to be read.
    case snapshot(CatalogFile)
  }

  var loaded: CatalogLoader.Result
  var origin: Origin
  /// The merchants and geofences files; nil for those that were not named.
  var files: SourceFiles
  /// When its version was made, in Unix seconds.
  var changedAt: Int64

  var catalog: Catalog { loaded.catalog }
}

/// Finds out what to serve.
struct ServedCatalogLoader: Sendable {
  let zones: ZoneDatabase
  /// The merchants files, or one catalogue file, and the geofences files.
  let paths: [String]
  let fencePaths: [String]
  let snapshotPath: String?
  let isWatching: Bool
  let status: ServedStatus

  /// The catalogue to begin with, and lines on standard error that say what there is.
  ///
  /// - Throws: ``CommandFailure`` for files that can't be used.
  func load() throws -> ServedCatalog {
    if isWatching, (paths + fencePaths).contains("-") {
      throw CommandFailure(.usage, "--watch can't follow standard input; name a file")
    }
    let isCatalogFile = paths.contains(where: CatalogFile.isCatalogFile(path:))
    if let snapshotPath {
      if let same = (paths + fencePaths).first(where: { isSame($0, snapshotPath) }) {
        throw CommandFailure(
          .usage, "--snapshot would write over \(same), which is read; name another file")
      }
      // A catalogue file is open as soon as a snapshot is.
      if !isCatalogFile, let served = try snapshot(snapshotPath) { return served }
    }
    return try files(isCatalogFile: isCatalogFile)
  }

  /// What the snapshot has; nil if there is none, or it is refused and there are files to read.
  private func snapshot(_ path: String) throws -> ServedCatalog? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file: CatalogFile
    do {
      file = try CatalogFile(path: path, zones: zones)
    } catch {
      guard !paths.isEmpty else { throw CommandFailure(.environment, "\(error)") }
      printError("warning: the snapshot is not used: \(error)")
      return nil
    }
    printError(
      "\(file.catalog.count) merchants ready from the snapshot \(path), of version"
        + " \(file.catalog.version)")
    let files = SourceFiles(
      merchants: paths.isEmpty ? nil : paths,
      // Whoever names merchants files says all there is to serve.
      fences: paths.isEmpty && fencePaths.isEmpty ? nil : fencePaths)
    return ServedCatalog(
      // What is not of the files named is not served, so neither are a snapshot's affinities.
      loaded: CatalogLoader.Result(catalog: file.catalog, file: paths.isEmpty ? file : nil),
      origin: .snapshot(file), files: files,
      changedAt: min(Int64(clamping: file.catalog.version) / 1_000, Int64(file.writtenAt)))
  }

  /// What the files have.
  func files(isCatalogFile: Bool = false) throws -> ServedCatalog {
    let start = ContinuousClock.now
    let time = status.now()
    var known = KnownFiles(look: FileWatch.look(at: paths + fencePaths), tallies: [:])
    let geofences = try fencePaths.isEmpty ? nil : GeofenceLoader().load(fencePaths)
    let loaded = try CatalogLoader(categories: .seeds, zones: zones)
      .load(paths, version: UInt64(clamping: time), fences: geofences?.index)
    known.tallies = loaded.tallies.merging(geofences?.tallies ?? [:]) { $1 }
    let duration = (ContinuousClock.now - start).components
    let seconds = Double(duration.seconds) + Double(duration.attoseconds) / 1e18
    printError(
      "\(loaded.catalog.count) merchants ready in \(String(format: "%.2f", seconds)) s"
        + " (\(loaded.rejected) rows rejected, \(loaded.catalog.inactiveCount) inactive,"
        + " \(loaded.catalog.byteCount / 1_000_000) MB)")
    if let geofences {
      printError(
        "\(geofences.index.activeCount) geofences ready (\(geofences.rejected) features rejected,"
          + " \(geofences.index.count - geofences.index.activeCount) inactive)")
    }
    if isCatalogFile {
      return ServedCatalog(
        loaded: loaded, origin: .catalogFile(path: paths[0], known),
        files: SourceFiles(fences: fencePaths.isEmpty ? nil : fencePaths),
        changedAt: loaded.file.map { Int64($0.writtenAt) } ?? time / 1_000)
    }
    return ServedCatalog(
      loaded: loaded, origin: .files(known),
      files: SourceFiles(merchants: paths, fences: fencePaths), changedAt: time / 1_000)
  }

  /// Whether two paths lead to one file.
  private func isSame(_ one: String, _ other: String) -> Bool {
    guard one != "-" else { return false }
    if let stamp = FileStamp(path: one), let there = FileStamp(path: other) {
      return stamp.device == there.device && stamp.number == there.number
    }
    return URL(fileURLWithPath: one).standardizedFileURL
      == URL(fileURLWithPath: other).standardizedFileURL
  }
}
