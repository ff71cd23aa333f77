import Geodesy
import Geofencing
import JSON
import Testing

@testable import Catalog

@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct CatalogDiffTests {
  /// A catalogue of some segments with dead merchants among them.
  private func catalog(_ model: inout LivingModel) throws -> Catalog {
    let updater = CatalogUpdater(zones: systemZones)
    var catalog = try model.fresh(version: 1)
    for version in 2..<7 as Range<UInt64> {
      catalog = try updater.catalog(after: catalog, model.nextBatch(), version: version).catalog
    }
    return catalog
  }

  private func same(_ living: Catalog, _ fresh: Catalog, _ comment: Comment) -> SameAnswers {
    SameAnswers(living, as: fresh, after: nil, affinities: [], comment)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `leads from one catalogue to what is built of the merchants that came`(
    seed: UInt64
  ) throws {
    var model = try LivingModel(
      RankWorld.Kind.allCases[Int(seed) % RankWorld.Kind.allCases.count],
      count: [0, 1, 40, 300][Int(seed) % 4], seed: seed)
    let catalog = try catalog(&model)
    var outdated: [Merchant] = []
    for _ in 0..<Int(seed % 5) {
      outdated.append(contentsOf: model.merchants.values)
      _ = try model.nextBatch()
    }
    var diff = CatalogDiff(from: catalog, categories: model.categories)
    // Of two with the same id the later counts.
    for merchant in outdated where model.merchants[merchant.id] != nil { diff.add(merchant) }
    for merchant in model.merchants.values { diff.add(merchant) }
    var batch = diff.batch()
    batch.fences = CatalogDiff.changes(
      from: catalog.fences.index, to: Array(model.fences.values))
    let next = try CatalogUpdater(zones: systemZones)
      .catalog(after: catalog, batch, version: 20).catalog
    let same = same(next, try model.fresh(version: 20), "seed \(seed)")
    same.expectSameCounts()
    for id in model.merchants.keys.sorted() { same.expectSameMerchant(id) }
    for order in MerchantQuery.Order.allCases {
      try same.expectSameAnswers(model.query(), order: order)
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `is empty for the merchants and geofences that there are`(seed: UInt64) throws {
    var model = try LivingModel(.clustered, count: [0, 1, 60, 400][Int(seed) % 4], seed: seed)
    let catalog = try catalog(&model)
    var diff = CatalogDiff(from: catalog, categories: model.categories)
    for merchant in model.merchants.values { diff.add(merchant) }
    // Twice the same is no difference either.
    for merchant in model.merchants.values { diff.add(merchant) }
    #expect(diff.batch() == CatalogBatch(), "seed \(seed)")
    let changes = CatalogDiff.changes(
      from: catalog.fences.index, to: Array(model.fences.values))
    #expect(changes.isEmpty, "seed \(seed)")
  }

  static let edits: [(name: String, edit: @Sendable (inout Merchant) throws -> Void)] = [
    ("name", { $0.name = "B" }),
    ("description", { $0.description = "cut\u{301}" }),
    ("an equivalent text", { $0.city = "Łódz\u{301}" }),
    ("category", { $0.categoryID = 3 }),
    ("no category", { $0.categoryID = nil }),
    ("latitude", { $0.coordinate = Coordinate(clampingLatitude: 1.00000001, longitude: 2) }),
    ("longitude", { $0.coordinate = Coordinate(clampingLatitude: 1, longitude: 2.5) }),
    ("hours", { $0.operatingHours = try JSONText(#"{"mon":"10:00-17:00"}"#) }),
    ("no hours", { $0.operatingHours = nil }),
    ("rating", { $0.ratingHundredths = 0 }),
    ("reviews", { $0.totalReviews = 1 }),
    ("activeness", { $0.isActive = false }),
    ("featured", { $0.isFeatured = true }),
    ("metadata", { $0.metadata = try JSONText(#"{"a":"2"}"#) }),
    ("created", { $0.createdAt = Timestamp(microseconds: 1) }),
    ("updated", { $0.updatedAt = Timestamp(microseconds: 1) }),
    ("partner", { $0.partner = Partner() }),
  ]

  private static func merchant() throws -> Merchant {
    var merchant = Merchant(
      id: "m", name: "A", coordinate: Coordinate(clampingLatitude: 1, longitude: 2))
    merchant.city = "Łódź"
    merchant.categoryID = 2
    merchant.operatingHours = try JSONText(#"{"mon":"10:00-18:00"}"#)
    merchant.metadata = try JSONText(#"{"a":"1"}"#)
    return merchant
  }

  @Test(arguments: edits.indices)
  func `sees an edit of every column that answers show`(edit: Int) throws {
    let before = try Self.merchant()
    var after = before
    try Self.edits[edit].edit(&after)
    var diff = CatalogDiff(from: Catalog([before]), categories: .seeds)
    diff.add(after)
    #expect(diff.batch().merchants == [.put(after)], "\(Self.edits[edit].name)")
  }

  @Test func `passes over what no answer shows`() throws {
    var before = try Self.merchant()
    before.partner = Partner(partnership: .trial, commissionRateHundredths: 5)
    var after = before
    after.partner?.commissionRateHundredths = 7
    var inactive = Merchant(id: "i", name: "I", coordinate: before.coordinate)
    inactive.isActive = false
    var diff = CatalogDiff(from: Catalog([before, inactive]), categories: .seeds)
    diff.add(after)
    inactive.name = "J"
    diff.add(inactive)
    #expect(diff.batch().isEmpty)
  }

  @Test func `the last of some with the same id counts`() throws {
    let before = try Self.merchant()
    var edited = before
    edited.name = "B"
    var diff = CatalogDiff(from: Catalog([before]), categories: .seeds)
    diff.add(edited)
    diff.add(before)
    #expect(diff.batch().isEmpty)
    diff = CatalogDiff(from: Catalog([before]), categories: .seeds)
    diff.add(before)
    diff.add(edited)
    #expect(diff.batch().merchants == [.put(edited)])
    diff = CatalogDiff(from: Catalog([Merchant]()), categories: .seeds)
    diff.add(before)
    diff.add(edited)
    #expect(diff.batch().merchants == [.put(edited)])
  }

  @Test func `tells how much memory base and delta take`() throws {
    let merchants = (0..<40).map {
      Merchant(
        id: "m\($0)", name: "M", coordinate: Coordinate(clampingLatitude: 1, longitude: 2))
    }
    let catalog = Catalog(merchants)
    #expect(catalog.memory.segments == 1)
    #expect(catalog.memory.delta == CatalogMemory.Part())
    let batch = CatalogBatch(merchants: [.put(merchants[0]), .remove(id: "m1")])
    let memory = try CatalogUpdater(zones: nil).catalog(after: catalog, batch, version: 2)
      .catalog.memory
    #expect(memory.segments == 2)
    #expect((memory.base.merchants, memory.base.dead) == (38, 2))
    #expect((memory.delta.merchants, memory.delta.dead) == (1, 0))
    #expect(memory.base.bytes > 0 && memory.delta.bytes > 0)
  }
}
