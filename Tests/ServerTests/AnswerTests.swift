import Catalog
import Foundation
import HTTPTypes
import Testing

@testable import Server

struct AnswerTests {
  private let service = SampleService()
  private let query = "lat=51.5&lon=-0.12&limit=100"

  @Test func `lists merchants with the members of the contract, nearest first`() async throws {
    let answer = try await service.nearby(query)
    let json = try answer.json()
    let merchants = try answer.merchants()
    #expect(answer.headers[.contentType] == "application/json")
    #expect(json["number_returned"] as? Int == merchants.count)
    #expect(json["number_matched"] == nil)
    #expect(json["catalog_version"] as? Int == 7)
    #expect(answer.headers[.catalogVersion] == "7")
    let distances = merchants.compactMap { $0["distance_m"] as? Double }
    #expect(distances == distances.sorted())
    #expect(distances.count == merchants.count)
    for merchant in merchants {
      #expect(Set(merchant.keys) == Set(MerchantMember.listed.map(\.rawValue)))
    }
  }

  @Test func `answers null for the last page's cursor`() async throws {
    let json = try await service.nearby("lat=51.5&lon=-0.12&radius=10&limit=100").json()
    #expect(json["cursor"] is NSNull)
    #expect(json["next"] is NSNull)
    let empty = try await service.nearby("lat=-51.5&lon=-0.12&count=true").json()
    #expect(empty["number_returned"] as? Int == 0)
    #expect(empty["number_matched"] as? Int == 0)
  }

  @Test func `writes GeoJSON with longitude first and at most 7 decimals`() async throws {
    let answer = try await service.nearby(query + "&f=geojson")
    #expect(answer.headers[.contentType] == "application/geo+json")
    let json = try answer.json()
    #expect(json["type"] as? String == "FeatureCollection")
    #expect(json["crs"] == nil)
    #expect(json["cursor"] is String)
    let features = try #require(json["features"] as? [[String: Any]])
    #expect(features.count == 100)
    for feature in features {
      #expect(feature["type"] as? String == "Feature")
      let geometry = try #require(feature["geometry"] as? [String: Any])
      let position = try #require(geometry["coordinates"] as? [Double])
      #expect(abs(position[0] + 0.12) < 0.1)
      #expect(abs(position[1] - 51.5) < 0.1)
      #expect(position.allSatisfy { abs(($0 * 1e7).rounded() - $0 * 1e7) < 1e-5 })
      let properties = try #require(feature["properties"] as? [String: Any])
      #expect(properties["latitude"] == nil)
      #expect(properties["name"] is String)
      #expect(feature["id"] as? String == properties["merchant_id"] as? String)
    }
    let chosen = try await service.nearby(query + "&f=geojson&fields=latitude").json()
    let first = try #require((chosen["features"] as? [[String: Any]])?.first)
    #expect(((first["properties"] as? [String: Any])?.keys).map(Array.init) == ["latitude"])
  }

  @Test func `writes CSV that reads back as the JSON says`() async throws {
    let csv = try await service.nearby(
      query + "&f=csv&fields=merchant_id,name,phone,category,rating")
    let json = try await service.nearby(query).merchants()
    #expect(csv.headers[.contentType] == "text/csv; charset=utf-8; header=present")
    #expect(csv.headers[.link]?.hasSuffix("&f=csv>; rel=\"next\"") == true)
    let rows = CSVRows.read(csv.text)
    #expect(rows.first == ["merchant_id", "name", "phone", "category", "rating"])
    #expect(rows.count == json.count + 1)
    for (row, merchant) in zip(rows.dropFirst(), json) {
      #expect(row[0] == merchant["merchant_id"] as? String)
      let name = try #require(merchant["name"] as? String)
      #expect(row[1] == (name.hasPrefix("=") ? "'" + name : name))
      #expect(row[2] == (merchant["phone"] as? String).map { "'" + $0 } ?? row[2])
      let category = merchant["category"] as? [String: Any]
      #expect(row[3].isEmpty == (category == nil))
      #expect((row[4] as NSString).doubleValue == merchant["rating"] as? Double ?? 0)
    }
    #expect(rows.contains { $0[1] == "Two\nLines" })
  }

