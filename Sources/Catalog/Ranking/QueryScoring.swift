import FlatStorage
import Ranking
import SpatialIndex

/// How a query that wants the best merchants scores them.
public struct QueryScoring: Sendable, Equatable {
  public let ranking: CatalogRanking
  /// What the user's affinities add; nil for nobody in particular.
  public let user: UserScores?

  public init(ranking: CatalogRanking, user: UserScores? = nil) {
    precondition(
      user == nil || user?.ranking === ranking, "a user's scores go with their own ranking")
    self.ranking = ranking
    self.user = user
  }

  public static func == (one: QueryScoring, other: QueryScoring) -> Bool {
    one.ranking === other.ranking && one.user === other.user
  }
}

/// The parts of a score that the index of a segment does not know.
struct MerchantScorer: PointScorer {
  private let formula: RankingFormula
  private let user: UserScores?
  private let known: SegmentUser?
  /// The merchants' categories, alone, since a copy of all columns counts a dozen references.
  private let categories: FlatArray<UInt16>

  init(_ scoring: QueryScoring, _ segment: CatalogSegment) {
    formula = scoring.ranking.formula
    user = scoring.user
    known = scoring.user?.segments[segment.position]
    categories = segment.storage.columns.categories
  }

  func mostAdded(tags: UInt64) -> Int32 {
    user?.mostAdded(tags: tags) ?? 0
  }

  func added(slot: UInt32) -> Int32 {
    guard let user else { return 0 }
    let category = categories[Int(slot)]
    return Int(category) < user.categoryAdded.count ? user.categoryAdded[Int(category)] : 0
  }

  func nearness(meters: Double) -> Int32 {
    formula.distanceMillionths(meters: meters)
  }

  func isKnown(slot: UInt32) -> Bool {
    known?.isKnown(slot: slot) ?? false
  }

  /// What the user's affinities add to the score of any merchant, known or not.
  func affinity(slot: UInt32) -> Int32 {
    known?.merchant(slot: slot)?.added ?? added(slot: slot)
  }
}
