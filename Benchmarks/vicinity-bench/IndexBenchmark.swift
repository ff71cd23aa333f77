import ArgumentParser
import Foundation
import Geodesy
import SpatialIndex

/// The spatial index beside GEOS's STRtree and a scan of every point.
struct IndexBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Build time, memory, 20 nearest and 1 km radius, beside GEOS and a full scan.",
    discussion: """
      Points and queries are seeded. With --points and --queries they come from files of float64 \
      pairs (latitude, longitude), so that another index can be run on the same work.
      Example: scripts/bench index --sizes 100k,1M --json index.json
      """)

  @Option(help: "How many points, separated by commas.")
  var sizes = "100k,1M,10M"

  @Option(help: "How many queries.")
  var queryCount = 20_000

  @OptionGroup var given: GivenPlaces

  @Option(help: "Write the figures to this file, as one flat JSON object.")
  var json: String?

  @Flag(help: "100,000 points and few queries only: whether it runs, not how fast.")
  var quick = false

  func run() throws {
    var figures = Figures()
    let world = SeededWorld()
    let queries =
      try given.queries.map(readPlaces)
      ?? world.places(quick ? 1_000 : queryCount, seed: 777, anywhere: 0.1, repeated: 0)
    print(
      column("points", 10, left: true) + column("index", 22, left: true) + column("build ms", 10)
        + column("B/point", 9) + column("20-NN p50", 11) + column("p99 µs", 9)
        + column("1 km p50", 10) + column("p99 µs", 9))
    if let file = given.points {
      let places = try readPlaces(file)
      try measure(places, queries, name: Self.name(places.count), &figures)
    } else {
      for size in try (quick ? "100k" : sizes).split(separator: ",").map(Self.size) {
        let places = world.places(size, seed: 1, anywhere: 0.03, repeated: 0.02)
        try measure(places, queries, name: Self.name(size), &figures)
      }
    }
    print("GEOS answers with the one nearest and measures in planar degrees; its radius is a box")
    print("query with our distance behind it. The scan is timed on fewer queries.")
    if let json { try figures.write(to: json) }
  }

  private func measure(
    _ places: [Coordinate], _ queries: [Coordinate], name: String, _ figures: inout Figures
  ) throws {
    let points = places.map { EarthPoint($0) }
    let centers = queries.map { EarthPoint($0) }
    let own = OwnIndexPeer(points)
    try report(own, centers.count, name, "index", "Vicinity", &figures) { own.search($0, centers) }
    let geos = try STRtreePeer(places)
    try report(geos, centers.count, name, "geos", "GEOS STRtree (1-NN)", &figures) {
      geos.search($0, queries, centers)
    }
    let scan = ScanPeer(points)
    let few = max(1, min(queries.count, 200_000_000 / max(1, places.count)))
    try report(scan, few, name, "scan", "scan", &figures) { scan.search($0, centers) }
  }

  private func report(
    _ peer: any IndexPeer, _ queries: Int, _ size: String, _ key: String, _ label: String,
    _ figures: inout Figures, _ search: (Search) -> Void
  ) throws {
    let nearest = Latency(queries: queries) { search(.nearest($0)) }
    let radius = Latency(queries: queries) { search(.radius($0)) }
    print(
      column(size, 10, left: true) + column(label, 22, left: true)
        + column(short(peer.buildMilliseconds), 10) + column(short(peer.bytesPerPoint), 9)
        + column(short(nearest.p50), 11) + column(short(nearest.p99), 9)
        + column(short(radius.p50), 10) + column(short(radius.p99), 9))
    let prefix = "\(key).\(size)"
    figures.set("\(prefix).build_ms", peer.buildMilliseconds)
    figures.set("\(prefix).bytes_per_point", peer.bytesPerPoint)
    figures.set("\(prefix).knn20.p50_us", nearest.p50)
    figures.set("\(prefix).knn20.p99_us", nearest.p99)
    figures.set("\(prefix).radius1km.p50_us", radius.p50)
    figures.set("\(prefix).radius1km.p99_us", radius.p99)
  }

  private static func size(_ text: Substring) throws -> Int {
    let units: [Character: Int] = ["k": 1_000, "M": 1_000_000]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? text : text.dropLast()), number > 0 else {
      throw ValidationError("sizes must be numbers such as 100k or 1M, and one is \(text)")
    }
    return number * (unit ?? 1)
  }

  private static func name(_ count: Int) -> String {
    count % 1_000_000 == 0
      ? "\(count / 1_000_000)M" : count % 1_000 == 0 ? "\(count / 1_000)k" : "\(count)"
  }
}

/// Which query a peer is to answer, by its number.
enum Search {
  case nearest(Int)
  case radius(Int)
}

/// An index that is measured.
protocol IndexPeer {
  var buildMilliseconds: Double { get }
  var bytesPerPoint: Double { get }
}

/// Vicinity's own index.
final class OwnIndexPeer: IndexPeer {
  let buildMilliseconds: Double
  let bytesPerPoint: Double
  private let index: PackedIndex
  private var scratch = SearchScratch()

  init(_ points: [EarthPoint]) {
    (buildMilliseconds, index) = milliseconds { PackedIndex(points) }
    bytesPerPoint = Double(index.byteCount) / Double(max(1, points.count))
  }

  func search(_ search: Search, _ centers: [EarthPoint]) {
    switch search {
    case .nearest(let query): index.nearest(20, to: centers[query], scratch: &scratch)
    case .radius(let query):
      index.within(radiusMeters: 1_000, of: centers[query], scratch: &scratch)
    }
  }
}

/// A look at every point.
final class ScanPeer: IndexPeer {
  let buildMilliseconds = 0.0
  let bytesPerPoint = 24.0
  private let points: [EarthPoint]
  private var scratch = SearchScratch()
  /// All distances found, so that working them out is not left away.
  private(set) var total = 0.0

  init(_ points: [EarthPoint]) {
    self.points = points
  }

  func search(_ search: Search, _ centers: [EarthPoint]) {
    // Chords decide, and only what is found is turned into distances: the best a scan can do.
    let reach = 1_000 / WGS84.equatorialRadiusMeters
    scratch.removeAll()
    switch search {
    case .nearest(let query):
      for id in points.indices {
        let square = centers[query].squaredChord(to: points[id])
        scratch.keep(Hit(distanceMeters: square, id: UInt32(id), slot: UInt32(id)), atMost: 20)
      }
      scratch.sortKept()
      for place in 0..<scratch.count {
        total += Geodesic.distanceMeters(
          from: centers[query], to: points[Int(scratch[place].id)])
      }
    case .radius(let query):
      for point in points where centers[query].squaredChord(to: point) <= reach * reach {
        total += Geodesic.distanceMeters(from: centers[query], to: point)
      }
    }
  }
}
