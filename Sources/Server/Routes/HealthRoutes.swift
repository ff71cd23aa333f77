import Catalog
import Geofencing
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// `GET /healthz`, whether the process runs, and `GET /readyz`, whether it can answer queries.
struct HealthRoutes: Sendable {
  let store: CatalogStore
  let ranking: RankingState
  let serviceVersion: String
  var timeZoneVersion: String?
  var upkeep: (@Sendable () -> CatalogUpkeep)?
  /// What time it is, in Unix seconds.
  let now: @Sendable () -> Int64

  func health(_ exchange: Exchange) throws -> Response {
    try exchange.parameters([], maximumBytes: 0).finish()
    var bytes = Array("{\"status\":\"ok\",\"version\":".utf8)
    JSONString.append(serviceVersion, to: &bytes)
    bytes.append(contentsOf: ",\"tzdata\":".utf8)
    if let timeZoneVersion {
      JSONString.append(timeZoneVersion, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    bytes.append(UInt8(ascii: "}"))
    return response(bytes)
  }

  func readiness(_ exchange: Exchange) throws -> Response {
    try exchange.parameters([], maximumBytes: 0).finish()
    guard let catalog = store.current else { throw store.absence }
    let hours = catalog.hoursCounts
    let users = ranking.statistics
    let text =
      "{\"status\":\"ready\",\"catalog_version\":\(catalog.version),\"merchants\":\(catalog.count),"
      + "\"inactive\":\(catalog.inactiveCount),\"geofences\":\(catalog.fences.index.activeCount),"
      + "\"inactive_geofences\":\(catalog.fences.index.count - catalog.fences.index.activeCount),"
      + "\"hours\":{\"known\":\(hours.known),\"unknown\":\(hours.unknown),"
      + "\"rejected\":\(hours.rejected),\"unknown_time_zones\":\(hours.unknownZones)},"
      + "\"affinity_cache\":{\"entries\":\(users.entries),\"capacity\":\(users.capacity),"
      + "\"hits\":\(users.hits),\"misses\":\(users.misses),"
      + "\"evictions\":\(users.evictions),\"unavailable\":\(users.unavailable)},"
      + "\"bytes\":\(catalog.byteCount),"
    var bytes = Array(text.utf8)
    appendMemory(of: catalog, to: &bytes)
    appendUpkeep(to: &bytes)
    bytes.append(UInt8(ascii: "}"))
    return response(bytes)
  }

  private func appendMemory(of catalog: Catalog, to bytes: inout [UInt8]) {
    let memory = catalog.memory
    func text(_ part: CatalogMemory.Part) -> String {
      "{\"merchants\":\(part.merchants),\"dead\":\(part.dead),\"bytes\":\(part.bytes)}"
    }
    bytes.append(
      contentsOf: "\"memory\":{\"segments\":\(memory.segments),\"base\":\(text(memory.base)),".utf8)
    bytes.append(contentsOf: "\"delta\":\(text(memory.delta))}".utf8)
  }

  /// What is known of the catalogue's upkeep; null where nothing is.
  private func appendUpkeep(to bytes: inout [UInt8]) {
    guard let upkeep = upkeep?() else {
      bytes.append(contentsOf: ",\"age_s\":null,\"merges\":null,\"snapshot\":null".utf8)
      return
    }
    let now = now()
    let merges = upkeep.merges
    bytes.append(contentsOf: ",\"age_s\":\(max(0, now - upkeep.changedAt)),\"merges\":".utf8)
    bytes.append(
      contentsOf: "{\"running\":\(merges.running),\"done\":\(merges.merges),".utf8)
    bytes.append(contentsOf: "\"failed\":\(merges.failures)},\"snapshot\":".utf8)
    guard let snapshot = upkeep.snapshot else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    let version = snapshot.version.map { "\($0)" } ?? "null"
    let age = snapshot.writtenAt.map { "\(max(0, now - $0))" } ?? "null"
    bytes.append(contentsOf: "{\"catalog_version\":\(version),\"age_s\":\(age),\"error\":".utf8)
    if let error = snapshot.error {
      JSONString.append(error, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func response(_ bytes: [UInt8]) -> Response {
    var headers = HTTPFields()
    headers.append(AnswerFormat.json.contentTypeField)
    headers.append(HTTPField(name: .cacheControl, value: "no-store"))
    if let version = store.current?.version {
      headers.append(HTTPField(name: .catalogVersion, value: String(version)))
    }
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension CatalogStore {
  /// The problem that there is no catalogue: it is still being loaded, or it was withdrawn.
  var absence: Problem {
    withdrawal.map { Problem(.notReady, "the catalogue was withdrawn: \($0)") }
      ?? CatalogAccess.notLoaded
  }
}
