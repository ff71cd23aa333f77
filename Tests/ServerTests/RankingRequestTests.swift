import Catalog
import Foundation
import HTTPTypes
import Logging
import Ranking
import Synchronization
import TestSupport
import Testing

@testable import Server

struct RankingRequestTests {
  private let service = SampleService { $0.affinities = SampleAffinities.standard }
  private let place = "lat=51.5&lon=-0.12"

  @Test(arguments: [
    ("user=", "user: malformed"), ("user=" + String(repeating: "a", count: 256), "user: too_long"),
    ("user=" + String(repeating: "%C3%A4", count: 128), "user: too_long"),
    ("weights=", "weights: malformed"), ("weights=distance", "weights: malformed"),
    ("weights=distance:1,", "weights: malformed"), ("weights=distance:1:2", "weights: malformed"),
    ("weights=distance:nan", "weights: malformed"), ("weights=distance:inf", "weights: malformed"),
    ("weights=distance:0x1", "weights: malformed"), ("weights=speed:1", "weights: unknown_value"),
    ("weights=Distance:1", "weights: unknown_value"), ("weights=:1", "weights: unknown_value"),
    ("weights=distance:1,rating:1,distance:1", "weights: repeated"),
    ("weights=distance:-1,rating:2", "weights: out_of_range"),
    ("weights=distance:1e999", "weights: out_of_range"),
    ("weights=distance:0,rating:0", "weights: out_of_range"),
    ("weights=distance:1e308,rating:1e308", "weights: out_of_range"),
    ("explain=yes", "explain: malformed"), ("explain=true", "explain: conflict"),
    ("explain=true&sort=rating", "explain: conflict"),
    ("weights=distance:1&sort=distance", "weights: conflict"),
    ("fields=name,score", "fields: conflict"), ("sort=score&fields=rank", "fields: conflict"),
    ("sort=score&fields=name,score_parts", "fields: conflict"),
    ("sort=scores", "sort: unknown_value"),
  ])
  func `names what is wrong`(query: String, expected: String) async throws {
    let answer = try await service.nearbyLocally("\(place)&\(query)")
    #expect(answer.status == 400, "\(answer.text)")
    #expect(try answer.errors() == [expected])
  }

  @Test func `says what weights may be, and doesn't repeat a user's id`() async throws {
    let answer = try await service.nearbyLocally("\(place)&weights=speed:1")
    #expect(answer.text.contains("category_affinity"))
    #expect(answer.text.contains("names speed"))
    let id = String(repeating: "secret", count: 50)
    let other = try await service.nearbyLocally("\(place)&user=\(id)")
    #expect(other.text.contains("has 300"))
    #expect(!other.text.contains("secret"))
  }

