import Catalog
import Geodesy
import Geofencing
import JSON
import OpeningHours
import Ranking
import Testing

/// A made-up catalogue with everything that a catalogue file has.
struct FileWorld {
  let catalog: Catalog
  let affinities: AffinityTable
  /// To go on from.
  let random: SeededMerchants

  private static let hours = [
    #"{"monday": {"open": "9:00", "close": "21:00"}}"#, #""24/7""#, #""mondey""#,
    #"{"daily": ["22:00", "02:00"], "exceptions": {"12-25": "closed", "2026-11-27": ["10:00", "12:00"]}}"#,
  ]

  init(count: Int, seed: UInt64) throws {
    var random = SeededMerchants(seed: seed)
    var builder = CatalogBuilder(zones: systemZones)
    for number in 0..<count {
      var merchant = random.merchant(number)
      if random.next(below: 3) != 0 {
        merchant.operatingHours = try JSONText(random.pick(Self.hours))
      }
      merchant.description = random.next(below: 2) == 0 ? String(repeating: "é", count: 90) : nil
      builder.add(merchant)
    }
    catalog = builder.build(version: 42, fences: try Self.fences())
    var affinities = AffinityTableBuilder()
    for user in ["ana", "Ben", "zoë", "zoe\u{308}", "東京", ""] + (0..<9).map({ "u-\($0)" }) {
      for _ in 0..<random.next(below: 12) {
        let number = random.next(below: count + 10)
        _ = affinities.add(
          user: user,
          Affinity(
            merchantID: "m-\(number % 7)-\(number)", score: random.next(in: 0...1),
            lastInteraction: random.pick([nil, 1_790_000_000 + Int64(number), -5])))
      }
    }
    self.affinities = affinities.build()
    self.random = random
  }

  private static func fences() throws -> FenceIndex {
    try FenceIndex([
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
  }
}
