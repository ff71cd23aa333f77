import Catalog
import Geodesy
import JSON
import Testing

/// An independent answer: every merchant is looked at, and everything is sorted.
private struct BruteForce {
  let merchants: [Merchant]

  struct Row {
    var merchant: Merchant
    var distanceMeters: Double
  }

  /// All matches in the order of the query, regardless of limit and cursor.
  func rows(_ query: MerchantQuery, words: [String], metadata: [String: String]) -> [Row] {
    merchants.filter { $0.isActive && passes($0, query.filter, words: words, metadata: metadata) }
      .map {
        Row(
          merchant: $0,
          distanceMeters: Geodesic.distanceMeters(from: query.center, to: $0.coordinate))
      }
      .filter {
        $0.distanceMeters <= query.radiusMeters ?? .infinity
          && $0.distanceMeters >= query.minimumDistanceMeters
      }
      .sorted { precedes($0, $1, query.order) }
  }

  private func passes(
    _ merchant: Merchant, _ filter: MerchantFilter, words: [String], metadata: [String: String]
  ) -> Bool {
    let category = merchant.categoryID.map { $0 - 1 }
    if let wanted = filter.categories, !wanted.contains(category ?? -1) { return false }
    if let category, filter.excludedCategories.contains(category) { return false }
    if let minimum = filter.minimumRatingHundredths, minimum > 0,
      (merchant.ratingHundredths ?? -1) < minimum
    {
      return false
    }
    if merchant.totalReviews < filter.minimumReviews ?? 0 { return false }
    if let featured = filter.isFeatured, featured != merchant.isFeatured { return false }
    if let partner = filter.isPartner, partner != (merchant.partner != nil) { return false }
    if let wanted = filter.partnerships {
      guard let kind = merchant.partner?.partnership, wanted.contains(kind) else { return false }
    }
    if let box = filter.box, !box.contains(merchant.coordinate) { return false }
    if filter.excludedIDs.contains(merchant.id) { return false }
    let chain = merchant.metadata.map { text in
      SeededMerchants.chains.first { text.text.contains($0) } ?? ""
    }
    let texts = [
      merchant.name, chain ?? "",
      category.map { CategoryTable.seeds.all[$0].name } ?? "",
    ].map { fold($0) }.joined(separator: " ").split(separator: " ").map(String.init)
    for (position, word) in words.enumerated() {
      let isLast = position == words.count - 1
      guard texts.contains(where: { isLast ? $0.hasPrefix(word) : $0 == word }) else {
        return false
      }
    }
    for (key, value) in metadata {
      guard let text = merchant.metadata?.text else { return false }
      switch key {
      case "tags": guard text.contains("\"\(value)\"") else { return false }
      default:
        guard text.contains("\"\(key)\":\(value)") || text.contains("\"\(key)\":\"\(value)\"")
        else { return false }
      }
    }
    return true
  }

  private func fold(_ text: String) -> String {
    var text = text.lowercased()
    for (accented, plain) in [
      ("é", "e"), ("å", "a"), ("ö", "o"), ("ã", "a"), ("ä", "a"), ("ł", "l"), ("ó", "o"),
      ("ź", "z"), ("'", ""), ("&", " "),
    ] {
      text = text.replacing(accented, with: plain)
    }
    text.unicodeScalars.removeAll { $0 == "\u{FE0F}" }
    return text
  }

  private func precedes(_ one: Row, _ other: Row, _ order: MerchantQuery.Order) -> Bool {
    func key(_ row: Row) -> Double {
      switch order {
      case .distance: row.distanceMeters
      case .rating: -Double(row.merchant.ratingHundredths ?? -1)
      case .reviews: -Double(row.merchant.totalReviews)
      case .name, .score: 0
      }
    }
    if key(one) != key(other) { return key(one) < key(other) }
    if order == .name {
      let (name, otherName) = (
        Array(fold(one.merchant.name).utf8), Array(fold(other.merchant.name).utf8)
      )
      if name != otherName { return name.lexicographicallyPrecedes(otherName) }
    }
    return one.merchant.id.utf8.lexicographicallyPrecedes(other.merchant.id.utf8)
  }
}

/// The orders that need no ranking.
let ownOrders = MerchantQuery.Order.allCases.filter { $0 != .score }

