extension RankingModel {
  /// Checks that a score can be made of the model.
  ///
  /// - Throws: ``RankingError`` for the first number that isn't finite or is outside its range, and
  ///   for weights whose sum isn't above 0.
  public func validate() throws(RankingError) {
    for member in RankingMember.all {
      let value = self[keyPath: member.property]
      guard member.bounds.holds(value) else {
        throw RankingError(.outOfRange, member.path, "\(value)", member.bounds.rawValue)
      }
    }
    if let ratingPriorMean, !RankingMember.Bounds.stars.holds(ratingPriorMean) {
      throw RankingError(
        .outOfRange, "$.rating.prior_mean", "\(ratingPriorMean)",
        RankingMember.Bounds.stars.rawValue)
    }
    guard weights.sum > 0 else {
      throw RankingError(
        .outOfRange, "$.weights", "0 in all of them", "weights of which at least one is above 0")
    }
    guard weights.sum.isFinite else {
      throw RankingError(
        .outOfRange, "$.weights", "too large", "weights with a sum that is a finite number")
    }
  }
}
