/// A query's words found in one index, ready to be asked about its slots.
public struct WordMatch: Sendable {
  /// The tokens that satisfy each term of the query, rarest first; none when every slot matches.
  public let terms: [Range<UInt32>]
  /// How many slots have a token of the rarest term, counting a slot once for each such token.
  public let rarestCount: Int
  private let forward: WordIndex.ForwardLists
  private let postings: WordIndex.Postings

  init(terms: [Range<UInt32>], index: WordIndex) {
    self.terms = terms
    forward = index.forward
    postings = index.postings
    rarestCount = terms.first.map(index.postings.count) ?? index.slotCount
  }

  /// The term whose tokens the fewest slots have; nil when every slot matches.
  public var rarestTerm: Range<UInt32>? { terms.first }

  /// Whether the slot has all the terms.
  ///
  /// Reads the slot's list of words once a term; allocates nothing.
  @inline(__always)
  public func matches(_ slot: UInt32) -> Bool {
    for term in terms where !forward.has(term, slot: slot) { return false }
    return true
  }

  /// Whether a slot of the range may match: false only where none has the rarest term.
  ///
  /// Exact for that term when it is at most four tokens; for more, true. Costs a binary search a
  /// token, or for a token of more than 1 in 32 slots a look at the range's bits.
  public func mayMatch(slots: Range<UInt32>) -> Bool {
    guard let rarest = terms.first, rarest.count <= 4 else { return true }
    let slots = slots.clamped(to: 0..<UInt32(forward.starts.count - 1))
    guard !slots.isEmpty else { return false }
    return rarest.contains { postings.hasSlot(of: $0, in: slots) }
  }

  /// Calls `body` once with each slot that has the rarest term; the other terms are not looked at.
  ///
  /// Slots ascend where the term is one token, and otherwise among those that a token brings first.
  @inline(__always)
  public func forEachCandidate(_ body: (UInt32) -> Void) {
    guard let rarest = terms.first else {
      for slot in 0..<UInt32(forward.starts.count - 1) { body(slot) }
      return
    }
    for token in rarest {
      postings.forEachSlot(of: token) { slot in
        // In a file that was damaged it can be anything.
        guard slot < forward.starts.count - 1 else { return }
        // A slot with several tokens of the term comes up at the first of them.
        if rarest.count == 1 || forward.first(in: rarest, slot: slot) == token { body(slot) }
      }
    }
  }
}
