import Catalog
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@testable import Server

struct LiveServerTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  /// A server on a free port, and the port once it listens.
  private func start() -> (server: MerchantServer, ports: AsyncStream<Int>) {
    var configuration = ServerConfiguration()
    configuration.port = 0
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
