public import Catalog
public import Ranking
import Synchronization

/// How the service ranks: the model in force, what it makes of each catalogue, and the scores of the
/// users who asked lately.
///
/// Every event loop uses it at once. Its lock is held for look-ups only, and never while a ranking is
/// made or a source of affinities is asked; two requests that miss at the same moment may both do the
/// work.
public final class RankingState: Sendable {
  private struct Shelf {
    var model: RankingModel
    /// The rankings made, the one used last at the end: by the model in force, and some by the weights
    /// of requests.
    var rankings: [Made] = []
    var catalogs = 0
    var users: LeastRecentlyUsed<UserKey, PersonalScores>
    var hits = 0
    var misses = 0
  }

  private struct Made {
    var ranking: PreparedRanking
    /// The number of its catalogue.
    var catalog: Int

    func ranks(_ other: Catalog) -> Bool { ranking.ranking.ranks(other) }
  }

  /// Whose scores they are, from which ranking, and in which hour.
  ///
  /// A ranking stands for its model and its catalogue. It lives as long as the scores do, so no other
  /// has its identity.
  private struct UserKey: Hashable {
    let user: String
    let ranking: ObjectIdentifier
    let hour: Int64
  }

  /// What a workspace remembers of the last look-up, so that the next one needs no lock.
  struct Shortcut {
    fileprivate var number: UInt64 = 0
    fileprivate var ranking: PreparedRanking?
  }

  private let shelf: Mutex<Shelf>
  /// Counts the models that were in force.
  private let number = Atomic<UInt64>(0)
  private let unavailable = Atomic<Int>(0)
  private let affinities: (any AffinitySource)?
  private let metrics = AffinityMetrics()

  /// How many rankings by weights of requests are kept; each takes some 10 bytes a merchant.
  static let mostRequestRankings = 8

  /// A state with a valid model in force.
  ///
  /// `mostUsers` is how many users' scores are kept; each takes some 60 bytes a merchant that the
  /// user has been to.
  public init(
    model: RankingModel = .standard, affinities: (any AffinitySource)? = nil,
    mostUsers: Int = 1_000
  ) {
    self.affinities = affinities
    shelf = Mutex(Shelf(model: model, users: LeastRecentlyUsed(capacity: max(1, mostUsers))))
  }

  /// The model in force.
  public var model: RankingModel { shelf.withLock { $0.model } }

  /// Puts another model in force; requests that have begun end by the one before.
  ///
  /// If a catalogue is given, its ranking is made first, so that no request waits for that.
  ///
  /// - Throws: What is wrong with the model; the one before then stays in force.
  public func replace(
    _ model: RankingModel, preparing catalog: Catalog? = nil
  ) throws(RankingError) {
    try model.validate()
    let prepared = catalog.map { PreparedRanking(model, in: $0) }
    shelf.withLock { shelf in
      shelf.model = model
      // What requests made of other weights was by the model before, too.
      shelf.rankings = []
      if let prepared, let catalog { Self.put(prepared, catalog, in: &shelf) }
      shelf.users.keep { _ in false }
      number.add(1, ordering: .releasing)
    }
  }

  /// Makes the ranking of a catalogue that is about to be published, so that no request waits for it.
  public func prepare(_ catalog: Catalog) {
    _ = ranking(of: catalog, weights: nil)
  }
}

/// Rankings.
extension RankingState {
  /// The ranking of a catalogue by the model in force.
  func ranking(of catalog: Catalog, shortcut: inout Shortcut) -> PreparedRanking {
    // A model put in force between the two look-ups only makes the next one take the long way.
    let number = number.load(ordering: .acquiring)
    if shortcut.number == number, let ranking = shortcut.ranking, ranking.ranking.ranks(catalog) {
      return ranking
    }
    let ranking = ranking(of: catalog, weights: nil)
    shortcut = Shortcut(number: number, ranking: ranking)
    return ranking
  }

