import Catalog
import Foundation
import Geofencing
import Interchange
import OpeningHours

/// Reads merchants files into a catalogue and says on standard error what is wrong with them.
struct CatalogLoader {
  /// How many problems are shown one by one; the rest is counted.
  static let mostShown = 20

  let categories: CategoryTable
  /// The zones of the merchants' clocks.
  let zones: ZoneDatabase
  /// Whether to say how much was read, not only what is wrong.
  var isTalkative = true

  /// What was read.
  struct Result {
    var catalog: Catalog
    /// The catalogue file that it is from, if it is from one.
    var file: CatalogFile?
    var records = 0
    var rejected = 0
    var warnings = 0
    /// What came of each file.
    var tallies: [String: FileTally] = [:]

    /// Whether the files have a merchant with this id, active or not.
    func has(merchant id: String) -> Bool {
      catalog.slot(ofMerchant: id) != nil || catalog.hasInactive(merchant: id)
    }
  }

  /// The catalogue of the merchants in the files, of which `-` is standard input, and of some fences;
  /// or that of one catalogue file, with other fences if some are given.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitStatus/environment`` for a file that can't be used, and
  ///   with ``ExitStatus/no`` when there are rows and every one is bad.
  func load(_ paths: [String], version: UInt64 = 1, fences: FenceIndex? = nil) throws -> Result {
    guard !paths.isEmpty else {
      throw CommandFailure(
        .usage, "no merchants file was given; name one with --catalog, or in VICINITY_CATALOG")
    }
    if let path = try CatalogOpening.path(
      among: paths, remedy: "build one of all files with `vicinity catalog build`")
    {
      let file = try CatalogOpening.open(path, zones: zones)
      return Result(
        catalog: fences.map(file.catalog.replacing(fences:)) ?? file.catalog, file: file)
    }
    var builder = CatalogBuilder(categories: categories, zones: zones)
    var reader = MerchantFileReader(categories: categories)
    var seen: [String: RecordPlace] = [:]
    var result = Result(catalog: CatalogBuilder(categories: categories).build())
    var shown = 0
    let progress = Progress(isTalkative: isTalkative)
    for path in paths {
      do {
        let summary = try reader.read(path: path, seen: &seen) { merchant, _ in
          builder.add(merchant)
          progress.advance(to: builder.addedCount)
        } onProblem: { problem in
          if shown < Self.mostShown {
            progress.clear()
            printError("\(problem.severity.rawValue): \(problem)")
          }
          shown += 1
        }
        result.records += summary.records
        result.rejected += summary.rejected
        result.warnings += summary.warnings
        result.tallies[path] = FileTally(
          records: summary.records, rejected: summary.rejected, endOf: path)
      } catch {
        progress.clear()
        throw CommandFailure(.environment, "\(error)")
      }
    }
    seen = [:]
    progress.clear()
    if shown > Self.mostShown { printError("… and \(shown - Self.mostShown) problems more") }
    if result.records > 0, result.rejected == result.records {
      throw CommandFailure(
        .no,
        "all \(result.records) rows of \(paths.joined(separator: ", ")) were rejected; nothing is served"
      )
    }
    result.catalog = builder.build(version: version, fences: fences ?? .empty)
    Self.report(result.catalog.hoursCounts, of: paths)
    return result
  }

  /// Says how many merchants have hours or zones that were passed over.
  private static func report(_ counts: HoursCounts, of paths: [String]) {
    let check = "vicinity hours check \(paths.count == 1 && paths != ["-"] ? paths[0] : "FILE")"
    if counts.rejected > 0 {
      let start =
        counts.rejected == 1
        ? "1 merchant has hours that can't be read and count"
        : "\(counts.rejected) merchants have hours that can't be read and count"
      printError("\(start) as unknown; \(check) lists them")
    }
    if counts.unknownZones > 0 {
      let start =
        counts.unknownZones == 1
        ? "1 merchant names a time zone that there isn't and is"
        : "\(counts.unknownZones) merchants name time zones that there aren't and are"
      printError("\(start) in the zone of the coordinates; \(check) lists them")
    }
  }
}

/// A line on the terminal that counts merchants while they are read; nothing elsewhere.
private final class Progress {
  private let isShown: Bool
  private var start = ContinuousClock.now
  private var last = 0
  private var isDrawn = false

  init(isTalkative: Bool) {
    isShown = isTalkative && Terminal.showsErrors
  }

  func advance(to count: Int) {
    guard isShown, count - last >= 20_000 else { return }
    last = count
    // Work of less than a second needs no progress.
    guard ContinuousClock.now - start > .seconds(1) else { return }
    isDrawn = true
    FileHandle.standardError.write(Data("\r\(count) merchants read".utf8))
  }

  func clear() {
    guard isDrawn else { return }
    isDrawn = false
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
