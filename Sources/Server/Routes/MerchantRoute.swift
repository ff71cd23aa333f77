import Catalog
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /v1/merchants/{merchant_id}`: one merchant with all its members.
struct MerchantRoute: Sendable {
  let catalogs: CatalogAccess
  let workspaces: WorkspacePool
  let cacheControl: HTTPField
  let maximumQueryBytes: Int

  static let parameters: [ParameterDeclaration] = [
    AnswerParameters.fields.declaration, AnswerParameters.format.declaration,
    AnswerParameters.minimumVersion.declaration,
  ]

  /// A feature has its position in its geometry.
  private static let properties = MerchantMember.allCases.filter {
    $0 != .latitude && $0 != .longitude
  }

  func answer(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(Self.parameters, maximumBytes: maximumQueryBytes)
    let version = reader.read(AnswerParameters.minimumVersion)
    let format = try exchange.format(&reader)
    let members = reader.read(AnswerParameters.fields)
    try reader.finish()
    let catalog = try await catalogs.catalog(atLeast: version)
    guard let id = PercentEncoding.decodeSegment(exchange.segment) else {
      throw Problem.invalidParameters([
        ParameterIssue(
          "merchant_id", .badEncoding,
          "merchant_id must be UTF-8 with two hexadecimal digits behind every %")
      ])
    }
    guard let slot = catalog.slot(ofMerchant: id) else {
      throw Problem(.notFound, "there is no merchant with the id \(id.clipped(to: 80))")
    }
    let representation = Representation(
      format: format, tag: tag(id, format, members, catalog.version),
      catalogVersion: catalog.version)
    if let notModified = representation.notModified(exchange.headers, cacheControl: cacheControl) {
      return notModified
    }
    return try workspaces.with { workspace in
      let all = format == .geojson ? Self.properties : MerchantMember.allCases
      let rendering = MerchantRendering(catalog: catalog, format: format, members: members ?? all)
      if format == .csv { rendering.appendStart(to: &workspace.body) }
      rendering.append(slot: slot, distanceMeters: nil, to: &workspace.body)
      return try representation.response(
        ByteBuffer(bytes: workspace.body), to: exchange.headers, cacheControl: cacheControl)
    }
  }

  private func tag(
    _ id: String, _ format: AnswerFormat, _ members: [MerchantMember]?, _ version: UInt64
  ) -> EntityTag {
    var writer = BinaryWriter()
    writer.append(format.rawValue)
    writer.append(id)
    writer.append(list: members ?? []) { $0.append($1.rawValue) }
    return EntityTag(catalogVersion: version, request: writer.bytes)
  }
}
