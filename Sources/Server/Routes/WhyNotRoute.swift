import Catalog
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// `GET /v1/merchants/{merchant_id}/why-not`: why a merchant is not in the answer to a search, or where
/// in it. It takes the search's parameters.
struct WhyNotRoute: Sendable {
  static let path = "/v1/merchants/{merchant_id}/why-not"

  let nearby: NearbyRoute

  func answer(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(
      NearbyParameters.all, maximumBytes: nearby.maximumQueryBytes)
    let version = reader.read(AnswerParameters.minimumVersion)
    // The search's format is another matter; this answer is always JSON.
    _ = try exchange.format(&reader, offered: [.json])
    let catalog = try await nearby.catalogs.catalog(atLeast: version)
    let now = nearby.caching.now()
    var request = try nearby.request(&reader, exchange, catalog, now: now)
    let (id, slot) = try exchange.merchant(in: catalog)
    let personal = await nearby.personalScores(&request, catalog)
    let whyNot = try nearby.workspaces.with { workspace in
      _ = nearby.prepareScoring(&request, catalog, personal, workspace)
      do throws(QueryError) {
        return try catalog.whyNot(
          slot: slot, query: request.query, scratch: &workspace.scratch)
      } catch {
        throw NearbyRoute.problem(error, reader)
      }
    }
    var bytes: [UInt8] = []
    WhyNotRendering.append(
      whyNot, merchantID: id, limit: request.query.limit,
      lacksAffinities: personal?.isUnavailable ?? false, catalogVersion: catalog.version,
      to: &bytes)
    var headers = HTTPFields()
    headers.append(AnswerFormat.json.contentTypeField)
    headers.append(NearbyRoute.noStore)
    headers.append(HTTPField(name: .catalogVersion, value: String(catalog.version)))
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
