import ArgumentParser
import Catalog
import Foundation
import Geodesy
import OpeningHours

/// A catalogue that changes while it is asked: files, pending updates, merges, threads.
struct LivingBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "living",
    abstract: "Opening a file, queries beside pending updates, merging, and two threads.",
    discussion: """
      Merchants, queries and updates are seeded. Every figure stands beside the same work without \
      updates, or on one thread, in the same run.
      Example: scripts/bench living --json living.json
      """)

  @Option(help: "How many merchants.")
  var merchants = 1_000_000

  @Option(help: "How many updates a second to sustain.")
  var updates = 20_000

  @Option(help: "For how many seconds to sustain them.")
  var seconds = 6.0

  @Option(help: "Write the figures to this file, as one flat JSON object.")
  var json: String?

  @Flag(help: "Few merchants and updates only: whether it runs, not how fast.")
  var quick = false

  func run() async throws {
    let count = quick ? 50_000 : merchants
    let run = try LivingRun(merchants: count, quick: quick)
    var figures = Figures()
    try run.openFile(&figures)
    run.scaleThreads(&figures)
    try await run.pendingUpdates(&figures)
    try await run.sustainedUpdates(
      quick ? 2_000 : updates, seconds: quick ? 1 : seconds, &figures)
    if let json { try figures.write(to: json) }
  }
}

/// One run: a catalogue, queries, and what is measured of them.
private struct LivingRun {
  private let places: [Coordinate]
  private let catalog: Catalog
  private let queries: [MerchantQuery]
  private let quick: Bool

  init(merchants: Int, quick: Bool) throws {
    let world = SeededWorld()
    self.quick = quick
    places = world.places(merchants, seed: 1, anywhere: 0.03, repeated: 0.02)
    queries = world.places(quick ? 400 : 4_000, seed: 777, anywhere: 0.1, repeated: 0)
      .map { MerchantQuery(center: $0) }
    let (built, catalog) = milliseconds { [places] in SeededMerchants.catalog(at: places) }
    self.catalog = catalog
    print("\(catalog.count) merchants, built in \(short(built / 1_000)) s")
  }

  /// Opening the catalogue's file, to the first answer.
  func openFile(_ figures: inout Figures) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vicinity-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "bench.vicinity").path
    let (written, _) = try milliseconds {
      try CatalogFile.write(catalog, to: path, source: "seeded merchants", writtenAt: 0)
    }
    var times: [Double] = []
    for round in 0..<11 {
      let (opened, _) = try milliseconds {
        let file = try CatalogFile(path: path, zones: nil)
        var scratch = QueryScratch()
        _ = try file.catalog.run(queries[round], scratch: &scratch)
      }
      times.append(opened)
    }
    let first = times.sorted()[5]
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    // What answers show of all merchants, as JSON.
    var shown: [UInt8] = []
    var rendered = 0
    catalog.forEachSlot { slot in
      shown.removeAll(keepingCapacity: true)
      catalog.appendJSON(slot: slot, distanceMeters: nil, to: &shown)
      rendered += shown.count
    }
    let allowed = 1.2 * Double(rendered) + 64 * Double(catalog.count)
    print("file    written in \(short(written)) ms, opened and asked in \(short(first)) ms")
    print(
      "        \(size / 1_000_000) MB, and \(rendered / 1_000_000) MB are what answers show of all"
        + " merchants: \(short(Double(size) / allowed)) of 1.2 times that and 64 bytes a merchant")
    figures.set("living.open_ms", first)
    figures.set("living.file_bytes_per_merchant", Double(size) / Double(catalog.count))
    figures.set("living.file_of_allowed_ratio", Double(size) / allowed)
  }

  /// How many queries two threads answer for each that one does.
  func scaleThreads(_ figures: inout Figures) {
    let store = CatalogStore(catalog)
    var best = (one: 0.0, two: 0.0)
    // In turns, and the best of each: what else the machine does only takes away.
    for _ in 0..<(quick ? 1 : 3) {
      best.one = max(best.one, rate(threads: 1, store))
      best.two = max(best.two, rate(threads: 2, store))
    }
    let ratio = best.two / best.one
    print(
      "threads \(short(best.one / 1_000)) thousand queries/s by one, "
        + "\(short(best.two / 1_000)) by two: \(short(ratio))")
    figures.set("living.threads.one_per_s", best.one)
    figures.set("living.threads.two_per_s", best.two)
    figures.set("living.threads.ratio", ratio)
  }

  private func rate(threads: Int, _ store: CatalogStore) -> Double {
    let duration = quick ? 0.2 : 1.0
    var counts = [Int](repeating: 0, count: threads)
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      // Each thread writes its own element.
      nonisolated(unsafe) let counts = unsafe counts
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        var scratch = QueryScratch()
        var reader = CatalogReader(store)
        var answered = 0
        let end = nanoseconds() + UInt64(duration * 1e9)
        while nanoseconds() < end {
          let query = queries[(answered + thread * 997) % queries.count]
          _ = try? reader.current?.run(query, scratch: &scratch)
          answered += 1
        }
        unsafe counts[thread] = answered
      }
    }
    return Double(counts.reduce(0, +)) / duration
  }
}

