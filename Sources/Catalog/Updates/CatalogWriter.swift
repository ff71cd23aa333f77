import FlatStorage
public import Geofencing
public import OpeningHours
import Synchronization

/// Changes the catalogue of a store while others query it.
///
/// Each batch becomes a version of its own, published at once; queries go on with the version they
/// have begun with and wait for nothing. What batches bring lies in small segments beside the large
/// one, which are merged in the background (see ``MergePolicy``). A merge that fails changes nothing.
public actor CatalogWriter {
  /// What merging makes one segment of some; it may take long, and may fail.
  typealias Merge = @Sendable ([CatalogSegment]) throws -> CatalogStorage

  /// Where the catalogues are published.
  public nonisolated let store: CatalogStore
  /// The catalogue published last.
  public private(set) var catalog: Catalog
  private let updater: CatalogUpdater
  private let policy: MergePolicy
  private let merge: Merge
  private let willPublish: @Sendable (Catalog) -> Void
  private let didFail: @Sendable (any Error) -> Void
  /// The generations of the storages that are being merged.
  private var busy: Set<UInt64> = []
  private var merges: [UInt64: Task<CatalogStorage, any Error>] = [:]
  private var lastMerge: UInt64 = 0
  private nonisolated let counts = Mutex(MergeStatistics())

  /// More segments than this are merged before the next batch is taken.
  static let mostSegments = 16

  /// A writer that publishes to `store`, from `catalog` on.
  ///
  /// `willPublish` is called with each catalogue before queries see it; `didFail` with the reason
  /// why a merge failed.
  public init(
    _ catalog: Catalog, store: CatalogStore, zones: ZoneDatabase?,
    policy: MergePolicy = MergePolicy(),
    willPublish: @escaping @Sendable (Catalog) -> Void = { _ in },
    didFail: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    self.init(
      catalog, store: store, zones: zones, policy: policy, willPublish: willPublish,
      didFail: didFail
    ) {
      CatalogStorage.merging($0)
    }
  }

  init(
    _ catalog: Catalog, store: CatalogStore, zones: ZoneDatabase?, policy: MergePolicy,
    willPublish: @escaping @Sendable (Catalog) -> Void = { _ in },
    didFail: @escaping @Sendable (any Error) -> Void = { _ in }, merge: @escaping Merge
  ) {
    self.catalog = catalog
    self.store = store
    updater = CatalogUpdater(zones: zones)
    self.policy = policy
    self.merge = merge
    self.willPublish = willPublish
    self.didFail = didFail
    store.publish(catalog)
  }

  /// Makes a batch visible as the next version, which is `version` if that is greater than the last.
  ///
  /// When it returns, whoever asks gets this version or a later one. It waits only where merging has
  /// fallen far behind.
  ///
  /// - Throws: what is wrong with the fences; then nothing of the batch is applied.
  @discardableResult
  public func apply(
    _ batch: CatalogBatch, version: UInt64 = 0
  ) async throws(GeofenceError) -> CatalogUpdate {
    while catalog.segments.count > Self.mostSegments, let merge = merges.values.first {
      _ = await merge.result
    }
    var (next, update) = try updater.catalog(
      after: catalog, batch, version: max(version, catalog.version + 1))
    next = absorbingTail(next)
    publish(next)
    startMerges()
    return update
  }

  /// Puts another catalogue in place of the one there is, as when its source was replaced; with the
  /// geofences there are, if they are to be kept.
  ///
  /// Its version is its own, or the one behind the last if that is greater.
  public func replace(with catalog: Catalog, keepingFences: Bool = false) {
    // What is being merged belongs to segments that are gone, and is dropped when it is done.
    publish(
      Catalog(
        version: max(catalog.version, self.catalog.version + 1), categories: catalog.categories,
        segments: catalog.segments, fences: keepingFences ? self.catalog.fences : catalog.fences))
    startMerges()
  }

  private func publish(_ next: Catalog) {
    willPublish(next)
    catalog = next
    // Refused if it goes back to a file that was found damaged: then nothing is served until the
    // catalogue is replaced.
    store.publish(next)
  }

  /// The catalogue with its last segment merged with an idle one before it, where both are so small
  /// that this takes no time.
  private func absorbingTail(_ next: Catalog) -> Catalog {
    let segments = next.segments
    guard segments.count >= 3, let last = segments.last else { return next }
    let bounds = policy.scaled(toBase: segments[0].liveCount)
    let other = segments.dropFirst().dropLast().last {
      !busy.contains($0.storage.generation) && $0.liveCount + last.liveCount <= bounds.tail
    }
    guard let other else { return next }
    do {
      let merged = CatalogSegment(try merge([other, last]))
      var kept = segments.filter { $0.position != other.position && $0.position != last.position }
      kept.append(merged)
      return next.with(segments: kept)
    } catch {
      didFail(error)
      return next
    }
  }
}

