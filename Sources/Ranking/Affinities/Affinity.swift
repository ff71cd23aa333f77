/// How much a user likes a merchant: a row of `user_merchant_affinity`.
public struct Affinity: Equatable, Sendable {
  public var merchantID: String
  /// From 0 to 1.
  public var score: Double
  /// In Unix seconds; nil where it is not known.
  public var lastInteraction: Int64?

  public init(merchantID: String, score: Double, lastInteraction: Int64? = nil) {
    self.merchantID = merchantID
    self.score = score
    self.lastInteraction = lastInteraction
  }
}
