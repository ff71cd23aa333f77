import Catalog
import HTTPTypes
import Testing

@testable import Server

struct NearbyParameterTests {
  private let service = SampleService()
  private let place = "lat=51.5&lon=-0.12"

  @Test(arguments: [
    "lat=51.5&lon=-0.12",
    "latitude=51.5&longitude=-0.12",
    "lat=51.5&longitude=-0.12",
    "lat=%2B51.5&lon=-1.2e-1",
    "lat=-90&lon=180",
    "lat=.5&lon=5.",
    "lat=51.5&lon=-0.12&radius=0",
    "lat=51.5&lon=-0.12&radius=50000",
    "lat=51.5&lon=-0.12&radius=none",
    "lat=51.5&lon=-0.12&limit=1",
    "lat=51.5&lon=-0.12&limit=100",
    "lat=51.5&lon=-0.12&categories=Gas%20Stations,1",
    "lat=51.5&lon=-0.12&categories=gas+stations&exclude_categories=restaurants+%26+cafes",
    "lat=51.5&lon=-0.12&min_rating=0&min_reviews=0",
    "lat=51.5&lon=-0.12&min_rating=5",
    "lat=51.5&lon=-0.12&featured=true&partner=false",
    "lat=51.5&lon=-0.12&partnership=premium,standard,trial",
    "lat=51.5&lon=-0.12&q=caf%C3%A9",
    "lat=51.5&lon=-0.12&q=café",
    "lat=51.5&lon=-0.12&bbox=-0.2,51,0,52",
    "lat=51.5&lon=-0.12&bbox=170,-10,-170,10",
    "lat=51.5&lon=-0.12&min_distance=100",
    "lat=51.5&lon=-0.12&exclude_ids=M-1,M-2",
    "lat=51.5&lon=-0.12&metadata.chain=Chain+1&metadata.wifi=true",
    "lat=51.5&lon=-0.12&sort=name&count=true",
    "lat=51.5&lon=-0.12&fields=merchant_id,operating_hours",
    "lat=51.5&lon=-0.12&f=ndjson",
    "lat=51.5&lon=-0.12&min_version=7",
    "&lat=51.5&&lon=-0.12&",
  ])
  func `takes good values`(query: String) async throws {
    let answer = try await service.nearby(query)
    #expect(answer.status == 200, "\(answer.text)")
  }

  @Test(arguments: [
    ("lat=nan", "lat: malformed"),
    ("lat=inf", "lat: malformed"),
    ("lat=0x1p3", "lat: malformed"),
    ("lat=", "lat: malformed"),
    ("lat", "lat: malformed"),
    ("lat=51,5", "lat: malformed"),
    ("lat=51.5%20", "lat: malformed"),
    ("lat=90.0001", "lat: out_of_range"),
    ("lat=1e999", "lat: out_of_range"),
    ("latitude=-91", "latitude: out_of_range"),
    ("lat=1&latitude=1", "latitude: repeated"),
    ("lat=1&lat=1", "lat: repeated"),
    ("lat=%5", "lat: bad_encoding"),
    ("lat=%zz", "lat: bad_encoding"),
    ("lat=%FF", "lat: bad_encoding"),
  ])
  func `refuses a bad latitude`(latitude: String, expected: String) async throws {
    let answer = try await service.nearby(latitude + "&lon=-0.12")
    #expect(answer.status == 400)
    #expect(try answer.errors().contains(expected), "\(answer.text)")
  }

  @Test(arguments: [
    ("radius=-1", "radius: out_of_range"),
    ("radius=50000.1", "radius: out_of_range"),
    ("radius=all", "radius: malformed"),
    ("limit=0", "limit: out_of_range"),
    ("limit=101", "limit: out_of_range"),
    ("limit=99999999999999999999", "limit: out_of_range"),
    ("limit=many", "limit: malformed"),
    ("limit=1.0", "limit: malformed"),
    ("categories=Banks", "categories: unknown_value"),
    ("categories=99", "categories: unknown_value"),
    ("categories=", "categories: malformed"),
    ("categories=1,,2", "categories: malformed"),
    ("categories=1&exclude_categories=Restaurants+%26+Cafes", "exclude_categories: conflict"),
    ("min_rating=5.1", "min_rating: out_of_range"),
    ("min_reviews=-1", "min_reviews: out_of_range"),
    ("featured=yes", "featured: malformed"),
    ("partner=1", "partner: malformed"),
    ("partnership=gold", "partnership: unknown_value"),
    ("partnership=trial,trial", "partnership: repeated"),
    ("q=", "q: malformed"),
    ("q=%2E%2E", "q: malformed"),
    ("q=a%00b", "q: bad_encoding"),
    ("q=\u{FFFD}", "q: bad_encoding"),
    ("q=" + String(repeating: "a", count: 201), "q: too_long"),
    ("bbox=1,2,3", "bbox: malformed"),
    ("bbox=0,52,1,51", "bbox: out_of_range"),
    ("bbox=0,-91,1,51", "bbox: out_of_range"),
    ("min_distance=-1", "min_distance: out_of_range"),
    ("exclude_ids=" + String(repeating: "a,", count: 100) + "a", "exclude_ids: too_many"),
    ("exclude_ids=" + String(repeating: "a", count: 51), "exclude_ids: too_long"),
    ("metadata.chain=a&metadata.chain=b", "metadata.chain: repeated"),
    ("metadata.=a", "metadata.: unknown"),
    ("sort=best", "sort: unknown_value"),
    ("count=maybe", "count: malformed"),
    ("fields=", "fields: malformed"),
    ("fields=name,nome", "fields: unknown_value"),
    ("fields=name,name", "fields: repeated"),
    ("f=xml", "f: unknown_value"),
    ("min_version=-1", "min_version: out_of_range"),
    ("cursor=abc", "cursor: invalid_cursor"),
    ("open=true", "open: unknown"),
    ("Radius=5", "Radius: unknown"),
    ("=5", ": unknown"),
  ])
  func `refuses bad values and says which`(query: String, expected: String) async throws {
    let answer = try await service.nearby("lat=51.5&lon=-0.12&" + query)
    #expect(answer.status == 400)
    #expect(try answer.errors().contains(expected), "\(answer.text)")
  }

