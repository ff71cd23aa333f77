/// Where a user's affinities come from: a file, or a database that is asked each time.
public protocol AffinitySource: Sendable {
  /// The affinities of a user, which may take a while and then come too late to count.
  func affinities(ofUser user: String) async -> AffinityAnswer
}

/// What a source says of a user.
public enum AffinityAnswer: Equatable, Sendable {
  /// The user's affinities; none for a user that the source doesn't know, so that nobody learns who
  /// exists.
  case known([Affinity])
  /// The source can't say, for a reason that is for the log.
  case unavailable(String)
}
