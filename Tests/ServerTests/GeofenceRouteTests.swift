import Foundation
import Geodesy
import Geofencing
import HTTPTypes
import Testing

@testable import Server

struct GeofenceRouteTests {
  private let service: SampleService

  init() throws {
    service = SampleService(try SampleCatalog.fenced())
  }

  private func ids(_ answer: Answer) throws -> [String] {
    let fences = try #require(try answer.json()["geofences"] as? [[String: Any]])
    return try fences.map { try #require($0["zone_id"] as? String) }
  }

  @Test func `lists all geofences by their ids, page by page`() async throws {
    let whole = try await service.ask("/v1/geofences?count=true")
    #expect(try ids(whole) == ["block/ä", "off", "seam", "two", "zone-1"])
    #expect(try whole.json()["number_matched"] as? Int == 5)
    #expect(try whole.json()["cursor"] is NSNull)
    for limit in 1...5 {
      var found: [String] = []
      var next: String? = "/v1/geofences?limit=\(limit)"
      while let uri = next {
        let page = try await service.ask(uri)
        found += try ids(page)
        next = try page.json()["next"] as? String
        #expect((page.headers[.link] != nil) == (next != nil))
      }
      #expect(try found == ids(whole))
    }
    let first = try await service.ask("/v1/geofences?limit=2&fields=zone_id&f=geojson").json()
    let cursor = try #require(first["next"] as? String)
    let second = try await service.ask(cursor)
    #expect(second.text.contains(#""properties":{"zone_id":"two"}"#), "\(second.text)")
    #expect(second.headers[.contentType] == "application/geo+json")
  }

  @Test func `shows every member of a geofence`() async throws {
    let circle = try await service.ask("/v1/geofences/zone-1")
    #expect(
      circle.text == #"""
        {"zone_id":"zone-1","name":"Circle \"1\"","merchant_id":null,"kind":"circle","latitude":51.5,"longitude":-0.12,"radius_m":500,"geometry":null,"dwell_seconds":60,"is_active":true,"metadata":{"city":"London"}}
        """#)
    let area = try await service.ask("/v1/geofences/two?fields=zone_id,geometry,is_active")
    #expect(
      area.text == #"""
        {"zone_id":"two","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[2,2],[3,2],[3.123456789,3],[2,2]]]]},"is_active":true}
        """#)
    let feature = try await service.ask("/v1/geofences/two?f=geojson&fields=zone_id,kind")
    #expect(
      feature.text == #"""
        {"type":"Feature","id":"two","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[2,2],[3,2],[3.1234568,3],[2,2]]]]},"properties":{"zone_id":"two","kind":"polygon"}}
        """#)
    #expect(feature.headers[.contentType] == "application/geo+json")
    #expect(try await service.ask("/v1/geofences/block%2F%C3%A4").status == 200)
    #expect(try await service.ask("/v1/geofences/none").status == 404)
    #expect(try await service.ask("/v1/geofences/%FF").status == 400)
  }

  @Test func `lists features, and answers 304 to whoever has them`() async throws {
    let answer = try await service.ask("/v1/geofences", headers: [.accept: "application/geo+json"])
    let features = try #require(try answer.json()["features"] as? [[String: Any]])
    #expect(features.count == 5)
    let tag = try #require(answer.headers[.eTag])
    let again = try await service.ask(
      "/v1/geofences", headers: [.accept: "application/geo+json", .ifNoneMatch: tag])
    #expect(again.status == 304)
    #expect(try await service.ask("/v1/geofences", headers: [.accept: "text/csv"]).status == 406)
  }

  @Test(arguments: [
    ("lat=51.5&lon=-0.12", ["block/ä inside", "zone-1 inside"]),
    ("lat=51.49&lon=-0.14", ["block/ä inside"]),  // a corner
    ("lat=51.4899&lon=-0.14", []),
    ("lat=51.4899&lon=-0.14&accuracy=50", ["block/ä possible"]),
    ("lat=51.5&lon=-0.1135&accuracy=100", ["block/ä inside", "zone-1 possible"]),
    ("latitude=-16.99&longitude=-180", ["seam inside"]),
    ("lat=-16.99&lon=179.999", ["seam inside"]),
  ])
  func `tells which geofences hold a place`(query: String, expected: [String]) async throws {
    let answer = try await service.ask("/v1/geofences/containing?" + query)
    #expect(answer.status == 200, "\(answer.text)")
    let fences = try #require(try answer.json()["geofences"] as? [[String: Any]])
    #expect(fences.map { "\($0["zone_id"] ?? "") \($0["certainty"] ?? "")" } == expected)
    #expect(try answer.json()["number_returned"] as? Int == expected.count)
  }

  @Test func `tells the nearest geofences and how far their borders are`() async throws {
    let answer = try await service.ask("/v1/geofences/nearest?lat=51.5&lon=-0.1&limit=3")
    let fences = try #require(try answer.json()["geofences"] as? [[String: Any]])
    #expect(fences.map { $0["zone_id"] as? String } == ["block/ä", "zone-1", "two"])
    let center = try #require(Coordinate(latitude: 51.5, longitude: -0.12))
    let place = try #require(Coordinate(latitude: 51.5, longitude: -0.1))
    let distance = Geodesic.distanceMeters(from: center, to: place) - 500
    #expect(abs((fences[1]["distance_m"] as? Double ?? .nan) - distance) < 0.051)
    let inside = try await service.ask("/v1/geofences/nearest?lat=51.5&lon=-0.12&limit=1")
    #expect(inside.text.contains(#""distance_m":0"#))
  }

  @Test func `checks many points at once`() async throws {
    let answer = try await service.post(
      "/v1/geofences/check",
      #"""
      {"points": [{"id": "a", "latitude": 51.5, "longitude": -0.12}, {"id": 7, "lat": 0, "lon": 90},
        {"latitude": 0.5, "longitude": 0.5}]}
      """#)
    #expect(
      answer.text == #"""
        {"points":[{"id":"a","latitude":51.5,"longitude":-0.12,"geofences":["block/ä","zone-1"]},{"id":7,"latitude":0.0,"longitude":90.0,"geofences":[]},{"id":null,"latitude":0.5,"longitude":0.5,"geofences":["two"]}],"number_returned":3,"catalog_version":7}
        """#)
  }

  @Test(arguments: [
    ("{}", "/points: missing"),
    ("[]", ": malformed"),
    (#"{"points":5}"#, "/points: malformed"),
    (#"{"points":[]}"#, "/points: malformed"),
    (#"{"points":[5]}"#, "/points/0: malformed"),
    (#"{"points":[{"latitude":1}]}"#, "/points/0/longitude: missing"),
    (#"{"points":[{"latitude":1,"longitude":1},{"lat":"1","lon":1}]}"#, "/points/1/lat: malformed"),
    (#"{"points":[{"lat":1e999,"lon":1}]}"#, "/points/0/lat: out_of_range"),
    (#"{"points":[{"lat":151,"lon":-33}]}"#, "/points/0/lat: out_of_range"),
    (#"{"points":[{"lat":1,"latitude":1,"lon":1}]}"#, "/points/0/latitude: repeated"),
    (#"{"points":[{"lat":1,"lon":1,"id":[]}]}"#, "/points/0/id: malformed"),
    (#"{"points":[{"lat":1,"lon":1,"x":1}]}"#, "/points/0/x: unknown"),
    (#"{"points":[{"lat":1,"lon":1}],"point":1}"#, "/point: unknown"),
    (#"{"points":[{"lat":1,"lon":1}],"min_version":-1}"#, "/min_version: out_of_range"),
  ])
  func `points at what is wrong with points`(body: String, expected: String) async throws {
    let answer = try await service.post("/v1/geofences/check", body)
    #expect(answer.status == 400, "\(answer.text)")
    #expect(try answer.errors().contains(expected), "\(answer.text)")
  }

  @Test func `takes 10,000 points and no more`() async throws {
    func body(_ count: Int) -> String {
      let point = #"{"latitude":51.5,"longitude":-0.12}"#
      let points = Array(repeating: point, count: count).joined(separator: ",")
      return #"{"points":[\#(points)]}"#
    }
    let most = try await service.post("/v1/geofences/check", body(10_000))
    #expect(try most.json()["number_returned"] as? Int == 10_000)
    let more = try await service.post("/v1/geofences/check", body(10_001))
    #expect(try more.errors() == ["/points: too_many"])
  }

  @Test(arguments: [
    ("/v1/geofences?limit=0", "limit: out_of_range"),
    ("/v1/geofences?limit=1001", "limit: out_of_range"),
    ("/v1/geofences?cursor=abc", "cursor: invalid_cursor"),
    ("/v1/geofences?f=csv", "f: unknown_value"),
    ("/v1/geofences?fields=zone", "fields: unknown_value"),
    ("/v1/geofences/zone-1?lat=5", "lat: unknown"),
    ("/v1/geofences/containing", "lat: missing"),
    ("/v1/geofences/containing?lat=151&lon=-33", "lat: out_of_range"),
    ("/v1/geofences/containing?lat=1&lon=1&accuracy=-1", "accuracy: out_of_range"),
    ("/v1/geofences/containing?lat=1&lon=nan", "lon: malformed"),
    ("/v1/geofences/nearest?lat=1&lon=1&limit=101", "limit: out_of_range"),
  ])
  func `refuses bad parameters and says which`(uri: String, expected: String) async throws {
    let answer = try await service.ask(uri)
    #expect(answer.status == 400)
    #expect(try answer.errors().contains(expected), "\(answer.text)")
  }

  @Test func `answers without geofences, and before there is a catalogue`() async throws {
    let bare = SampleService()
    #expect(try ids(await bare.ask("/v1/geofences")) == [])
    #expect(try ids(await bare.ask("/v1/geofences/containing?lat=1&lon=1&accuracy=50")) == [])
    #expect(try ids(await bare.ask("/v1/geofences/nearest?lat=1&lon=1")) == [])
    let points = #"{"points":[{"lat":180e-1,"lon":180}]}"#
    #expect(try await bare.post("/v1/geofences/check", points).status == 200)
    #expect(try await SampleService(nil).ask("/v1/geofences").status == 503)
  }

  @Test func `keeps every declaration's example acceptable`() async throws {
    for (path, declared) in [
      ("/v1/geofences?", GeofenceParameters.list),
      ("/v1/geofences/containing?lat=1&lon=2&", GeofenceParameters.containing),
      ("/v1/geofences/nearest?lat=1&lon=2&", GeofenceParameters.nearest),
    ] {
      for parameter in declared
      where !["lat", "lon", "cursor", "min_version"].contains(parameter.name) {
        let answer = try await service.ask("\(path)\(parameter.name)=\(parameter.schema.example)")
        #expect(answer.status == 200, "\(parameter.name): \(answer.text)")
      }
    }
  }
}
