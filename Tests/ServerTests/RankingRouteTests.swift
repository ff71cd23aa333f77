import Catalog
import Foundation
import HTTPTypes
import JSON
import Ranking
import Testing

@testable import Server

struct RankingRouteTests {
  private let service = SampleService { $0.affinities = SampleAffinities.standard }

  @Test func `says by what merchants are ranked, and what is paid for`() async throws {
    let answer = try await service.ask("/v1/ranking")
    #expect(answer.status == 200)
    let json = try answer.json()
    let parts = try #require(json["parts"] as? [[String: Any]])
    #expect(parts.map { $0["name"] as? String } == ScorePart.allCases.map(\.rawValue))
    #expect(parts.compactMap { $0["share"] as? Double }.reduce(0, +).rounded() == 1)
    for part in parts { #expect((part["normalised"] as? String)?.isEmpty == false) }
    #expect(parts.filter { $0["is_boost"] as? Bool == true }.count == 2)
    let paid = try #require(json["paid"] as? String)
    #expect(paid.contains("featured and partnership"))
    #expect((json["boost"] as? String)?.contains("at most 0.06") == true)
    let text = try JSONText(answer.text)
    #expect(try RankingModel(json: try #require(text.value(ofMember: "model"))) == .standard)
    // The prior is the mean of what the search shows, to a tenth.
    let merchants = try await service.nearby("lat=51.5&lon=-0.12&radius=none&limit=100").merchants()
    let others = try await service.nearby(
      "lat=51.5&lon=-0.12&radius=none&limit=100&exclude_ids="
        + merchants.compactMap { $0["merchant_id"] as? String }.joined(separator: ",")
    ).merchants()
    let ratings = (merchants + others).compactMap { $0["rating"] as? Double }
    let prior = try #require(json["prior_mean"] as? Double)
    #expect(abs(prior - ratings.reduce(0, +) / Double(ratings.count)) <= 0.05)
    #expect((prior * 10).rounded() / 10 == prior)
    #expect(json["catalog_version"] as? Int == 7)
  }

  @Test func `has a tag that changes with the model and the catalogue`() async throws {
    func tag() async throws -> String {
      try #require(try await service.ask("/v1/ranking").headers[.eTag])
    }
    let first = try await tag()
    let again = try await service.ask("/v1/ranking", headers: [.ifNoneMatch: first])
    #expect(again.status == 304)
    var model = RankingModel.standard
    model.decay.shape = .gauss
    try service.ranking.replace(model)
    let second = try await tag()
    #expect(second != first)
    service.store.publish(SampleCatalog.make(count: 50, seed: 3, version: 8))
    #expect(try await tag() != second)
    #expect(try await service.ask("/v1/ranking?x=1").status == 400)
    #expect(try await service.ask("/v1/ranking?min_version=9").status == 503)
    #expect(try await service.ask("/v1/ranking", headers: [.accept: "text/csv"]).status == 406)
    #expect(try await service.ask("/v1/ranking", method: .post).status == 405)
  }

  @Test func `ranks by another model from the moment it is in force`() async throws {
    let query = "lat=51.5&lon=-0.12&radius=none&limit=30&sort=score&fields=merchant_id,score"
    let before = try await service.nearby(query)
    #expect(try await service.nearby(query).body == before.body)
    var model = RankingModel.standard
    model.weights = RankingWeights(distance: 1)
    try service.ranking.replace(model, preparing: service.store.current)
    let after = try await service.nearby(query)
    #expect(after.headers[.eTag] != before.headers[.eTag])
    #expect(
      try await after.ids()
        == service.nearby("lat=51.5&lon=-0.12&radius=none&limit=30").ids())
    model.weights.distance = -1
    #expect(throws: RankingError.self) { try service.ranking.replace(model) }
    #expect(try await service.nearby(query).body == after.body)
    try service.ranking.replace(.standard)
    #expect(try await service.nearby(query).body == before.body)
    // Another catalogue has another ranking.
    service.store.publish(SampleCatalog.make(count: 80, seed: 9))
    #expect(try await service.nearby(query).status == 200)
    #expect(try await service.nearby(query).body != before.body)
    #expect(try await service.nearbyLocally(query + "&user=ana").status == 200)
  }

  @Test func `starts by the model of the configuration`() async throws {
    var model = RankingModel.standard
    model.weights = RankingWeights(rating: 1)
    let service = SampleService { [model] in $0.ranking = model }
    let merchants = try await service.nearby("lat=51.5&lon=-0.12&radius=none&sort=score")
      .merchants()
    #expect(merchants.first?["rating"] as? Double == 5.0)
  }
}

struct WhyNotRouteTests {
  private let service = SampleService { $0.affinities = SampleAffinities.standard }
  private let place = "lat=51.5&lon=-0.12"