/// A random query, and what it looks for in a form that the brute force understands.
private func randomQuery(
  _ random: inout SeededMerchants, _ merchants: [Merchant]
) -> (query: MerchantQuery, words: [String], metadata: [String: String]) {
  var query = MerchantQuery(center: random.place())
  query.order = random.pick(ownOrders)
  query.limit = 1 + random.next(below: 40)
  query.countsMatches = random.next(below: 2) == 0
  query.radiusMeters = random.pick([nil, 0, 60, 500, 3_000, 20_000])
  if random.next(below: 5) == 0 { query.minimumDistanceMeters = random.next(in: 0...1_000) }
  var filter = MerchantFilter()
  if random.next(below: 3) == 0 {
    filter.categories = [random.next(below: 8), random.next(below: 8)]
  }
  if random.next(below: 4) == 0 { filter.excludedCategories = [random.next(below: 8)] }
  if random.next(below: 3) == 0 {
    filter.minimumRatingHundredths = random.pick([0, 100, 240, 350, 430, 500])
  }
  if random.next(below: 4) == 0 { filter.minimumReviews = random.pick([0, 10, 40]) }
  if random.next(below: 6) == 0 { filter.isFeatured = random.next(below: 2) == 0 }
  if random.next(below: 6) == 0 { filter.isPartner = random.next(below: 2) == 0 }
  if random.next(below: 8) == 0 {
    filter.partnerships = [random.pick(Partner.Partnership.allCases)]
  }
  if random.next(below: 5) == 0 {
    filter.box = BoundingBox(south: -16.98, west: 179.96, north: -16.92, east: -179.97)
  }
  if random.next(below: 5) == 0 {
    filter.excludedIDs = Set((0..<10).map { _ in random.pick(merchants).id } + ["nobody"])
  }
  var words: [String] = []
  if random.next(below: 3) == 0 {
    let (text, folded) = random.pick([
      ("cafe", ["cafe"]), ("CAFÉ be", ["cafe", "be"]), ("ang", ["ang"]), ("a", ["a"]),
      ("Joe’s", ["joes"]), ("grill co", ["grill", "co"]), ("☕", ["☕"]), ("lod", ["lod"]),
      ("zzz", ["zzz"]), ("restaurants caf", ["restaurants", "caf"]),
    ])
    filter.words = text
    words = folded
  }
  if random.next(below: 5) == 0 {
    filter.metadata = random.pick([
      ["loyalty": "true"], ["tags": "t1"], ["chain": "Bean There", "loyalty": "false"],
    ])
  }
  query.filter = filter
  return (query, words, filter.metadata)
}

