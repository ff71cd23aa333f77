public import Catalog
import HTTPTypes
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import UnixSignals

/// Why the service could not start.
public enum ServerError: Error, Equatable, CustomStringConvertible {
  /// Another process listens there already.
  case portTaken(host: String, port: Int)
  /// The host is not one of this machine, or is no host.
  case cannotListen(host: String, port: Int, reason: String)

  public var description: String {
    switch self {
    case .portTaken(let host, let port):
      "another process listens on port \(port) of \(host); stop it or choose another port"
    case .cannotListen(let host, let port, let reason):
      "cannot listen on port \(port) of \(host): \(reason)"
    }
  }
}

/// The HTTP service, which answers from whatever catalogue its store has.
///
/// It ends when its task is cancelled or its service group shuts down, after the requests that have
/// begun are answered.
public struct MerchantServer: Service {
  private let configuration: ServerConfiguration
  private let application: Application<ServiceResponder>
  private let logger: Logger
  /// How merchants are ranked, which may be changed while the service answers.
  public let ranking: RankingState

  /// A service that answers from what `store` has.
  ///
  /// `onListening` is called once with the address bound, whose port is the real one where the
  /// configuration says 0.
  public init(
    store: CatalogStore, configuration: ServerConfiguration = ServerConfiguration(),
    logger: Logger,
    onListening: @escaping @Sendable (_ host: String, _ port: Int) -> Void = { _, _ in }
  ) {
    self.configuration = configuration
    self.logger = logger
    let ranking = RankingState(configuration)
    self.ranking = ranking
    application = makeApplication(
      store: store, configuration: configuration, ranking: ranking, logger: logger,
      onListening: onListening)
  }

  /// Listens and answers until it is told to shut down.
  ///
  /// - Throws: ``ServerError`` when it cannot listen.
  public func run() async throws {
    do {
      try await application.run()
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw ServerError.portTaken(host: configuration.host, port: configuration.port)
    } catch let error as IOError {
      throw ServerError.cannotListen(
        host: configuration.host, port: configuration.port, reason: "\(error)")
    } catch let error as SocketAddressError {
      throw ServerError.cannotListen(
        host: configuration.host, port: configuration.port, reason: "\(error)")
    }
  }