  private func whyNot(_ id: String, _ query: String) async throws -> [String: Any] {
    let answer = try await service.askLocally("/v1/merchants/\(id)/why-not?\(query)")
    try #require(answer.status == 200, "\(answer.text)")
    #expect(answer.headers[.cacheControl] == "no-store")
    #expect(answer.headers[.catalogVersion] == "7")
    return try answer.json()
  }

  @Test(arguments: [
    "sort=distance&radius=900", "sort=score&radius=2000", "user=ana&limit=7",
    "user=ben&min_rating=3",
    "weights=rating:1&categories=1,2", "sort=name&q=caf&limit=3",
    "open_now=true&unknown_hours=include&sort=reviews",
  ])
  func `agrees with the search`(query: String) async throws {
    let query = "\(place)&\(query)"
    let found = try await service.nearbyLocally(query).ids()
    #expect(!found.isEmpty)
    for number in 0..<120 {
      let id = "M-\(number * 7919 % 1000)"
      guard SampleCatalog.standard.slot(ofMerchant: id) != nil else { continue }
      let json = try await whyNot(id, query)
      #expect(json["merchant_id"] as? String == id)
      #expect(json["returned"] as? Bool == found.contains(id))
      let reason = try #require(json["reason"] as? [String: Any])
      #expect((reason["sentence"] as? String)?.isEmpty == false)
      if let position = found.firstIndex(of: id) {
        #expect(reason["code"] as? String == "returned")
        #expect(json["rank"] as? Int == position + 1)
      }
    }
  }

  @Test func `says by how much`() async throws {
    let far = try #require(
      try await service.nearby("\(place)&limit=100&min_distance=1500").merchants().first)
    let id = try #require(far["merchant_id"] as? String)
    let distance = try #require(far["distance_m"] as? Double)
    let json = try await whyNot(id, "\(place)&radius=500")
    let reason = try #require(json["reason"] as? [String: Any])
    #expect(reason["code"] as? String == "too_far")
    #expect(reason["asked_m"] as? Double == 500)
    #expect(abs(try #require(reason["by_m"] as? Double) - (distance - 500)) < 0.11)
    #expect(json["rank"] is NSNull)
    #expect(json["matches"] as? Bool == false)
    let last = try await whyNot(id, "\(place)&limit=5")
    let after = try #require(last["reason"] as? [String: Any])
    #expect(after["code"] as? String == "after_page")
    #expect(last["limit"] as? Int == 5)
    #expect(last["rank"] as? Int == (after["by"] as? Int).map { $0 + 5 })
    let excluded = try await whyNot(id, "\(place)&exclude_ids=\(id)")
    #expect((excluded["reason"] as? [String: Any])?["code"] as? String == "excluded")
  }

  @Test func `goes on with a cursor, and takes what the search takes`() async throws {
    let first = try await service.nearbyLocally("\(place)&user=ana&limit=4")
    let cursor = try #require(try first.json()["cursor"] as? String)
    let second = try await service.nearbyLocally("cursor=\(cursor)").ids()
    let earlier = try await whyNot(try first.ids()[1], "cursor=\(cursor)")
    #expect((earlier["reason"] as? [String: Any])?["code"] as? String == "before_page")
    let later = try await whyNot(second[2], "cursor=\(cursor)&f=csv&fields=name&count=true")
    #expect(later["returned"] as? Bool == true)
    #expect(later["rank"] as? Int == 7)
  }

  @Test func `refuses what the search refuses`() async throws {
    func status(_ target: String) async throws -> Int {
      try await service.ask("/v1/merchants/\(target)").status
    }
    #expect(try await status("nowhere/why-not?\(place)") == 404)
    #expect(try await status("M-0/why-not?\(place)") == 200)
    #expect(try await status("M-0/why-not") == 400)
    #expect(try await status("M-0/why-not?\(place)&radius=x") == 400)
    #expect(try await status("M-0/why-not?\(place)&q=%2C") == 400)
    #expect(try await status("M-0/why-not?\(place)&user=ana") == 403)
    #expect(try await status("M-0/why-not?\(place)&weights=rating:1") == 403)
    #expect(try await status("M-0/why-not/?\(place)") == 404)
    #expect(try await status("/why-not?\(place)") == 404)
    #expect(try await status("%FF/why-not?\(place)") == 400)
    #expect(try await service.post("/v1/merchants/M-0/why-not", "{}").status == 405)
    let problem = try await service.ask("/v1/merchants/nowhere/why-not?\(place)&radius=x")
    #expect(try problem.errors() == ["radius: malformed"])
    let gone = try await service.askLocally(
      "/v1/merchants/M-0/why-not?\(place)&user=\(SampleAffinities.broken)")
    #expect(try gone.json()["affinity"] as? String == "unavailable")
  }
}
