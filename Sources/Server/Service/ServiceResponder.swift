import Catalog
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore

/// What Hummingbird gives a responder beside the request: where it comes from.
public struct ServiceContext: InitializableFromSource {
  private enum Peer {
    case connection(any Channel)
    case address(SocketAddress?)
  }

  private let peer: Peer

  public init(source: ApplicationRequestContextSource) {
    peer = .connection(source.channel)
  }

  init(address: SocketAddress? = nil) {
    peer = .address(address)
  }

  /// The address of the connection's other end, as far as it is known; it is looked up each time.
  var address: SocketAddress? {
    switch peer {
    case .connection(let channel): channel.remoteAddress
    case .address(let address): address
    }
  }
}

/// Finds the route of a request, and gives every answer what all answers have.
///
/// This is the one place in which errors become statuses.
public struct ServiceResponder: HTTPResponder {
  public typealias Context = ServiceContext

  let routes: [Route]
  let cors: CORSPolicy
  let store: CatalogStore
  let logger: Logger
  private let unmatched = RouteMetrics(template: "unmatched")

  init(routes: [Route], cors: CORSPolicy, store: CatalogStore, logger: Logger) {
    self.routes = routes
    self.cors = cors
    self.store = store
    self.logger = logger
  }

  public func respond(to request: Request, context: ServiceContext) async throws -> Response {
    let start = ContinuousClock.now
    let headers = RequestHeaders(request.headers)
    let identity = RequestIdentity(headers)
    let target = RequestTarget(request.head.path ?? "/")
    var found: (route: Route, segment: ArraySlice<UInt8>)?
    for route in routes {
      if let segment = route.match(target.path) {
        found = (route, segment)
        break
      }
    }
    var response: Response
    do {
      response = try await answer(request, headers, context, target, found)
    } catch {
      let problem = problem(error, identity)
      response = problem.response(
        path: String(decoding: target.path, as: UTF8.self), requestID: identity.id)
      addVersion(to: &response.headers)
    }
    finish(&response, request, headers, identity)
    let metrics = found?.route.metrics ?? unmatched
    let duration = ContinuousClock.now - start
    metrics.record(status: response.status.code, duration: duration)
    log(request, response, found?.route.template, identity, duration)
    return response
  }

  private func answer(
    _ request: Request, _ headers: RequestHeaders, _ context: ServiceContext,
    _ target: RequestTarget, _ found: (route: Route, segment: ArraySlice<UInt8>)?
  ) async throws -> Response {
    if request.method == .options, found != nil || target.path.elementsEqual("*".utf8) {
      return options(headers, allow: found?.route.allow ?? "GET, HEAD, OPTIONS")
    }
    guard let (route, segment) = found else {
      let path = String(decoding: target.path, as: UTF8.self)
      throw Problem(.notFound, "there is nothing at \(path.clipped(to: 80))")
    }
    let answer: Route.Answer? =
      switch request.method {
      case .get, .head: route.get
      case .post: route.post
      default: nil
      }
    guard let answer else { throw Problem.methodNotAllowed(request.method, allow: route.allow) }
    return try await answer(
      Exchange(
        headers: headers, fields: request.headers, context: context, target: target,
        segment: segment, body: request.body))
  }

  private func options(_ request: RequestHeaders, allow: String) -> Response {
    var headers = HTTPFields()
    headers[.allow] = allow
    cors.applyPreflight(to: &headers, for: request, allow: allow)
    addVersion(to: &headers)
    return .withoutBody(.noContent, headers)
  }

  private func problem(_ error: any Error, _ identity: RequestIdentity) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case is CancellationError:
      return Problem(.notReady, "the service is shutting down", retryAfterSeconds: 1)
    default:
      logger.error(
        "a request failed", metadata: ["request_id": "\(identity.id)", "error": "\(error)"])
      return Problem(.internalError, "the service failed; the request's id leads to the reason")
    }
  }

  private func finish(
    _ response: inout Response, _ request: Request, _ headers: RequestHeaders,
    _ identity: RequestIdentity
  ) {
    response.headers.append(HTTPField(name: .requestID, value: identity.id))
    cors.apply(to: &response.headers, for: headers)
    // Problems that answer HEAD have no body either.
    if request.method == .head { response = response.createHeadResponse() }
  }

  /// Answers that come from no catalogue tell the current one's version.
  private func addVersion(to headers: inout HTTPFields) {
    guard let version = store.current?.version else { return }
    headers.append(HTTPField(name: .catalogVersion, value: String(version)))
  }

  /// Queries have coordinates, so they stay out of the log.
  private func log(
    _ request: Request, _ response: Response, _ template: String?, _ identity: RequestIdentity,
    _ duration: Duration
  ) {
    guard logger.logLevel <= .debug else { return }
    var metadata: Logger.Metadata = [
      "request_id": "\(identity.id)", "method": "\(request.method.rawValue.clipped(to: 80))",
      "route": "\(template ?? "unmatched")", "status": "\(response.status.code)",
      "duration": "\(duration)",
    ]
    if let traceParent = identity.traceParent { metadata["traceparent"] = "\(traceParent)" }
    logger.debug("request answered", metadata: metadata)
  }
}
