public import Ranking

/// How the service listens and answers.
public struct ServerConfiguration: Sendable {
  public var host = "127.0.0.1"
  /// 0 for any port that is free.
  public var port = 8080
  /// The value of `Server` in answers; nil for none.
  public var serverName: String? = "vicinity"
  /// The version of the service that `/healthz` tells.
  public var serviceVersion = "0.1.0"
  /// What cursors are signed with. Replicas that serve the same clients need the same one.
  public var cursorSecret = "vicinity"
  /// How long a request with `min_version` waits for the catalogue to reach it.
  public var versionWait = VersionWait()
  /// The release of the system's time zones, which `/healthz` tells; nil where there are none.
  public var timeZoneVersion: String?
  /// How merchants are ranked at first; ``RankingState/replace(_:preparing:)`` changes it.
  public var ranking = RankingModel.standard
  /// Where users' affinities come from; nil if there are none, so that all users get the same.
  public var affinities: (any AffinitySource)?
  /// How many users' scores are kept for their next requests.
  public var cachedUsers = 1_000
  /// How the catalogue is kept up to date, for `/readyz`; nil where it never changes.
  public var upkeep: (@Sendable () -> CatalogUpkeep)?
  /// What time it is, in Unix seconds.
  public var now: @Sendable () -> Int64 = UnixTime.now
  /// For how many seconds a cache may serve an answer without asking again; afterwards it asks with
  /// the answer's entity tag.
  public var maximumAgeSeconds = 30
  /// The origins whose pages may read answers: `https://example.org`, or `*` for all; none at first.
  public var allowedOrigins: [String] = []
  /// How long a query string may be. One with a cursor, which carries such a query in base64, may be
  /// twice as long.
  public var maximumQueryBytes = 8_192
  /// How many seconds requests have to end after SIGTERM.
  public var drainSeconds = 30
  /// After how many seconds a connection without a request is closed.
  public var idleSeconds = 60

  public init() {}
}

/// How the service waits for a catalogue of a later version.
public struct VersionWait: Sendable {
  /// How many times it looks before it gives up.
  public var attempts: Int
  /// What it does between two looks.
  public var pause: @Sendable () async throws -> Void

  /// Waits in steps of 10 ms.
  public init(atMost milliseconds: Int = 2_000) {
    self.init(attempts: milliseconds / 10) { try await Task.sleep(for: .milliseconds(10)) }
  }

  public init(attempts: Int, pause: @escaping @Sendable () async throws -> Void) {
    self.attempts = attempts
    self.pause = pause
  }
}
