import Catalog
import Geofencing

/// Reads files that have changed as the difference between a catalogue and them.
struct SourceReader: Sendable {
  let files: SourceFiles
  /// What came of the files when they were last taken.
  var taken: [String: FileTally] = [:]
  /// The files that were refused and then touched, with the stamp they are to be taken with.
  private(set) var meant: FileWatch.Look = [:]
  /// What was read of files when they were refused last.
  private var refused = KnownFiles(look: [:], tallies: [:])

  init(_ files: SourceFiles, taken: [String: FileTally] = [:]) {
    self.files = files
    self.taken = taken
  }

  /// What came of reading.
  struct Reading: Sendable {
    var result: Result<CatalogBatch, SourceRefusal>
    var tallies: [String: FileTally] = [:]
  }

  /// The changes that lead from a catalogue to the merchants files, the geofences files or both, which
  /// are as in `look`.
  func read(
    merchants readsMerchants: Bool, fences readsFences: Bool, from catalog: Catalog,
    _ look: FileWatch.Look
  ) -> Reading {
    var reading = Reading(result: .success(CatalogBatch()))
    do throws(SourceRefusal) {
      var batch = CatalogBatch()
      if readsMerchants, let paths = files.merchants {
        batch = try merchants(of: paths, from: catalog, look, &reading.tallies)
      }
      if readsFences, let paths = files.fences {
        batch.fences = try fences(of: paths, from: catalog, look, &reading.tallies)
      }
      reading.result = .success(batch)
    } catch {
      reading.result = .failure(error)
    }
    return reading
  }

  /// Notes that a reading was taken.
  mutating func take(_ reading: Reading) {
    taken.merge(reading.tallies) { $1 }
    meant = [:]
    refused = KnownFiles(look: [:], tallies: [:])
  }

  /// Notes that a reading of files as in `look` was refused.
  mutating func refuse(_ reading: Reading, _ look: FileWatch.Look) {
    for (path, tally) in reading.tallies where isMeant(path, tally, look) {
      meant[path] = look[path]
    }
    refused.look.merge(look) { $1 }
    refused.tallies.merge(reading.tallies) { $1 }
  }
}

extension SourceReader {
  private func merchants(
    of paths: [String], from catalog: Catalog, _ look: FileWatch.Look,
    _ tallies: inout [String: FileTally]
  ) throws(SourceRefusal) -> CatalogBatch {
    var diff = CatalogDiff(from: catalog, categories: files.categories)
    var options = MerchantFileReader.Options()
    // Whoever asks meanwhile goes first.
    options.workers = 1
    var reader = MerchantFileReader(categories: files.categories, options: options)
    var seen: [String: RecordPlace] = [:]
    var total = FileTally(records: 0, rejected: 0)
    var firstOfAll = ""
    for path in paths {
      var first = ""
      let summary: MerchantFileSummary
      do {
        summary = try reader.read(path: path, seen: &seen) { merchant, _ in
          diff.add(merchant)
        } onProblem: { problem in
          if first.isEmpty, problem.severity == .error { first = "\(problem)" }
        }
      } catch {
        throw .unreadable("\(error)")
      }
      let tally = FileTally(records: summary.records, rejected: summary.rejected, endOf: path)
      tallies[path] = tally
      try check(path, "rows", tally, first: first, look)
      total.records += tally.records
      total.rejected += tally.rejected
      if firstOfAll.isEmpty { firstOfAll = first }
    }
    if total.accepted == 0, !paths.isEmpty, catalog.count + catalog.inactiveCount > 0 {
      throw Self.nothing(
        paths.joined(separator: ", "), "rows", total, first: firstOfAll)
    }
    return diff.batch()
  }

  private func fences(
    of paths: [String], from catalog: Catalog, _ look: FileWatch.Look,
    _ tallies: inout [String: FileTally]
  ) throws(SourceRefusal) -> [FenceChange] {
    let reader = GeofenceFileReader()
    var fences: [Geofence] = []
    for path in paths {
      if CatalogFile.isCatalogFile(path: path) {
        fences.append(contentsOf: try Self.fences(ofCatalogFile: path))
        continue
      }
      let features: [FenceFeature]
      do {
        features = try reader.read(path: path)
      } catch {
        throw .unreadable("\(error)")
      }
      let usable = features.compactMap(\.usableFence)
      let tally = FileTally(
        records: features.count, rejected: features.count - usable.count)
      tallies[path] = tally
      let problem = features.lazy.filter { $0.usableFence == nil }.flatMap(\.problems)
        .first { $0.severity == .error }
      try check(path, "features", tally, first: problem.map { "\($0)" } ?? "", look)
      fences.append(contentsOf: usable)
    }
    return CatalogDiff.changes(from: catalog.fences.index, to: fences)
  }

  /// The geofences of a catalogue file, which were checked when it was made.
  private static func fences(ofCatalogFile path: String) throws(SourceRefusal) -> [Geofence] {
    do {
      return try CatalogFile.fences(path: path).fences
    } catch {
      throw .unreadable("\(error)")
    }
  }

  /// Refuses a file that looks as if it was half written.
  private func check(
    _ path: String, _ what: String, _ tally: FileTally, first: String, _ look: FileWatch.Look
  ) throws(SourceRefusal) {
    guard let before = taken[path] else {
      // Of a file that was never taken only what can't be meant is refused.
      guard tally.records == 0 || tally.accepted > 0 else {
        throw Self.nothing(path, what, tally, first: first)
      }
      return
    }
    if tally.accepted == 0, before.accepted > 0 {
      throw Self.nothing(path, what, tally, first: first)
    }
    guard !isMeant(path, tally, look) else { return }
    if before.endsLine, !tally.endsLine { throw .cutOff(file: path) }
    if tally.rejected > before.rejected {
      throw .moreRejected(
        file: path, what: what, count: tally.rejected, before: before.rejected, first: first)
    }
  }

  private static func nothing(
    _ file: String, _ what: String, _ tally: FileTally, first: String
  ) -> SourceRefusal {
    tally.records == 0
      ? .empty(file: file, what: what)
      : .allRejected(file: file, what: what, count: tally.records, first: first)
  }

  /// Whether a file was refused and then touched, without being written.
  private func isMeant(_ path: String, _ tally: FileTally, _ look: FileWatch.Look) -> Bool {
    guard let stamp = look[path] else { return false }
    if meant[path] == stamp { return true }
    guard let before = refused.look[path] else { return false }
    return stamp.isTouched(since: before) && refused.tallies[path] == tally
  }
}
