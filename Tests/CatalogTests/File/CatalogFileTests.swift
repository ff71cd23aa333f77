import Catalog
import FlatStorage
import Foundation
import Geodesy
import Geofencing
import JSON
import OpeningHours
import Ranking
import TestSupport
import Testing

/// A catalogue written and opened again, held against the one in memory.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct CatalogFileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("merchants.vicinity")
  }

  private func reopened(_ catalog: Catalog) throws -> CatalogFile {
    try CatalogFile.write(catalog, to: path, source: "seeded merchants", writtenAt: 1_795_600_000)
    return try CatalogFile(path: path, zones: systemZones)
  }

  /// A query of every kind.
  private static func query(_ random: inout SeededMerchants) -> MerchantQuery {
    var query = MerchantQuery(center: random.place())
    query.radiusMeters = random.pick([nil, 2_000, 50_000])
    query.limit = random.pick([1, 20, 60])
    query.order = random.pick([.distance, .rating, .reviews, .name])
    query.countsMatches = true
    if random.next(below: 3) == 0 { query.filter.words = random.pick(["cafe", "gril", "東京"]) }
    if random.next(below: 3) == 0 { query.filter.categories = [random.next(below: 8)] }
    if random.next(below: 4) == 0 { query.filter.metadata = ["tags": "t1"] }
    if random.next(below: 3) == 0 {
      query.filter.hours = HoursCondition(
        at: .instant(1_795_600_000 + Int64(random.next(below: 1_000_000))),
        includesUnknown: random.next(below: 2) == 0)
    }
    return query
  }

  /// The answer with everything that is shown of each merchant.
  private static func answer(
    _ query: MerchantQuery, _ catalog: Catalog, _ scratch: inout QueryScratch
  ) throws -> [String] {
    let outcome = try catalog.run(query, scratch: &scratch)
    var hours = HoursJSON()
    var lines = ["\(outcome)"]
    for position in 0..<outcome.count {
      let hit = scratch[position]
      var bytes: [UInt8] = []
      let shown = hours.value(slot: hit.slot, of: catalog, at: 1_795_600_000)
      catalog.appendJSON(
        slot: hit.slot, distanceMeters: hit.distanceMeters, hours: shown, to: &bytes)
      catalog.appendValue(
        of: .operatingHours, slot: hit.slot, distanceMeters: nil, to: &bytes)
      lines.append(catalog.id(slot: hit.slot) + String(decoding: bytes, as: UTF8.self))
    }
    return lines
  }

  @Test(arguments: [(1, 0), (2, 1), (3, 40), (4, 3_000)] as [(UInt64, Int)])
  func `answers exactly as the catalogue that was written`(seed: UInt64, count: Int) throws {
    let world = try FileWorld(count: count, seed: seed)
    let catalog = world.catalog
    var random = world.random
    let file = try reopened(catalog)
    #expect(file.catalog.version == 42)
    #expect(file.source == "seeded merchants")
    #expect(file.catalog.count == catalog.count)
    #expect(file.catalog.inactiveCount == catalog.inactiveCount)
    #expect(file.catalog.categories == catalog.categories)
    #expect(file.catalog.hoursCounts == catalog.hoursCounts)
    #expect(file.catalog.fences.index.fences == catalog.fences.index.fences)
    for position in catalog.categories.all.indices {
      #expect(
        file.catalog.merchantCount(inCategoryAt: position)
          == catalog.merchantCount(inCategoryAt: position))
    }
    var scratch = QueryScratch()
    for _ in 0..<300 {
      let query = Self.query(&random)
      let expected = try Self.answer(query, catalog, &scratch)
      #expect(try Self.answer(query, file.catalog, &scratch) == expected, "seed \(seed)")
    }
    try file.verify()
    // A catalogue from a file can be written again, byte for byte.
    let again = folder.path("again.vicinity")
    try CatalogFile.write(
      file.catalog, to: again, source: "seeded merchants", writtenAt: 1_795_600_000)
    #expect(
      try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: again)))
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `has the affinities that were written, and gives the same file again`(seed: UInt64) throws {
    let world = try FileWorld(count: 50, seed: seed)
    try CatalogFile.write(
      world.catalog, to: path, source: "", writtenAt: 0, affinities: world.affinities)
    let file = try CatalogFile(path: path, zones: systemZones)
    let affinities = try #require(file.affinities)
    #expect(affinities.users == world.affinities.users)
    #expect(affinities.userCount == world.affinities.userCount)
    #expect(affinities.pairCount == world.affinities.pairCount)
    for user in world.affinities.users + ["", "anb", "zzz", "\u{1F600}"] {
      let expected: [Affinity] = world.affinities.affinities(ofUser: user)
      let found: [Affinity] = affinities.affinities(ofUser: user)
      #expect(found == expected, "\(user)")
    }
    #expect(try CatalogFile.affinities(path: path)?.users == affinities.users)
    let again = folder.path("again.vicinity")
    for others in [affinities as any AffinityCollection, world.affinities] {
      try CatalogFile.write(
        file.catalog, to: again, source: "", writtenAt: 0, affinities: others)
      #expect(
        try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: again)))
    }
  }

  @Test func `a file without affinities says so, and one with geofences has them alone`() throws {
    let world = try FileWorld(count: 20, seed: 5)
    let file = try reopened(world.catalog)
    #expect(file.affinities == nil)
    #expect(try CatalogFile.affinities(path: path) == nil)
    #expect(try CatalogFile.fences(path: path).fences == world.catalog.fences.index.fences)
  }

  @Test func `the ids of inactive merchants are there`() throws {
    let world = try FileWorld(count: 400, seed: 6)
    let file = try reopened(world.catalog)
    #expect(file.catalog.inactiveCount > 0)
    for number in 0..<410 {
      let id = "m-\(number % 7)-\(number)"
      #expect(
        file.catalog.hasInactive(merchant: id) == world.catalog.hasInactive(merchant: id))
      #expect(
        number >= 400
          || file.catalog.hasInactive(merchant: id) == (file.catalog.slot(ofMerchant: id) == nil))
    }
  }

  @Test func `a zone that the system does not know is named`() throws {
    let catalog = try FileWorld(count: 50, seed: 9).catalog
    try CatalogFile.write(catalog, to: path, source: "", writtenAt: 0)
    #expect(throws: CatalogFileError.self) { try CatalogFile(path: path, zones: nil) }
  }
}
