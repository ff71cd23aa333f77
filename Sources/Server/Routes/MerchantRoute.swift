import Catalog
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /v1/merchants/{merchant_id}`: one merchant with all its members.
struct MerchantRoute: Sendable {
  let catalogs: CatalogAccess
  let workspaces: WorkspacePool
  let caching: HoursCaching
  let maximumQueryBytes: Int

  static let parameters: [ParameterDeclaration] = [
    AnswerParameters.fields.declaration, AnswerParameters.format.declaration,
    AnswerParameters.minimumVersion.declaration, HoursParameters.at.declaration,
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
    let at = reader.read(HoursParameters.at)
    try reader.finish()
    let catalog = try await catalogs.catalog(atLeast: version)
    let (id, slot) = try exchange.merchant(in: catalog)
    let now = caching.now()
    let minute = UnixTime.startOfMinute(now)
    let ages = at == nil && members?.contains(.hours) ?? true
    let representation = Representation(
      format: format,
      tag: tag(id, format, members, catalog.version, hoursAt: ages ? minute : at),
      catalogVersion: catalog.version)
    if let notModified = representation.notModified(
      exchange.headers, cacheControl: ages ? caching.until(minute + 60, from: now) : caching.steady)
    {
      return notModified
    }
    return try workspaces.with { workspace in
      let all = format == .geojson ? Self.properties : MerchantMember.allCases
      let rendering = MerchantRendering(
        catalog: catalog, format: format, members: members ?? all, hoursAt: at ?? minute,
        showsWeek: true)
      workspace.hours.begin()
      if format == .csv { rendering.appendStart(to: &workspace.body) }
      rendering.append(
        slot: slot, distanceMeters: nil, hours: &workspace.hours, to: &workspace.body)
      return try representation.response(
        workspace.buffer(), to: exchange.headers,
        cacheControl: ages
          ? caching.until(workspace.hours.validUntil, from: now) : caching.steady)
    }
  }

  private func tag(
    _ id: String, _ format: AnswerFormat, _ members: [MerchantMember]?, _ version: UInt64,
    hoursAt: Int64?
  ) -> EntityTag {
    var writer = BinaryWriter()
    writer.append(format.rawValue)
    writer.append(id)
    writer.append(list: members ?? []) { $0.append($1.rawValue) }
    if let hoursAt { writer.append(UInt64(bitPattern: hoursAt)) }
    return EntityTag(catalogVersion: version, request: writer.bytes)
  }
}

extension Exchange {
  /// The merchant that the path names.
  func merchant(in catalog: Catalog) throws(Problem) -> (id: String, slot: UInt32) {
    guard let id = PercentEncoding.decodeSegment(segment) else {
      throw Problem.invalidParameters([
        ParameterIssue(
          "merchant_id", .badEncoding,
          "merchant_id must be UTF-8 with two hexadecimal digits behind every %")
      ])
    }
    guard let slot = catalog.slot(ofMerchant: id) else {
      throw Problem(.notFound, "there is no merchant with the id \(id.clipped(to: 80))")
    }
    return (id, slot)
  }
}
