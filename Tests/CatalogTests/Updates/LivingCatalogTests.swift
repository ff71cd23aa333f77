import Synchronization
import Testing

@testable import Catalog

/// A catalogue that changes, held against one that was built afresh, at every version.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct LivingCatalogTests {
  struct Course: Sendable, CustomTestStringConvertible {
    var kind: RankWorld.Kind
    var merchants: Int
    var batches: Int
    var seed: UInt64
    var policy: MergePolicy

    var testDescription: String {
      "\(kind), \(merchants) merchants, \(batches) batches, seed \(seed), merging \(policy)"
    }
  }

  static let courses: [Course] = [
    Course(
      kind: .clustered, merchants: 500, batches: 24, seed: 1,
      policy: MergePolicy(tail: 8, small: 32, medium: 100)),
    Course(
      kind: .antimeridian, merchants: 300, batches: 24, seed: 2,
      policy: MergePolicy(tail: 4, small: 8, medium: 500)),
    Course(
      kind: .onePlace, merchants: 60, batches: 24, seed: 3,
      policy: MergePolicy(tail: 16, small: 64, medium: 64)),
    Course(
      kind: .polar, merchants: 200, batches: 16, seed: 4,
      // Nothing is ever merged, but by whoever wants one segment.
      policy: MergePolicy(tail: 10_000, small: 10_000, medium: 10_000)),
    Course(kind: .uniform, merchants: 0, batches: 24, seed: 5, policy: MergePolicy()),
  ]

  @Test(arguments: courses)
  func `answers at every version as one built afresh does`(course: Course) async throws {
    var model = try LivingModel(course.kind, count: course.merchants, seed: course.seed)
    let store = CatalogStore()
    let writer = CatalogWriter(
      try model.fresh(version: 1), store: store, zones: systemZones, policy: course.policy)
    var ranking: CatalogRanking?
    for number in 0..<course.batches {
      let batch = try model.nextBatch()
      try await writer.apply(batch)
      if model.random.next(below: 6) == 0 { await writer.settle() }
      if model.random.next(below: 9) == 0 {
        let whole = try await writer.wholeCatalog()
        #expect(whole.isWhole)
        #expect(whole.count == model.merchants.values.count(where: \.isActive))
        #expect(whole.inactiveCount == model.merchants.values.count { !$0.isActive })
      }
      let version = await writer.catalog.version
      #expect(version == UInt64(number + 2))
      let living = try #require(store.current)
      let same = SameAnswers(
        living, as: try model.fresh(version: version), after: ranking,
        affinities: model.random.affinities(model.world, count: 30),
        "batch \(number), \(living.segments.count) segments")
      ranking = same.livingRanking
      try compare(same, &model, batch)
    }
  }

  private func compare(
    _ same: SameAnswers, _ model: inout LivingModel, _ batch: CatalogBatch
  ) throws {
    same.expectSameCounts()
    for change in batch.merchants { same.expectSameMerchant(change.id) }
    let ids = model.merchants.keys.sorted()
    for _ in 0..<5 where !ids.isEmpty { same.expectSameMerchant(model.random.pick(ids)) }
    for _ in 0..<3 {
      var query = model.query()
      if let fence = same.fresh.fences.region(id: "zone-1"), model.random.next(below: 3) == 0 {
        query.filter.region = fence
      }
      for order in MerchantQuery.Order.allCases {
        try same.expectSameAnswers(query, order: order)
      }
      if !ids.isEmpty {
        try same.expectSameReason(
          model.random.pick(ids), query, order: model.random.pick(MerchantQuery.Order.allCases))
      }
    }
  }
}
