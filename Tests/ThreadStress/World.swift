import Catalog
import Geodesy
import Geofencing
import Ranking
import TestSupport

/// A made-up town of merchants, fences and routes that a seed determines.
struct World: Sendable {
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func next() -> UInt64 { random.next() }

  mutating func next(below limit: Int) -> Int {
    Int(next() % UInt64(limit))
  }

  mutating func next(in range: ClosedRange<Double>) -> Double {
    range.lowerBound
      + (range.upperBound - range.lowerBound) * Double(next() >> 11) / 9_007_199_254_740_992
  }

  /// A place in the town, which lies on both sides of the antimeridian.
  mutating func place() -> Coordinate {
    Self.place(next(in: -17.1...(-16.9)), 180 + next(in: -0.1...0.1))
  }

  static func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
    guard
      let place = Coordinate(
        latitude: latitude, longitude: longitude > 180 ? longitude - 360 : longitude)
    else { preconditionFailure("(\(latitude), \(longitude)) is no place") }
    return place
  }

  mutating func catalog(version: UInt64) throws -> Catalog {
    var builder = CatalogBuilder()
    let words = ["Corner", "Café", "Bean", "Grill", "Ångström", "Deli"]
    for number in 0..<1_500 {
      let name = "\(words[next(below: 6)]) \(words[next(below: 6)])"
      var merchant = Merchant(id: "m-\(version)-\(number)", name: name, coordinate: place())
      merchant.categoryID = 1 + next(below: 8)
      merchant.ratingHundredths = next(below: 11) * 50
      merchant.totalReviews = next(below: 100)
      builder.add(merchant)
    }
    var fences: [Geofence] = []
    for number in 0..<40 {
      fences.append(try Geofence(id: "zone-\(number)", shape: shape(number)))
    }
    return builder.build(version: version, fences: try FenceIndex(fences))
  }

  /// How three users score a catalogue's merchants; the first is nobody in particular.
  mutating func scorings(of catalog: Catalog) -> [QueryScoring] {
    let ranking = CatalogRanking(.standard, in: catalog)
    let users = (0..<2).map { _ in
      let affinities = (0..<60).map { _ in
        Affinity(
          merchantID: catalog.id(slot: UInt32(next(below: catalog.count))),
          score: next(in: 0...1), lastInteraction: 1_795_000_000)
      }
      return UserScores(affinities, at: 1_795_600_000, ranking: ranking, in: catalog)
    }
    return [QueryScoring(ranking: ranking)]
      + users.map { QueryScoring(ranking: ranking, user: $0) }
  }

  private mutating func shape(_ number: Int) throws -> Geofence.Shape {
    if number % 2 == 0 {
      return .circle(try Circle(center: place(), radiusMeters: next(in: 50...5_000)))
    }
    return .polygon(try area())
  }

  /// A rugged area with a hole, to one side of the antimeridian.
  mutating func area() throws -> MultiPolygon {
    let east = next(below: 2) == 0
    let (x, y) = (next(in: 0.02...0.09) * (east ? 1 : -1), next(in: -17.1...(-16.9)))
    func ring(_ radii: [Double]) throws -> Ring {
      let count = radii.count
      let turns = (0...count).map { 2 * Double.pi * Double($0 % count) / Double(count) }
      let meridian = east ? -180.0 : 180
      return try Ring(
        latitudes: zip(turns, radii + [radii[0]]).map { y + $1 * Self.sine($0) },
        longitudes: zip(turns, radii + [radii[0]]).map {
          meridian + x + $1 * Self.sine($0 + .pi / 2)
        })
    }
    return try MultiPolygon([
      Polygon(
        outer: ring((0..<60).map { _ in next(in: 0.01...0.019) }),
        holes: [ring((0..<9).map { _ in next(in: 0.002...0.008) })])
    ])
  }

  /// A sine that is good enough to draw with.
  private static func sine(_ angle: Double) -> Double {
    let x = angle.remainder(dividingBy: 2 * .pi)
    return x * (1 - x * x / 6 * (1 - x * x / 20 * (1 - x * x / 42 * (1 - x * x / 72))))
  }

  mutating func route() throws -> ShapePath {
    try ShapePath(line: (0...next(below: 6)).map { _ in place() } + [place()])
  }
}
