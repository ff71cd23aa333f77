import Dispatch
import Geodesy
import Synchronization
import TestSupport
import Testing

@testable import Catalog

/// What changing a catalogue while others query it promises.
struct CatalogWriterTests {
  private static let policy = MergePolicy(tail: 2, small: 4, medium: 8)

  private static func merchants(_ numbers: Range<Int>, rating: Int = 300) -> [Merchant] {
    numbers.map { number in
      var merchant = Merchant(
        id: "m-\(number)", name: "Merchant \(number)",
        coordinate: Coordinate(clampingLatitude: Double(number) / 100, longitude: 1))
      merchant.ratingHundredths = rating
      return merchant
    }
  }

  private static func puts(_ merchants: [Merchant]) -> CatalogBatch {
    CatalogBatch(merchants: merchants.map { .put($0) })
  }

  private static func ids(_ catalog: Catalog?) -> Set<String> {
    var ids: Set<String> = []
    catalog?.forEachSlot { ids.insert(catalog?.id(slot: $0) ?? "") }
    return ids
  }

  @Test func `a batch becomes one version, and the version asked for if that is later`()
    async throws
  {
    let store = CatalogStore()
    let writer = CatalogWriter(
      Catalog(Self.merchants(0..<3), version: 5), store: store, zones: nil)
    #expect(store.current?.version == 5)
    try await writer.apply(Self.puts(Self.merchants(3..<5)))
    #expect(store.current?.version == 6)
    try await writer.apply(Self.puts(Self.merchants(5..<6)), version: 1_000)
    #expect(store.current?.version == 1_000)
    try await writer.apply(CatalogBatch(merchants: [.remove(id: "m-0")]), version: 7)
    #expect(store.current?.version == 1_001)
    #expect(Self.ids(store.current) == ["m-1", "m-2", "m-3", "m-4", "m-5"])
  }

  @Test func `says what a batch did`() async throws {
    let writer = CatalogWriter(
      Catalog(Self.merchants(0..<4)), store: CatalogStore(), zones: nil)
    var closed = Self.merchants(2..<3)[0]
    closed.isActive = false
    let update = try await writer.apply(
      CatalogBatch(merchants: [
        .put(Self.merchants(0..<1)[0]), .put(Self.merchants(9..<10)[0]), .put(closed),
        .remove(id: "m-1"), .remove(id: "nobody"),
        // Of two changes of one merchant the later counts.
        .put(Self.merchants(3..<4)[0]), .remove(id: "m-3"),
      ]))
    #expect(update.added == 1)
    #expect(update.replaced == 1)
    #expect(update.removed == 3)
    let catalog = await writer.catalog
    #expect(Self.ids(catalog) == ["m-0", "m-9"])
    #expect(catalog.inactiveCount == 1)
    #expect(catalog.hasInactive(merchant: "m-2"))
  }

  @Test func `a merge that fails leaves the catalogue as it was, and the next one makes up for it`()
    async throws
  {
    struct DiskOnFire: Error {}
    let failures = Atomic<Int>(0)
    let isBroken = Atomic<Bool>(true)
    let writer = CatalogWriter(
      Catalog(Self.merchants(0..<20)), store: CatalogStore(), zones: nil, policy: Self.policy,
      didFail: { _ in failures.add(1, ordering: .relaxed) }
    ) {
      if isBroken.load(ordering: .relaxed) { throw DiskOnFire() }
      return CatalogStorage.merging($0)
    }
    for number in 20..<50 {
      try await writer.apply(Self.puts(Self.merchants(number..<number + 1)))
      #expect(await writer.catalog.count == number + 1)
    }
    await writer.settle()
    #expect(failures.load(ordering: .relaxed) > 0)
    #expect(await Self.ids(writer.catalog).count == 50)
    #expect(await writer.catalog.segments.count > 10)
    await #expect(throws: DiskOnFire.self) { try await writer.wholeCatalog() }
    isBroken.store(false, ordering: .relaxed)
    try await writer.apply(Self.puts(Self.merchants(50..<51)))
    await writer.settle()
    #expect(await Self.ids(writer.catalog).count == 51)
    #expect(await writer.catalog.segments.count < 6)
  }

  @Test func `merchants that die while they are merged are dead afterwards`() async throws {
    let begun = DispatchSemaphore(value: 0)
    let goOn = DispatchSemaphore(value: 0)
    let isFirst = Atomic<Bool>(true)
    let writer = CatalogWriter(
      Catalog(Self.merchants(0..<40)), store: CatalogStore(), zones: nil,
      policy: MergePolicy(tail: 1, small: 2, medium: 3)
    ) { inputs in
      if isFirst.exchange(false, ordering: .relaxed) {
        begun.signal()
        goOn.wait()
      }
      return CatalogStorage.merging(inputs)
    }
    // Enough to be merged with the largest segment, which the batches after it then change.
    try await writer.apply(Self.puts(Self.merchants(40..<60)))
    begun.wait()
    var closed = Self.merchants(45..<46)[0]
    closed.isActive = false
    try await writer.apply(
      CatalogBatch(merchants: [
        .remove(id: "m-1"), .remove(id: "m-41"), .put(closed),
        .put(Self.merchants(2..<3, rating: 500)[0]),
      ]))
    goOn.signal()
    await writer.settle()
    let catalog = await writer.catalog
    #expect(Self.ids(catalog).isDisjoint(with: ["m-1", "m-41", "m-45"]))
    #expect(catalog.count == 57)
    #expect(catalog.inactiveCount == 1)
    let slot = try #require(catalog.slot(ofMerchant: "m-2"))
    #expect(catalog.ratingHundredths(slot: slot) == 500)
  }

