import Catalog
import Foundation
import Geodesy
import Geofencing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import Server
import TestSupport
import Testing

/// A service over a small catalogue, asked without a socket.
struct SampleService: Sendable {
  let store: CatalogStore
  let ranking: RankingState
  let application: Application<ServiceResponder>

  init(
    _ catalog: Catalog? = SampleCatalog.standard, logger: Logger? = nil,
    _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) {
    var configuration = ServerConfiguration()
    configuration.versionWait = VersionWait(attempts: 0) {}
    // 2026-11-24T10:30:20Z.
    configuration.now = { 1_795_516_220 }
    change(&configuration)
    store = CatalogStore(catalog)
    ranking = RankingState(
      model: configuration.ranking, affinities: configuration.affinities,
      mostUsers: configuration.cachedUsers)
    application = makeApplication(
      store: store, configuration: configuration, ranking: ranking,
      logger: logger ?? Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  /// The answer to a request.
  func ask(
    _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:],
    body: String? = nil
  ) async throws -> Answer {
    try await application.test(.router) { client in
      Answer(
        try await client.execute(
          uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }))
    }
  }

  /// The answer to a JSON text.
  func post(_ uri: String, _ body: String) async throws -> Answer {
    try await ask(uri, method: .post, headers: [.contentType: "application/json"], body: body)
  }

  /// The answer to a search; `query` follows the question mark.
  func nearby(_ query: String, headers: HTTPFields = [:]) async throws -> Answer {
    try await ask("/v1/merchants/nearby?" + query, headers: headers)
  }
}

/// An answer as tests look at it.
struct Answer {
  let status: Int
  let headers: HTTPFields
  let body: [UInt8]

  init(status: Int, headers: HTTPFields, body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(_ response: TestResponse) {
    status = response.status.code
    headers = response.headers
    body = Array(response.body.readableBytesView)
  }

  var text: String { String(decoding: body, as: UTF8.self) }

  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
  }

  func merchants() throws -> [[String: Any]] {
    try #require(try json()["merchants"] as? [[String: Any]])
  }

  func ids() throws -> [String] {
    try merchants().map { try #require($0["merchant_id"] as? String) }
  }

  /// The code and parameter of each error in a problem.
  func errors() throws -> [String] {
    let errors = try #require(try json()["errors"] as? [[String: Any]])
    return errors.map { "\($0["pointer"] ?? $0["parameter"] ?? ""): \($0["code"] ?? "")" }
  }
}

/// Merchants around Westminster, half of them at a handful of places, so that distances tie.
enum SampleCatalog {
  static let standard = make(count: 120, seed: 1)

  static func make(
    count: Int, seed: UInt64, version: UInt64 = 7, without omitted: Set<String> = []
  ) -> Catalog {
    var random = SeededGenerator(seed: seed)
    var builder = CatalogBuilder()
    for number in 0..<count {
      let merchant = merchant(number, &random)
      if !omitted.contains(merchant.id) { builder.add(merchant) }
    }
    return builder.build(version: version)
  }

  /// The same merchants with geofences.
  static func fenced(version: UInt64 = 7, without omitted: Set<String> = []) throws -> Catalog {
    var random = SeededGenerator(seed: 1)
    var builder = CatalogBuilder()
    for number in 0..<120 { builder.add(merchant(number, &random)) }
    let fences = try fences().filter { !omitted.contains($0.id) }
    return try builder.build(version: version, fences: FenceIndex(fences))
  }

  private static func fences() throws -> [Geofence] {
    let center = try #require(Coordinate(latitude: 51.5, longitude: -0.12))
    let far = try #require(Coordinate(latitude: -16.99, longitude: 180))
    let square = "((-0.14 51.49, -0.11 51.49, -0.11 51.51, -0.14 51.51, -0.14 51.49))"
    return [
      try Geofence(
        id: "zone-1", name: "Circle \"1\"", dwellSeconds: 60,
        metadata: #"{ "city": "London" }"#,
        shape: .circle(Circle(center: center, radiusMeters: 500))),
      try Geofence(
        id: "block/ä", name: "Block",
        shape: .polygon(MultiPolygon(wellKnownText: "POLYGON " + square))),
      try Geofence(
        id: "off", isActive: false,
        shape: .polygon(MultiPolygon(wellKnownText: "POLYGON " + square))),
      try Geofence(id: "seam", shape: .circle(Circle(center: far, radiusMeters: 1_000))),
      try Geofence(
        id: "two",
        shape: .polygon(
          MultiPolygon(
            wellKnownText:
              "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((2 2, 3 2, 3.123456789 3, 2 2)))"))),
    ]
  }

  private static let names = [
    "Café Zoë", "Shell", "=SUM(A1)", "The \"Quoted\" Bar, London", "Überfall", "Corner Shop", "寿司屋",
    "Two\nLines",
  ]

  private static func merchant(_ number: Int, _ random: inout SeededGenerator) -> Merchant {
    let tied = Bool.random(using: &random)
    let step = Double(Int.random(in: 0..<5, using: &random))
    let latitude = 51.5 + (tied ? step * 0.001 : .random(in: -0.03...0.03, using: &random))
    let longitude = -0.12 + (tied ? 0 : .random(in: -0.03...0.03, using: &random))
    guard let coordinate = Coordinate(latitude: latitude, longitude: longitude) else {
      preconditionFailure("London has coordinates")
    }
    var merchant = Merchant(
      id: "M-\(number * 7919 % 1000)", name: names[number % names.count], coordinate: coordinate)
    merchant.categoryID = [nil, 1, 2, 3, 4][number % 5]
    merchant.ratingHundredths = number % 4 == 0 ? nil : 100 * (number % 6)
    merchant.totalReviews = number % 9
    merchant.isFeatured = number % 3 == 0
    merchant.isActive = number % 40 != 39
    merchant.phone = number % 2 == 0 ? "+44 20 7946 0\(number)" : nil
    if number % 5 == 0 {
      merchant.partner = Partner(partnership: Partner.Partnership.allCases[number % 3])
    }
    merchant.metadata = try? JSONText("{\"chain\":\"Chain \(number % 3)\",\"wifi\":true}")
    merchant.operatingHours = try? JSONText("{\"monday\":\"9:00-17:00\"}")
    merchant.updatedAt = Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number))
    return merchant
  }
}
