import Catalog
import Foundation
import Geodesy
import HTTPTypes
import JSON
import OpeningHours
import Server
import Testing

/// A service in which three shops in London, one in New York and one without hours are asked when it
/// is Tuesday, 2026-11-24, 10:30:20 in London.
struct HoursRequestTests {
  /// 2026-11-24T10:30:20Z.
  private static let now: Int64 = 1_795_516_220

  private let service: SampleService

  init() throws {
    let database = try ZoneDatabase(timeZoneDirectory: ProcessInfo.processInfo.environment["TZDIR"])
    var builder = CatalogBuilder(zones: database)
    let shops: [(id: String, place: (Double, Double), hours: String?)] = [
      ("day", (51.5, -0.12), #"{"daily":"09:00-17:00"}"#),
      ("night", (51.501, -0.12), #"{"daily":"22:00-02:00"}"#),
      ("late", (51.502, -0.12), #"{"daily":"10:45-23:00","exceptions":{"2026-12-25":"closed"}}"#),
      ("always", (51.503, -0.12), #""24/7""#),
      ("none", (51.504, -0.12), nil),
      ("broken", (51.505, -0.12), #"{"mondey":"9-5"}"#),
      ("york", (40.7128, -74.006), #"{"daily":"09:00-17:00"}"#),
    ]
    for shop in shops {
      let place = try #require(Coordinate(latitude: shop.place.0, longitude: shop.place.1))
      var merchant = Merchant(id: shop.id, name: shop.id, coordinate: place)
      merchant.operatingHours = try shop.hours.map { try JSONText($0) }
      builder.add(merchant)
    }
    let catalog = builder.build(version: 3)
    service = SampleService(catalog) {
      $0.now = { Self.now }
      $0.timeZoneVersion = database.version
    }
  }

  private func ids(_ query: String) async throws -> [String] {
    try await service.nearby("lat=51.5&lon=-0.12&limit=20&" + query).ids()
  }

  @Test(arguments: [
    ("open_now=true", ["day", "always"]),
    ("open_now=false", ["day", "night", "late", "always", "none", "broken", "york"]),
    ("open_now=true&unknown_hours=include", ["day", "always", "none", "broken"]),
    ("open_now=true&unknown_hours=exclude", ["day", "always"]),
    // At 21:59 in London it is 16:59 in New York.
    ("open_at=2026-11-24T21:59:00Z", ["late", "always", "york"]),
    ("open_at=2026-11-24T22:00:00Z", ["night", "late", "always"]),
    ("open_at=2026-11-24T23:00:00%2B01:00", ["night", "late", "always"]),
    ("open_now=true&at=2026-11-24T23:30:00Z", ["night", "always"]),
    ("open_at_local=2026-11-24T16:59", ["day", "late", "always", "york"]),
    ("open_at_local=2026-11-24T17:00:00", ["late", "always"]),
    ("open_for=PT6H29M", ["day", "always"]),
    // 10:30:20 counts as 10:30:00, and 17:00 is six hours and a half later.
    ("open_for=PT6H30M", ["day", "always"]),
    ("open_for=PT6H31M", ["always"]),
    ("open_at=2026-11-24T10:45:00Z&open_for=PT12H15M", ["late", "always"]),
    ("open_at_local=2026-11-24T09:00&open_for=PT8H", ["day", "always", "york"]),
    ("open_at=2026-12-25T12:00:00Z", ["day", "always"]),
  ])
  func `finds who is open`(query: String, expected: [String]) async throws {
    #expect(try await ids(query) == expected)
  }

  @Test(arguments: [
    ("open_at=2026-11-24T18:30", "open_at: malformed"),
    ("open_at=2026-11-24T18:30:00", "open_at: malformed"),
    ("open_at=2026-11-24T18:30:00+01:00", "open_at: malformed"),
    ("open_at=tomorrow", "open_at: malformed"),
    ("at=2026-13-01T00:00:00Z", "at: malformed"),
    ("open_at_local=2026-11-24T18:30:00Z", "open_at_local: malformed"),
    ("open_at_local=2026-02-30T18:30", "open_at_local: malformed"),
    ("open_for=30m", "open_for: malformed"), ("open_for=PT", "open_for: malformed"),
    ("open_for=P", "open_for: malformed"), ("open_for=PT1M1H", "open_for: malformed"),
    ("open_for=PT0S", "open_for: out_of_range"), ("open_for=P8D", "open_for: out_of_range"),
    ("unknown_hours=maybe", "unknown_hours: unknown_value"),
    ("open_now=yes", "open_now: malformed"),
    ("open_now=true&open_at=2026-11-24T18:30:00Z", "open_at: conflict"),
    ("open_now=true&open_at_local=2026-11-24T18:30", "open_at_local: conflict"),
    (
      "open_at=2026-11-24T18:30:00Z&open_at_local=2026-11-24T18:30", "open_at_local: conflict"
    ),
  ])
  func `refuses times it does not understand`(query: String, error: String) async throws {
    let answer = try await service.nearby("lat=51.5&lon=-0.12&" + query)
    #expect(answer.status == 400)
    #expect(try answer.errors() == [error])
  }

  @Test func `shows the right form of an instant`() async throws {
    let bare = try await service.nearby("lat=51.5&lon=-0.12&open_at=2026-11-24T18:30:00")
    #expect(bare.text.contains("2026-11-24T18:30:00Z"))
    #expect(bare.text.contains("open_at_local"))
    let plus = try await service.nearby("lat=51.5&lon=-0.12&open_at=2026-11-24T18:30:00+01:00")
    #expect(plus.text.contains("%2B"))
  }

  private func hours(_ id: String, _ query: String = "") async throws -> [String: Any] {
    let merchants = try await service.nearby("lat=51.5&lon=-0.12&limit=20&" + query).merchants()
    let merchant = try #require(merchants.first { $0["merchant_id"] as? String == id })
    return try #require(merchant["hours"] as? [String: Any])
  }

  @Test func `shows the hours of each merchant by its own clock`() async throws {
    let day = try await hours("day")
    #expect(day["state"] as? String == "open")
    #expect(day["open_until"] as? String == "2026-11-24T17:00:00+00:00")
    #expect(day["opens_at"] is NSNull)
    #expect(day["time_zone"] as? String == "Europe/London")
    #expect(day["today"] as? [[String]] == [["09:00", "17:00"]])
    #expect(day["special"] as? Bool == false)
    let york = try await hours("york")
    #expect(york["state"] as? String == "closed")
    #expect(york["opens_at"] as? String == "2026-11-24T09:00:00-05:00")
    let always = try await hours("always")
    #expect(always["state"] as? String == "open")
    #expect(always["open_until"] is NSNull)
    let night = try await hours("night", "at=2026-11-24T23:00:00Z")
    #expect(night["open_until"] as? String == "2026-11-25T02:00:00+00:00")
    #expect(night["today"] as? [[String]] == [["22:00", "02:00"]])
    let late = try await hours("late", "at=2026-12-25T12:00:00Z")
    #expect(late["special"] as? Bool == true)
    for id in ["none", "broken"] {
      let unknown = try await hours(id)
      #expect(unknown["state"] as? String == "unknown")
      #expect(unknown["today"] is NSNull)
      #expect(unknown["time_zone"] as? String == "Europe/London")
    }
  }

  @Test func `shows the week of one merchant`() async throws {
    let merchant = try await service.ask("/v1/merchants/night?at=2026-11-24T23:00:00Z").json()
    let hours = try #require(merchant["hours"] as? [String: Any])
    #expect(hours["state"] as? String == "open")
    let week = try #require(hours["week"] as? [String: [[String]]])
    #expect(week.count == 7)
    #expect(week["sunday"] == [["22:00", "02:00"]])
    let none = try await service.ask("/v1/merchants/none").json()
    #expect((none["hours"] as? [String: Any])?["week"] is NSNull)
  }

  @Test(arguments: [
    // Closed until 10:45, which is 880 seconds away.
    ("", "public, max-age=30"),
    ("at=2026-11-24T10:44:55Z", "public, max-age=30"),
  ])
  func `lets caches keep answers for as long as usual`(
    query: String, expected: String
  ) async throws {
    let answer = try await service.nearby("lat=51.5&lon=-0.12&limit=20&" + query)
    #expect(answer.headers[.cacheControl] == expected)
  }

  @Test func `lets no cache keep an answer beyond the next opening or closing in it`() async throws
  {
    let catalog = try #require(service.store.current)
    // 10:44:48, twelve seconds before one opens.
    let close = SampleService(catalog) { $0.now = { Self.now + 868 } }
    let all = try await close.nearby("lat=51.5&lon=-0.12&limit=20")
    #expect(all.headers[.cacheControl] == "public, max-age=12")
    let one = try await close.ask("/v1/merchants/late")
    #expect(one.headers[.cacheControl] == "public, max-age=12")
    // Who doesn't show hours, and who says when, gets what doesn't age.
    for query in ["fields=name", "at=2026-11-24T10:44:48Z", "open_at=2026-11-24T10:44:48Z"] {
      let answer = try await close.nearby("lat=51.5&lon=-0.12&limit=20&" + query)
      #expect(answer.headers[.cacheControl] == "public, max-age=30")
    }
  }

  @Test func `tells answers of different minutes apart where hours matter`() async throws {
    let catalog = try #require(service.store.current)
    let later = SampleService(catalog) { $0.now = { Self.now + 60 } }
    let soon = SampleService(catalog) { $0.now = { Self.now + 20 } }
    for (query, ages) in [
      ("limit=2", true), ("open_now=true", true), ("fields=name", false),
      ("fields=name&open_now=true", true), ("at=2026-11-24T10:44:48Z", false),
    ] {
      let query = "lat=51.5&lon=-0.12&" + query
      let tag = try #require(try await service.nearby(query).headers[.eTag])
      #expect(try await soon.nearby(query).headers[.eTag] == tag)
      #expect((try await later.nearby(query).headers[.eTag] == tag) != ages)
      let known = try await soon.nearby(query, headers: [.ifNoneMatch: tag])
      #expect(known.status == 304)
      if ages { #expect(known.headers[.cacheControl] == "public, max-age=20") }
    }
  }

  @Test func `goes on with the first page's moment`() async throws {
    let catalog = try #require(service.store.current)
    let query = "lat=51.5&lon=-0.12&limit=1&open_now=true"
    let first = try await service.nearby(query)
    #expect(try first.ids() == ["day"])
    let next = try #require(try first.json()["next"] as? String)
    // By eight in the evening the first is closed, and the list goes on as it began.
    let evening = SampleService(catalog) { $0.now = { Self.now + 34_000 } }
    let second = try await evening.ask(next)
    #expect(try second.ids() == ["always"])
    let local = try await service.nearby(
      "lat=51.5&lon=-0.12&limit=1&open_at_local=2026-11-24T16:59&open_for=PT1M")
    #expect(try local.ids() == ["day"])
    let following = try #require(try local.json()["next"] as? String)
    #expect(try await evening.ask(following).ids() == ["late"])
  }

  @Test func `takes the same from a body`() async throws {
    let answer = try await service.post(
      "/v1/merchants/search",
      #"{"lat": 51.5, "lon": -0.12, "limit": 20, "open_at": "2026-11-24T23:00:00+01:00", "fields": ["hours"]}"#
    )
    #expect(answer.status == 200)
    #expect(try answer.merchants().count == 3)
    #expect(answer.headers[.cacheControl] == "no-store")
  }

  @Test func `counts hours that are unknown and wrong`() async throws {
    let ready = try await service.ask("/readyz").json()
    let hours = try #require(ready["hours"] as? [String: Int])
    #expect(hours == ["known": 5, "unknown": 2, "rejected": 1, "unknown_time_zones": 0])
    let health = try await service.ask("/healthz").json()
    #expect((health["tzdata"] as? String)?.isEmpty == false)
  }

  @Test(arguments: ["geojson", "csv", "ndjson"])
  func `shows hours in every format`(format: String) async throws {
    let answer = try await service.nearby("lat=51.5&lon=-0.12&limit=1&f=\(format)")
    #expect(answer.status == 200)
    #expect(answer.text.contains("2026-11-24T17:00:00+00:00"))
  }
}