/// Merging.
extension CatalogWriter {
  /// Starts the merges that are due.
  private func startMerges() {
    while true {
      let sizes = catalog.segments.map {
        SegmentSize(
          live: $0.liveCount, dead: $0.dead.count,
          isBusy: busy.contains($0.storage.generation))
      }
      let positions = policy.next(sizes)
      guard !positions.isEmpty else { return }
      startMerge(positions.map { catalog.segments[$0] })
    }
  }

  @discardableResult
  private func startMerge(_ inputs: [CatalogSegment]) -> Task<CatalogStorage, any Error> {
    for input in inputs { busy.insert(input.storage.generation) }
    lastMerge += 1
    let number = lastMerge
    let merge = merge
    let task = Task.detached(priority: .utility) {
      do {
        let output = try merge(inputs)
        await self.finish(number, inputs, output)
        return output
      } catch {
        await self.fail(number, inputs, error)
        throw error
      }
    }
    merges[number] = task
    countMerges()
    return task
  }

  private func finish(_ number: UInt64, _ inputs: [CatalogSegment], _ output: CatalogStorage) {
    end(number, inputs)
    guard let next = catalog.replacing(inputs, by: output) else { return }
    counts.withLock {
      $0.merges += 1
      $0.merchants += output.count
    }
    publish(next)
    startMerges()
  }

  private func fail(_ number: UInt64, _ inputs: [CatalogSegment], _ error: any Error) {
    end(number, inputs)
    counts.withLock { $0.failures += 1 }
    // The next batch tries again.
    didFail(error)
  }

  private func end(_ number: UInt64, _ inputs: [CatalogSegment]) {
    for input in inputs { busy.remove(input.storage.generation) }
    merges[number] = nil
    countMerges()
  }

  private func countMerges() {
    counts.withLock { [count = merges.count] in $0.running = count }
  }

  /// What merging did since the start; nobody waits for a batch that is being applied to hear of it.
  public nonisolated var statistics: MergeStatistics { counts.withLock { $0 } }

  /// Waits until nothing is being merged.
  public func settle() async {
    while let merge = merges.values.first { _ = await merge.result }
  }

  /// The catalogue with all of its merchants in one segment, as a file has them. Takes a copy of it
  /// where there are more; batches are applied meanwhile.
  ///
  /// - Throws: why it could not be merged.
  public func wholeCatalog() async throws -> Catalog {
    // Of what is being merged now, one segment will be left.
    await settle()
    let catalog = catalog
    guard !catalog.isWhole else { return catalog }
    let output = try await startMerge(catalog.segments).value
    return catalog.with(segments: [CatalogSegment(output)])
  }
}

/// What merging did.
public struct MergeStatistics: Equatable, Sendable {
  /// How many go on now.
  public var running = 0
  /// How many were done.
  public var merges = 0
  /// How many failed, and changed nothing.
  public var failures = 0
  /// How many merchants were copied.
  public var merchants = 0

  public init() {}
}

extension Catalog {
  /// The same version of other segments, the largest one first.
  func with(segments: [CatalogSegment]) -> Catalog {
    var segments = segments.droppingEmpty
    if let largest = segments.indices.max(by: { segments[$0].liveCount < segments[$1].liveCount }) {
      segments.insert(segments.remove(at: largest), at: 0)
    }
    return Catalog(version: version, categories: categories, segments: segments, fences: fences)
  }

  /// The catalogue with one storage in place of the segments that it was made of; nil if they are no
  /// longer there. Merchants that have died since then are dead in it, too.
  func replacing(_ inputs: [CatalogSegment], by output: CatalogStorage) -> Catalog? {
    let isThere = inputs.map { input in segments.contains { $0.storage === input.storage } }
    guard isThere.contains(true) else { return nil }
    var dead: [UInt32] = []
    var deadInactive: [UInt32] = []
    for input in inputs {
      // A segment that is no longer there has nothing alive.
      let now = segments.first { $0.storage === input.storage }
      for slot in 0..<UInt32(input.storage.count)
      where input.isAlive(slot) && !(now?.isAlive(slot) ?? false) {
        if let new = output.identifiers.slot(of: input.storage.id(slot: slot)) { dead.append(new) }
      }
      for rank in 0..<UInt32(input.storage.inactive.count)
      where input.isAliveInactive(rank) && !(now?.isAliveInactive(rank) ?? false) {
        let id = input.storage.inactive.id(rank: Int(rank))
        if let new = output.inactive.slot(of: id) { deadInactive.append(new) }
      }
    }
    var kept = segments.filter { segment in
      !inputs.contains { $0.storage === segment.storage }
    }
    kept.append(CatalogSegment(output).removing(slots: dead, inactive: deadInactive))
    return with(segments: kept)
  }
}
