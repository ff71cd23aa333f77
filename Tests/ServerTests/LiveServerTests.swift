import Catalog
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import Ranking
import ServiceLifecycle
import Testing

@testable import Server

struct LiveServerTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  /// A server on a free port, and the port once it listens.
  private func start() -> (server: MerchantServer, ports: AsyncStream<Int>) {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.affinities = SampleAffinities.standard
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let server = MerchantServer(
      store: CatalogStore(SampleCatalog.standard), configuration: configuration,
      logger: Self.logger
    ) { _, port in
      continuation.yield(port)
      continuation.finish()
    }
    return (server, ports)
  }

  @Test func `listens, answers, and ends when it is told to`() async throws {
    let (server, ports) = start()
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [server], logger: Self.logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let port = try #require(await ports.first { _ in true })
      try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
        let answer = try await client.get("/v1/merchants/nearby?lat=51.5&lon=-0.12")
        #expect(answer.status == .ok)
        let missing = try await client.get("/nowhere")
        #expect(missing.status == .notFound)
        let head = try await client.head("/v1/merchants/nearby?lat=51.5&lon=-0.12")
        #expect(head.headers[.contentLength] == answer.headers[.contentLength])
        // The connection is kept, and still the service ends.
        await group.triggerGracefulShutdown()
      }
      try await tasks.waitForAll()
    }
  }

  @Test func `shows a user's list to this machine, unless a proxy asks`() async throws {
    let (server, ports) = start()
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [server], logger: Self.logger))
    let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let port = try #require(await ports.first { _ in true })
      try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
        let target = "/v1/merchants/nearby?lat=51.5&lon=-0.12&user=ana&explain=true"
        let answer = try await client.get(target)
        #expect(answer.status == .ok)
        #expect(answer.headers[.cacheControl]?.hasPrefix("private") == true)
        let relayed = try await client.get(target, headers: [forwarded: "192.0.2.1"])
        #expect(relayed.status == .forbidden)
        #expect(server.ranking.statistics.misses == 1)
        var model = server.ranking.model
        model.weights.affinity = 0
        try server.ranking.replace(model)
        let other = try await client.get(target)
        #expect(other.body != answer.body)
        await group.triggerGracefulShutdown()
      }
      try await tasks.waitForAll()
    }
  }

  @Test func `says when its port is taken`() async throws {
    let (server, ports) = start()
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [server], logger: Self.logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let port = try #require(await ports.first { _ in true })
      var configuration = ServerConfiguration()
      configuration.port = port
      let second = MerchantServer(
        store: CatalogStore(), configuration: configuration, logger: Self.logger)
      await #expect(throws: ServerError.portTaken(host: "127.0.0.1", port: port)) {
        try await second.run()
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }
}
