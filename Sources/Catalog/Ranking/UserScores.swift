import FlatStorage
public import Ranking

/// What a user's affinities add to the scores of one catalogue's merchants under one ranking.
///
/// Making one looks the user's merchants up; queries then share it. It holds for an hour, since
/// affinities fade by whole hours.
public final class UserScores: Sendable {
  /// One for each segment of the catalogue.
  let segments: [SegmentUser]
  /// By position of the category: the mean of the user's own affinities, and what it adds; nothing
  /// for a category without.
  let categoryMeans: [Double?]
  let categoryAdded: [Int32]
  /// What the categories of some tags add at most, the most first.
  private let tagsAdded: [(tags: UInt64, added: Int32)]
  let ranking: CatalogRanking
  /// The start of the hour in which the affinities are counted, in Unix seconds.
  public let hour: Int64
  /// How many of the affinities are for merchants that the catalogue does not have.
  public let unknownCount: Int

  /// The scores of a user with some affinities at an instant in Unix seconds. Of two affinities
  /// for one merchant the later counts.
  public init(
    _ affinities: [Affinity], at instant: Int64, ranking: CatalogRanking, in catalog: Catalog
  ) {
    precondition(ranking.ranks(catalog), "a ranking goes with its own catalogue")
    let formula = ranking.formula
    let hour = Self.hour(of: instant)
    self.hour = hour
    self.ranking = ranking
    var bySlot: [UInt32: Affinity] = [:]
    var unknown = 0
    for affinity in affinities {
      if let slot = catalog.slot(ofMerchant: affinity.merchantID) {
        bySlot[slot] = affinity
      } else {
        unknown += 1
      }
    }
    unknownCount = unknown
    var known = [[SegmentUser.KnownMerchant]](repeating: [], count: catalog.segments.count)
    var sums = [(sum: Double, count: Int)](
      repeating: (0, 0), count: catalog.categories.all.count)
    // In the order of ids, so that sums come out the same however merchants lie in segments.
    let inOrder = bySlot.sorted {
      $0.value.merchantID.utf8.lexicographicallyPrecedes($1.value.merchantID.utf8)
    }
    for (slot, affinity) in inOrder {
      let faded = formula.affinity(
        score: affinity.score, lastInteraction: affinity.lastInteraction, at: hour)
      let segment = catalog.segment(of: slot)
      known[segment.position].append(
        SegmentUser.KnownMerchant(
          slot: slot - segment.firstSlot, raw: affinity.score, faded: faded,
          added: formula.affinityMillionths(faded)))
      guard let category = catalog.categoryPosition(slot: slot) else { continue }
      sums[category].sum += faded
      sums[category].count += 1
    }
    segments = zip(known, catalog.segments).map {
      SegmentUser($0, in: $1.storage, ranking.segments[$1.position])
    }
    categoryMeans = sums.map { $0.count == 0 ? nil : $0.sum / Double($0.count) }
    categoryAdded = categoryMeans.map { $0.map(formula.categoryAffinityMillionths) ?? 0 }
    tagsAdded = categoryAdded.enumerated()
      .filter { $0.element > 0 }
      .map { (MerchantTags.category($0.offset), $0.element) }
      .sorted { $0.added > $1.added }
  }

  /// The start of an instant's hour.
  public static func hour(of instant: Int64) -> Int64 {
    instant - (instant % 3600 + 3600) % 3600
  }

  /// How many merchants of the catalogue the user has affinities for.
  public var count: Int { segments.reduce(0) { $0 + $1.count } }

  /// What the user's affinity for its category adds to a merchant below a node, at most.
  @inline(__always)
  func mostAdded(tags: UInt64) -> Int32 {
    for entry in tagsAdded where entry.tags & tags != 0 { return entry.added }
    return 0
  }

  /// The user's affinity for the merchant in a slot of the catalogue; nil for one never visited.
  func knownMerchant(slot: UInt32, in catalog: Catalog) -> SegmentUser.KnownMerchant? {
    let segment = catalog.segment(of: slot)
    return segments[segment.position].merchant(slot: slot - segment.firstSlot)
  }
}
