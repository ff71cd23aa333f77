import FlatStorage
import Geodesy
public import Ranking
import SpatialIndex

/// A ranking in terms of one catalogue: what every merchant scores whoever asks from wherever, and
/// how much that is at most below each node of the index.
///
/// Making one looks at every merchant once, some 20 ms a million; any number of queries share it.
public final class CatalogRanking: Sendable {
  public let formula: RankingFormula
  /// The version of the catalogue that it ranks.
  public let catalogVersion: UInt64
  /// Tells the catalogue from every other one in the process.
  let generation: UInt64
  /// Rating, popularity and boost of each merchant, in millionths.
  let scores: PointScores
  /// The same without the boost, which is how merchants would rank if nobody paid.
  let organicScores: PointScores
  /// What distance adds at most.
  let nearness: DistanceScores

  /// A ranking by `model` of the merchants of `catalog`.
  public init(_ model: RankingModel, in catalog: Catalog) {
    let storage = catalog.storage
    let columns = storage.columns
    let formula = RankingFormula(model, priorMean: Self.meanRating(columns))
    self.formula = formula
    catalogVersion = catalog.version
    generation = storage.hours.generation
    let organic = PointScores(index: storage.index) { slot in
      formula.ratingMillionths(
        hundredths: catalog.ratingHundredths(slot: slot), reviews: catalog.reviewCount(slot: slot))
        + formula.popularityMillionths(reviews: catalog.reviewCount(slot: slot))
    }
    scores = PointScores(index: storage.index) { slot in
      let boost = formula.boost(tags: columns.tags[Int(slot)])
      return organic[slot] + boost.featured + boost.partnership
    }
    organicScores = organic
    nearness = DistanceScores { formula.distanceMillionths(meters: $0) }
  }

  /// Whether it ranks that very catalogue, and not one before or after it, even of the same version.
  public func ranks(_ catalog: Catalog) -> Bool {
    generation == catalog.storage.hours.generation
  }

  /// Whether the merchant in a slot of its catalogue ranks higher than it would if nobody paid.
  public func isBoosted(slot: UInt32, in catalog: Catalog) -> Bool {
    let tags = catalog.storage.columns.tags[Int(slot)]
    guard tags & (MerchantTags.featured | MerchantTags.partner) != 0 else { return false }
    let boost = formula.boost(tags: tags)
    return boost.featured + boost.partnership > 0
  }

  /// How many bytes it takes.
  public var byteCount: Int { scores.byteCount + organicScores.byteCount }

  /// The mean of all ratings in stars; 0 where nobody is rated.
  private static func meanRating(_ columns: MerchantColumns) -> Double {
    var sum = 0
    var count = 0
    for rating in columns.ratings where rating != MerchantColumns.unrated {
      sum += Int(rating)
      count += 1
    }
    return count == 0 ? 0 : Double(sum) / Double(count) / 100
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