struct CatalogRunTests {
  @Test(arguments: 0..<24 as Range<UInt64>)
  func `answers every kind of query as looking at each merchant does`(seed: UInt64) throws {
    var random = SeededMerchants(seed: seed)
    let merchants = random.merchants(60 + 40 * Int(seed))
    let catalog = Catalog(merchants)
    let oracle = BruteForce(merchants: merchants)
    var scratch = QueryScratch()
    for number in 0..<60 {
      let (query, words, metadata) = randomQuery(&random, merchants)
      let expected = oracle.rows(query, words: words, metadata: metadata)
      let outcome = try catalog.run(query, scratch: &scratch)
      let comment: Comment = "seed \(seed), query \(number): \(query)"
      #expect(
        (0..<scratch.count).map { catalog.id(slot: scratch[$0].slot) }
          == expected.prefix(query.limit).map(\.merchant.id), comment)
      #expect(
        (0..<scratch.count).map { scratch[$0].distanceMeters }
          == expected.prefix(query.limit).map(\.distanceMeters), comment)
      #expect(outcome.count == scratch.count)
      #expect((outcome.next != nil) == (expected.count > query.limit), comment)
      #expect(outcome.matched == (query.countsMatches ? expected.count : nil), comment)
    }
  }

  @Test(arguments: ownOrders, 1...7)
  func `gives the same list for any page size`(
    order: MerchantQuery.Order, pageSize: Int
  ) throws {
    var random = SeededMerchants(seed: 99)
    let merchants = random.merchants(150)
    let catalog = Catalog(merchants)
    var scratch = QueryScratch()
    var query = MerchantQuery(center: random.place(), order: order, limit: 1_000)
    _ = try catalog.run(query, scratch: &scratch)
    let whole = (0..<scratch.count).map { scratch[$0] }
    #expect(whole.count == catalog.count)
    var pages: [MerchantHit] = []
    query.limit = pageSize
    repeat {
      let outcome = try catalog.run(query, scratch: &scratch)
      pages += (0..<scratch.count).map { scratch[$0] }
      query.after = outcome.next
    } while query.after != nil
    #expect(pages == whole)
  }

  @Test(arguments: ownOrders)
  func `goes on in a newer catalogue without repeating or skipping one that did not change`(
    order: MerchantQuery.Order
  ) throws {
    var random = SeededMerchants(seed: 7)
    let merchants = random.merchants(120)
    let first = Catalog(merchants, version: 1)
    // The next version lacks every third merchant, among them mostly the one a page ended with.
    let kept = merchants.enumerated().filter { $0.offset % 3 != 0 }.map(\.element)
    var added = random.merchants(30)
    for position in added.indices { added[position].id = "zz-\(position)" }
    let second = Catalog(kept + added, version: 2)
    var scratch = QueryScratch()
    var query = MerchantQuery(center: random.place(), order: order, limit: 10)
    let outcome = try first.run(query, scratch: &scratch)
    var seen = (0..<scratch.count).map { first.id(slot: scratch[$0].slot) }
    let next: SortKey = try #require(outcome.next)
    query.after = next
    query.limit = 1_000
    _ = try second.run(query, scratch: &scratch)
    seen += (0..<scratch.count).map { second.id(slot: scratch[$0].slot) }
    let unchanged = Set(kept.filter(\.isActive).map(\.id))
    #expect(seen.count == Set(seen).count)
    #expect(unchanged.isSubset(of: seen))
  }

  @Test func `refuses a text without a word, and a key of another order`() throws {
    let catalog = Catalog([])
    var scratch = QueryScratch()
    let center = try #require(Coordinate(latitude: 0, longitude: 0))
    var query = MerchantQuery(center: center)
    query.filter.words = "&!"
    #expect(throws: QueryError.noWords("&!")) { try catalog.run(query, scratch: &scratch) }
    query = MerchantQuery(center: center, after: .reviews(3, id: "x"))
    #expect(throws: QueryError.orderDiffers(key: .reviews, query: .distance)) {
      try catalog.run(query, scratch: &scratch)
    }
    query = MerchantQuery(center: center)
    query.filter.metadata = ["key": String(repeating: "x", count: 201)]
    #expect(throws: QueryError.metadataTooLong(key: "key", limit: 200)) {
      try catalog.run(query, scratch: &scratch)
    }
  }
}

