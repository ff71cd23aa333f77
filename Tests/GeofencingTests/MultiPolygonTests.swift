import Foundation
import Geodesy
import Geofencing
import TestSupport
import Testing

struct MultiPolygonTests {
  private struct Geometry: Decodable {
    var type: String
    var coordinates: [[[[Double]]]]
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `reads back from the text it writes`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let area = try randomArea(&random)
    #expect(try MultiPolygon(wellKnownText: area.wellKnownText) == area)
    let single = try MultiPolygon([area.polygons[0]])
    #expect(try MultiPolygon(wellKnownText: single.wellKnownText) == single)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `writes what GEOS reads as the same geometry and another parser as the same numbers`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let area = try randomArea(&random)
    let geometry = try JSONDecoder().decode(Geometry.self, from: Data(area.geoJSON.utf8))
    #expect(geometry.type == "MultiPolygon")
    #expect(try MultiPolygon(geoJSONCoordinates: geometry.coordinates) == area)
    let peer = try #require(GEOSPeer(area.wellKnownText))
    let spaced = area.wellKnownText.replacingOccurrences(of: ",", with: "\n ,\t")
    let lower = try MultiPolygon(wellKnownText: spaced.lowercased())
    #expect(lower == area)
    #expect(peer.equals(try #require(GEOSPeer(lower.wellKnownText))))
  }

  @Test func `has the numbers of GeoJSON with longitude first`() throws {
    let area = try MultiPolygon(geoJSONPolygonCoordinates: [
      [[5, 1], [6, 1, 99], [6, 2], [5, 1]]
    ])
    #expect(area.polygons[0].rings[0].longitudes == [5, 6, 6, 5])
    #expect(area.geoJSON == #"{"type":"Polygon","coordinates":[[[5,1],[6,1],[6,2],[5,1]]]}"#)
    #expect(area.wellKnownText == "POLYGON ((5 1, 6 1, 6 2, 5 1))")
    #expect(area.vertexCount == 4)
    #expect(area.bounds.south == 1 && area.bounds.east == 6)
  }

  @Test(arguments: [
    ("", "expected POLYGON or MULTIPOLYGON at byte 1"),
    ("nonsense", "expected POLYGON or MULTIPOLYGON at byte 1"),
    ("POINT (1 2)", "a POINT is not an area"),
    ("LINESTRING (1 2, 3 4)", "a LINESTRING is not an area"),
    ("GEOMETRYCOLLECTION EMPTY", "a GEOMETRYCOLLECTION is not an area"),
    ("POLYGON EMPTY", "the geometry is empty"),
    ("POLYGON Z EMPTY", "the geometry is empty"),
    ("POLYGON Q ((0 0, 1 0, 1 1, 0 0))", "expected a parenthesis"),
    ("POLYGON", "expected a parenthesis at byte 8"),
    ("POLYGON ((0 0, 1 0, 1 1, 0 0)", "expected a comma or a parenthesis at byte 30"),
    ("POLYGON ((0 0, 1 0, 1 1, 0 0)) x", "expected the end of the text at byte 32"),
    ("POLYGON ((0 0, 1 , 1 1, 0 0))", "expected a latitude at byte 18"),
    ("POLYGON ((0 0, nan 0, 1 1, 0 0))", "expected a longitude at byte 16"),
    ("POLYGON ((0 0, 1e 0, 1 1, 0 0))", "expected a longitude at byte 16"),
    ("POLYGON ((0 0, 1e999 0, 1 1, 0 0))", "position 2 is longitude inf"),
    ("POLYGON ((0 0, 1 0, 1 1, 0 2))", "polygon 1, ring 1 (outer) is not closed"),
    (
      "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((0 0, 1 0, 1 1, 0 0), (0 0, 0 0)))",
      "polygon 2, ring 2"
    ),
    ("POLYGON ((0 0 0 0 0, 1 0, 1 1, 0 0))", "expected a comma or a parenthesis at byte 19"),
    ("POLYGON ((\u{0}))", "expected a longitude at byte 11"),
  ])
  func `is refused from a bad text with what is wrong and where`(text: String, expected: String) {
    let error = #expect(throws: GeofenceError.self) { try MultiPolygon(wellKnownText: text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func `ignores altitudes and measures`() throws {
    let flat = try MultiPolygon(wellKnownText: "POLYGON ((0 0, 1 0, 1 1, 0 0))")
    for text in [
      "POLYGON Z ((0 0 5, 1 0 5, 1 1 5, 0 0 5))", "polygonzm((0 0 5 6,1 0 5 6,1 1 5 6,0 0 5 6))",
    ] {
      #expect(try MultiPolygon(wellKnownText: text) == flat)
    }
  }

  @Test(arguments: [
    ([], "the geometry is empty"),
    ([[]], "the geometry is empty"),
    ([[[[0, 0], [1], [1, 1], [0, 0]]]], "polygon 1, ring 1 (outer), position 2 has 1 numbers"),
    ([[[[0, 0], [1, 0], [1, 1], [0, 0]], []]], "polygon 1, ring 2 (hole) has 0 positions"),
  ])
  func `is refused from bad coordinates with what is wrong and where`(
    coordinates: [[[[Double]]]], expected: String
  ) {
    let error = #expect(throws: GeofenceError.self) {
      try MultiPolygon(geoJSONCoordinates: coordinates)
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func `has at most 100,000 positions`() throws {
    let ring = [[Double]](repeating: [1, 2], count: 50_000)
    _ = try MultiPolygon(geoJSONCoordinates: [[ring], [ring]])
    #expect(throws: GeofenceError.tooManyVertices(100_004)) {
      try MultiPolygon(geoJSONCoordinates: [[ring, ring, Array(ring[..<4])]])
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `never fails otherwise than by an error on a damaged text`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var bytes = Array(
      "MULTIPOLYGON Z (((0 0 1, 1e2 0 1, 1 -1.5 1, 0 0 1), (0 0, 1 0, 1 1, 0 0)))".utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let index = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: index)
      default: bytes.insert(contentsOf: "(,e-".utf8.shuffled(using: &random), at: index)
      }
    }
    do {
      _ = try MultiPolygon(wellKnownText: String(decoding: bytes, as: UTF8.self))
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
