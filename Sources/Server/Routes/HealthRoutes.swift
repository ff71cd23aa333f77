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
      + "\"bytes\":\(catalog.byteCount)}"
    return response(Array(text.utf8))
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
