import Geofencing
import Interchange
import Testing

/// A million damaged texts, half GeoJSON and half WKT: each is read or refused, and none crashes.
struct DamagedFencesTests {
  private static let geoJSON =
    #"{"type":"Feature","id":"a","properties":{"name":"n","radius_m":50},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,1e0],[0,1],[0,0]],[[0.5,0.2],[1,0.2],[1,0.8],[0.5,0.2]]]}}"#
  private static let wellKnownText =
    "MULTIPOLYGON (((0 0, 2 0, 2 1, 0 1, 0 0), (0.5 0.2, 1 0.2, 1 0.8, 0.5 0.2)), ((5 5, 6 5, 6 6, 5 5)))"

  /// A text with up to four bytes changed, taken out, doubled or put in.
  private static func damage(_ text: [UInt8], _ state: inout UInt64) -> [UInt8] {
    func next(below limit: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
    let alphabet = Array("{}[](),:\"\\ -+.e0192nul\n\u{0}é".utf8)
    var bytes = text
    for _ in 0...next(below: 4) where !bytes.isEmpty {
      let position = next(below: bytes.count)
      switch next(below: 5) {
      case 0: bytes[position] = alphabet[next(below: alphabet.count)]
      case 1: bytes.remove(at: position)
      case 2: bytes.insert(alphabet[next(below: alphabet.count)], at: position)
      case 3: bytes.removeSubrange(position..<min(bytes.count, position + next(below: 40)))
      default: bytes[position] = UInt8(next(below: 256))
      }
    }
    return bytes
  }

  // GEOS's validity is left out here: it is asked of well-formed areas only, and would be most of
  // the time.
  @Test(arguments: 0..<50 as Range<UInt64>)
  func `reads or refuses damaged GeoJSON`(seed: UInt64) {
    let reader = GeofenceFileReader(options: .init(checksValidity: false))
    let text = Array(Self.geoJSON.utf8)
    var state = seed
    var read = 0
    for _ in 0..<10_000 {
      let features = try? reader.read(Self.damage(text, &state), name: "damaged.geojson")
      for feature in features ?? [] {
        // What is left out is said, and what is used has an id.
        #expect(feature.fence != nil || !feature.problems.isEmpty)
        read += 1
      }
    }
    #expect(read > 0)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `reads or refuses damaged well-known text`(seed: UInt64) throws {
    let text = Array(Self.wellKnownText.utf8)
    var state = seed
    var read = 0
    for _ in 0..<10_000 {
      let damaged = String(decoding: Self.damage(text, &state), as: UTF8.self)
      if let area = try? MultiPolygon(wellKnownText: damaged) {
        read += 1
        #expect(area.vertexCount >= 3)
      }
    }
    #expect(read > 0)
  }
}
