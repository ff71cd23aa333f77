import FlatStorage
import Geodesy
public import Ranking
import SpatialIndex

/// A ranking in terms of one catalogue: what every merchant scores whoever asks from wherever, and
/// how much that is at most below each node of the index.
///
/// Making one looks at every merchant once, some 20 ms a million; any number of queries share it. One
/// made after that of a catalogue with the same segments looks at new ones only.
public final class CatalogRanking: Sendable {
  public let formula: RankingFormula
  /// The version of the catalogue that it ranks.
  public let catalogVersion: UInt64
  /// That of the catalogue.
  let generation: UInt64
  /// One for each segment of the catalogue.
  let segments: [SegmentRanking]
  /// What distance adds at most.
  let nearness: DistanceScores

  /// A ranking by `model` of the merchants of `catalog`, which may take over what `earlier` has found
  /// out by the same model.
  public init(_ model: RankingModel, in catalog: Catalog, after earlier: CatalogRanking? = nil) {
    let formula = RankingFormula(model, priorMean: Self.priorMean(catalog.contents.counts))
    let isSame =
      earlier.map { $0.formula.model == model && $0.formula.priorMean == formula.priorMean }
      ?? false
    let known = isSame ? earlier : nil
    self.formula = known?.formula ?? formula
    catalogVersion = catalog.version
    generation = catalog.contents.generation
    segments = catalog.segments.map { segment in
      known?.segments.first { $0.generation == segment.storage.generation }
        ?? SegmentRanking(formula, of: segment.storage)
    }
    nearness = known?.nearness ?? DistanceScores { formula.distanceMillionths(meters: $0) }
  }

  /// Whether it ranks that very catalogue, and not one before or after it, even of the same version.
  public func ranks(_ catalog: Catalog) -> Bool {
    generation == catalog.contents.generation
  }

  /// Whether the merchant in a slot of its catalogue ranks higher than it would if nobody paid.
  public func isBoosted(slot: UInt32, in catalog: Catalog) -> Bool {
    let tags = catalog.tags(slot: slot)
    guard tags & (MerchantTags.featured | MerchantTags.partner) != 0 else { return false }
    let boost = formula.boost(tags: tags)
    return boost.featured + boost.partnership > 0
  }

  /// How many bytes it takes.
  public var byteCount: Int {
    segments.reduce(0) { $0 + $1.scores.byteCount + $1.organicScores.byteCount }
  }

  /// The mean of all ratings in stars, to a tenth, so that it, and with it every merchant's score,
  /// does not move with each review; 0 where nobody is rated.
  private static func priorMean(_ counts: SegmentCounts) -> Double {
    guard counts.rated > 0 else { return 0 }
    return Double((counts.ratingHundredths + 5 * counts.rated) / (10 * counts.rated)) / 10
  }
}

/// What the merchants of one storage score whoever asks from wherever.
final class SegmentRanking: Sendable {
  /// That of the storage.
  let generation: UInt64
  /// Rating, popularity and boost of each merchant, in millionths.
  let scores: PointScores
  /// The same without the boost, which is how merchants would rank if nobody paid.
  let organicScores: PointScores

  init(_ formula: RankingFormula, of storage: CatalogStorage) {
    generation = storage.generation
    let organic = PointScores(index: storage.index) { slot in
      let reviews = storage.reviewCount(slot: slot)
      return formula.ratingMillionths(
        hundredths: storage.ratingHundredths(slot: slot), reviews: reviews)
        + formula.popularityMillionths(reviews: reviews)
    }
    scores = PointScores(index: storage.index) { slot in
      let boost = formula.boost(tags: storage.columns.tags[Int(slot)])
      return organic[slot] + boost.featured + boost.partnership
    }
    organicScores = organic
  }
}

extension RankingFormula {
  /// What a merchant's tags say of its partnership, from 0 to 1; nil for no partner.
  func partnership(tags: UInt64) -> Double? {
    guard tags & MerchantTags.partner != 0 else { return nil }
    if tags & MerchantTags.partnership(.premium) != 0 { return model.premiumPartnership }
    if tags & MerchantTags.partnership(.standard) != 0 { return model.standardPartnership }
    return model.trialPartnership
  }

  /// What the boost adds to the score of a merchant with these tags.
  func boost(tags: UInt64) -> (featured: Int32, partnership: Int32) {
    boostMillionths(
      isFeatured: tags & MerchantTags.featured != 0, partnership: partnership(tags: tags) ?? 0)
  }
}