  @Test func `writes NDJSON, a merchant a line`() async throws {
    let answer = try await service.nearby(query + "&f=ndjson")
    #expect(answer.headers[.contentType] == "application/x-ndjson")
    let lines = answer.text.split(separator: "\n")
    let ids = try lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(object?["merchant_id"] as? String)
    }
    #expect(try await service.nearby(query).ids() == ids)
    #expect(answer.text.hasSuffix("}\n"))
  }

  @Test(arguments: [
    ("*/*", "application/json"), ("application/geo+json", "application/geo+json"),
    ("text/*;q=0.9, application/json;q=0.8", "text/csv; charset=utf-8; header=present"),
    ("application/*", "application/json"), ("Application/JSON", "application/json"),
    ("application/json;q=0, */*", "application/geo+json"), ("", "application/json"),
    ("application/x-ndjson, application/json;q=0.5", "application/x-ndjson"),
  ])
  func `chooses the format by Accept`(accept: String, expected: String) async throws {
    let answer = try await service.nearby(query, headers: [.accept: accept])
    #expect(answer.headers[.contentType] == expected)
    let forced = try await service.nearby(query + "&f=json", headers: [.accept: accept])
    #expect(forced.headers[.contentType] == "application/json")
  }

  @Test(arguments: ["application/xml", "text/html, image/*", "*/*;q=0", "*/*;q=2"])
  func `refuses formats that it doesn't have`(accept: String) async throws {
    let answer = try await service.nearby(query, headers: [.accept: accept])
    #expect(answer.status == 406)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(try await service.nearby(query + "&f=csv", headers: [.accept: accept]).status == 200)
  }

  @Test func `answers 304 to whoever has the answer`() async throws {
    let tag = try #require(try await service.nearby(query).headers[.eTag])
    #expect(tag.hasPrefix("\""))
    for header in [tag, "W/" + tag, "\"other\", " + tag, "*"] {
      let answer = try await service.nearby(query, headers: [.ifNoneMatch: header])
      #expect(answer.status == 304)
      #expect(answer.body.isEmpty)
      #expect(answer.headers[.eTag] == tag)
      #expect(answer.headers[.contentLength] == nil)
      #expect(answer.headers[.cacheControl] == "public, max-age=30")
    }
    let other = try await service.nearby(query, headers: [.ifNoneMatch: "\"other\""])
    #expect(other.status == 200)
  }

  @Test func `gives equal queries equal tags, and others others`() async throws {
    func tag(_ query: String) async throws -> String {
      try #require(try await service.nearby(query).headers[.eTag])
    }
    let same = try await tag("lat=51.5&lon=-0.12&radius=500&categories=1,2&exclude_ids=a,b")
    #expect(
      try await tag(
        "exclude_ids=b,a&categories=2,restaurants+%26+cafes&radius=5e2&longitude=-0.120&lat=51.50")
        == same)
    var tags: Set = [same]
    for query in [
      "lat=51.5&lon=-0.12", "lat=51.5&lon=-0.12&f=csv", "lat=51.5&lon=-0.12&limit=5",
      "lat=51.5&lon=-0.12&radius=none", "lat=51.5&lon=-0.12&count=true",
      "lat=51.5&lon=-0.12&fields=name", "lat=51.5&lon=-0.12&sort=name",
    ] {
      #expect(tags.insert(try await tag(query)).inserted, "\(query)")
    }
    service.store.publish(SampleCatalog.make(count: 120, seed: 1, version: 8))
    let later = try await tag("lat=51.5&lon=-0.12&radius=500&categories=1,2&exclude_ids=a,b")
    #expect(tags.insert(later).inserted)
  }

  @Test func `compresses for those who ask, under a tag of its own`() async throws {
    let plain = try await service.nearby(query)
    let answer = try await service.nearby(query, headers: [.acceptEncoding: "br, gzip;q=0.8"])
    #expect(answer.headers[.contentEncoding] == "gzip")
    #expect(answer.body.starts(with: [0x1F, 0x8B]))
    #expect(answer.body.count < plain.body.count / 2)
    #expect(answer.headers[.contentLength] == "\(answer.body.count)")
    #expect(answer.headers[.vary] == "Accept, Accept-Encoding")
    let tag = try #require(answer.headers[.eTag])
    #expect(tag != plain.headers[.eTag])
    #expect(try await service.nearby(query, headers: [.ifNoneMatch: tag]).status == 304)
    for refusal in ["gzip;q=0", "br", ""] {
      let answer = try await service.nearby(query, headers: [.acceptEncoding: refusal])
      #expect(answer.headers[.contentEncoding] == nil)
    }
  }
}

/// CSV read by the letter of RFC 4180.
enum CSVRows {
  static func read(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var position = 0
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      if isQuoted {
        if scalar != "\"" {
          cell.unicodeScalars.append(scalar)
        } else if position < scalars.count, scalars[position] == "\"" {
          cell.append("\"")
          position += 1
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        row.append(cell)
        cell = ""
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      } else if scalar != "\r" {
        cell.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}