  @Test(arguments: ["user=ana", "user=nobody", "weights=rating:1", "user=ana&weights=affinity:2"])
  func `sorts by score by itself beside a user or weights`(query: String) async throws {
    let implied = try await service.nearbyLocally("\(place)&\(query)&limit=50")
    let said = try await service.nearbyLocally("\(place)&\(query)&limit=50&sort=score")
    #expect(implied.body == said.body)
    let scores = try implied.merchants().map { try #require($0["score"] as? Double) }
    #expect(scores == scores.sorted(by: >))
    let other = try await service.nearbyLocally("\(place)&user=ana&limit=50&sort=distance")
    #expect(try await other.ids() == service.nearby("\(place)&limit=50").ids())
    #expect(try other.merchants().allSatisfy { $0["score"] == nil })
    #expect(other.headers[.cacheControl]?.hasPrefix("private") == true)
  }

  /// Every answer is that of scoring all merchants by their explanations.
  @Test(arguments: [
    "", "&user=ana", "&user=ben", "&user=ben&weights=affinity:1,category_affinity:3",
  ])
  func `explains scores that sum to the printed digit, and ranks`(who: String) async throws {
    let query = "\(place)&radius=none&limit=100&sort=score&explain=true" + who
    let first = try await service.nearbyLocally(query)
    let next = try #require(try first.json()["next"] as? String)
    let second = try await service.askLocally(next)
    let text = first.text + second.text
    let merchants = try first.merchants() + second.merchants()
    #expect(merchants.count == SampleCatalog.standard.count)
    #expect(merchants.map { $0["rank"] as? Int } == merchants.indices.map { $0 + 1 })
    var organic: [(score: Int, id: String, rank: Int)] = []
    for merchant in merchants {
      let score = Self.millionths(merchant["score"])
      let parts = try #require(merchant["score_parts"] as? [[String: Any]])
      #expect(parts.map { $0["name"] as? String } == ScorePart.allCases.map(\.rawValue))
      let contributions = parts.map { Self.millionths($0["contribution"]) }
      #expect(contributions.reduce(0, +) == score)
      let boost = contributions[3] + contributions[4]
      #expect(merchant["sponsored"] as? Bool == (boost > 0))
      organic.append(
        (
          score - boost, try #require(merchant["merchant_id"] as? String),
          try #require(merchant["organic_rank"] as? Int)
        ))
      for part in parts {
        let normalised = try #require(part["normalised"] as? Double)
        #expect(0...1 ~= normalised)
      }
    }
    let expected = organic.sorted { ($1.score, $0.id) < ($0.score, $1.id) }.map(\.rank)
    #expect(expected == expected.indices.map { $0 + 1 })
    // Six decimals everywhere.
    #expect(
      text.matches(of: /"(score|contribution)":\d\.\d{6}[,}]/).count
        == text.matches(of: /"(score|contribution)":/).count)
  }

  private static func millionths(_ value: Any?) -> Int {
    Int(((value as? Double ?? .nan) * 1_000_000).rounded())
  }

  @Test func `shows score and sponsored by themselves, the rest where it is explained`()
    async throws
  {
    let plain = try await service.nearby("\(place)&sort=score&limit=3").merchants()
    let listed = Set(MerchantMember.listed.map(\.rawValue))
    #expect(plain.count == 3)
    for merchant in plain {
      #expect(Set(merchant.keys).subtracting(listed) == ["score", "sponsored"])
    }
    let explained = try await service.nearbyLocally("\(place)&sort=score&limit=3&explain=true")
    for merchant in try explained.merchants() {
      #expect(
        Set(merchant.keys).subtracting(listed)
          == ["score", "sponsored", "score_parts", "rank", "organic_rank"])
    }
    let chosen = try await service.nearbyLocally(
      "\(place)&sort=score&limit=3&explain=true&fields=score,rank")
    for merchant in try chosen.merchants() { #expect(Set(merchant.keys) == ["score", "rank"]) }
  }

  @Test func `shows scores in every format`() async throws {
    let query = "\(place)&sort=score&limit=5&explain=true"
    let merchants = try await service.nearbyLocally(query).merchants()
    let features = try #require(
      try await service.nearbyLocally(query + "&f=geojson").json()["features"] as? [[String: Any]])
    let lines = try await service.nearbyLocally(query + "&f=ndjson").text.split(separator: "\n")
    let csv = CSVRows.read(try await service.nearbyLocally(query + "&f=csv").text)
    #expect(csv.first?.suffix(4) == ["score", "sponsored", "rank", "organic_rank"])
    for (number, merchant) in merchants.enumerated() {
      let properties = try #require(features[number]["properties"] as? [String: Any])
      let line = try #require(
        try JSONSerialization.jsonObject(with: Data(lines[number].utf8)) as? [String: Any])
      for member in ["score", "sponsored", "rank", "organic_rank"] {
        let expected = try #require(merchant[member] as? NSNumber)
        #expect(properties[member] as? NSNumber == expected)
        #expect(line[member] as? NSNumber == expected)
      }
      #expect((properties["score_parts"] as? [Any])?.count == 7)
      let cells = csv[number + 1].suffix(4)
      let rank = try #require(merchant["organic_rank"] as? Int)
      let score = try #require(merchant["score"] as? Double)
      #expect(cells.first == String(format: "%.6f", score))
      #expect(
        Array(cells.dropFirst()) == [
          "\(merchant["sponsored"] as? Bool ?? false)", "\(number + 1)", "\(rank)",
        ])
    }
    let anonymous = CSVRows.read(try await service.nearby("\(place)&sort=score&f=csv").text)
    #expect(anonymous.first?.suffix(2) == ["score", "sponsored"])
    let chosen = CSVRows.read(
      try await service.nearbyLocally(query + "&f=csv&fields=score_parts,name,score").text)
    #expect(chosen.first == ["score_parts", "name", "score"])
    #expect(chosen[1][0].hasPrefix("[{\"name\":\"distance\""))
  }

  @Test(
    arguments: 1...5,
    ["user=ana", "user=ben&weights=affinity:1,distance:1", "user=nobody&explain=true"])
  func `gives a user the same list by pages`(size: Int, who: String) async throws {
    let query = "\(place)&radius=3000&min_reviews=1&\(who)"
    let whole = try await service.nearbyLocally(query + "&limit=100")
    #expect(try whole.json()["next"] is String == false)
    var merchants: [[String: Any]] = []
    var next: String? = "/v1/merchants/nearby?\(query)&limit=\(size)"
    while let uri = next, merchants.count <= 1_000 {
      let answer = try await service.askLocally(uri)
      try #require(answer.status == 200, "\(answer.text)")
      merchants += try answer.merchants()
      next = try answer.json()["next"] as? String
    }
    #expect(NSArray(array: merchants) == NSArray(array: try whole.merchants()))
  }

  @Test func `goes on in the hour of the first page`() async throws {
    let clock = Clock()
    let service = SampleService {
      $0.affinities = SampleAffinities.standard
      $0.now = { clock.now.withLock { $0 } }
    }
    let whole = try await service.nearbyLocally(
      "\(place)&user=ana&limit=60&fields=merchant_id,score")
    let first = try await service.nearbyLocally(
      "\(place)&user=ana&limit=20&fields=merchant_id,score")
    let tag = first.headers[.eTag]
    clock.now.withLock { $0 += 200 * 86_400 }
    let later = try await service.nearbyLocally(
      "\(place)&user=ana&limit=20&fields=merchant_id,score")
    #expect(later.headers[.eTag] != tag)
    #expect(later.body != first.body)
    let next = try #require(try first.json()["next"] as? String)
    let second = try await service.askLocally(next + "&limit=40")
    #expect(
      NSArray(array: try first.merchants() + second.merchants())
        == NSArray(array: try whole.merchants()))
    // An instant of its own counts in place of the clock.
    let at = try await service.nearbyLocally(
      "\(place)&user=ana&limit=60&at=2026-11-24T10:00:00Z&fields=merchant_id,score")
    #expect(NSArray(array: try at.merchants()) == NSArray(array: try whole.merchants()))
  }

  private final class Clock: Sendable {
    let now = Mutex<Int64>(1_795_516_220)
  }

  @Test(arguments: ["nobody", "elsewhere", "ana+", "M-1"], ["", "&f=csv", "&explain=true"])
  func `gives an unknown user what everybody gets, byte by byte`(
    user: String, more: String
  ) async throws {
    let anonymous = try await service.nearbyLocally("\(place)&sort=score&limit=7" + more)
    let unknown = try await service.nearbyLocally("\(place)&user=\(user)&limit=7" + more)
    #expect(anonymous.status == 200)
    #expect(unknown.body == anonymous.body)
    #expect(unknown.headers[.eTag] == anonymous.headers[.eTag])
    #expect(unknown.headers[.link] == anonymous.headers[.link])
    #expect(unknown.headers[.cacheControl]?.hasPrefix("private") == true)
    let known = try await service.nearbyLocally("\(place)&user=ana&limit=7" + more)
    #expect(known.body != anonymous.body)
    #expect(known.headers[.eTag] != anonymous.headers[.eTag])
    let other = try await service.nearbyLocally("\(place)&user=ben&limit=7" + more)
    #expect(known.body != other.body)
  }

  @Test func `gives what everybody gets without a source of affinities`() async throws {
    let service = SampleService()
    let anonymous = try await service.nearbyLocally("\(place)&sort=score")
    #expect(try await service.nearbyLocally("\(place)&user=ana").body == anonymous.body)
  }

  @Test func `says that affinities are unavailable, and counts it`() async throws {
    let query = "\(place)&user=\(SampleAffinities.broken)&limit=5"
    let anonymous = try await service.nearbyLocally("\(place)&sort=score&limit=5")
    #expect(try anonymous.json()["affinity"] == nil)
    for format in ["json", "geojson"] {
      let answer = try await service.nearbyLocally(query + "&f=\(format)")
      #expect(answer.status == 200)
      #expect(try answer.json()["affinity"] as? String == "unavailable")
      #expect(answer.headers[.cacheControl] == "no-store")
      #expect(answer.headers[.eTag] != anonymous.headers[.eTag])
    }
    let answer = try await service.nearbyLocally(query)
    #expect(try answer.ids() == anonymous.ids())
    // It is asked again each time, and the pages agree with each other.
    #expect(service.ranking.statistics.unavailable == 3)
    #expect(try answer.json()["cursor"] as? String == anonymous.json()["cursor"] as? String)
    let ready = try await service.ask("/readyz").json()
    let cache = try #require(ready["affinity_cache"] as? [String: Int])
    #expect(cache["unavailable"] == 3)
    #expect(cache["entries"] == 0)
    #expect(cache["misses"] == 3)
  }

  @Test func `counts weights in place of those in force`() async throws {
    let rated = try await service.nearbyLocally("\(place)&radius=none&limit=100&weights=rating:3")
    let first = try #require(try rated.merchants().first)
    let stars = try rated.merchants().compactMap { $0["rating"] as? Double }
    #expect(first["rating"] as? Double == stars.max())
    let near = try await service.nearbyLocally("\(place)&limit=100&weights=distance:7")
    let distances = try near.merchants().compactMap { $0["distance_m"] as? Double }
    #expect(distances == distances.sorted())
    let standard = RankingWeights.standard
    let all = ScorePart.allCases.map { "\($0.rawValue):\(standard[$0])" }.joined(separator: ",")
    let same = try await service.nearbyLocally("\(place)&weights=\(all)")
    #expect(try await same.ids() == service.nearby("\(place)&sort=score").ids())
    #expect(same.headers[.cacheControl]?.hasPrefix("private") == true)
  }

  @Test func `refuses what only scores have beside a cursor of another order`() async throws {
    let first = try await service.nearby("\(place)&limit=3")
    let cursor = try #require(try first.json()["cursor"] as? String)
    let answer = try await service.nearby("cursor=\(cursor)&fields=score")
    #expect(try answer.errors() == ["fields: conflict"])
    for other in ["user=ana", "weights=rating:1", "explain=true"] {
      let answer = try await service.nearbyLocally("cursor=\(cursor)&\(other)")
      #expect(answer.status == 400)
      #expect(answer.text.contains("invalid_cursor"))
    }
    let scored = try await service.nearby("\(place)&limit=3&sort=score")
    let next = try #require(try scored.json()["cursor"] as? String)
    #expect(try await service.nearby("cursor=\(next)&fields=score,name").status == 200)
    #expect(try await service.nearby("cursor=\(next)&fields=rank").status == 400)
  }

  @Test func `scores without a service as with one`() async throws {
    let source = SampleAffinities.standard
    let catalog = SampleCatalog.standard
    for parameters in [
      [("sort", "score")], [("user", "ana"), ("explain", "true")],
      [("user", "nobody"), ("weights", "rating:1,affinity:1")],
      [("user", SampleAffinities.broken)],
    ] {
      let all = [("lat", "51.5"), ("lon", "-0.12"), ("limit", "9")] + parameters
      var search = try NearbySearch(
        parameters: all, categories: catalog.categories, now: 1_795_516_220)
      let answer = try await service.nearbyLocally(
        all.map { "\($0.0)=\($0.1)" }.joined(separator: "&"))
      await search.prepareScoring(in: catalog, by: .standard, affinities: source)
      let body = try search.answer(from: catalog, as: .json)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
      #expect(
        NSArray(array: try answer.merchants())
          == NSArray(array: try #require(json["merchants"] as? [Any])))
      #expect(json["affinity"] as? String == (try answer.json()["affinity"] as? String))
      #expect((search.affinitiesUnavailable == nil) == (json["affinity"] == nil))
    }
  }

  @Test func `says for how long a personal answer is good`() async throws {
    let clock = Clock()
    clock.now.withLock { $0 = 1_795_516_220 / 3600 * 3600 + 3590 }
    let service = SampleService {
      $0.affinities = SampleAffinities.standard
      $0.now = { clock.now.withLock { $0 } }
    }
    let query = "\(place)&fields=merchant_id&sort=score"
    func control(_ more: String) async throws -> String? {
      try await service.nearbyLocally(query + more).headers[.cacheControl]
    }
    #expect(try await control("") == "public, max-age=30")
    #expect(try await control("&user=ana") == "private, max-age=10")
    #expect(try await control("&user=ana&at=2026-11-24T10:00:00Z") == "private, max-age=30")
    #expect(try await control("&explain=true") == "private, max-age=30")
    let tag = try #require(try await service.nearbyLocally(query + "&user=ana").headers[.eTag])
    let again = try await service.nearbyLocally(query + "&user=ana", headers: [.ifNoneMatch: tag])
    #expect(again.status == 304)
    #expect(again.headers[.cacheControl] == "private, max-age=10")
  }

  @Test func `logs neither who asked nor from where`() async throws {
    let log = Log()
    var logger = Logger(label: "test", factory: { _ in LogKeeper(log: log) })
    logger.logLevel = .trace
    let service = SampleService(logger: logger) { $0.affinities = SampleAffinities.standard }
    for user in ["ana", SampleAffinities.broken] {
      for query in ["&limit=3", "&sort=nonsense", "&near_route=LINESTRING(-0.12345678 51.5,0 80)"] {
        _ = try await service.nearbyLocally(
          "lat=51.512345678&lon=-0.12345678&user=\(user)" + query.replacing(" ", with: "+"))
      }
    }
    let lines = log.lines.withLock { $0 }
    #expect(lines.count >= 6)
    for line in lines {
      #expect(!line.contains("ana") && !line.contains(SampleAffinities.broken))
      #expect(!line.contains("51.512") && !line.contains("12345678"))
    }
  }
}

private final class Log: Sendable {
  let lines = Mutex<[String]>([])
}

private struct LogKeeper: LogHandler {
  let log: Log
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    log.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
  }
}
