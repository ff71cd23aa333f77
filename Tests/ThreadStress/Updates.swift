import Catalog
import Foundation
import Synchronization

/// Threads that ask while batches are applied and segments are merged.
///
/// Each batch gives all merchants of one town the same number of reviews, so whoever sees two numbers
/// has seen half of a batch.
enum Updates {
  private static let merchants = 120
  private static let batches = 150

  /// Answers how many answers there were and how many of them were wrong.
  static func run(threads: Int) throws -> (answers: Int, wrong: Int) {
    var world = World(seed: 7)
    var builder = CatalogBuilder()
    for change in Self.batch(0, &world).merchants {
      if case .put(let merchant) = change { builder.add(merchant) }
    }
    let store = CatalogStore()
    let writer = CatalogWriter(
      builder.build(), store: store, zones: nil,
      policy: MergePolicy(tail: 10, small: 40, medium: 80))
    let isDone = Atomic<Bool>(false)
    let answers = Atomic<Int>(0)
    let wrong = Atomic<Int>(0)
    let list = (1...batches).map { Self.batch($0, &world) }
    let places = (0..<50).map { _ in world.place() }
    Task.detached {
      for batch in list {
        do {
          try await writer.apply(batch)
        } catch {
          wrong.add(1, ordering: .relaxed)
          print("a batch was refused: \(error)")
        }
      }
      await writer.settle()
      isDone.store(true, ordering: .releasing)
    }
    Threads.run(threads) { thread in
      var scratch = QueryScratch()
      var reader = CatalogReader(store)
      var number = thread
      var json: [UInt8] = []
      while !isDone.load(ordering: .acquiring) || number < 100 {
        number += 1
        guard let catalog = thread == 0 ? store.current : reader.current else { continue }
        var query = MerchantQuery(center: places[number % places.count])
        query.limit = merchants + 10
        query.order = [.distance, .rating, .reviews, .name][number % 4]
        query.countsMatches = number % 3 == 0
        guard let outcome = try? catalog.run(query, scratch: &scratch) else { continue }
        var reviews: Set<Int> = []
        for position in 0..<outcome.count {
          let slot = scratch[position].slot
          reviews.insert(catalog.reviewCount(slot: slot))
          json.removeAll(keepingCapacity: true)
          catalog.appendJSON(slot: slot, distanceMeters: 1, to: &json)
        }
        answers.add(1, ordering: .relaxed)
        if outcome.count != merchants || reviews.count != 1 {
          wrong.add(1, ordering: .relaxed)
          print("version \(catalog.version): \(outcome.count) merchants with \(reviews) reviews")
        }
      }
    }
    return (answers.load(ordering: .relaxed), wrong.load(ordering: .relaxed))
  }

  /// All merchants with so many reviews, some of them elsewhere than before.
  private static func batch(_ number: Int, _ world: inout World) -> CatalogBatch {
    CatalogBatch(
      merchants: (0..<merchants).map { position in
        var merchant = Merchant(
          id: "m-\(position)", name: "Corner \(position)", coordinate: world.place())
        merchant.totalReviews = number
        merchant.ratingHundredths = world.next(below: 501)
        return .put(merchant)
      })
  }
}
