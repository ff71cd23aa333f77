import Geodesy
import SpatialIndex

/// The merchants of one segment that a user has been to.
struct SegmentUser: Sendable {
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

  init(_ merchants: [KnownMerchant], in storage: CatalogStorage, _ ranking: SegmentRanking) {
    known = merchants.sorted { $0.slot < $1.slot }
    candidates = known.map {
      Candidate(
        point: storage.index.point(slot: $0.slot), own: ranking.scores[$0.slot] + $0.added,
        added: $0.added, slot: $0.slot, id: storage.index.id(slot: $0.slot))
    }.sorted { ($1.own, $0.slot) < ($0.own, $1.slot) }
    var bits = InlineArray<32, UInt64>(repeating: 0)
    for merchant in known {
      bits[Int(merchant.slot >> 6 & 31)] |= 1 << UInt64(merchant.slot & 63)
    }
    knownBits = bits
  }

  var count: Int { known.count }

  /// The user's affinity for a merchant; nil for one never visited.
  func merchant(slot: UInt32) -> KnownMerchant? {
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
