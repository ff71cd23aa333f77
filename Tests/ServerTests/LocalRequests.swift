import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Ranking
import Synchronization
import Testing

@testable import Server

extension SampleService {
  static let loopback = try? SocketAddress(ipAddress: "127.0.0.1", port: 50_000)

  /// The answer to a request from an address of this machine, or from another one.
  func askLocally(
    _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String = "",
    from address: SocketAddress? = Self.loopback
  ) async throws -> Answer {
    let request = Request(
      head: HTTPRequest(
        method: method, scheme: "http", authority: "localhost", path: uri, headerFields: headers),
      body: RequestBody(buffer: ByteBuffer(string: body)))
    let response = try await application.responder.respond(
      to: request, context: ServiceContext(address: address))
    let collected = CollectedBody()
    try await response.body.write(BodyWriter(collected: collected))
    return Answer(
      status: response.status.code, headers: response.headers,
      body: collected.bytes.withLock { $0 })
  }

  /// The answer to a search from this machine; `query` follows the question mark.
  func nearbyLocally(_ query: String, headers: HTTPFields = [:]) async throws -> Answer {
    try await askLocally("/v1/merchants/nearby?" + query, headers: headers)
  }
}

private final class CollectedBody: Sendable {
  let bytes = Mutex<[UInt8]>([])
}

private struct BodyWriter: ResponseBodyWriter {
  let collected: CollectedBody

  mutating func write(_ buffer: ByteBuffer) async throws {
    collected.bytes.withLock { $0 += Array(buffer.readableBytesView) }
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Affinities of a few users for merchants of the sample catalogue.
final class SampleAffinities: AffinitySource {
  private let lists: [String: [Affinity]]
  private let asked = Atomic<Int>(0)
  /// The user for whom nothing can be had.
  static let broken = "broken"

  init(_ lists: [String: [Affinity]]) {
    self.lists = lists
  }

  /// How often somebody was asked for.
  var count: Int { asked.load(ordering: .relaxed) }

  func affinities(ofUser user: String) async -> AffinityAnswer {
    asked.add(1, ordering: .relaxed)
    if user == Self.broken { return .unavailable("the table is away") }
    return .known(lists[user] ?? [])
  }

  static var standard: SampleAffinities {
    func list(_ step: Int) -> [Affinity] {
      (0..<12).map { (number: Int) -> Affinity in
        let id = "M-\((number * step + step) * 7919 % 1000)"
        let last: Int64 = 1_795_516_220 - Int64(number) * 864_000
        return Affinity(
          merchantID: id, score: Double(number % 5 + 1) / 5,
          lastInteraction: number % 3 == 0 ? nil : last)
      }
    }
    return SampleAffinities([
      "ana": list(3), "ben": list(7),
      "elsewhere": [Affinity(merchantID: "nowhere", score: 1)],
    ])
  }
}
