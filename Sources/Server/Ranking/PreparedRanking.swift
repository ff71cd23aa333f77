import Catalog
import Ranking

/// A ranking of one catalogue that any number of requests share.
final class PreparedRanking: Sendable {
  let ranking: CatalogRanking
  /// Tells answers by this model from those by others, in entity tags.
  let fingerprint: UInt64
  private static let hash = SipHash(secret: "ranking model")

  /// A ranking that may take over what an earlier one has found out of the same merchants.
  init(_ model: RankingModel, in catalog: Catalog, after earlier: PreparedRanking? = nil) {
    ranking = CatalogRanking(model, in: catalog, after: earlier?.ranking)
    fingerprint = Self.hash.hash(Array(model.json.utf8))
  }

  var model: RankingModel { ranking.formula.model }
}

/// What a user's affinities make of a ranking.
final class PersonalScores: Sendable {
  let ranking: PreparedRanking
  /// nil if the catalogue has no merchant that the user has an affinity for, so that the answer is
  /// everybody's.
  let scores: UserScores?
  /// Tells answers with these affinities from those with others, in entity tags.
  let fingerprint: UInt64
  /// Whether the affinities could not be had.
  let isUnavailable: Bool
  private static let hash = SipHash(secret: "affinities")

  /// The scores that affinities make in an hour of a catalogue.
  init(
    _ affinities: [Affinity], hour: Int64, ranking: PreparedRanking, in catalog: Catalog
  ) {
    self.ranking = ranking
    isUnavailable = false
    let scores =
      affinities.isEmpty
      ? nil : UserScores(affinities, at: hour, ranking: ranking.ranking, in: catalog)
    self.scores = scores?.count == 0 ? nil : scores
    guard self.scores != nil else {
      fingerprint = 0
      return
    }
    var writer = BinaryWriter()
    writer.append(list: affinities) {
      $0.append($1.merchantID)
      $0.append($1.score)
      $0.append(UInt64(bitPattern: $1.lastInteraction ?? .min))
    }
    fingerprint = Self.hash.hash(writer.bytes)
  }

  /// The scores of a user whose affinities could not be had.
  init(unavailable ranking: PreparedRanking) {
    self.ranking = ranking
    isUnavailable = true
    scores = nil
    // The answer says so, and so differs from everybody's.
    fingerprint = 1
  }
}
