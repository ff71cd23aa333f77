import FlatStorage
import Geodesy
public import Ranking
import SpatialIndex

/// What a user's affinities add to the scores of one catalogue's merchants under one ranking.
///
/// Making one looks the user's merchants up; queries then share it. It holds for an hour, since
/// affinities fade by whole hours.
public final class UserScores: Sendable {
  /// A merchant that the user has been to.
  struct KnownMerchant {
    var slot: UInt32
    /// The affinity as it was given, and faded.
    var raw: Double
    var faded: Double
    /// What the affinity adds, in millionths.
    var added: Int32
  }

  /// What a search for the best needs to know of a merchant that the user has been to, side by side,
  /// since users come and go and each comes with cold memory.
  struct Candidate {
    var point: EarthPoint
    /// What it scores apart from its distance, in millionths.
    var own: Int32
    /// What of it is the user's affinity.
    var added: Int32
    var slot: UInt32
    /// What the index knows the merchant by.
    var id: UInt32
  }

  /// By slot.
  private let known: [KnownMerchant]
  /// The same merchants, those that score most apart from their distance first.
  let candidates: [Candidate]
  /// One bit for each value that a slot can have modulo 2,048, so that most unknown merchants are
  /// told apart at once.
  private let knownBits: InlineArray<32, UInt64>
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
    let storage = catalog.storage
    precondition(
      ranking.generation == storage.hours.generation, "a ranking goes with its own catalogue")
    let formula = ranking.formula
    hour = Self.hour(of: instant)
    self.ranking = ranking
    var bySlot: [UInt32: KnownMerchant] = [:]
    var unknown = 0
    for affinity in affinities {
      guard let slot = storage.identifiers.slot(of: affinity.merchantID) else {
        unknown += 1
        continue
      }
      let faded = formula.affinity(
        score: affinity.score, lastInteraction: affinity.lastInteraction, at: hour)
      bySlot[slot] = KnownMerchant(
        slot: slot, raw: affinity.score, faded: faded,
        added: formula.affinityMillionths(faded))
    }
    unknownCount = unknown
    known = bySlot.values.sorted { $0.slot < $1.slot }
    candidates = known.map {
      Candidate(
        point: storage.index.point(slot: $0.slot), own: ranking.scores[$0.slot] + $0.added,
        added: $0.added, slot: $0.slot, id: storage.index.id(slot: $0.slot))
    }.sorted { ($1.own, $0.slot) < ($0.own, $1.slot) }
    var bits = InlineArray<32, UInt64>(repeating: 0)
    var sums = [(sum: Double, count: Int)](
      repeating: (0, 0), count: storage.categories.all.count)
    for merchant in known {
      bits[Int(merchant.slot >> 6 & 31)] |= 1 << UInt64(merchant.slot & 63)
      let category = storage.columns.categories[Int(merchant.slot)]
      guard Int(category) < sums.count else { continue }
      sums[Int(category)].sum += merchant.faded
      sums[Int(category)].count += 1
    }
    knownBits = bits
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
  public var count: Int { known.count }

  /// What the user's affinity for its category adds to a merchant below a node, at most.
  @inline(__always)
  func mostAdded(tags: UInt64) -> Int32 {
    for entry in tagsAdded where entry.tags & tags != 0 { return entry.added }
    return 0
  }

  /// The user's affinity for a merchant; nil for one never visited.
  func knownMerchant(slot: UInt32) -> KnownMerchant? {
    position(slot: slot).map { known[$0] }
  }

  /// Whether the user has been to a merchant.
  @inline(__always)
  func isKnown(slot: UInt32) -> Bool {
    mayKnow(slot: slot) && position(slot: slot) != nil
  }

  @inline(__always)
  private func mayKnow(slot: UInt32) -> Bool {
    knownBits[Int(slot >> 6 & 31)] & 1 &<< UInt64(slot & 63) != 0
  }

  /// The merchant's position in ``known``.
  private func position(slot: UInt32) -> Int? {
    guard mayKnow(slot: slot) else { return nil }
    var low = 0
    var high = known.count
    while low < high {
      let middle = (low + high) / 2
      if known[middle].slot < slot { low = middle + 1 } else { high = middle }
    }
    return low < known.count && known[low].slot == slot ? low : nil
  }
}
