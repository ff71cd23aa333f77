import FlatStorage
import Foundation
import Geofencing
import JSON
import OpeningHours
import TestSupport
import Testing

@testable import Catalog

/// Merged storages, held against ones built afresh of the same merchants.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct SegmentMergeTests {
  /// Merchants in segments of which later ones replace what earlier ones have, and all that live.
  private struct World {
    var segments: [CatalogSegment] = []
    var living: [String: Merchant] = [:]
    /// The ids of merchants that live, died or were inactive.
    var ids: Set<String> = []
    var random: SeededMerchants

    init(_ counts: [Int], removingOneIn rate: Int, seed: UInt64) throws {
      random = SeededMerchants(seed: seed)
      let zones = try #require(systemZones)
      let total = max(1, counts.reduce(0, +))
      for count in counts {
        let merchants = try random.timedMerchants(count, around: RankWorld.now, zones).map {
          try Self.changed($0.merchant, number: random.next(below: total), &random)
        }
        add(merchants)
      }
      guard rate > 0 else { return }
      for id in living.keys.sorted() where random.next(below: rate) == 0 { remove(id) }
    }

    private static func changed(
      _ merchant: Merchant, number: Int, _ random: inout SeededMerchants
    ) throws -> Merchant {
      var merchant = merchant
      merchant.id = "m-\(number % 7)-\(number)"
      merchant.createdAt =
        random.next(below: 3) == 0
        ? nil : Timestamp(rfc3339: "2026-0\(1 + number % 9)-01T12:00:00Z")
      merchant.description = random.next(below: 2) == 0 ? String(repeating: "é", count: 90) : nil
      merchant.city = random.pick([nil, "Suva", "Nadi"])
      if random.next(below: 5) == 0 {
        merchant.metadata = try JSONText(#"{"number": \#(number), "chain": "Only \#(number)"}"#)
      }
      return merchant
    }

    private mutating func add(_ merchants: [Merchant]) {
      var builder = CatalogBuilder(zones: systemZones)
      for merchant in merchants { remove(merchant.id) }
      for merchant in merchants {
        builder.add(merchant)
        living[merchant.id] = merchant
        ids.insert(merchant.id)
      }
      segments.append(CatalogSegment(builder.buildStorage()))
    }

    mutating func remove(_ id: String) {
      living[id] = nil
      for position in segments.indices {
        let segment = segments[position]
        segments[position] = segment.removing(
          slots: segment.slot(ofMerchant: id).map { [$0] } ?? [],
          inactive: segment.slot(ofInactive: id).map { [$0] } ?? [])
      }
    }

    /// The catalogue built afresh.
    func fresh() -> Catalog {
      var builder = CatalogBuilder(zones: systemZones)
      for merchant in living.values { builder.add(merchant) }
      return builder.build()
    }

    mutating func query() -> MerchantQuery {
      var query = MerchantQuery(center: random.pick(Array(living.values)).coordinate)
      query.radiusMeters = random.pick([nil, 2_000, 50_000])
      query.limit = random.pick([1, 20, 60])
      query.countsMatches = true
      if random.next(below: 3) == 0 {
        query.filter.words = random.pick(["cafe", "gril", "東京", "bean jo", "only"])
      }
      if random.next(below: 3) == 0 { query.filter.categories = [random.next(below: 8)] }
      if random.next(below: 4) == 0 { query.filter.minimumRatingHundredths = 300 }
      if random.next(below: 5) == 0 { query.filter.metadata = ["loyalty": "true"] }
      if random.next(below: 3) == 0 {
        query.filter.hours = HoursCondition(
          at: .instant(RankWorld.now + Int64(random.next(below: 1_000_000))),
          includesUnknown: random.next(below: 2) == 0)
      }
      return query
    }

    /// Checks that a storage has what lives and nothing else.
    mutating func expectSame(_ storage: CatalogStorage, _ comment: Comment) throws {
      let fresh = fresh()
      let merged = Catalog(
        version: 1, categories: fresh.categories, segments: [CatalogSegment(storage)],
        fences: FenceRegions(.empty))
      let same = SameAnswers(merged, as: fresh, after: nil, affinities: [], comment)
      same.expectSameCounts()
      for id in ids { same.expectSameMerchant(id) }
      let freshStorage = fresh.segments[0].storage
      #expect(storage.counts == freshStorage.counts, comment)
      #expect(storage.identifiers.bytes == freshStorage.identifiers.bytes, comment)
      #expect(storage.identifiers.ends == freshStorage.identifiers.ends, comment)
      #expect(storage.inactive.bytes == freshStorage.inactive.bytes, comment)
      #expect(storage.hours.schedules.count <= freshStorage.hours.schedules.count, comment)
      for slot in 0..<UInt32(storage.count) {
        let freshSlot = try #require(freshStorage.identifiers.slot(of: storage.id(slot: slot)))
        #expect(storage.coordinate(slot: slot) == freshStorage.coordinate(slot: freshSlot), comment)
        #expect(storage.schedule(slot: slot) == freshStorage.schedule(slot: freshSlot), comment)
        #expect(
          storage.columns.created[Int(slot)] == freshStorage.columns.created[Int(freshSlot)],
          comment)
        #expect(
          storage.columns.nameKeys[Int(slot)] == freshStorage.columns.nameKeys[Int(freshSlot)],
          comment)
        #expect(
          storage.columns.tags[Int(slot)] == freshStorage.columns.tags[Int(freshSlot)], comment)
      }
      guard !living.isEmpty else { return }
      for _ in 0..<4 {
        for order in MerchantQuery.Order.allCases {
          try same.expectSameAnswers(query(), order: order)
        }
      }
    }
  }

  @Test(
    arguments: [
      [0], [1], [250], [200, 60], [0, 50], [300, 80, 40, 20, 3, 1], [40, 40, 0, 40, 120, 1],
    ], 0..<3 as Range<UInt64>)
  func `is the storage of the merchants that live`(counts: [Int], seed: UInt64) throws {
    var world = try World(counts, removingOneIn: [0, 10, 2][Int(seed)], seed: seed)
    let comment: Comment = "\(counts), seed \(seed)"
    let copied = CatalogStorage.merging(world.segments)
    try world.expectSame(copied, comment)
    #expect(copied.records.garbageBytes == 0, comment)
    let shared = CatalogStorage.merging(world.segments, fewMerchants: 0)
    try world.expectSame(shared, comment)
    #expect(shared.records.garbageBytes <= shared.records.byteCount / 4, comment)
  }

  @Test(arguments: [1, 2])
  func `is empty where nobody lives`(segmentCount: Int) throws {
    var world = try World(Array(repeating: 40, count: segmentCount), removingOneIn: 1, seed: 5)
    for id in world.ids { world.remove(id) }
    let merged = CatalogStorage.merging(world.segments)
    #expect(merged.count == 0 && merged.identifiers.count == 0 && merged.inactive.count == 0)
    #expect(merged.words.tokenCount == 0 && merged.records.byteCount == 0)
    #expect(merged.hours.schedules.count == 0 && merged.hoursTexts.count == 0)
    try world.expectSame(merged, "nobody")
  }

  @Test(arguments: 0..<3 as Range<UInt64>)
  func `may be merged again and again, and outlives what it shares`(seed: UInt64) throws {
    var world = try World([200, 50, 60, 70, 20], removingOneIn: 8, seed: seed)
    var storage = CatalogStorage.merging(Array(world.segments[..<2]), fewMerchants: 0)
    for segment in world.segments[2...] {
      storage = CatalogStorage.merging([CatalogSegment(storage), segment], fewMerchants: 0)
    }
    world.segments = [CatalogSegment(storage)]
    try world.expectSame(storage, "seed \(seed)")
    for id in world.ids.sorted() where world.random.next(below: 4) == 0 { world.remove(id) }
    let compact = CatalogStorage.merging(world.segments, isCompacting: true)
    try world.expectSame(compact, "seed \(seed), compacted")
  }

  @Test(arguments: 0..<3 as Range<UInt64>)
  func `goes through a file, and merges with what lies in one`(seed: UInt64) throws {
    var world = try World([300, 60], removingOneIn: 10, seed: seed)
    let folder = try TemporaryFolder()
    let path = folder.path("merged.vicinity")
    let shared = CatalogStorage.merging(world.segments, fewMerchants: 0)
    try CatalogFile.write(
      Catalog(
        version: 1, categories: .seeds, segments: [CatalogSegment(shared)],
        fences: FenceRegions(.empty)),
      to: path, source: "merged", writtenAt: 0)
    let mapped = try CatalogFile(path: path, zones: systemZones).catalog.segments[0]
    try world.expectSame(mapped.storage, "seed \(seed)")
    let more = try World([40], removingOneIn: 0, seed: seed + 50)
    for id in more.ids { world.remove(id) }
    var old = mapped
    for id in more.ids {
      old = old.removing(
        slots: old.slot(ofMerchant: id).map { [$0] } ?? [],
        inactive: old.slot(ofInactive: id).map { [$0] } ?? [])
    }
    world.living.merge(more.living) { $1 }
    world.ids.formUnion(more.ids)
    for few in [0, 1_000] {
      try world.expectSame(
        CatalogStorage.merging([old] + more.segments, fewMerchants: few), "seed \(seed), \(few)")
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `does not leave its memory where a file was damaged`(seed: UInt64) throws {
    var world = try World([200, 40], removingOneIn: 10, seed: seed)
    let folder = try TemporaryFolder()
    let path = folder.path("damaged.vicinity")
    try CatalogFile.write(
      Catalog(
        version: 1, categories: .seeds,
        segments: [CatalogSegment(CatalogStorage.merging([world.segments[0]]))],
        fences: FenceRegions(.empty)),
      to: path, source: "merged", writtenAt: 0)
    let whole = try Data(contentsOf: URL(filePath: path))
    var merges = 0
    for _ in 0..<40 {
      var bytes = whole
      // Past the table of contents, since a flip there is refused when the file is opened.
      for _ in 0..<3 {
        bytes[world.random.next(below: bytes.count - 4_096) + 4_096] = UInt8(
          truncatingIfNeeded: world.random.next())
      }
      try bytes.write(to: URL(filePath: path))
      guard let file = try? CatalogFile(path: path, zones: systemZones) else { continue }
      var segment = file.catalog.segments[0]
      segment = segment.removing(
        slots: (0..<UInt32(segment.storage.count)).filter { _ in
          world.random.next(below: 9) == 0
        }, inactive: [])
      let merged = CatalogStorage.merging(
        [segment, world.segments[1]], fewMerchants: world.random.pick([0, 1_000]))
      merges += 1
      let catalog = Catalog(
        version: 1, categories: .seeds, segments: [CatalogSegment(merged)],
        fences: FenceRegions(.empty))
      var scratch = QueryScratch()
      for _ in 0..<20 {
        var query = world.query()
        query.order = world.random.pick([.distance, .rating, .reviews, .name])
        let outcome = try catalog.run(query, scratch: &scratch)
        var shown: [UInt8] = []
        for position in 0..<outcome.count {
          let slot = scratch[position].slot
          catalog.appendJSON(slot: slot, distanceMeters: 1, hours: nil, to: &shown)
          catalog.appendValue(of: .operatingHours, slot: slot, distanceMeters: nil, to: &shown)
          _ = catalog.schedule(slot: slot)
        }
      }
    }
    #expect(merges > 10)
  }
}
