/// Affinities of many users that are at hand, in memory or in a mapped file, so that nobody waits for
/// them.
public protocol AffinityCollection: AffinitySource {
  /// All users that have affinities, in the order of their ids.
  var users: [String] { get }

  /// How many users there are.
  var userCount: Int { get }

  /// How many affinities there are.
  var pairCount: Int { get }

  /// The affinities of a user, in the order in which they were added; none for an unknown user.
  func affinities(ofUser user: String) -> [Affinity]
}

extension AffinityCollection {
  public func affinities(ofUser user: String) async -> AffinityAnswer {
    // The synchronous one, by its type.
    let found: [Affinity] = affinities(ofUser: user)
    return .known(found)
  }
}
