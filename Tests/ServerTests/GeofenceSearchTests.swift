import Catalog
import Geodesy
import Geofencing
import HTTPTypes
import Testing

@testable import Server

/// Searches in geofences, in polygons and around routes.
struct GeofenceSearchTests {
  private let service: SampleService

  init() throws {
    service = SampleService(try SampleCatalog.fenced())
  }

  private let lineText = "LINESTRING(-0.15 51.49,-0.12 51.5,-0.1 51.52)"
  private var line: String { "near_route=" + lineText.replacing(" ", with: "+") }

  private func places(_ answer: Answer) throws -> [Coordinate] {
    try answer.merchants().map {
      let latitude = try #require($0["latitude"] as? Double)
      let longitude = try #require($0["longitude"] as? Double)
      return try #require(Coordinate(latitude: latitude, longitude: longitude))
    }
  }

  @Test func `finds all merchants of a geofence, nearest to its middle first`() async throws {
    let answer = try await service.nearby("within=zone-1&limit=100&count=true")
    let center = try #require(Coordinate(latitude: 51.5, longitude: -0.12))
    let near = try await service.nearby("lat=51.5&lon=-0.12&radius=500&limit=100")
    #expect(try answer.ids() == near.ids())
    #expect(try !answer.ids().isEmpty)
    #expect(try answer.json()["number_matched"] as? Int == answer.ids().count)
    for (place, merchant) in zip(try places(answer), try answer.merchants()) {
      let distance = Geodesic.distanceMeters(from: center, to: place)
      #expect(abs(distance - (merchant["distance_m"] as? Double ?? .nan)) <= 0.051)
    }
  }

  @Test func `takes a region together with a place, a radius and a box`() async throws {
    let whole = try await service.nearby("lat=51.5&lon=-0.12&radius=50000&limit=100")
    let block = try await service.nearby(
      "lat=51.5&lon=-0.12&radius=50000&limit=100&within=block/%C3%A4")
    let box = try await service.nearby(
      "lat=51.5&lon=-0.12&radius=50000&limit=100&bbox=-0.14,51.49,-0.11,51.51")
    #expect(try block.ids() == box.ids())
    #expect(try block.ids().count < whole.ids().count)
  }

  @Test func `finds what is near a route, nearest to the route first`() async throws {
    let answer = try await service.nearby("\(line)&radius=800&limit=100")
    let shape = try PreparedShape(ShapePath(wellKnownText: lineText))
    var expected = 0
    for slot in 0..<UInt32(service.store.current?.count ?? 0) {
      let place = try #require(service.store.current?.coordinate(slot: slot))
      if shape.distanceMeters(from: place, atMost: 800) != nil { expected += 1 }
    }
    #expect(try answer.ids().count == expected)
    #expect(expected > 0)
    for (place, merchant) in zip(try places(answer), try answer.merchants()) {
      let distance = try #require(shape.distanceMeters(from: place))
      #expect(abs(distance - (merchant["distance_m"] as? Double ?? .nan)) <= 0.051)
    }
    // The radius stays the route's when a place is there to measure from.
    let placed = try await service.nearby("lat=0&lon=0&\(line)&radius=800&limit=100")
    #expect(try Set(placed.ids()) == Set(answer.ids()))
    #expect(try #require(placed.merchants().first?["distance_m"] as? Double) > 5_000_000)
  }

  @Test func `searches 1,000 m around a route unless a radius says otherwise`() async throws {
    let plain = try await service.nearby("\(line)&limit=100")
    let thousand = try await service.nearby("\(line)&radius=1000&limit=100")
    #expect(try plain.ids() == thousand.ids())
  }

  @Test(
    arguments: [
      "within=zone-1", "near_route=LINESTRING(-0.15+51.49,-0.12+51.5)&radius=900",
      "within=block/%C3%A4&near_route=POINT(-0.12+51.5)&radius=3000",
      "near_route=POLYGON((-0.14+51.49,-0.11+51.49,-0.11+51.51,-0.14+51.49))&radius=50",
      "near_route=_mqyHn~TnFgEfEoA&radius=2000",
      "lat=51.5&lon=-0.12&radius=none&within=block/%C3%A4",
    ], [MerchantQuery.Order.distance, .rating, .reviews, .name])
  func `gives the same list by pages of any size`(
    query: String, order: MerchantQuery.Order
  ) async throws {
    let sorted = "\(query)&sort=\(order.rawValue)"
    let whole = try await service.nearby("\(sorted)&limit=100&count=true")
    #expect(whole.status == 200, "\(whole.text)")
    let matched = try #require(whole.json()["number_matched"] as? Int)
    var ids: [String] = []
    var next: String? = "/v1/merchants/nearby?\(sorted)&limit=7"
    while let uri = next {
      let page = try await service.ask(uri)
      ids += try page.ids()
      next = try page.json()["next"] as? String
    }
    #expect(ids.count == matched)
    #expect(try Array(ids.prefix(100)) == whole.ids())
  }