  @Test func `tells all mistakes at once, each with parameter, value and range`() async throws {
    let answer = try await service.nearby("lat=95&limit=many&radius=-5&shop=1")
    let problem = try answer.json()
    #expect(
      try answer.errors() == [
        "shop: unknown", "lat: out_of_range", "lon: missing", "limit: malformed",
        "radius: out_of_range",
      ])
    #expect(answer.text.contains("limit must be an integer from 1 to 100, and is many"))
    #expect(answer.text.contains("radius must be a number from 0 to 50000 metres, or none"))
    #expect(problem["status"] as? Int == 400)
    #expect(problem["type"] as? String == "/problems/invalid-parameter")
    #expect(problem["instance"] as? String == "/v1/merchants/nearby")
    #expect(problem["request_id"] as? String == answer.headers[.requestID])
    #expect(answer.headers[.contentType] == "application/problem+json")
  }

  @Test func `hints at swapped coordinates and at metres`() async throws {
    let answer = try await service.nearby("lat=151.2&lon=-33.8")
    #expect(answer.text.contains("latitude and longitude look swapped"))
    #expect(!(try await service.nearby("lat=151.2&lon=-133.8")).text.contains("swapped"))
    let metres = try await service.nearby("lat=6711542&lon=-14226")
    #expect(metres.text.contains("these look like metres (EPSG:3857)"))
  }

  @Test(arguments: [
    ("radus=5", "radius"), ("lattitude=5", "latitude"), ("min_ratings=4", "min_rating"),
  ])
  func `hints at the nearest known name`(query: String, expected: String) async throws {
    let answer = try await service.nearby(place + "&" + query)
    #expect(answer.text.contains("did you mean \(expected)?"))
  }

  @Test func `clips what it quotes`() async throws {
    let answer = try await service.nearby(place + "&limit=" + String(repeating: "9", count: 5_000))
    #expect(answer.status == 400)
    #expect(answer.body.count < 1_000)
  }

  @Test func `refuses a query that is too long`() async throws {
    let answer = try await service.nearby(place + "&q=" + String(repeating: "a", count: 8_192))
    #expect(answer.status == 414)
    let many = try await service.nearby(String(repeating: "a=1&", count: 1_000))
    #expect(many.status == 400)
    #expect(many.body.count < 5_000)
  }

  @Test func `searches 1,000 m unless a limit or none says otherwise`() async throws {
    let plain = try await service.nearby(place + "&count=true&fields=distance_m").json()
    let metre = try await service.nearby(place + "&radius=1000&count=true&fields=distance_m").json()
    let limited = try await service.nearby(place + "&limit=20&count=true").json()
    let unlimited = try await service.nearby(place + "&radius=none&count=true").json()
    #expect(plain["number_matched"] as? Int == metre["number_matched"] as? Int)
    #expect(limited["number_matched"] as? Int == SampleCatalog.standard.count)
    #expect(unlimited["number_matched"] as? Int == SampleCatalog.standard.count)
    #expect(try #require(plain["number_matched"] as? Int) < SampleCatalog.standard.count)
  }

  @Test func `keeps every declaration's example acceptable`() async throws {
    let service = SampleService(try SampleCatalog.fenced())
    var names: Set<String> = []
    for parameter in NearbyParameters.all {
      for name in [parameter.name] + parameter.aliases { #expect(names.insert(name).inserted) }
      #expect(parameter.summary.hasSuffix("."))
      if ["lat", "lon", "cursor", "min_version"].contains(parameter.name) { continue }
      let name = parameter.isFamily ? parameter.name + "brand" : parameter.name
      let value = parameter.schema.example.replacing(" ", with: "+")
      let order = name == "explain" ? "&sort=score" : ""
      let answer = try await service.nearbyLocally("\(place)&\(name)=\(value)\(order)")
      #expect(answer.status == 200, "\(name): \(answer.text)")
    }
  }
}