/// Updates.
extension LivingRun {
  /// The nearest twenty beside pending updates, and merging those.
  func pendingUpdates(_ figures: inout Figures) async throws {
    let pending = quick ? 4_000 : 65_000
    // Nothing is merged by itself, but what a steady stream leaves: one segment of each size.
    let writer = CatalogWriter(
      catalog, store: CatalogStore(), zones: nil,
      policy: MergePolicy(tail: 512, small: 1 << 20, medium: 1 << 20))
    var updates = SeededUpdates(places: places)
    for size in [pending * 7 / 8, pending / 8 - 300, 300] {
      try await writer.apply(updates.batch(size))
      await writer.settle()
    }
    let living = await writer.catalog
    // In turns, as the machine's speed changes within seconds; the best of each.
    var (base, after) = (latency(catalog), latency(living))
    for _ in 0..<(quick ? 0 : 4) {
      base = best(base, latency(catalog))
      after = best(after, latency(living))
    }
    print(
      "nearest \(short(base.p50)) us by the base alone (p99 \(short(base.p99))), "
        + "\(short(after.p50)) with \(pending) updates in \(living.memory.segments) segments"
        + " (p99 \(short(after.p99))): \(short(after.p50 / base.p50))")
    figures.set("living.knn20.p50_us", base.p50)
    figures.set("living.knn20.pending.p50_us", after.p50)
    figures.set("living.knn20.pending.ratio", after.p50 / base.p50)

    let memory = PeakMemory()
    let (merged, whole) = try await milliseconds { try await writer.wholeCatalog() }
    let more = Double(memory.stop()) / Double(whole.byteCount)
    let fresh = latency(whole)
    print(
      "merge   \(short(merged)) ms to one segment of \(whole.count) merchants, with"
        + " \(short(more)) times its memory besides; then \(short(fresh.p50)) us")
    figures.set("living.merge_ms", merged)
    figures.set("living.merge_memory_ratio", 1 + more)
    figures.set("living.knn20.merged.p50_us", fresh.p50)
  }

  private func best(_ one: Latency, _ other: Latency) -> Latency {
    one.p50 <= other.p50 ? one : other
  }

  private func latency(_ catalog: Catalog) -> Latency {
    var scratch = QueryScratch()
    return Latency(queries: queries.count) {
      _ = try? catalog.run(queries[$0], scratch: &scratch)
    }
  }

