import Catalog
import Geodesy
import Geofencing
import HTTPTypes
import Hummingbird
import NIOCore

/// The routes under `/v1/geofences` that read.
struct GeofenceRoutes: Sendable {
  static let path = "/v1/geofences"
  static let defaultLimit = 100
  static let defaultNearestLimit = 10

  let catalogs: CatalogAccess
  let cursors: CursorCodec
  let cacheControl: HTTPField
  let maximumQueryBytes: Int

  /// `GET /v1/geofences`: all of them, page by page in the order of their ids.
  func list(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(
      GeofenceParameters.list, maximumBytes: maximumQueryBytes)
    let counts = reader.read(GeofenceParameters.count) ?? false
    let namesFormat = reader.has(GeofenceParameters.format)
    let cursor = cursor(&reader)
    let limit = reader.read(GeofenceParameters.limit) ?? cursor?.limit ?? Self.defaultLimit
    let shown = reader.read(GeofenceParameters.fields) ?? cursor?.members
    return try await answer(exchange, &reader, shown ?? FenceMember.own) {
      catalog, rendering, bytes in
      let fences = catalog.fences.index.fences
      let start = cursor.map { last in fences.partitioningIndex { $0.id > last.after } } ?? 0
      let page = fences[start..<min(fences.count, start + limit)]
      rendering.appendStart(to: &bytes)
      for (number, fence) in page.enumerated() {
        if number > 0 { bytes.append(UInt8(ascii: ",")) }
        rendering.append(fence, to: &bytes)
      }
      let following =
        page.endIndex < fences.count
        ? page.last.map {
          cursors.encode(FenceCursor(after: $0.id, limit: limit, members: shown))
        } : nil
      var next = following.map { "\(Self.path)?cursor=\($0)" }
      if namesFormat {
        next = next.map { "\($0)&f=\(rendering.format.rawValue)" }
      }
      let matched = counts ? ",\"number_matched\":\(fences.count)" : ""
      let shownCursor = following.map { "\"\($0)\"" } ?? "null"
      let shownNext = next.map { "\"\($0)\"" } ?? "null"
      bytes.append(
        contentsOf:
          "],\"number_returned\":\(page.count)\(matched),\"cursor\":\(shownCursor),\"next\":\(shownNext)"
          .utf8)
      bytes.append(contentsOf: ",\"catalog_version\":\(catalog.version)}".utf8)
      return next
    }
  }

  /// `GET /v1/geofences/{zone_id}`: one of them.
  func one(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(
      GeofenceParameters.answer, maximumBytes: maximumQueryBytes)
    guard let id = PercentEncoding.decodeSegment(exchange.segment) else {
      throw Problem.invalidParameters([
        ParameterIssue(
          "zone_id", .badEncoding,
          "zone_id must be UTF-8 with two hexadecimal digits behind every %")
      ])
    }
    let members = reader.read(GeofenceParameters.fields) ?? FenceMember.own
    return try await answer(exchange, &reader, members) { catalog, rendering, bytes in
      guard let fence = catalog.fences.index.fence(id: id) else {
        throw Problem(.notFound, "there is no geofence with the zone_id \(id.clipped(to: 80))")
      }
      rendering.append(fence, to: &bytes)
      return nil
    }
  }

  /// `GET /v1/geofences/containing`: those that hold a place, or may hold it.
  func containing(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(
      GeofenceParameters.containing, maximumBytes: maximumQueryBytes)
    let accuracy = reader.read(GeofenceParameters.accuracy) ?? 0
    let place = place(&reader)
    let members = reader.read(GeofenceParameters.fields) ?? FenceMember.allCases
    return try await answer(exchange, &reader, members) {
      catalog, rendering, bytes in
      guard let place else { return nil }
      let index = catalog.fences.index
      let matches = index.matches(for: place, accuracyMeters: accuracy)
      rendering.appendStart(to: &bytes)
      for (number, match) in matches.enumerated() {
        if number > 0 { bytes.append(UInt8(ascii: ",")) }
        let finding = FenceRendering.Finding(
          distanceMeters: match.containsFix ? 0 : match.borderDistanceMeters,
          certainty: match.certainty == .inside ? "inside" : "possible")
        rendering.append(index.fences[match.position], finding, to: &bytes)
      }
      Self.appendEnd(matches.count, catalog, to: &bytes)
      return nil
    }
  }