  /// The ranking of a catalogue by the model in force, with other weights if some are given.
  func ranking(of catalog: Catalog, weights: RankingWeights?) -> PreparedRanking {
    let (model, known, earlier) = shelf.withLock { shelf in
      var model = shelf.model
      if let weights { model.weights = weights }
      let known = Self.take(model, catalog, from: &shelf)
      return (model, known, shelf.rankings.last { $0.ranking.model == model }?.ranking)
    }
    if let known { return known }
    let made = PreparedRanking(model, in: catalog, after: earlier)
    return shelf.withLock { shelf in
      if let known = Self.take(model, catalog, from: &shelf) { return known }
      Self.put(made, catalog, in: &shelf)
      return made
    }
  }

  private static func take(
    _ model: RankingModel, _ catalog: Catalog, from shelf: inout Shelf
  ) -> PreparedRanking? {
    let position = shelf.rankings.firstIndex {
      $0.ranks(catalog) && $0.ranking.model == model
    }
    guard let position else { return nil }
    let made = shelf.rankings.remove(at: position)
    shelf.rankings.append(made)
    return made.ranking
  }

  /// Keeps a ranking, and drops those of catalogues but its own and the one used last, with the users'
  /// scores from them; requests under way keep what they use.
  private static func put(
    _ ranking: PreparedRanking, _ catalog: Catalog, in shelf: inout Shelf
  ) {
    shelf.catalogs += 1
    let number = shelf.rankings.first { $0.ranks(catalog) }?.catalog ?? shelf.catalogs
    // A ranking may be made before its catalogue is published, and the one before is still in use.
    let last = shelf.rankings.last?.catalog
    shelf.rankings.removeAll { $0.catalog != number && $0.catalog != last }
    shelf.rankings.append(Made(ranking: ranking, catalog: number))
    let isOfRequest = { [model = shelf.model] (made: Made) in made.ranking.model != model }
    if shelf.rankings.count(where: isOfRequest) > mostRequestRankings,
      let oldest = shelf.rankings.firstIndex(where: isOfRequest)
    {
      shelf.rankings.remove(at: oldest)
    }
    let kept = Set(shelf.rankings.map { ObjectIdentifier($0.ranking) })
    shelf.users.keep { kept.contains(ObjectIdentifier($0.ranking)) }
  }
}

/// Users.
extension RankingState {
  /// The scores of a user in an hour, in Unix seconds; those of nobody in particular for a user
  /// without affinities, and where the source can't be asked.
  func scores(
    ofUser user: String, hour: Int64, weights: RankingWeights?, in catalog: Catalog
  ) async -> PersonalScores {
    let ranking = ranking(of: catalog, weights: weights)
    guard let affinities else {
      return PersonalScores([], hour: hour, ranking: ranking, in: catalog)
    }
    let key = UserKey(user: user, ranking: ObjectIdentifier(ranking), hour: hour)
    let known = shelf.withLock { shelf in
      let known = shelf.users.value(of: key)
      if known == nil { shelf.misses += 1 } else { shelf.hits += 1 }
      return known
    }
    metrics.record(isHit: known != nil)
    if let known { return known }
    switch await affinities.affinities(ofUser: user) {
    case .known(let list):
      let scores = PersonalScores(list, hour: hour, ranking: ranking, in: catalog)
      let (entries, evictions) = shelf.withLock { shelf in
        let before = shelf.users.evictions
        // Not for a ranking that was dropped meanwhile, which nobody will ask for again.
        if shelf.rankings.contains(where: { $0.ranking === ranking }) {
          shelf.users.set(scores, of: key)
        }
        return (shelf.users.count, shelf.users.evictions - before)
      }
      metrics.record(entries: entries, evictions: evictions)
      return scores
    case .unavailable:
      unavailable.add(1, ordering: .relaxed)
      metrics.recordUnavailable()
      return PersonalScores(unavailable: ranking)
    }
  }
}

/// What the cache of users' scores did since the start.
public struct AffinityStatistics: Equatable, Sendable {
  /// How many users' scores there are, and may be.
  public var entries: Int
  public var capacity: Int
  public var hits: Int
  public var misses: Int
  public var evictions: Int
  /// How many times the source of affinities could not be asked.
  public var unavailable: Int
}

extension RankingState {
  public var statistics: AffinityStatistics {
    shelf.withLock {
      AffinityStatistics(
        entries: $0.users.count, capacity: $0.users.capacity, hits: $0.hits, misses: $0.misses,
        evictions: $0.users.evictions, unavailable: unavailable.load(ordering: .relaxed))
    }
  }
}
