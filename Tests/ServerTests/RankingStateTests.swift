import Catalog
import Ranking
import TestSupport
import Testing

@testable import Server

struct LeastRecentlyUsedTests {
  /// Held against a list whose last element was used last.
  @Test(arguments: 0..<50 as Range<UInt64>)
  func `keeps what was used last`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let capacity = Int.random(in: 1...6, using: &random)
    var cache = LeastRecentlyUsed<Int, String>(capacity: capacity)
    var list: [(key: Int, value: String)] = []
    var evictions = 0
    for step in 0..<400 {
      let key = Int.random(in: 0..<10, using: &random)
      let position = list.firstIndex { $0.key == key }
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        cache.keep { !$0.hasPrefix("\(key)") }
        list.removeAll { $0.value.hasPrefix("\(key)") }
      case 1..<10:
        #expect(cache.value(of: key) == position.map { list[$0].value })
        if let position { list.append(list.remove(at: position)) }
      default:
        let value = "\(key) at \(step)"
        cache.set(value, of: key)
        if let position { list.remove(at: position) }
        list.append((key, value))
        if list.count > capacity {
          list.removeFirst()
          evictions += 1
        }
      }
      #expect(cache.count == list.count)
      #expect(cache.evictions == evictions)
    }
    for entry in list { #expect(cache.value(of: entry.key) == entry.value) }
  }
}

struct RankingStateTests {
  private let catalog = SampleCatalog.standard
  private let hour: Int64 = 1_795_514_400

  @Test func `makes a ranking once, and another for another catalogue or model`() throws {
    let state = RankingState()
    var shortcut = RankingState.Shortcut()
    let first = state.ranking(of: catalog, shortcut: &shortcut)
    #expect(state.ranking(of: catalog, shortcut: &shortcut) === first)
    #expect(state.ranking(of: catalog, weights: nil) === first)
    #expect(state.ranking(of: catalog, weights: .standard) === first)
    // Of the same version, and another nevertheless.
    let next = SampleCatalog.make(count: 120, seed: 1)
    let second = state.ranking(of: next, shortcut: &shortcut)
    #expect(second !== first)
    #expect(second.fingerprint == first.fingerprint)
    var model = RankingModel.standard
    model.boostCap = 0
    try state.replace(model, preparing: next)
    #expect(state.model == model)
    let third = state.ranking(of: next, shortcut: &shortcut)
    #expect(third !== second)
    #expect(third.model == model)
    #expect(third.fingerprint != second.fingerprint)
    #expect(state.ranking(of: next, weights: nil) === third)
  }

  @Test func `keeps the model in force when another is wrong`() throws {
    let state = RankingState()
    let before = state.ranking(of: catalog, weights: nil)
    for wrong in [-1, .nan, .infinity] {
      var model = RankingModel.standard
      model.weights.rating = wrong
      #expect(throws: RankingError.self) { try state.replace(model) }
    }
    #expect(state.model == .standard)
    #expect(state.ranking(of: catalog, weights: nil) === before)
  }

  @Test func `keeps few rankings by weights of requests, and always that in force`() {
    let state = RankingState()
    let inForce = state.ranking(of: catalog, weights: nil)
    func ranking(_ number: Int) -> PreparedRanking {
      state.ranking(of: catalog, weights: RankingWeights(distance: 1, rating: Double(number)))
    }
    let rankings = (0..<RankingState.mostRequestRankings).map(ranking)
    for (number, known) in rankings.enumerated() { #expect(ranking(number) === known) }
    _ = ranking(1_000)
    #expect(ranking(0) !== rankings[0])
    #expect(ranking(5) === rankings[5])
    #expect(state.ranking(of: catalog, weights: nil) === inForce)
  }

  @Test func `asks the source once for a user, an hour, a ranking`() async throws {
    let source = SampleAffinities.standard
    let state = RankingState(affinities: source, mostUsers: 3)
    func scores(
      _ user: String, _ hour: Int64? = nil, weights: RankingWeights? = nil, of other: Catalog? = nil
    ) async -> PersonalScores {
      await state.scores(
        ofUser: user, hour: hour ?? self.hour, weights: weights, in: other ?? catalog)
    }
    let ana = await scores("ana")
    #expect(ana.scores?.count ?? 0 > 5)
    #expect(await scores("ana") === ana)
    #expect(source.count == 1)
    #expect(await scores("ben").fingerprint != ana.fingerprint)
    #expect(await scores("nobody").scores == nil)
    #expect(await scores("elsewhere").scores == nil)
    #expect(source.count == 4)
    var statistics = state.statistics
    #expect(
      statistics
        == AffinityStatistics(
          entries: 3, capacity: 3, hits: 1, misses: 4, evictions: 1, unavailable: 0))
    // The user that was asked for least recently had to go.
    #expect(await scores("ana") !== ana)
    #expect(await scores("ana", hour + 3600).scores != nil)
    #expect(await scores("ana", weights: RankingWeights(affinity: 1)).scores != nil)
    #expect(source.count == 7)
    // Scores from a catalogue are kept until the one after the next.
    let next = SampleCatalog.make(count: 120, seed: 1)
    state.prepare(next)
    #expect(await scores("ana").scores != nil)
    #expect(source.count == 7)
    #expect(await scores("ana", of: next).scores != nil)
    #expect(await scores("ana", of: SampleCatalog.make(count: 120, seed: 1)).scores != nil)
    #expect(state.statistics.entries == 2)
    try state.replace(.standard)
    statistics = state.statistics
    #expect(statistics.entries == 0)
    #expect(statistics.misses == 9)
  }

  @Test func `keeps nothing of a source that is away`() async {
    let source = SampleAffinities.standard
    let state = RankingState(affinities: source)
    for count in 1...3 {
      let scores = await state.scores(
        ofUser: SampleAffinities.broken, hour: hour, weights: nil, in: catalog)
      #expect(scores.isUnavailable)
      #expect(scores.scores == nil)
      #expect(state.statistics.unavailable == count)
    }
    #expect(source.count == 3)
    #expect(state.statistics.entries == 0)
  }

  @Test func `serves many at once while models change`() async {
    let state = RankingState(affinities: SampleAffinities.standard, mostUsers: 2)
    let catalogs = [catalog, SampleCatalog.make(count: 60, seed: 2, version: 8)]
    await withTaskGroup(of: Void.self) { tasks in
      for number in 0..<8 {
        tasks.addTask {
          var shortcut = RankingState.Shortcut()
          for step in 0..<100 {
            let catalog = catalogs[(step / 10 + number) % 2]
            let ranking = state.ranking(of: catalog, shortcut: &shortcut)
            #expect(ranking.ranking.ranks(catalog))
            let user = ["ana", "ben", "nobody"][step % 3]
            let scores = await state.scores(ofUser: user, hour: 0, weights: nil, in: catalog)
            #expect(scores.ranking.ranking.ranks(catalog))
            guard step % 20 == number else { continue }
            var model = RankingModel.standard
            model.boostCap = Double(step) / 100
            #expect(throws: Never.self) { try state.replace(model, preparing: catalog) }
          }
        }
      }
    }
    #expect(state.statistics.entries <= 2)
  }
}
