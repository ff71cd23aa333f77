import HTTPTypes
import NIOCore
import Testing

@testable import Server

struct LocalCallerTests {
  @Test(arguments: ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"])
  func `takes a loopback address for this machine`(address: String) throws {
    let address = try SocketAddress(ipAddress: address, port: 1)
    #expect(LocalCaller.objection(address: address, headers: [:]) == nil)
    #expect(LocalCaller.objection(address: address, headers: [.userAgent: "for=10.0.0.1"]) == nil)
  }

  @Test(arguments: [
    "128.0.0.1", "10.0.0.1", "192.0.2.127", "0.0.0.0", "::", "::2", "fe80::1", "::ffff:10.0.0.1",
    "2001:db8::127", "::ffff:0:1270",
  ])
  func `takes no other address for it`(address: String) throws {
    let address = try SocketAddress(ipAddress: address, port: 1)
    let objection = LocalCaller.objection(address: address, headers: [:])
    #expect(objection?.hasPrefix("comes from ") == true)
  }

  @Test func `takes no connection without an internet address for it`() throws {
    #expect(LocalCaller.objection(address: nil, headers: [:]) != nil)
    let socket = try SocketAddress(unixDomainSocketPath: "socket")
    #expect(LocalCaller.objection(address: socket, headers: [:]) != nil)
  }

  @Test(
    arguments: ["Forwarded", "X-Forwarded-For", "x-forwarded-for"],
    ["for=10.0.0.1", "127.0.0.1", ""])
  func `takes nothing that was forwarded for it`(name: String, value: String) throws {
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
    let field = try #require(HTTPField.Name(name))
    let objection = try #require(LocalCaller.objection(address: address, headers: [field: value]))
    #expect(objection.contains("was forwarded"))
  }

  @Test(arguments: [
    ("user=ana", "user"), ("weights=distance:1", "weights"), ("sort=score&explain=true", "explain"),
    ("user=ana&weights=affinity:1&explain=true", "user and weights and explain"),
    ("user=ana&sort=name", "user"),
  ])
  func `refuses others what is not for everybody`(query: String, named: String) async throws {
    let service = SampleService { $0.affinities = SampleAffinities.standard }
    let uri = "/v1/merchants/nearby?lat=51.5&lon=-0.12&" + query
    let away = try SocketAddress(ipAddress: "192.0.2.7", port: 1)
    let refused = try await service.askLocally(uri, from: away)
    #expect(refused.status == 403)
    #expect(refused.headers[.contentType] == "application/problem+json")
    #expect(refused.headers[.cacheControl] == "no-store")
    let problem = try refused.json()
    #expect(problem["type"] as? String == "/problems/forbidden")
    let detail = try #require(problem["detail"] as? String)
    #expect(detail.hasPrefix(named + " must be asked for from the service's own machine"))
    #expect(detail.hasSuffix("and the request comes from 192.0.2.7"))
    let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
    #expect(try await service.askLocally(uri, headers: [forwarded: "127.0.0.1"]).status == 403)
    #expect(try await service.askLocally(uri, from: nil).status == 403)
    #expect(try await service.ask(uri).status == 403)
    #expect(try await service.askLocally(uri).status == 200)
  }

  @Test func `serves scores to everybody, without their parts`() async throws {
    let answer = try await SampleService().nearby("lat=51.5&lon=-0.12&sort=score&explain=false")
    #expect(answer.status == 200)
    #expect(answer.headers[.cacheControl]?.hasPrefix("public") == true)
  }

  @Test func `refuses others a cursor that has a user, and a body that names one`() async throws {
    let service = SampleService { $0.affinities = SampleAffinities.standard }
    let first = try await service.nearbyLocally("lat=51.5&lon=-0.12&user=ana&limit=3")
    let next = try #require(try first.json()["next"] as? String)
    let away = try SocketAddress(ipAddress: "192.0.2.7", port: 1)
    #expect(try await service.askLocally(next, from: away).status == 403)
    #expect(try await service.askLocally(next).status == 200)
    let body = #"{"lat":51.5,"lon":-0.12,"user":"ana"}"#
    #expect(try await service.post("/v1/merchants/search", body).status == 403)
    let answer = try await service.askLocally(
      "/v1/merchants/search", method: .post, headers: [.contentType: "application/json"], body: body
    )
    #expect(answer.status == 200)
    #expect(try answer.merchants().first?["score"] is Double)
  }
}
