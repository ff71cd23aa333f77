import Catalog
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import Server

struct RouteTests {
  private let service = SampleService()

  @Test func `shows one merchant with all its members`() async throws {
    let id = try #require(try await service.nearby("lat=51.5&lon=-0.12&limit=1").ids().first)
    let answer = try await service.ask("/v1/merchants/\(id)")
    let merchant = try answer.json()
    #expect(merchant["merchant_id"] as? String == id)
    #expect(Set(merchant.keys) == Set(MerchantMember.allCases.map(\.rawValue)))
    #expect(merchant["distance_m"] is NSNull)
    #expect(answer.headers[.catalogVersion] == "7")
    let tag = try #require(answer.headers[.eTag])
    let again = try await service.ask("/v1/merchants/\(id)", headers: [.ifNoneMatch: tag])
    #expect(again.status == 304)
    let escaped = id.replacing("-", with: "%2D")
    #expect(try await service.ask("/v1/merchants/\(escaped)?fields=name").json().count == 1)
    let feature = try await service.ask("/v1/merchants/\(id)?f=geojson").json()
    #expect(feature["type"] as? String == "Feature")
    let rows = CSVRows.read(try await service.ask("/v1/merchants/\(id)?f=csv").text)
    #expect(rows.count == 2)
  }

  @Test func `knows no merchant by another id`() async throws {
    for id in ["nobody", "%C3%A9", String(repeating: "a", count: 5_000)] {
      let answer = try await service.ask("/v1/merchants/\(id)")
      #expect(answer.status == 404)
      #expect(answer.body.count < 1_000)
    }
    #expect(try await service.ask("/v1/merchants/%FF").status == 400)
    #expect(try await service.ask("/v1/merchants/M-1?lat=5").status == 400)
  }

  @Test func `never shows an inactive merchant`() async throws {
    #expect(SampleCatalog.standard.inactiveCount == 3)
    // The ids are those of numbers 39, 79 and 119.
    for number in [39, 79, 119] {
      #expect(try await service.ask("/v1/merchants/M-\(number * 7919 % 1000)").status == 404)
    }
  }

