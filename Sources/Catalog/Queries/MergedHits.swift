/// A merchant with what its order compares first.
struct MergedHit {
  /// The smaller key comes first.
  var key: UInt64
  /// The slot is the catalogue's.
  var hit: MerchantHit
}

/// The first merchants of several segments, in their order.
struct MergedHits {
  private var hits: [MergedHit] = []
  private var merging: [MergedHit] = []
  private var most = 0

  var count: Int { hits.count }

  subscript(position: Int) -> MergedHit { hits[position] }

  /// The last of the merchants kept when no more can be kept without dropping one.
  var last: MergedHit? { hits.count == most ? hits.last : nil }

  /// Forgets all merchants; from now on the first `most`, 1 or more, are kept.
  mutating func reset(keeping most: Int) {
    hits.removeAll(keepingCapacity: true)
    self.most = most
  }

  /// Takes `count` more merchants in their order.
  mutating func add(
    count: Int, _ hit: (Int) -> MergedHit, precedes: (MergedHit, MergedHit) -> Bool
  ) {
    guard count > 0 else { return }
    guard !hits.isEmpty else {
      for position in 0..<min(count, most) { hits.append(hit(position)) }
      return
    }
    merging.removeAll(keepingCapacity: true)
    var (one, other) = (0, 0)
    var next = hit(0)
    while merging.count < most, one < hits.count || other < count {
      if other == count || one < hits.count && precedes(hits[one], next) {
        merging.append(hits[one])
        one += 1
      } else {
        merging.append(next)
        other += 1
        if other < count { next = hit(other) }
      }
    }
    swap(&hits, &merging)
  }
}
