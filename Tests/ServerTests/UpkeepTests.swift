import Catalog
import Foundation
import Geodesy
import Server
import Synchronization
import Testing

struct UpkeepTests {
  @Test func `tells how base and delta lie in memory, and how old the catalogue is`() async throws {
    let service = SampleService {
      $0.upkeep = {
        var merges = MergeStatistics()
        (merges.running, merges.merges, merges.failures) = (1, 12, 2)
        return CatalogUpkeep(
          changedAt: 1_795_516_200, merges: merges,
          snapshot: CatalogUpkeep.Snapshot(
            version: 6, writtenAt: 1_795_516_100, error: "\"full\""))
      }
    }
    let writer = CatalogWriter(
      try #require(service.store.current), store: service.store, zones: nil)
    let merchant = Merchant(
      id: "new", name: "New", coordinate: Coordinate(clampingLatitude: 1, longitude: 2))
    try await writer.apply(CatalogBatch(merchants: [.put(merchant)]))
    let ready = try await service.ask("/readyz").json()
    #expect(ready["catalog_version"] as? Int == 8)
    #expect(ready["age_s"] as? Int == 20)
    let memory = try #require(ready["memory"] as? [String: Any])
    #expect(memory["segments"] as? Int == 2)
    let base = try #require(memory["base"] as? [String: Int])
    #expect(base["merchants"] == 117)
    #expect(base["dead"] == 0)
    let delta = try #require(memory["delta"] as? [String: Int])
    #expect(delta["merchants"] == 1)
    #expect(try #require(delta["bytes"]) > 0)
    #expect(ready["merges"] as? [String: Int] == ["running": 1, "done": 12, "failed": 2])
    let snapshot = try #require(ready["snapshot"] as? [String: Any])
    #expect(snapshot["catalog_version"] as? Int == 6)
    #expect(snapshot["age_s"] as? Int == 120)
    #expect(snapshot["error"] as? String == "\"full\"")
  }

  @Test func `says nothing of an upkeep that there isn't`() async throws {
    let ready = try await SampleService().ask("/readyz").json()
    for name in ["age_s", "merges", "snapshot"] { #expect(ready[name] is NSNull, "\(name)") }
    let quiet = SampleService {
      $0.upkeep = {
        CatalogUpkeep(
          changedAt: 1_795_516_300, merges: MergeStatistics(), snapshot: CatalogUpkeep.Snapshot())
      }
    }
    let status = try await quiet.ask("/readyz").json()
    // Clocks of two machines may differ.
    #expect(status["age_s"] as? Int == 0)
    let snapshot = try #require(status["snapshot"] as? [String: Any])
    for name in ["catalog_version", "age_s", "error"] {
      #expect(snapshot[name] is NSNull, "\(name)")
    }
  }

  @Test func `a request waits for the version that updates bring`() async throws {
    let updates = Updates()
    let service = SampleService {
      // There is one version more with each look.
      $0.versionWait = VersionWait(attempts: 5) { try await updates.next() }
    }
    updates.begin(service.store)
    let answer = try await service.nearby("lat=1&lon=2&min_version=10")
    #expect(answer.status == 200)
    #expect(try answer.json()["catalog_version"] as? Int == 10)
    #expect(try answer.ids().prefix(3) == ["new-7", "new-8", "new-9"])
    let late = try await service.nearby("lat=1&lon=2&min_version=99")
    #expect(late.status == 503)
    #expect(service.store.current?.version == 15)
  }
}

/// Adds a merchant whenever it is told to.
private final class Updates: Sendable {
  private let writer = Mutex<CatalogWriter?>(nil)

  func begin(_ store: CatalogStore) {
    guard let catalog = store.current else { return }
    writer.withLock { $0 = CatalogWriter(catalog, store: store, zones: nil) }
  }

  func next() async throws {
    let writer = try #require(writer.withLock { $0 })
    let merchant = Merchant(
      id: "new-\(await writer.catalog.version)", name: "New",
      coordinate: Coordinate(clampingLatitude: 1, longitude: 2))
    try await writer.apply(CatalogBatch(merchants: [.put(merchant)]))
  }
}