  @Test func `whoever asks sees a batch whole or not at all`() async throws {
    let store = CatalogStore()
    let writer = CatalogWriter(
      Catalog(Self.merchants(0..<30, rating: 0)), store: store, zones: nil, policy: Self.policy)
    let isDone = Atomic<Bool>(false)
    async let looks = Task.detached {
      var looks = 0
      var reader = CatalogReader(store)
      var last = 0
      while !isDone.load(ordering: .relaxed) || looks == 0 {
        guard let catalog = reader.current else { continue }
        var ratings: Set<Int> = []
        catalog.forEachSlot { ratings.insert(catalog.ratingHundredths(slot: $0) ?? -1) }
        #expect(ratings.count == 1 && catalog.count == 30)
        // Versions only go forward.
        #expect(ratings.first ?? -1 >= last)
        last = ratings.first ?? -1
        looks += 1
      }
      return looks
    }.value
    for rating in 1...120 {
      try await writer.apply(Self.puts(Self.merchants(0..<30, rating: rating)))
    }
    isDone.store(true, ordering: .relaxed)
    #expect(await looks > 0)
  }

  @Test func `a file has no inactive merchant that was removed`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("merchants.vicinity")
    var merchants = Self.merchants(0..<3)
    merchants[1].isActive = false
    merchants[2].isActive = false
    let writer = CatalogWriter(Catalog(merchants), store: CatalogStore(), zones: nil)
    // Only the ids of inactive merchants change, and no segment comes to the one there is.
    try await writer.apply(CatalogBatch(merchants: [.remove(id: "m-1")]))
    try await CatalogFile.write(
      writer.wholeCatalog(), to: path, source: "test", writtenAt: 0)
    let catalog = try CatalogFile(path: path, zones: nil).catalog
    #expect(!catalog.hasInactive(merchant: "m-1"))
    #expect(catalog.hasInactive(merchant: "m-2"))
    #expect(catalog.inactiveCount == 1)
  }

  @Test func `a catalogue merged of a damaged file is withdrawn with it`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("merchants.vicinity")
    try CatalogFile.write(
      Catalog(Self.merchants(0..<20)), to: path, source: "test", writtenAt: 0)
    let file = try CatalogFile(path: path, zones: nil)
    let store = CatalogStore()
    let writer = CatalogWriter(file.catalog, store: store, zones: nil, policy: Self.policy)
    try await writer.apply(Self.puts(Self.merchants(20..<60)))
    await writer.settle()
    #expect(store.current?.count == 60)
    store.withdraw(file.catalog, because: "a section differs")
    #expect(store.current == nil)
    try await writer.apply(Self.puts(Self.merchants(60..<61)))
    #expect(store.current == nil)
    #expect(store.withdrawal == "a section differs")
  }
}

struct MergePolicyTests {
  private let policy = MergePolicy(tail: 10, small: 100, medium: 1_000)

  private func sizes(_ live: [Int], dead: Int = 0, busy: Set<Int> = []) -> [SegmentSize] {
    live.enumerated().map {
      SegmentSize(
        live: $0.element, dead: $0.offset == 0 ? dead : 0, isBusy: busy.contains($0.offset))
    }
  }

  @Test(arguments: [
    ([1_000_000], []), ([1_000_000, 5], []), ([1_000_000, 8, 8], [1, 2]),
    ([1_000_000, 90, 8], [1, 2]), ([1_000_000, 3, 3], []), ([1_000_000, 500, 5], []),
    ([1_000_000, 500, 200, 5], [1, 2]), ([1_000_000, 2_000, 5], [0, 1]),
    ([1_000_000, 2_000, 500, 5], [0, 1, 2]), ([], []), ([0], []),
  ])
  func `merges small segments among each other and large ones with the largest`(
    live: [Int], expected: [Int]
  ) {
    #expect(policy.next(sizes(live)) == expected)
  }

  @Test func `merges the largest alone when a quarter of it is dead`() {
    #expect(policy.next(sizes([900, 3], dead: 301)) == [0])
    #expect(policy.next(sizes([900, 3], dead: 299)) == [])
  }

  @Test func `leaves alone what is being merged`() {
    #expect(policy.next(sizes([1_000_000, 2_000, 8, 8], busy: [0])) == [2, 3])
    #expect(policy.next(sizes([1_000_000, 8, 8, 8], busy: [1])) == [2, 3])
    #expect(policy.next(sizes([1_000_000, 2_000, 500, 500], busy: [1])) == [2, 3])
  }

  @Test func `merges sooner where the largest segment is small`() {
    #expect(policy.scaled(toBase: 800) == MergePolicy(tail: 10, small: 12, medium: 100))
    #expect(policy.scaled(toBase: 0) == MergePolicy(tail: 10, small: 10, medium: 10))
  }
}