  /// `GET /v1/geofences/nearest`: the nearest ones with the distance to their borders.
  func nearest(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(
      GeofenceParameters.nearest, maximumBytes: maximumQueryBytes)
    let limit = reader.read(GeofenceParameters.nearestLimit) ?? Self.defaultNearestLimit
    let place = place(&reader)
    let members = reader.read(GeofenceParameters.fields) ?? FenceMember.own + [.distance]
    return try await answer(exchange, &reader, members) { catalog, rendering, bytes in
      guard let place else { return nil }
      let index = catalog.fences.index
      let found = index.nearest(to: place, limit: limit)
      rendering.appendStart(to: &bytes)
      for (number, distance) in found.enumerated() {
        if number > 0 { bytes.append(UInt8(ascii: ",")) }
        rendering.append(
          index.fences[distance.position],
          FenceRendering.Finding(distanceMeters: distance.distanceMeters), to: &bytes)
      }
      Self.appendEnd(found.count, catalog, to: &bytes)
      return nil
    }
  }
}

extension GeofenceRoutes {
  /// Answers with what `write` appends; it returns the URL of the next page, if there is one.
  private func answer(
    _ exchange: Exchange, _ reader: inout ParameterReader, _ members: [FenceMember],
    _ write: (Catalog, FenceRendering, inout [UInt8]) throws -> String?
  ) async throws -> Response {
    let version = reader.read(AnswerParameters.minimumVersion)
    let format = try format(exchange, &reader)
    try reader.finish()
    let catalog = try await catalogs.catalog(atLeast: version)
    var writer = BinaryWriter()
    writer.append(format.rawValue)
    writer.bytes += exchange.target.path
    writer.bytes.append(UInt8(ascii: "?"))
    writer.bytes += exchange.target.query
    var representation = Representation(
      format: format.answerFormat,
      tag: EntityTag(catalogVersion: catalog.version, request: writer.bytes),
      catalogVersion: catalog.version)
    var bytes: [UInt8] = []
    representation.next = try write(
      catalog, FenceRendering(format: format, members: members), &bytes)
    if let notModified = representation.notModified(
      exchange.headers, cacheControl: cacheControl)
    {
      return notModified
    }
    return try representation.response(
      ByteBuffer(bytes: bytes), to: exchange.headers, cacheControl: cacheControl)
  }

  private func format(
    _ exchange: Exchange, _ reader: inout ParameterReader
  ) throws(Problem) -> FenceFormat {
    if reader.has(GeofenceParameters.format) {
      return reader.read(GeofenceParameters.format) ?? .json
    }
    let format = try exchange.format(&reader, offered: [.json, .geojson])
    return format == .geojson ? .geojson : .json
  }

  private func cursor(_ reader: inout ParameterReader) -> FenceCursor? {
    guard let text = reader.read(GeofenceParameters.cursor) else { return nil }
    if let cursor = cursors.fenceCursor(text) { return cursor }
    reader.report(
      ParameterIssue(
        "cursor", .invalidCursor,
        "cursor must be one that this service gave with an earlier page, whole and unchanged"))
    return nil
  }

  private func place(_ reader: inout ParameterReader) -> Coordinate? {
    let latitude = reader.read(GeofenceParameters.latitude)
    let longitude = reader.read(GeofenceParameters.longitude)
    for parameter in [GeofenceParameters.latitude, GeofenceParameters.longitude]
    where !reader.has(parameter) {
      let name = parameter.declaration.name
      reader.report(
        ParameterIssue(
          name, .missing,
          "\(name) must be \(parameter.declaration.schema.expectation), and is absent"))
    }
    guard let latitude, let longitude else {
      reader.addPositionHint(
        latitude: GeofenceParameters.latitude, longitude: GeofenceParameters.longitude)
      return nil
    }
    return Coordinate(latitude: latitude, longitude: longitude)
  }

  private static func appendEnd(_ count: Int, _ catalog: Catalog, to bytes: inout [UInt8]) {
    bytes.append(
      contentsOf:
        "],\"number_returned\":\(count),\"cursor\":null,\"next\":null,\"catalog_version\":\(catalog.version)}"
        .utf8)
  }
}

extension RandomAccessCollection {
  /// The first index whose element satisfies a predicate that all later ones satisfy too.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let middle = index(low, offsetBy: count / 2)
      if belongs(self[middle]) {
        count /= 2
      } else {
        low = index(after: middle)
        count -= count / 2 + 1
      }
    }
    return low
  }
}
