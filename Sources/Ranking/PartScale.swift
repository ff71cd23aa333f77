/// How one part of a score turns from 0…1 into millionths of the score.
@usableFromInline
struct PartScale: Hashable, Sendable {
  /// A million times the part's share of the weights.
  @usableFromInline let scale: Double
  /// The most that the part contributes.
  @usableFromInline let most: Int32

  init(scale: Double, most: Int32) {
    self.scale = scale
    self.most = most
  }

  /// The contribution of a normalised value; what is outside 0…1 counts as the nearer end, and what
  /// is no number as 0.
  @inlinable
  func millionths(_ normalised: Double) -> Int32 {
    guard normalised > 0 else { return 0 }
    return min(most, Int32((scale * min(normalised, 1)).rounded()))
  }
}