  /// Runs until SIGTERM or SIGINT, then lets requests end for as long as the configuration says.
  ///
  /// Other services run beside it and end with it.
  public func runUntilTerminated(with others: [any Service] = []) async throws {
    var group = ServiceGroupConfiguration(
      services: others + [self], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(configuration.drainSeconds)
    try await ServiceGroup(configuration: group).run()
  }
}

/// The service as a Hummingbird application; without a state of ranking it makes one of the
/// configuration's.
public func makeApplication(
  store: CatalogStore, configuration: ServerConfiguration = ServerConfiguration(),
  ranking: RankingState? = nil, logger: Logger,
  onListening: @escaping @Sendable (_ host: String, _ port: Int) -> Void = { _, _ in }
) -> Application<ServiceResponder> {
  let catalogs = CatalogAccess(store: store, wait: configuration.versionWait)
  let workspaces = WorkspacePool()
  let ranking = ranking ?? RankingState(configuration)
  let cacheControl = configuration.cacheControl
  let cursors = CursorCodec(secret: configuration.cursorSecret)
  let nearby = NearbyRoute(
    catalogs: catalogs, cursors: cursors,
    workspaces: workspaces, ranking: ranking, caching: configuration.caching,
    maximumQueryBytes: configuration.maximumQueryBytes, metrics: ListMetrics())
  let merchant = MerchantRoute(
    catalogs: catalogs, workspaces: workspaces, caching: configuration.caching,
    maximumQueryBytes: configuration.maximumQueryBytes)
  let categories = CategoriesRoute(
    catalogs: catalogs, cacheControl: cacheControl,
    maximumQueryBytes: configuration.maximumQueryBytes)
  let geofences = GeofenceRoutes(
    catalogs: catalogs, cursors: cursors, cacheControl: cacheControl,
    maximumQueryBytes: configuration.maximumQueryBytes)
  let health = HealthRoutes(
    store: store, ranking: ranking, serviceVersion: configuration.serviceVersion,
    timeZoneVersion: configuration.timeZoneVersion, upkeep: configuration.upkeep,
    now: configuration.now)
  let whyNot = WhyNotRoute(nearby: nearby)
  let rankingRoute = RankingRoute(
    catalogs: catalogs, ranking: ranking, cacheControl: cacheControl,
    maximumQueryBytes: configuration.maximumQueryBytes)
  // The first route that matches answers, so the fixed paths come before the open ones.
  let routes = [
    Route(get: NearbyRoute.path, nearby.answer),
    Route(post: NearbyRoute.searchPath, nearby.search),
    Route(get: "/v1/merchants/{merchant_id}", merchant.answer),
    Route(get: WhyNotRoute.path, whyNot.answer),
    Route(get: RankingRoute.path, rankingRoute.answer),
    Route(get: GeofenceRoutes.path, geofences.list),
    Route(get: "\(GeofenceRoutes.path)/containing", geofences.containing),
    Route(get: "\(GeofenceRoutes.path)/nearest", geofences.nearest),
    Route(post: "\(GeofenceRoutes.path)/check", geofences.check),
    Route(get: "\(GeofenceRoutes.path)/{zone_id}", geofences.one),
    Route(get: "/v1/categories", categories.answer),
    Route(get: "/healthz", health.health),
    Route(get: "/readyz", health.readiness),
  ]
  return makeApplication(
    routes: routes, store: store, configuration: configuration, logger: logger,
    onListening: onListening)
}

/// An application that answers every search with the same body, through the same stack and with the
/// same headers, of which `next` is the URL of the next page: the floor that the service is measured
/// against.
public func makeFloorApplication(
  body: [UInt8], next: String, configuration: ServerConfiguration = ServerConfiguration(),
  logger: Logger,
  onListening: @escaping @Sendable (_ host: String, _ port: Int) -> Void = { _, _ in }
) -> Application<ServiceResponder> {
  let body = ByteBuffer(bytes: body)
  let cacheControl = configuration.cacheControl
  let tag = EntityTag(catalogVersion: 1, request: [])
  let floor = Route(get: NearbyRoute.path) {
    let representation = Representation(
      format: .json, tag: tag, catalogVersion: 1, next: next)
    return try representation.response(body, to: $0.headers, cacheControl: cacheControl)
  }
  return makeApplication(
    routes: [floor], store: CatalogStore(), configuration: configuration, logger: logger,
    onListening: onListening)
}

extension RankingState {
  /// The state at the start of a service.
  fileprivate convenience init(_ configuration: ServerConfiguration) {
    self.init(
      model: configuration.ranking, affinities: configuration.affinities,
      mostUsers: configuration.cachedUsers)
  }
}

extension ServerConfiguration {
  fileprivate var caching: HoursCaching {
    HoursCaching(now: now, maximumAgeSeconds: maximumAgeSeconds)
  }

  /// The header that says for how long answers may be kept.
  fileprivate var cacheControl: HTTPField {
    HoursCaching.field(maximumAgeSeconds)
  }
}

private func makeApplication(
  routes: [Route], store: CatalogStore, configuration: ServerConfiguration, logger: Logger,
  onListening: @escaping @Sendable (_ host: String, _ port: Int) -> Void
) -> Application<ServiceResponder> {
  Application(
    responder: ServiceResponder(
      routes: routes, cors: CORSPolicy(origins: configuration.allowedOrigins), store: store,
      logger: logger),
    server: HTTPServerBuilder { responder in
      EventLoopChannel(
        HTTP1Channel(
          responder: responder,
          configuration: HTTP1Channel.Configuration(
            idleTimeout: .seconds(Int64(configuration.idleSeconds)))))
    },
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.host, port: configuration.port),
      serverName: configuration.serverName),
    onServerRunning: { channel in
      onListening(configuration.host, channel.localAddress?.port ?? configuration.port)
    },
    logger: logger)
}
