import Catalog
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /v1/merchants/nearby` and `POST /v1/merchants/search`: the merchants around a place, in an
/// area or near a route that pass a filter, in an order.
struct NearbyRoute: Sendable {
  static let path = "/v1/merchants/nearby"
  static let searchPath = "/v1/merchants/search"

  let catalogs: CatalogAccess
  let cursors: CursorCodec
  let workspaces: WorkspacePool
  let caching: HoursCaching
  let maximumQueryBytes: Int
  let metrics: ListMetrics

  func answer(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(
      NearbyParameters.all, maximumBytes: maximumQueryBytes)
    let version = reader.read(AnswerParameters.minimumVersion)
    let format = try exchange.format(&reader)
    guard let catalog = catalogs.currentCatalog(atLeast: version) else {
      if let version { try refuseBeforeWaiting(reader, for: version) }
      let catalog = try await catalogs.catalog(atLeast: version)
      return try answer(exchange, reader, format, catalog)
    }
    return try answer(exchange, reader, format, catalog)
  }

  /// The answer to a search whose parameters are the members of a JSON body.
  func search(_ exchange: Exchange) async throws -> Response {
    try exchange.parameters([], maximumBytes: maximumQueryBytes).finish()
    var reader = ParameterReader(body: try await exchange.json(), declared: NearbyParameters.all)
    let version = reader.read(AnswerParameters.minimumVersion)
    let format = try exchange.format(&reader)
    if let version { try refuseBeforeWaiting(reader, for: version) }
    let catalog = try await catalogs.catalog(atLeast: version)
    return try answer(exchange, reader, format, catalog)
  }

  /// An answer to POST is kept by nobody, as caches don't look into bodies.
  private static let noStore = HTTPField(name: .cacheControl, value: "no-store")

  private func answer(
    _ exchange: Exchange, _ reader: ParameterReader, _ format: AnswerFormat, _ catalog: Catalog
  ) throws -> Response {
    var reader = reader
    let now = caching.now()
    let minute = UnixTime.startOfMinute(now)
    let request = try request(&reader, catalog, now: now)
    let givenFormat = reader.has(AnswerParameters.format) ? format : nil
    let representation = Representation(
      format: format, tag: tag(request, format, givenFormat, catalog, minute: minute),
      catalogVersion: catalog.version)
    if !reader.isBody,
      let notModified = representation.notModified(
        exchange.headers,
        cacheControl: request.ages ? caching.until(minute + 60, from: now) : caching.steady)
    {
      return notModified
    }
    return try workspaces.with { workspace in
      let rendering = MerchantRendering(
        catalog: catalog, format: format, members: request.members,
        hoursAt: request.shownAt ?? minute)
      var representation = representation
      do throws(QueryError) {
        let answer = try NearbyAnswer(
          request, rendering, givenFormat: givenFormat, cursors: cursors,
          mostURLBytes: 2 * maximumQueryBytes, workspace: workspace)
        metrics.record(count: answer.count)
        representation.next = answer.next
      } catch {
        throw Self.problem(error, reader)
      }
      var cacheControl = reader.isBody ? Self.noStore : caching.steady
      if !reader.isBody, request.ages {
        cacheControl = caching.until(workspace.hours.validUntil, from: now)
      }
      return try representation.response(
        workspace.buffer(), to: exchange.headers, cacheControl: cacheControl)
    }
  }

  /// Nobody waits for a later catalogue to hear of a mistake, unless that one may know better: it may
  /// have categories that the current one doesn't.
  private func refuseBeforeWaiting(
    _ reader: ParameterReader, for version: Int
  ) throws(Problem) {
    guard let current = catalogs.store.current, current.version < UInt64(version) else { return }
    var trial = reader
    if !trial.issues.isEmpty { try trial.finish() }
    // A cursor may be one of the version that is waited for.
    guard !reader.has(NearbyParameters.cursor) else { return }
    _ = NearbyRequest(
      &trial, categories: current.categories, fences: current.fences, now: caching.now())
    if trial.issues.contains(where: { $0.code != .unknownValue }) { try trial.finish() }
  }

  private func request(
    _ reader: inout ParameterReader, _ catalog: Catalog, now: Int64
  ) throws(Problem) -> NearbyRequest {
    if reader.has(NearbyParameters.cursor) {
      return try requestOfCursor(&reader, catalog)
    }
    let request = NearbyRequest(
      &reader, categories: catalog.categories, fences: catalog.fences, now: now)
    try reader.finish()
    guard let request else {
      throw Problem(.internalError, "a request was refused without a reason")
    }
    return request
  }

  private func requestOfCursor(
    _ reader: inout ParameterReader, _ catalog: Catalog
  ) throws(Problem) -> NearbyRequest {
    let name = NearbyParameters.cursor.declaration.name
    for other in reader.names where !NearbyParameters.besideCursor.contains(other) {
      reader.report(
        ParameterIssue(
          other, .invalidCursor,
          "\(other) must not stand beside \(name), which carries the whole query: leave it out"))
    }
    var request = reader.read(NearbyParameters.cursor).flatMap {
      cursors.decode($0, categories: catalog.categories, fences: catalog.fences)
    }
    if let fence = request?.lostFence {
      reader.report(
        ParameterIssue(
          name, .invalidCursor,
          "\(name) must go on in a geofence that there is, and \(fence.clipped(to: 80)) is no more"
        ))
    }
    request?.override(by: &reader)
    if request == nil {
      reader.report(
        ParameterIssue(
          name, .invalidCursor,
          "\(name) must be one that this service gave with an earlier page, whole and unchanged"))
    }
    try reader.finish()
    guard let request else {
      throw Problem(.internalError, "a cursor was refused without a reason")
    }
    return request
  }

  private func tag(
    _ request: NearbyRequest, _ format: AnswerFormat, _ givenFormat: AnswerFormat?,
    _ catalog: Catalog, minute: Int64
  ) -> EntityTag {
    var writer = BinaryWriter()
    writer.bytes.reserveCapacity(96)
    // The next page's URL has the format that was given.
    writer.append(count: AnswerFormat.all.firstIndex(of: format) ?? 0)
    writer.append(count: givenFormat == nil ? 0 : 1)
    request.write(to: &writer, categories: catalog.categories)
    if request.ages { writer.append(UInt64(bitPattern: minute)) }
    return EntityTag(catalogVersion: catalog.version, request: writer.bytes)
  }

  private static func problem(_ error: QueryError, _ reader: ParameterReader) -> Problem {
    let (parameter, code): (String, ParameterIssue.Code) =
      switch error {
      case .noWords: (NearbyParameters.words.declaration.name, .malformed)
      case .metadataTooLong(let key, _):
        (NearbyParameters.metadata.declaration.name + key.clipped(to: 80), .tooLong)
      case .orderDiffers: (NearbyParameters.cursor.declaration.name, .invalidCursor)
      case .route: (NearbyParameters.nearRoute.declaration.name, .outOfRange)
      }
    return .invalidParameters([
      reader.located(ParameterIssue(parameter, code, error.description))
    ])
  }
}
