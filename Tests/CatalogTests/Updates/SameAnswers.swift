import Geofencing
import Ranking
import Testing

@testable import Catalog

/// Holds a catalogue against one that was built afresh of the same merchants.
struct SameAnswers {
  let living: Catalog
  let fresh: Catalog
  let livingRanking: CatalogRanking
  let freshRanking: CatalogRanking
  let affinities: [Affinity]
  private let comment: Comment

  init(
    _ living: Catalog, as fresh: Catalog, after earlier: CatalogRanking?,
    affinities: [Affinity], _ comment: Comment
  ) {
    self.living = living
    self.fresh = fresh
    livingRanking = CatalogRanking(.standard, in: living, after: earlier)
    freshRanking = CatalogRanking(.standard, in: fresh)
    self.affinities = affinities
    self.comment = comment
  }

  /// Whether both count the same merchants.
  func expectSameCounts() {
    #expect(living.count == fresh.count, comment)
    #expect(living.inactiveCount == fresh.inactiveCount, comment)
    #expect(living.hoursCounts == fresh.hoursCounts, comment)
    for position in fresh.categories.all.indices {
      #expect(
        living.merchantCount(inCategoryAt: position) == fresh.merchantCount(inCategoryAt: position),
        comment)
    }
    #expect(living.categories == fresh.categories, comment)
    #expect(living.fences.index.fences == fresh.fences.index.fences, comment)
    #expect(livingRanking.formula.priorMean == freshRanking.formula.priorMean, comment)
    var ids: [String] = []
    living.forEachSlot { ids.append(living.id(slot: $0)) }
    #expect(Set(ids).count == fresh.count, comment)
  }

  /// Whether both show a merchant alike, or both have none.
  func expectSameMerchant(_ id: String) {
    let slots = (living.slot(ofMerchant: id), fresh.slot(ofMerchant: id))
    #expect((slots.0 == nil) == (slots.1 == nil), comment)
    #expect(living.hasInactive(merchant: id) == fresh.hasInactive(merchant: id), comment)
    guard let slot = slots.0, let freshSlot = slots.1 else { return }
    #expect(shown(slot, of: living) == shown(freshSlot, of: fresh), comment)
    #expect(living.merchant(slot: slot) == fresh.merchant(slot: freshSlot), comment)
  }

  private func shown(_ slot: UInt32, of catalog: Catalog) -> String {
    var bytes: [UInt8] = []
    var hours = HoursJSON()
    let value = hours.value(slot: slot, of: catalog, at: RankWorld.now)
    catalog.appendJSON(
      slot: slot, distanceMeters: 12.5, members: MerchantMember.allCases, hours: value, to: &bytes)
    catalog.appendWeek(slot: slot, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether both answer a query alike, in an order, to its third page.
  func expectSameAnswers(_ query: MerchantQuery, order: MerchantQuery.Order) throws {
    var scratch = QueryScratch()
    var freshScratch = QueryScratch()
    var (query, freshQuery) = queries(query, order: order)
    for page in 0..<3 {
      let outcome = try living.run(query, scratch: &scratch)
      let expected = try fresh.run(freshQuery, scratch: &freshScratch)
      let comment: Comment =
        "\(comment), page \(page), order \(order), \(query.filter), limit \(query.limit)"
      #expect(outcome == expected, comment)
      let hits = (0..<outcome.count).map { scratch[$0] }
      let expectedHits = (0..<expected.count).map { freshScratch[$0] }
      #expect(
        hits.map { living.id(slot: $0.slot) } == expectedHits.map { fresh.id(slot: $0.slot) },
        comment)
      #expect(hits.map(\.distanceMeters) == expectedHits.map(\.distanceMeters), comment)
      #expect(hits.map(\.score) == expectedHits.map(\.score), comment)
      if let hit = hits.last, let other = expectedHits.last {
        #expect(shown(hit.slot, of: living) == shown(other.slot, of: fresh), comment)
        if order == .score {
          #expect(
            try living.ranks(of: query, scratch: &scratch)
              == fresh.ranks(of: freshQuery, scratch: &freshScratch), comment)
          #expect(
            explanation(hit, query, living) == explanation(other, freshQuery, fresh), comment)
        }
      }
      guard let next = outcome.next, next == expected.next else { break }
      query.after = next
      freshQuery.after = next
    }
  }

  /// A query in an order, for the living catalogue and for the fresh one.
  private func queries(
    _ query: MerchantQuery, order: MerchantQuery.Order
  ) -> (living: MerchantQuery, fresh: MerchantQuery) {
    var (query, freshQuery) = (query, query)
    query.order = order
    freshQuery.order = order
    if order == .score {
      query.scoring = scoring(livingRanking, living)
      freshQuery.scoring = scoring(freshRanking, fresh)
    }
    return (query, freshQuery)
  }

  private func scoring(_ ranking: CatalogRanking, _ catalog: Catalog) -> QueryScoring {
    QueryScoring(
      ranking: ranking,
      user: UserScores(affinities, at: RankWorld.now, ranking: ranking, in: catalog))
  }

  private func explanation(
    _ hit: MerchantHit, _ query: MerchantQuery, _ catalog: Catalog
  ) -> ScoreExplanation {
    catalog.explanation(
      slot: hit.slot, distanceMeters: hit.distanceMeters, scoring: query.checkedScoring)
  }

  /// Whether both say the same of why a merchant is not in the answer to a query.
  func expectSameReason(_ id: String, _ query: MerchantQuery, order: MerchantQuery.Order) throws {
    guard let slot = living.slot(ofMerchant: id), let freshSlot = fresh.slot(ofMerchant: id) else {
      return
    }
    var scratch = QueryScratch()
    var (query, freshQuery) = queries(query, order: order)
    for _ in 0..<2 {
      #expect(
        try living.whyNot(slot: slot, query: query, scratch: &scratch)
          == fresh.whyNot(slot: freshSlot, query: freshQuery, scratch: &scratch),
        "\(comment), \(id), order \(order), \(query.filter), limit \(query.limit)")
      // And on the page after the first.
      guard let next = try fresh.run(freshQuery, scratch: &scratch).next else { break }
      query.after = next
      freshQuery.after = next
    }
  }
}