  @Test func `lists the categories with their merchants`() async throws {
    let answer = try await service.ask("/v1/categories")
    let json = try answer.json()
    let categories = try #require(json["categories"] as? [[String: Any]])
    #expect(categories.count == 8)
    #expect(
      Set(categories[0].keys) == [
        "id", "name", "description", "icon", "color", "is_active", "merchants",
      ])
    #expect(categories[0]["name"] as? String == "Restaurants & Cafes")
    #expect(
      categories[0]["merchants"] as? Int == SampleCatalog.standard.merchantCount(inCategoryAt: 0))
    #expect(json["catalog_version"] as? Int == 7)
    let tag = try #require(answer.headers[.eTag])
    #expect(try await service.ask("/v1/categories", headers: [.ifNoneMatch: tag]).status == 304)
    #expect(try await service.ask("/v1/categories", headers: [.accept: "text/csv"]).status == 406)
  }

  @Test func `tells whether it runs and whether it is ready`() async throws {
    let empty = SampleService(nil)
    #expect(try await empty.ask("/healthz").json()["status"] as? String == "ok")
    for path in [
      "/readyz", "/v1/categories", "/v1/merchants/M-1", "/v1/merchants/nearby?lat=1&lon=1",
    ] {
      let answer = try await empty.ask(path)
      #expect(answer.status == 503)
      #expect(answer.headers[.retryAfter] == "1")
      #expect(answer.headers[.contentType] == "application/problem+json")
    }
    let ready = try await service.ask("/readyz").json()
    #expect(ready["status"] as? String == "ready")
    #expect(ready["merchants"] as? Int == 117)
    #expect(ready["inactive"] as? Int == 3)
    #expect(ready["catalog_version"] as? Int == 7)
    #expect(try #require(ready["bytes"] as? Int) > 0)
  }

  @Test(arguments: [
    "/v1/merchants/nearby?lat=51.5&lon=-0.12", "/v1/merchants/nearby?lat=x", "/v1/categories",
    "/healthz", "/readyz", "/nowhere",
  ])
  func `answers HEAD as GET without the body`(uri: String) async throws {
    let get = try await service.ask(uri)
    let head = try await service.ask(uri, method: .head, headers: [.requestID: "same"])
    #expect(head.status == get.status)
    #expect(head.body.isEmpty)
    #expect(head.headers[.eTag] == get.headers[.eTag])
    #expect(head.headers[.contentType] == get.headers[.contentType])
    if get.status == 200 { #expect(head.headers[.contentLength] == "\(get.body.count)") }
  }

  @Test(arguments: [HTTPRequest.Method.post, .put, .delete, .patch, .trace])
  func `refuses other methods and says which it takes`(method: HTTPRequest.Method) async throws {
    for path in ["/v1/merchants/nearby", "/v1/merchants/M-1", "/v1/categories", "/healthz"] {
      let answer = try await service.ask(path, method: method)
      #expect(answer.status == 405)
      #expect(answer.headers[.allow] == "GET, HEAD, OPTIONS")
    }
    #expect(try await service.ask("/nowhere", method: method).status == 404)
  }

  @Test func `says what a path takes`() async throws {
    let answer = try await service.ask("/v1/categories", method: .options)
    #expect(answer.status == 204)
    #expect(answer.headers[.allow] == "GET, HEAD, OPTIONS")
    #expect(answer.headers[.contentLength] == nil)
    #expect(answer.headers[.accessControlAllowMethods] == nil)
  }

  @Test(arguments: [
    "/", "/v1", "/v1/", "/v1/merchants/", "/v1/merchants", "/healthz/", "//healthz",
    "/v1/merchants/a/b",
  ])
  func `has nothing at other paths`(path: String) async throws {
    let answer = try await service.ask(path)
    #expect(answer.status == 404)
    #expect(try answer.json()["type"] as? String == "/problems/not-found")
  }

  @Test func `takes a sensible request id over, and makes one otherwise`() async throws {
    let given = try await service.ask("/healthz", headers: [.requestID: "abc-123"])
    #expect(given.headers[.requestID] == "abc-123")
    for bad in ["", "two words", String(repeating: "a", count: 129), "é"] {
      let answer = try await service.ask("/healthz", headers: [.requestID: bad])
      let id = try #require(answer.headers[.requestID])
      #expect(id != bad)
      #expect(id.utf8.count == 13)
    }
    let one = try await service.ask("/healthz").headers[.requestID]
    let other = try await service.ask("/healthz").headers[.requestID]
    #expect(one != other)
  }

  @Test func `lets pages of the configured origins read answers`() async throws {
    let open = SampleService { $0.allowedOrigins = ["https://shop.example"] }
    let allowed = try await open.ask("/v1/categories", headers: [.origin: "https://shop.example"])
    #expect(allowed.headers[.accessControlAllowOrigin] == "https://shop.example")
    #expect(allowed.headers[.vary] == "Accept, Accept-Encoding, Origin")
    let refused = try await open.ask("/v1/categories", headers: [.origin: "https://evil.example"])
    #expect(refused.headers[.accessControlAllowOrigin] == nil)
    #expect(refused.headers[.vary]?.contains("Origin") == true)
    let preflight = try await open.ask(
      "/v1/categories", method: .options,
      headers: [.origin: "https://shop.example", .accessControlRequestMethod: "GET"])
    #expect(preflight.status == 204)
    #expect(preflight.headers[.accessControlAllowMethods] == "GET, HEAD, OPTIONS")
    let closed = try await service.ask("/v1/categories", headers: [.origin: "https://shop.example"])
    #expect(closed.headers[.accessControlAllowOrigin] == nil)
    let everyone = SampleService { $0.allowedOrigins = ["*"] }
    let any = try await everyone.ask("/nowhere", headers: [.origin: "https://a.example"])
    #expect(any.headers[.accessControlAllowOrigin] == "*")
  }

  @Test func `waits a bounded time for the version that is asked for`() async throws {
    let looks = Mutex(0)
    let store = Mutex<CatalogStore?>(nil)
    let service = SampleService {
      $0.versionWait = VersionWait(attempts: 5) {
        let count = looks.withLock { count in
          count += 1
          return count
        }
        if count == 3 {
          store.withLock { $0 }?.publish(SampleCatalog.make(count: 5, seed: 1, version: 8))
        }
      }
    }
    store.withLock { $0 = service.store }
    let answer = try await service.nearby("lat=51.5&lon=-0.12&min_version=8")
    #expect(answer.status == 200)
    #expect(answer.headers[.catalogVersion] == "8")
    #expect(looks.withLock { $0 } == 3)
    let never = try await service.nearby("lat=51.5&lon=-0.12&min_version=9")
    #expect(never.status == 503)
    #expect(never.headers[.retryAfter] == "1")
    #expect(looks.withLock { $0 } == 8)
    let wrong = try await service.nearby("lat=151.5&lon=-0.12&min_version=9")
    #expect(wrong.status == 400)
    #expect(looks.withLock { $0 } == 8)
  }

  @Test(arguments: [
    ("http://example.org/healthz", 200), ("https://example.org/healthz?", 200),
    ("http://example.org", 404), ("/healthz#part", 200), ("", 404), ("?", 404), ("healthz", 404),
  ])
  func `reads every form of a target`(target: String, status: Int) async throws {
    #expect(try await service.ask(target).status == status)
  }
}
