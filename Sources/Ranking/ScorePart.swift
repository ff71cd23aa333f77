/// What a score is the sum of; the raw value is the part's name in JSON.
public enum ScorePart: String, CaseIterable, Hashable, Sendable {
  /// How near the merchant is.
  case distance
  /// Its stars, shrunk towards the mean where reviews are few.
  case rating
  /// How many reviews it has.
  case popularity
  /// Whether it is featured: a boost.
  case featured
  /// What kind of partner it is: a boost.
  case partnership
  /// What the user has come to like about this merchant.
  case affinity
  /// What the user has come to like about merchants of this category, where this one is new.
  case categoryAffinity = "category_affinity"

  /// Whether the part is paid or chosen for, and under the cap of ``RankingModel/boostCap``.
  public var isBoost: Bool { self == .featured || self == .partnership }
}
