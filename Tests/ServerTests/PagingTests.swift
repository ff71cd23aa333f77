import Catalog
import Geodesy
import HTTPTypes
import Ranking
import TestSupport
import Testing

@testable import Server

struct PagingTests {
  private let service = SampleService()

  /// The ids of all pages, going on by the cursors.
  private func pages(_ query: String, service: SampleService) async throws -> [String] {
    var ids: [String] = []
    var next: String? = "/v1/merchants/nearby?" + query
    while let uri = next, ids.count <= 1_000 {
      let answer = try await service.ask(uri)
      try #require(answer.status == 200, "\(answer.text)")
      ids += try answer.ids()
      let link = answer.headers[.link]
      next = try answer.json()["next"] as? String
      #expect(link == next.map { "<\($0)>; rel=\"next\"" })
    }
    return ids
  }

  @Test(arguments: MerchantQuery.Order.allCases, 1...7)
  func `gives the same list by pages of any size`(
    order: MerchantQuery.Order, size: Int
  ) async throws {
    let query = "lat=51.5&lon=-0.12&radius=2000&sort=\(order.rawValue)&min_rating=1"
    let whole = try await service.nearby(query + "&limit=100")
    #expect(try whole.json()["next"] is String == false)
    #expect(try await pages(query + "&limit=\(size)", service: service) == whole.ids())
  }

  @Test func `goes on without any filter, to the last merchant`() async throws {
    let ids = try await pages("lat=51.5&lon=-0.12&limit=7", service: service)
    #expect(ids.count == SampleCatalog.standard.count)
    #expect(Set(ids).count == ids.count)
  }

  @Test func `carries the whole query in the cursor`() async throws {
    let query =
      "lat=51.5&lon=-0.12&radius=none&limit=2&min_distance=10&categories=1,2,3&exclude_categories=4"
      + "&min_rating=1&min_reviews=1&featured=false&q=ca&bbox=-0.2,51.4,0,51.6&exclude_ids=M-1"
      + "&metadata.wifi=true&sort=rating&count=true&fields=merchant_id,name"
    let whole = try await service.nearby(query.replacing("limit=2", with: "limit=100"))
    let ids = try whole.ids()
    try #require(ids.count > 4)
    #expect(try await pages(query, service: service) == ids)
    let first = try await service.nearby(query)
    let cursor = try #require(try first.json()["cursor"] as? String)
    let second = try await service.nearby("cursor=\(cursor)")
    #expect(try second.merchants().first?.keys.sorted() == ["merchant_id", "name"])
    #expect(try second.json()["number_matched"] as? Int == ids.count)
  }

  @Test func `lets limit, fields, count and f stand beside a cursor, and nothing else`()
    async throws
  {
    let first = try await service.nearby("lat=51.5&lon=-0.12&limit=3")
    let cursor = try #require(try first.json()["cursor"] as? String)
    let second = try await service.nearby(
      "cursor=\(cursor)&limit=5&fields=merchant_id&count=true&f=json")
    #expect(second.status == 200)
    #expect(try second.ids().count == 5)
    #expect(try (second.json()["next"] as? String)?.hasSuffix("&f=json") == true)
    for other in ["radius=500", "lat=51.5", "sort=distance", "q=a"] {
      let answer = try await service.nearby("cursor=\(cursor)&\(other)")
      #expect(answer.status == 400)
      #expect(answer.text.contains("invalid_cursor"))
    }
  }