struct CatalogBuilderTests {
  private func merchant(_ id: String, _ name: String) throws -> Merchant {
    Merchant(
      id: id, name: name,
      coordinate: try #require(Coordinate(latitude: 51.50331, longitude: -0.1195)))
  }

  private func json(_ catalog: Catalog, _ id: String, distance: Double? = nil) throws -> String {
    var bytes: [UInt8] = []
    let slot = try #require(catalog.slot(ofMerchant: id))
    catalog.appendJSON(slot: slot, distanceMeters: distance, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `shows a merchant with every member in its place`() throws {
    var merchant = try merchant("lon-1", "Joe's \"Café\" ☕\n")
    merchant.description = "a\tb\\c\u{1}"
    merchant.categoryID = 1
    merchant.ratingHundredths = 450
    merchant.totalReviews = 12
    merchant.isFeatured = true
    merchant.city = "London"
    merchant.partner = Partner(partnership: .premium, commissionRateHundredths: 1_250)
    merchant.metadata = try JSONText(#"{ "chain": "Joe's", "deep": {"a": [1, 2]} }"#)
    merchant.updatedAt = Timestamp(rfc3339: "2026-11-24T10:00:00Z")
    merchant.createdAt = Timestamp(rfc3339: "2025-01-01T00:00:00.5+02:00")
    merchant.operatingHours = try JSONText(#"{"monday": {"open": "9:00", "close": "21:00"}}"#)
    let catalog = Catalog([merchant])
    #expect(
      try json(catalog, "lon-1", distance: 123.449) == #"""
        {"merchant_id":"lon-1","name":"Joe's \"Café\" ☕\n","description":"a\tb\\c\u0001","category":{"id":1,"name":"Restaurants & Cafes","color":"#FF6B6B"},"latitude":51.50331,"longitude":-0.1195,"distance_m":123.4,"address":null,"city":"London","state":null,"zip_code":null,"country":null,"phone":null,"email":null,"website":null,"rating":4.5,"total_reviews":12,"is_featured":true,"partner":{"type":"premium"},"hours":null,"metadata":{"chain":"Joe's","deep":{"a":[1,2]}},"updated_at":"2026-11-24T10:00:00Z"}
        """#)
    let slot = try #require(catalog.slot(ofMerchant: "lon-1"))
    var bytes: [UInt8] = []
    catalog.appendJSON(
      slot: slot, distanceMeters: nil,
      members: [.name, .distance, .createdAt, .operatingHours, .category, .metadata], to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self) == #"""
        {"name":"Joe's \"Café\" ☕\n","distance_m":null,"created_at":"2024-12-31T22:00:00.5Z","operating_hours":{"monday":{"open":"9:00","close":"21:00"}},"category":{"id":1,"name":"Restaurants & Cafes","color":"#FF6B6B"},"metadata":{"chain":"Joe's","deep":{"a":[1,2]}}}
        """#)
    bytes = []
    catalog.appendGeoJSON(
      slot: slot, distanceMeters: 5, members: [.name, .distance, .phone], to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self) == #"""
        {"type":"Feature","id":"lon-1","geometry":{"type":"Point","coordinates":[-0.1195,51.50331]},"properties":{"name":"Joe's \"Café\" ☕\n","distance_m":5,"phone":null}}
        """#)
  }

  @Test(arguments: [
    (0.0, "0"), (0.04, "0"), (0.05, "0.1"), (9.96, "10"), (123.45, "123.5"),
    (20_003_931.46, "20003931.5"),
  ])
  func `shows distances to a tenth of a metre`(meters: Double, shown: String) throws {
    let catalog = Catalog([try merchant("a", "b")])
    #expect(try json(catalog, "a", distance: meters).contains("\"distance_m\":\(shown),"))
  }

  @Test func `keeps the later of two merchants with one id, and no inactive one`() throws {
    var gone = try merchant("b", "inactive now")
    gone.isActive = false
    let catalog = Catalog([
      try merchant("a", "first"), try merchant("b", "active once"), try merchant("a", "second"),
      gone, try merchant("prefix-of-this-id", "x"), try merchant("prefix-of-this-id-2", "y"),
    ])
    #expect(catalog.count == 3)
    #expect(catalog.inactiveCount == 1)
    #expect(try json(catalog, "a").contains("\"second\""))
    #expect(catalog.slot(ofMerchant: "b") == nil)
    #expect(catalog.slot(ofMerchant: "prefix-of-this") == nil)
    #expect(try json(catalog, "prefix-of-this-id").contains("\"x\""))
  }

  @Test func `copes with long names, emoji and nothing at all`() throws {
    let long = String(repeating: "Ä", count: 300)
    let catalog = Catalog([
      try merchant("1", long), try merchant("2", "🍕🍕"), try merchant("3", "—"),
    ])
    #expect(try json(catalog, "1").contains(long))
    var scratch = QueryScratch()
    var query = MerchantQuery(center: catalog.coordinate(slot: 0))
    query.filter.words = "🍕"
    #expect(try catalog.run(query, scratch: &scratch).count == 1)
    #expect(catalog.id(slot: scratch[0].slot) == "2")
    query.filter.words = long
    #expect(try catalog.run(query, scratch: &scratch).count == 1)
    #expect(try Catalog([]).run(query, scratch: &scratch).count == 0)
  }

  @Test func `shares one text among merchants with the same hours`() throws {
    let hours = try JSONText(#"{"monday": "24h"}"#)
    let merchants = try (0..<1_000).map { number in
      var merchant = try merchant("\(number)", "n")
      merchant.operatingHours = hours
      return merchant
    }
    let with = Catalog(merchants).byteCount
    let without = Catalog(
      merchants.map {
        var merchant = $0
        merchant.operatingHours = nil
        return merchant
      }
    ).byteCount
    #expect(with - without < 100)
  }
}
