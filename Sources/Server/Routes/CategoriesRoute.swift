import Catalog
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// `GET /v1/categories`: the categories that merchants may have, and how many merchants have each.
struct CategoriesRoute: Sendable {
  let catalogs: CatalogAccess
  let cacheControl: HTTPField
  let maximumQueryBytes: Int

  static let parameters: [ParameterDeclaration] = [AnswerParameters.minimumVersion.declaration]

  func answer(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(Self.parameters, maximumBytes: maximumQueryBytes)
    let version = reader.read(AnswerParameters.minimumVersion)
    _ = try exchange.format(&reader, offered: [.json])
    try reader.finish()
    let catalog = try await catalogs.catalog(atLeast: version)
    let representation = Representation(
      format: .json,
      tag: EntityTag(catalogVersion: catalog.version, request: Array("categories".utf8)),
      catalogVersion: catalog.version)
    if let notModified = representation.notModified(exchange.headers, cacheControl: cacheControl) {
      return notModified
    }
    return try representation.response(
      ByteBuffer(bytes: Self.body(catalog)), to: exchange.headers, cacheControl: cacheControl)
  }

  private static func body(_ catalog: Catalog) -> [UInt8] {
    var bytes = Array("{\"categories\":[".utf8)
    for (position, category) in catalog.categories.all.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: "{\"id\":\(category.id)".utf8)
      append("name", category.name, to: &bytes)
      append("description", category.description, to: &bytes)
      append("icon", category.iconName, to: &bytes)
      append("color", category.colorCode, to: &bytes)
      bytes.append(contentsOf: ",\"is_active\":\(category.isActive),\"merchants\":".utf8)
      bytes.append(contentsOf: "\(catalog.merchantCount(inCategoryAt: position))}".utf8)
    }
    bytes.append(contentsOf: "],\"catalog_version\":\(catalog.version)}".utf8)
    return bytes
  }

  private static func append(_ name: String, _ text: String?, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: ",\"\(name)\":".utf8)
    if let text {
      JSONString.append(text, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
  }
}
