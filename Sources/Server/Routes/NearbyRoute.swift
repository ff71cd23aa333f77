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
  let ranking: RankingState
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
      return try await answer(exchange, reader, format, catalog)
    }
    return try await answer(exchange, reader, format, catalog)
  }

  /// The answer to a search whose parameters are the members of a JSON body.
  func search(_ exchange: Exchange) async throws -> Response {
    try exchange.parameters([], maximumBytes: maximumQueryBytes).finish()
    var reader = ParameterReader(body: try await exchange.json(), declared: NearbyParameters.all)
    let version = reader.read(AnswerParameters.minimumVersion)
    let format = try exchange.format(&reader)
    if let version { try refuseBeforeWaiting(reader, for: version) }
    let catalog = try await catalogs.catalog(atLeast: version)
    return try await answer(exchange, reader, format, catalog)
  }

  /// An answer to POST is kept by nobody, as caches don't look into bodies.
  static let noStore = HTTPField(name: .cacheControl, value: "no-store")

  private func answer(
    _ exchange: Exchange, _ reader: ParameterReader, _ format: AnswerFormat, _ catalog: Catalog
  ) async throws -> Response {
    var reader = reader
    let now = caching.now()
    var request = try request(&reader, exchange, catalog, now: now)
    let personal =
      request.scoring.user == nil ? nil : await personalScores(&request, catalog)
    return try workspaces.with { workspace in
      try respond(exchange, reader, &request, format, catalog, personal, workspace, now: now)
    }
  }

  private func respond(
    _ exchange: Exchange, _ reader: ParameterReader, _ request: inout NearbyRequest,
    _ format: AnswerFormat, _ catalog: Catalog, _ personal: PersonalScores?,
    _ workspace: QueryWorkspace, now: Int64
  ) throws -> Response {
    let minute = UnixTime.startOfMinute(now)
    let fingerprints = prepareScoring(&request, catalog, personal, workspace)
    let givenFormat = reader.has(AnswerParameters.format) ? format : nil
    var representation = Representation(
      format: format,
      tag: tag(request, format, givenFormat, catalog, fingerprints, minute: minute),
      catalogVersion: catalog.version)
    if !reader.isBody,
      let notModified = representation.notModified(
        exchange.headers,
        cacheControl: cacheControl(request, personal, hoursUntil: minute + 60, now: now))
    {
      return notModified
    }
    do throws(QueryError) {
      let answer = try NearbyAnswer(
        request,
        MerchantRendering(request, catalog: catalog, format: format, minute: minute),
        givenFormat: givenFormat, lacksAffinities: personal?.isUnavailable ?? false,
        cursors: cursors, mostURLBytes: 2 * maximumQueryBytes, workspace: workspace)
      metrics.record(count: answer.count)
      representation.next = answer.next
    } catch {
      throw Self.problem(error, reader)
    }
    return try representation.response(
      workspace.buffer(), to: exchange.headers,
      cacheControl: reader.isBody
        ? Self.noStore
        : cacheControl(request, personal, hoursUntil: workspace.hours.validUntil, now: now))
  }

  /// The header that says for how long and by whom an answer may be kept, whose hours are as they are
  /// until some instant.
  private func cacheControl(
    _ request: NearbyRequest, _ personal: PersonalScores?, hoursUntil: Int64, now: Int64
  ) -> HTTPField {
    // Nobody should hold on to an answer that lacks something.
    if personal?.isUnavailable == true { return Self.noStore }
    var end = request.ages ? hoursUntil : nil
    if personal?.scores != nil, request.scoring.followsClock {
      end = min(end ?? .max, request.scoring.hour + 3600)
    }
    return caching.until(
      end, from: now, isPrivate: personal != nil || request.scoring.isRestricted)
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

  /// The request that parameters make.
  ///
  /// - Throws: What is wrong with them, or that they are not for this caller.
  func request(
    _ reader: inout ParameterReader, _ exchange: Exchange, _ catalog: Catalog, now: Int64
  ) throws(Problem) -> NearbyRequest {
    let request: NearbyRequest?
    if reader.has(NearbyParameters.cursor) {
      request = try requestOfCursor(&reader, catalog)
    } else {
      request = NearbyRequest(
        &reader, categories: catalog.categories, fences: catalog.fences, now: now)
      try reader.finish()
    }
    guard let request else {
      throw Problem(.internalError, "a request was refused without a reason")
    }
    if request.scoring.isRestricted {
      try exchange.requireLocalCaller(
        for: request.scoring.restricted.joined(separator: " and "))
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

  /// `fingerprints` stand for what scores come from.
  private func tag(
    _ request: NearbyRequest, _ format: AnswerFormat, _ givenFormat: AnswerFormat?,
    _ catalog: Catalog, _ fingerprints: (UInt64, UInt64), minute: Int64
  ) -> EntityTag {
    var writer = BinaryWriter()
    writer.bytes.reserveCapacity(96)
    // The next page's URL has the format that was given.
    writer.append(count: AnswerFormat.all.firstIndex(of: format) ?? 0)
    writer.append(count: givenFormat == nil ? 0 : 1)
    request.write(to: &writer, categories: catalog.categories)
    if request.ages { writer.append(UInt64(bitPattern: minute)) }
    if request.query.order == .score {
      writer.append(fingerprints.0)
      writer.append(fingerprints.1)
    }
    return EntityTag(catalogVersion: catalog.version, request: writer.bytes)
  }

  static func problem(_ error: QueryError, _ reader: ParameterReader) -> Problem {
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

/// Scores.
extension NearbyRoute {
  /// The scores of the user that a request names; nil where it names none or has another order.
  ///
  /// A user without any is nobody in particular from then on, also in the cursor: pages agree with each
  /// other even if affinities turn up meanwhile.
  func personalScores(_ request: inout NearbyRequest, _ catalog: Catalog) async -> PersonalScores? {
    guard let user = request.scoring.user, request.query.order == .score else { return nil }
    let personal = await ranking.scores(
      ofUser: user, hour: request.scoring.hour, weights: request.scoring.weights, in: catalog)
    if personal.scores == nil { request.scoring.user = nil }
    return personal
  }

  /// Gives a request in the order of scores its scoring; the answer stands for what that came from.
  func prepareScoring(
    _ request: inout NearbyRequest, _ catalog: Catalog, _ personal: PersonalScores?,
    _ workspace: QueryWorkspace
  ) -> (UInt64, UInt64) {
    guard request.query.order == .score else { return (0, 0) }
    let prepared: PreparedRanking
    if let personal {
      prepared = personal.ranking
    } else if let weights = request.scoring.weights {
      prepared = ranking.ranking(of: catalog, weights: weights)
    } else {
      prepared = ranking.ranking(of: catalog, shortcut: &workspace.ranking)
    }
    request.query.scoring = QueryScoring(ranking: prepared.ranking, user: personal?.scores)
    return (prepared.fingerprint, personal?.fingerprint ?? 0)
  }
}