  /// Queries on one of two cores while updates come in.
  func sustainedUpdates(
    _ perSecond: Int, seconds: Double, _ figures: inout Figures
  ) async throws {
    let store = CatalogStore()
    let failures = Counter()
    let writer = CatalogWriter(
      catalog, store: store, zones: nil, didFail: { _ in failures.add(1) })
    let idle = await queryLoad(store, seconds: min(seconds, 2))
    async let busy = queryLoad(store, seconds: seconds)
    var updates = SeededUpdates(places: places)
    let size = perSecond / 100
    var visible: [Double] = []
    let start = nanoseconds()
    var most = 0
    for number in 0..<Int(seconds * 100) {
      let batch = updates.batch(size)
      let (taken, _) = try await milliseconds { try await writer.apply(batch) }
      visible.append(taken)
      most = max(most, await writer.catalog.memory.segments)
      let due = start + UInt64(number + 1) * 10_000_000
      let now = nanoseconds()
      if due > now { try await Task.sleep(nanoseconds: due - now) }
    }
    let took = Double(nanoseconds() - start) / 1e9
    let loaded = await busy
    await writer.settle()
    visible.sort()
    let statistics = writer.statistics
    let rate = Double(visible.count * size) / took
    print(
      "updates \(short(rate)) a second for \(short(took)) s, visible after"
        + " \(short(visible[visible.count / 2])) ms (p99 \(short(visible[visible.count * 99 / 100])));"
        + " \(statistics.merges) merges, \(failures.value) failed, at most \(most) segments")
    print(
      "queries p50 \(short(idle.p50)) and p99 \(short(idle.p99)) us without them,"
        + " \(short(loaded.p50)) and \(short(loaded.p99)) us with them: p99 \(short(loaded.p99 / idle.p99))"
    )
    figures.set("living.updates_per_s", rate)
    figures.set("living.visible.p50_ms", visible[visible.count / 2])
    figures.set("living.visible.p99_ms", visible[visible.count * 99 / 100])
    figures.set("living.queries.idle.p99_us", idle.p99)
    figures.set("living.queries.updating.p99_us", loaded.p99)
    figures.set("living.queries.p99_ratio", loaded.p99 / idle.p99)
  }

  /// Queries one after the other on a thread of their own, which is half of what two cores can do.
  private func queryLoad(_ store: CatalogStore, seconds: Double) async -> (p50: Double, p99: Double)
  {
    let queries = queries
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var scratch = QueryScratch()
        var reader = CatalogReader(store)
        var times: [UInt64] = []
        let end = nanoseconds() + UInt64(seconds * 1e9)
        var number = 0
        while true {
          let start = nanoseconds()
          guard start < end else { break }
          _ = try? reader.current?.run(queries[number % queries.count], scratch: &scratch)
          times.append(nanoseconds() - start)
          number += 1
        }
        times.sort()
        continuation.resume(
          returning: (
            Double(times[times.count / 2]) / 1_000, Double(times[times.count * 99 / 100]) / 1_000
          ))
      }
    }
  }
}

/// Made-up changes of seeded merchants: mostly a new rating, some moves, openings and closures.
private struct SeededUpdates {
  let places: [Coordinate]
  private var random = SplitMix(seed: 5)
  private var opened = 0

  init(places: [Coordinate]) {
    self.places = places
  }

  mutating func batch(_ count: Int) -> CatalogBatch {
    CatalogBatch(
      merchants: (0..<count).map { _ in
        let number = Int(random.next() % UInt64(places.count))
        switch random.next() % 20 {
        case 0: return .remove(id: "b-\(number)")
        case 1:
          opened += 1
          return .put(
            SeededMerchants.merchant(places.count + opened, at: places[number], &random))
        case 2, 3, 4:
          let other = places[Int(random.next() % UInt64(places.count))]
          return .put(SeededMerchants.merchant(number, at: other, &random))
        default:
          return .put(SeededMerchants.merchant(number, at: places[number], &random))
        }
      })
  }
}

/// How long `body` took, in milliseconds.
private func milliseconds<Result>(
  _ body: () async throws -> Result
) async rethrows -> (Double, Result) {
  let start = nanoseconds()
  let result = try await body()
  return (Double(nanoseconds() - start) / 1_000_000, result)
}