  @Test(arguments: [
    ("within=nowhere", "within: unknown_value"),
    ("within=off", "within: unknown_value"),
    ("within=", "within: malformed"),
    ("within=" + String(repeating: "z", count: 101), "within: too_long"),
    ("within=zone-1&lat=5", "lon: missing"),
    ("within=zone-1&within=zone-1", "within: repeated"),
    ("near_route=", "near_route: malformed"),
    ("near_route=LINESTRING(1+2)", "near_route: malformed"),
    ("near_route=LINESTRING(1+2,3)", "near_route: malformed"),
    ("near_route=LINESTRING(1+2,3+91)", "near_route: malformed"),
    ("near_route=LINESTRING(nan+2,3+4)", "near_route: malformed"),
    ("near_route=POINT+EMPTY", "near_route: malformed"),
    ("near_route=CIRCLE(1+2,3)", "near_route: malformed"),
    ("near_route=abc!", "near_route: malformed"),
    ("near_route=POLYGON((0+0,1+0,1+1))", "near_route: invalid_geometry"),
    ("near_route=POLYGON((0+0,1+1,1+0,0+1,0+0))", "near_route: invalid_geometry"),
    ("near_route=POINT(0+0)&radius=none", "radius: conflict"),
    ("near_route=POINT(0+0)&radius=50001", "radius: out_of_range"),
    ("near_rout=POINT(0+0)", "near_rout: unknown"),
  ])
  func `refuses bad areas and routes and says which`(
    query: String, expected: String
  ) async throws {
    let answer = try await service.nearby(query)
    let isGeometry = expected.hasSuffix("invalid_geometry")
    #expect(answer.status == (isGeometry ? 422 : 400), "\(answer.text)")
    #expect(try answer.errors().contains(expected), "\(answer.text)")
    if query.hasPrefix("within=nowhere") { #expect(answer.text.contains("nowhere")) }
  }

  @Test func `says when a cursor's geofence is no more`() async throws {
    let first = try await service.nearby("within=zone-1&limit=2").json()
    let cursor = try #require(first["cursor"] as? String)
    service.store.publish(try SampleCatalog.fenced(version: 8, without: ["zone-1"]))
    let answer = try await service.nearby("cursor=\(cursor)")
    #expect(answer.status == 400)
    #expect(answer.text.contains("zone-1 is no more"), "\(answer.text)")
  }

  @Test func `tells queries with different areas apart by their tags`() async throws {
    var tags: Set<String> = []
    for query in ["within=zone-1", "within=two", line, line + "&radius=5", "lat=51.5&lon=-0.12"] {
      #expect(tags.insert(try #require(try await service.nearby(query).headers[.eTag])).inserted)
    }
  }
}

/// `POST /v1/merchants/search`.
struct MerchantSearchTests {
  private let service: SampleService

  init() throws {
    service = SampleService(try SampleCatalog.fenced())
  }

  private func search(_ body: String) async throws -> Answer {
    try await service.post("/v1/merchants/search", body)
  }

