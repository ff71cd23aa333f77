import Catalog
import FlatStorage
import Interchange
import Ranking

/// Reads users' affinities from a file, or takes those of the catalogue file, and says on standard error what is wrong with it.
struct AffinityLoader {
  /// How many problems are shown one by one; the rest is counted.
  static let mostShown = 20

  /// The merchants for which there can be affinities.
  let merchants: CatalogLoader.Result

  /// What was read.
  struct Result {
    var table: any AffinityCollection
    /// The file that they are from.
    var path: String
    /// Rows that could not be used.
    var rejected = 0
  }

  /// The affinities in a file, if one is named, else those of the catalogue file that the merchants are
  /// from; nil without either.
  ///
  /// - Throws: As ``load(_:)-(String)`` does.
  func load(_ path: String?) throws -> Result? {
    if let path { return try load(path) as Result }
    guard let file = merchants.file, let affinities = file.affinities else { return nil }
    return Result(table: affinities, path: file.file.path)
  }

  /// The affinities in a file: CSV, of which `-` is standard input, or a catalogue file.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitStatus/environment`` for a file that can't be used, and
  ///   with ``ExitStatus/no`` when there are rows and every one is bad.
  func load(_ path: String) throws -> Result {
    if path != "-", CatalogFile.isCatalogFile(path: path) {
      return Result(table: try CatalogOpening.affinities(path), path: path)
    }
    let merchants = merchants
    var reader = AffinityFileReader { merchants.has(merchant: $0) }
    var builder = AffinityTableBuilder()
    var shown = ProblemList(mostShown: Self.mostShown)
    let summary: AffinityFileSummary
    do {
      summary = try reader.read(path: path, into: &builder) {
        shown.add("\($0.severity.rawValue): \($0)")
      }
    } catch {
      throw CommandFailure(.environment, "\(error)")
    }
    shown.end()
    if summary.records > 0, summary.accepted == 0 {
      throw CommandFailure(.no, "all \(summary.records) rows of \(path) were rejected")
    }
    return Result(table: builder.build(), path: path, rejected: summary.rejected)
  }
}
