import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Server

struct FuzzTests {
  private static let count =
    ProcessInfo.processInfo.environment["VICINITY_FUZZ_REQUESTS"].flatMap(Int.init) ?? 20_000

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `answers garbage with a client's error or an answer`(seed: UInt64) async throws {
    let service = SampleService(try SampleCatalog.fenced()) {
      $0.affinities = SampleAffinities.standard
    }
    let first = try await service.nearby("lat=51.5&lon=-0.12&limit=3&q=ca&sort=name").json()
    let cursor = try #require(first["cursor"] as? String)
    var requests = FuzzRequests(seed: seed, cursor: cursor)
    let headers: [HTTPFields] = [
      [:], [.accept: "text/csv"], [.accept: ";q=,/*;;"], [.ifNoneMatch: "*"],
      [.ifNoneMatch: "W/,\"\","], [.acceptEncoding: "gzip;q=nan"], [.requestID: "\u{7F}"],
    ]
    var statuses: [Int: Int] = [:]
    for number in 0..<Self.count / 10 {
      let target = requests.next()
      let request = Request(
        head: HTTPRequest(
          method: number % 50 == 0 ? .head : .get, scheme: "http", authority: "localhost",
          path: target, headerFields: headers[number % headers.count]),
        body: RequestBody(buffer: ByteBuffer()))
      let response = try await service.application.responder.respond(
        to: request,
        context: ServiceContext(address: number % 3 == 0 ? nil : SampleService.loopback))
      let status = response.status.code
      statuses[status, default: 0] += 1
      guard status == 200 || status == 304 || 400..<500 ~= status else {
        Issue.record("\(status) for \(target)")
        return
      }
    }
    // Both ways are taken, so the requests are neither all wrong nor all right.
    #expect(statuses[200, default: 0] > 0)
    #expect(statuses[400, default: 0] > 0)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `answers broken bodies with a client's error or an answer`(seed: UInt64) async throws {
    let service = SampleService(try SampleCatalog.fenced()) {
      $0.affinities = SampleAffinities.standard
    }
    var requests = FuzzRequests(seed: seed, cursor: "")
    var statuses: [Int: Int] = [:]
    for number in 0..<Self.count / 40 {
      let body = requests.nextBody()
      let request = Request(
        head: HTTPRequest(
          method: .post, scheme: "http", authority: "localhost",
          path: number % 4 == 0 ? "/v1/geofences/check" : "/v1/merchants/search",
          headerFields: [.contentType: "application/json"]),
        body: RequestBody(buffer: ByteBuffer(string: body)))
      let response = try await service.application.responder.respond(
        to: request, context: ServiceContext(address: SampleService.loopback))
      let status = response.status.code
      statuses[status, default: 0] += 1
      guard status == 200 || 400..<500 ~= status else {
        Issue.record("\(status) for \(body)")
        return
      }
    }
    #expect(statuses[200, default: 0] > 0)
    #expect(statuses[400, default: 0] > 0)
  }
}
