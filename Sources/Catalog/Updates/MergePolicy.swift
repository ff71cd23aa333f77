/// Which segments are merged when: small ones soon, so that queries look at few, large ones seldom,
/// since that takes long.
///
/// It is a log-structured merge: what comes in gathers up to ``tail`` merchants, then up to ``small``,
/// then up to ``medium``, and then goes into the largest segment.
public struct MergePolicy: Equatable, Sendable {
  /// How many merchants a segment may have that each batch is merged with.
  public var tail: Int
  /// From how many merchants on a segment is left alone until there is another like it.
  public var small: Int
  /// From how many merchants on a segment is merged with the largest one.
  public var medium: Int

  /// The usual bounds: 512, 8,192 and 65,536 merchants.
  public init(tail: Int = 512, small: Int = 8_192, medium: Int = 65_536) {
    precondition(1 <= tail && tail <= small && small <= medium, "the bounds grow")
    self.tail = tail
    self.small = small
    self.medium = medium
  }

  /// The same bounds for a catalogue whose largest segment has so many merchants: a small one is soon
  /// merged, and would be slow with many times itself beside it.
  func scaled(toBase count: Int) -> MergePolicy {
    let medium = min(medium, max(tail, count / 8))
    let small = min(small, max(tail, medium / 8))
    return MergePolicy(tail: tail, small: small, medium: medium)
  }

  /// What to merge next, as positions of segments, none of which is busy; an empty list for nothing.
  ///
  /// The segment at position 0 is the largest.
  func next(_ segments: [SegmentSize]) -> [Int] {
    guard let base = segments.first else { return [] }
    let bounds = scaled(toBase: base.live)
    let idle = segments.indices.dropFirst().filter { !segments[$0].isBusy }
    let large = idle.filter { segments[$0].live >= bounds.medium }
    let middle = idle.filter { (bounds.small..<bounds.medium).contains(segments[$0].live) }
    let little = idle.filter { segments[$0].live < bounds.small }
    if !base.isBusy,
      !large.isEmpty || base.dead > (base.live + base.dead) / 4 && base.dead > bounds.tail
    {
      return [0] + large + middle
    }
    if middle.count >= 2 { return middle }
    let gathered = little.reduce(0) { $0 + segments[$1].live }
    if little.count >= 2, little.count >= 4 || gathered > bounds.tail { return little }
    return []
  }
}

/// How large a segment is, as far as merging goes.
struct SegmentSize: Equatable, Sendable {
  var live: Int
  var dead: Int
  /// Whether it is being merged.
  var isBusy = false
}