  @Test func `refuses a cursor with any character changed`() async throws {
    let first = try await service.nearby("lat=51.5&lon=-0.12&limit=3&q=ca&sort=name")
    let cursor = Array(try #require(try first.json()["cursor"] as? String).utf8)
    for position in cursor.indices {
      for change: UInt8 in [1, 2, 4, 8, 16, 32, 64] {
        var forged = cursor
        forged[position] ^= change
        let text = String(decoding: forged, as: UTF8.self)
        guard CursorCodec(secret: "vicinity").decode(text, categories: .seeds) == nil else {
          Issue.record("\(text) was taken")
          return
        }
      }
    }
    let whole = String(decoding: cursor, as: UTF8.self)
    for text in [
      String(whole.dropLast()), String(whole.dropFirst()), whole + "A", whole + whole,
      String(whole.prefix(8)), "",
    ] {
      let answer = try await service.nearby("cursor=\(text)")
      #expect(answer.status == 400, "\(answer.text)")
    }
  }

  @Test func `refuses a cursor of a service with another secret`() async throws {
    let other = SampleService { $0.cursorSecret = "another" }
    let first = try await other.nearby("lat=51.5&lon=-0.12&limit=3")
    let cursor = try #require(try first.json()["cursor"] as? String)
    #expect(try await other.nearby("cursor=\(cursor)").status == 200)
    #expect(try await service.nearby("cursor=\(cursor)").status == 400)
  }

  @Test(arguments: MerchantQuery.Order.allCases)
  func `goes on in a newer catalogue without skipping or repeating what stayed`(
    order: MerchantQuery.Order
  ) async throws {
    // With a prior of its own a catalogue scores what stayed as another one does.
    let service = SampleService { $0.ranking.ratingPriorMean = 3.5 }
    let query = "lat=51.5&lon=-0.12&radius=none&sort=\(order.rawValue)"
    let all = try await service.nearby(query + "&limit=100").ids()
    let first = try await service.nearby(query + "&limit=40")
    // The merchant that the cursor points to is among those that go.
    let gone = Set(all.enumerated().filter { $0.offset % 3 == 0 }.map(\.element))
    #expect(gone.contains(all[39]))
    service.store.publish(SampleCatalog.make(count: 120, seed: 1, version: 8, without: gone))
    let cursor = try #require(try first.json()["cursor"] as? String)
    let rest = try await service.nearby("cursor=\(cursor)&limit=60")
    #expect(try rest.json()["catalog_version"] as? Int == 8)
    #expect(try rest.ids().starts(with: all[40...].filter { !gone.contains($0) }))
  }

  @Test(arguments: [false, true])
  func `writes requests that it reads back, and nothing shorter`(isScored: Bool) throws {
    var first = NearbyRequest(
      query: MerchantQuery(
        center: try #require(.init(latitude: 1, longitude: 2)), radiusMeters: 5,
        after: .distance(meters: 3, id: "a")),
      members: [.own(.name)])
    if isScored {
      first.query.order = .score
      first.query.after = .score(millionths: 987_654, id: "a")
      first.members = [.score(.rank), .own(.name)]
      first.scoring = ScoreRequest(
        user: "ana", hour: -3600, weights: RankingWeights(distance: 0.1, affinity: 2),
        explains: true)
    }
    var writer = BinaryWriter()
    first.write(to: &writer, categories: .seeds)
    for length in 0..<writer.bytes.count {
      var reader = BinaryReader(writer.bytes, count: length)
      #expect(throws: BinaryReader.Malformed.self) {
        try NearbyRequest(&reader, categories: .seeds)
      }
    }
    var reader = BinaryReader(writer.bytes, count: writer.bytes.count)
    #expect(try NearbyRequest(&reader, categories: .seeds) == first)
    #expect(reader.isAtEnd)
  }

  @Test(arguments: 0..<2_000 as Range<UInt64>)
  func `survives signed nonsense`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bytes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
      // Small numbers reach further into the reader.
      Bool.random(using: &random)
        ? UInt8.random(in: 0...3, using: &random) : .random(in: 0...255, using: &random)
    }
    bytes.insert(1, at: 0)
    var writer = BinaryWriter(bytes: bytes)
    writer.append(SipHash(secret: "vicinity").hash(bytes))
    var text: [UInt8] = []
    Base64URL.append(writer.bytes, to: &text)
    let request = CursorCodec(secret: "vicinity")
      .decode(String(decoding: text, as: UTF8.self), categories: .seeds)
    if let request { #expect(request.query.limit >= 1) }
  }
}

struct SipHashTests {
  /// The vectors of the reference implementation.
  @Test(arguments: [
    (0, 0x726f_db47_dd0e_0e31 as UInt64), (1, 0x74f8_39c5_93dc_67fd), (8, 0x93f5_f579_9a93_2462),
    (15, 0xa129_ca61_49be_45e5), (63, 0x958a_324c_eb06_4572),
  ])
  func `gives the published hashes`(length: Int, expected: UInt64) {
    let hash = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    #expect(hash.hash((0..<length).map(UInt8.init)) == expected)
  }
}