  @Test(arguments: [
    (#"{"lat":51.5,"lon":-0.12}"#, "lat=51.5&lon=-0.12"),
    (#"{"latitude":51.5,"lon":-0.12,"radius":"none","limit":50}"#, "lat=51.5&lon=-0.12&limit=50"),
    (#"{"lat":51.5,"lon":-0.12,"radius":null,"q":"caf"}"#, "lat=51.5&lon=-0.12&q=caf"),
    (
      #"{"lat":51.5,"lon":-0.12,"bbox":[-0.14,51.49,-0.11,51.51],"featured":true,"limit":100}"#,
      "lat=51.5&lon=-0.12&bbox=-0.14,51.49,-0.11,51.51&featured=true&limit=100"
    ),
    (
      #"{"lat":51.5,"lon":-0.12,"limit":9,"categories":["Gas Stations",1],"exclude_ids":["M-0"]}"#,
      "lat=51.5&lon=-0.12&limit=9&categories=Gas+Stations,1&exclude_ids=M-0"
    ),
    (
      #"{"lat":51.5,"lon":-0.12,"limit":9,"metadata":{"chain":"Chain 1","wifi":true},"fields":["name"]}"#,
      "lat=51.5&lon=-0.12&limit=9&metadata.chain=Chain+1&metadata.wifi=true&fields=name"
    ),
    (#"{"within":"zone-1","count":true,"sort":"name"}"#, "within=zone-1&count=true&sort=name"),
    (
      #"{"near_route":"LINESTRING(-0.15 51.49,-0.12 51.5)","radius":700}"#,
      "near_route=LINESTRING(-0.15+51.49,-0.12+51.5)&radius=700"
    ),
    (
      #"{"near_route":{"type":"LineString","coordinates":[[-0.15,51.49],[-0.12,51.5]]},"radius":700}"#,
      "near_route=LINESTRING(-0.15+51.49,-0.12+51.5)&radius=700"
    ),
    (
      #"{"near_route":{"type":"MultiPoint","coordinates":[[-0.15,51.49],[-0.12,51.5,7]]}}"#,
      "near_route=MULTIPOINT(-0.15+51.49,-0.12+51.5)"
    ),
    (#"{"lat":51.5,"lon":-0.12,"f":"geojson","min_version":7}"#, "lat=51.5&lon=-0.12&f=geojson"),
  ])
  func `answers as the query with the same parameters does`(
    body: String, query: String
  ) async throws {
    let posted = try await search(body)
    let asked = try await service.nearby(query)
    #expect(posted.status == 200, "\(posted.text)")
    #expect(posted.text == asked.text)
    #expect(posted.headers[.cacheControl] == "no-store")
  }

  @Test func `finds the merchants of a polygon, and goes on by its cursor`() async throws {
    let ring = "[[-0.14,51.49],[-0.11,51.49],[-0.11,51.51],[-0.14,51.51],[-0.14,51.49]]"
    let area = #"{"type":"Polygon","coordinates":[\#(ring)]}"#
    let fence = try await service.nearby("within=block/%C3%A4&limit=100")
    let whole = try await search(#"{"within":\#(area),"limit":100}"#)
    #expect(try whole.ids() == fence.ids())
    var ids: [String] = []
    var body: String? = #"{"within":\#(area),"limit":7}"#
    while let asked = body {
      let page = try await search(asked)
      ids += try page.ids()
      body = try (page.json()["cursor"] as? String).map { #"{"cursor":"\#($0)"}"# }
    }
    #expect(try ids == fence.ids())
  }

  @Test func `takes long polygons, whose cursors are too long for a URL`() async throws {
    // Every other position lies on the straight border.
    let steps = 4_000
    var places = (0...steps).map { "[\(-0.14 + 0.03 * Double($0) / Double(steps)),51.49]" }
    places += ["[-0.11,51.51]", "[-0.14,51.51]", "[-0.14,51.49]"]
    let area = #"{"type":"Polygon","coordinates":[[\#(places.joined(separator: ","))]]}"#
    let page = try await search(#"{"within":\#(area),"limit":7}"#)
    #expect(page.status == 200, "\(page.text.prefix(300))")
    #expect(try page.json()["next"] is String == false)
    #expect(page.headers[.link] == nil)
    let cursor = try #require(page.json()["cursor"] as? String)
    let second = try await search(#"{"cursor":"\#(cursor)"}"#)
    #expect(try second.ids().count == 7)
    #expect(try Set(second.ids()).isDisjoint(with: page.ids()))
  }

  @Test(arguments: [
    ("", ": malformed"),
    ("{", ": malformed"),
    ("[]", ": malformed"),
    ("null", ": malformed"),
    (#"{"lat":51.5}"#, "/lon: missing"),
    (#"{"lat":"51.5","lon":0}"#, "/lat: malformed"),
    (#"{"lat":true,"lon":0}"#, "/lat: malformed"),
    (#"{"lat":91,"lon":0}"#, "/lat: out_of_range"),
    (#"{"lat":1e999,"lon":0}"#, "/lat: out_of_range"),
    (#"{"lat":1,"lat":1,"lon":0}"#, "/lat: repeated"),
    (#"{"lat":1,"lon":0,"limit":1.5}"#, "/limit: malformed"),
    (#"{"lat":1,"lon":0,"limit":"5"}"#, "/limit: malformed"),
    (#"{"lat":1,"lon":0,"featured":"true"}"#, "/featured: malformed"),
    (#"{"lat":1,"lon":0,"q":5}"#, "/q: malformed"),
    (#"{"lat":1,"lon":0,"bbox":[1,2,3]}"#, "/bbox: malformed"),
    (#"{"lat":1,"lon":0,"bbox":[1,2,3,"4"]}"#, "/bbox/3: malformed"),
    (#"{"lat":1,"lon":0,"exclude_ids":[]}"#, "/exclude_ids: malformed"),
    (#"{"lat":1,"lon":0,"exclude_ids":[{}]}"#, "/exclude_ids/0: malformed"),
    (#"{"lat":1,"lon":0,"categories":{"a":1}}"#, "/categories: malformed"),
    (#"{"lat":1,"lon":0,"metadata":5}"#, "/metadata: malformed"),
    (#"{"lat":1,"lon":0,"a/b~c":5}"#, "/a~1b~0c: unknown"),
    (#"{"within":"nowhere"}"#, "/within: unknown_value"),
    (#"{"within":{"type":"Point","coordinates":[0,0]}}"#, "/within/type: unknown_value"),
    (#"{"within":{"type":"Polygon"}}"#, "/within: missing"),
    (#"{"within":{"type":"Polygon","coordinates":5}}"#, "/within/coordinates: malformed"),
    (
      #"{"within":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,"1"],[0,0]]]}}"#,
      "/within/coordinates/0/2: malformed"
    ),
    (
      #"{"within":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,95],[0,0]]]]}}"#,
      "/within/coordinates/0/0/2: out_of_range"
    ),
    (
      #"{"within":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}}"#,
      "/within/coordinates/0: invalid_geometry"
    ),
    (
      #"{"within":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}"#,
      "/within: invalid_geometry"
    ),
    (
      #"{"near_route":{"type":"LineString","coordinates":[[0,0],[1,91]]}}"#,
      "/near_route/coordinates/1: out_of_range"
    ),
    (
      #"{"near_route":{"type":"LineString","coordinates":[[0,0]]}}"#,
      "/near_route/coordinates: malformed"
    ),
    (#"{"near_route":{"type":"Feature"}}"#, "/near_route/type: unknown_value"),
    (#"{"near_route":{"coordinates":[[[["x"]]],{}]}}"#, "/near_route: missing"),
    (#"{"near_route":[1,2]}"#, "/near_route: malformed"),
    (#"{"cursor":"abc"}"#, "/cursor: invalid_cursor"),
  ])
  func `points at what is wrong`(body: String, expected: String) async throws {
    let answer = try await search(body)
    let isGeometry = expected.hasSuffix("invalid_geometry")
    #expect(answer.status == (isGeometry ? 422 : 400), "\(answer.text)")
    #expect(try answer.errors().contains(expected), "\(answer.text)")
    #expect(answer.headers[.contentType] == "application/problem+json")
  }

  @Test func `refuses other types, long bodies, other methods and query parameters`() async throws {
    let path = "/v1/merchants/search"
    for type in [nil, "text/plain", "application/jsonx"] as [String?] {
      var headers = HTTPFields()
      headers[.contentType] = type
      let answer = try await service.ask(path, method: .post, headers: headers, body: "{}")
      #expect(answer.status == 415)
    }
    let typed = try await service.ask(
      path, method: .post, headers: [.contentType: "Application/JSON; charset=utf-8"],
      body: #"{"lat":1,"lon":2}"#)
    #expect(typed.status == 200)
    let long = String(repeating: " ", count: 1 << 20) + "{}"
    #expect(try await search(long).status == 413)
    let get = try await service.ask(path)
    #expect(get.status == 405)
    #expect(get.headers[.allow] == "POST, OPTIONS")
    let query = try await service.post(path + "?lat=1", "{}")
    #expect(try query.errors() == ["lat: unknown"])
  }
}
