import Catalog
import FlatStorage
import Foundation
import Geodesy
import Geofencing
import JSON
import OpeningHours
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

  private static let hours = [
    #"{"monday": {"open": "9:00", "close": "21:00"}}"#, #""24/7""#, #""mondey""#,
    #"{"daily": ["22:00", "02:00"], "exceptions": {"12-25": "closed", "2026-11-27": ["10:00", "12:00"]}}"#,
  ]

  private static func catalog(_ count: Int, seed: UInt64) throws -> (Catalog, SeededMerchants) {
    var random = SeededMerchants(seed: seed)
    var builder = CatalogBuilder(zones: systemZones)
    for number in 0..<count {
      var merchant = random.merchant(number)
      if random.next(below: 3) != 0 {
        merchant.operatingHours = try JSONText(random.pick(hours))
      }
      merchant.description = random.next(below: 2) == 0 ? String(repeating: "é", count: 90) : nil
      builder.add(merchant)
    }
    let fences = try FenceIndex([
      Geofence(
        id: "circle", name: "Round", dwellSeconds: 60, metadata: #"{"a":1}"#,
        shape: .circle(
          Circle(
            center: #require(Coordinate(latitude: -16.95, longitude: 179.99)), radiusMeters: 2_000))
      ),
      Geofence(
        id: "square", merchantID: "m-1-1", isActive: false,
        shape: .polygon(
          MultiPolygon([
            Polygon(
              outer: Ring(
                latitudes: [-17, -16.9, -16.9, -17, -17],
                longitudes: [179.9, 179.9, 180, 180, 179.9]))
          ]))),
    ])
    return (builder.build(version: 42, fences: fences), random)
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
    var (catalog, random) = try Self.catalog(count, seed: seed)
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
  func `a damaged file is refused, or answers without leaving its memory until it is verified`(
    seed: UInt64
  ) throws {
    var (catalog, random) = try Self.catalog(400, seed: seed)
    let sections = try reopened(catalog).file.sections
    let whole = try Data(contentsOf: URL(filePath: path))
    var scratch = QueryScratch()
    for _ in 0..<250 {
      var damaged = whole
      var isInSection = false
      for _ in 0...random.next(below: 6) {
        let byte = random.next(below: damaged.count)
        let bits = UInt8(1 + random.next(below: 255))
        damaged[byte] ^= bits
        isInSection =
          isInSection
          || sections.contains { ($0.offset..<$0.offset + $0.byteCount).contains(byte) }
      }
      if random.next(below: 8) == 0 {
        damaged = damaged.prefix(random.next(below: damaged.count))
      }
      try damaged.write(to: URL(filePath: path))
      let file: CatalogFile
      do {
        file = try CatalogFile(path: path, zones: systemZones)
      } catch {
        #expect("\(error)".hasPrefix(path), "seed \(seed)")
        continue
      }
      for _ in 0..<5 {
        _ = try Self.answer(Self.query(&random), file.catalog, &scratch)
        if let slot = file.catalog.slot(ofMerchant: "m-\(random.next(below: 7))-1") {
          _ = file.catalog.name(slot: slot)
        }
      }
      if isInSection { #expect(throws: CatalogFileError.self) { try file.verify() } }
    }
  }

  @Test func `a zone that the system does not know is named`() throws {
    let (catalog, _) = try Self.catalog(50, seed: 9)
    try CatalogFile.write(catalog, to: path, source: "", writtenAt: 0)
    #expect(throws: CatalogFileError.self) { try CatalogFile(path: path, zones: nil) }
  }
}
