import ArgumentParser
import Catalog
import Foundation
import Geodesy
import Geofencing
import SpatialIndex

/// Geofences beside plain GEOS, and radius queries around a route.
struct GeofenceBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "geofence",
    abstract: "Points in fences beside GEOS's prepared polygons in an STRtree, and routes.",
    discussion: """
      Fences, points and routes are seeded. GEOS and Vicinity are asked for the same points and must \
      count the same.
      Example: scripts/bench geofence --json geofence.json
      """)

  @Option(help: "How many fences of 30 vertices.")
  var fences = 1_000

  @Option(help: "How many points are checked.")
  var points = 200_000

  @Option(help: "How many merchants lie around the route.")
  var merchants = 1_000_000

  @Option(help: "Write the figures to this file, as one flat JSON object.")
  var json: String?

  @Flag(help: "Few points and merchants only: whether it runs, not how fast.")
  var quick = false

  func run() throws {
    var figures = Figures()
    try checks(&figures)
    try largeFence(&figures)
    try routes(&figures)
    try commandLine(&figures)
    if let json { try figures.write(to: json) }
  }

  private func checks(_ figures: inout Figures) throws {
    var random = SplitMix(seed: 1)
    let shapes = try (0..<fences).map { _ in
      try Self.star(
        latitude: 51.5 + random.next(-0.2, 0.2), longitude: random.next(-0.2, 0.2), degrees: 0.01,
        vertices: 30, innermost: 0.5, &random)
    }
    let index = try FenceIndex(
      shapes.enumerated().map { try Geofence(id: "fence-\($0)", shape: .polygon($1)) })
    let places = try Self.places(quick ? 5_000 : points, degrees: 0.2, &random)
    var found: [Int] = []
    let own = Self.nanoseconds(places.count) {
      places.reduce(0) { total, place in
        index.fences(containing: place, into: &found)
        return total + found.count
      }
    }
    let peer = try PreparedPeer(shapes)
    let geos = Self.nanoseconds(places.count) { places.reduce(0) { $0 + peer.count(at: $1) } }
    guard own.result == geos.result else {
      throw BenchmarkError("Vicinity found \(own.result) fences and GEOS \(geos.result)")
    }
    print("\(fences) fences of 30 vertices, \(places.count) points, \(own.result) found")
    print(
      "  Vicinity                     \(short(own.nanoseconds)) ns a check, \(short(1_000 / own.nanoseconds)) M a second"
    )
    print(
      "  GEOSPreparedIntersects       \(short(geos.nanoseconds)) ns a check, \(short(1_000 / geos.nanoseconds)) M a second"
    )
    figures.set("geofence.1k.check_ns", own.nanoseconds)
    figures.set("geofence.1k.geos_ns", geos.nanoseconds)
  }

  private func largeFence(_ figures: inout Figures) throws {
    var random = SplitMix(seed: 2)
    for (name, innermost) in [("coast", 0.95), ("spikes", 0.1)] {
      let shape = try Self.star(
        latitude: 51.5, longitude: 0, degrees: 0.2, vertices: 99_999, innermost: innermost, &random)
      let locator = PolygonLocator(shape)
      // Few, since GEOS looks at every edge for each.
      let places = try Self.places(min(points, 2_000), degrees: 0.2, &random)
      let own = Self.nanoseconds(places.count) {
        places.reduce(0) { $0 + (locator.contains($1) ? 1 : 0) }
      }
      let peer = try PreparedPeer([shape])
      let geos = Self.nanoseconds(places.count) { places.reduce(0) { $0 + peer.count(at: $1) } }
      guard own.result == geos.result else {
        throw BenchmarkError("Vicinity found \(own.result) points inside and GEOS \(geos.result)")
      }
      print("one fence of 100,000 vertices (\(name))")
      print("  Vicinity                     \(short(own.nanoseconds)) ns a point")
      print("  GEOSPreparedIntersects       \(short(geos.nanoseconds)) ns a point")
      figures.set("geofence.100k_\(name).point_ns", own.nanoseconds)
      figures.set("geofence.100k_\(name).geos_ns", geos.nanoseconds)
    }
  }

  private func routes(_ figures: inout Figures) throws {
    let world = SeededWorld()
    let count = quick ? 50_000 : merchants
    let index = PackedIndex(
      world.places(count, seed: 1, anywhere: 0.03, repeated: 0.02).map { EarthPoint($0) })
    var random = SplitMix(seed: 3)
    let starts = world.places(40, seed: 777, anywhere: 0, repeated: 0)
    let routes = try starts.map { try Self.route(from: $0, positions: 1_000, &random) }
    var scratch = ShapeScratch()
    for radius in [200.0, 2_000] {
      var hits = 0
      let latency = Latency(queries: routes.count) { query in
        // A route of a thousand positions is prepared once for its query, so that counts too.
        guard let shape = try? PreparedShape(routes[query]) else { return }
        try? index.within(radius, of: shape, where: EveryPoint(), scratch: &scratch)
        hits += scratch.count
      }
      print("\(Int(radius)) m around routes of 1,000 positions, \(count) merchants")
      print(
        "  p50 \(short(latency.p50 / 1_000)) ms, p99 \(short(latency.p99 / 1_000)) ms, preparing the route included; \(hits / routes.count / 3) hits"
      )
      figures.set("geofence.route\(Int(radius))m.p50_ms", latency.p50 / 1_000)
    }
  }

  /// The command line on a CSV of points, which it reads and answers as NDJSON.
  private func commandLine(_ figures: inout Figures) throws {
    guard let binary = ProcessInfo.processInfo.environment["VICINITY_BINARY"] else {
      print("the command line is not measured, since VICINITY_BINARY does not name it")
      return
    }
    var random = SplitMix(seed: 4)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("vicinity-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let features = try (0..<fences).map { number in
      let shape = try Self.star(
        latitude: 51.5 + random.next(-0.2, 0.2), longitude: random.next(-0.2, 0.2), degrees: 0.01,
        vertices: 30, innermost: 0.5, &random)
      return
        "{\"type\":\"Feature\",\"id\":\"fence-\(number)\",\"properties\":{},\"geometry\":\(shape.geoJSON)}"
    }
    let fenceFile = folder.appendingPathComponent("fences.geojson")
    try "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
      .write(to: fenceFile, atomically: true, encoding: .utf8)
    let count = quick ? 20_000 : 2_000_000
    var lines = "id,latitude,longitude\n"
    for (number, place) in try Self.places(count, degrees: 0.2, &random).enumerated() {
      lines += "\(number),\(place.latitude),\(place.longitude)\n"
    }
    let pointFile = folder.appendingPathComponent("points.csv")
    try lines.write(to: pointFile, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = [
      "geofence", "check", "--fences", fenceFile.path, "--points", pointFile.path, "--format",
      "ndjson",
    ]
    process.standardOutput = FileHandle.nullDevice
    let (elapsed, _) = try milliseconds {
      try process.run()
      process.waitUntilExit()
    }
    guard process.terminationStatus == 0 else {
      throw BenchmarkError("geofence check ended with status \(process.terminationStatus)")
    }
    let rate = Double(count) / elapsed * 1_000
    print("vicinity geofence check, \(count) points from CSV to NDJSON")
    print("  \(short(rate / 1e6)) M points a second, start and fences included")
    figures.set("geofence.cli.points_per_s", rate)
  }

  /// How long `body` took for each of `count` things, the least of five runs.
  private static func nanoseconds(
    _ count: Int, _ body: () -> Int
  ) -> (nanoseconds: Double, result: Int) {
    var least = Double.infinity
    var result = 0
    for _ in 0..<5 {
      let (milliseconds, answer) = milliseconds(body)
      least = min(least, milliseconds * 1e6 / Double(max(1, count)))
      result = answer
    }
    return (least, result)
  }

  private static func star(
    latitude: Double, longitude: Double, degrees: Double, vertices: Int, innermost: Double,
    _ random: inout SplitMix
  ) throws -> MultiPolygon {
    var latitudes: [Double] = []
    var longitudes: [Double] = []
    for vertex in 0..<vertices {
      let angle = Double(vertex) / Double(vertices) * 2 * .pi
      let radius = degrees * random.next(innermost, 1)
      latitudes.append(latitude + radius * sin(angle))
      longitudes.append(longitude + radius * cos(angle))
    }
    latitudes.append(latitudes[0])
    longitudes.append(longitudes[0])
    return try MultiPolygon([
      Polygon(outer: Ring(latitudes: latitudes, longitudes: longitudes))
    ])
  }

  private static func places(
    _ count: Int, degrees: Double, _ random: inout SplitMix
  ) throws -> [Coordinate] {
    try (0..<count).map { _ in
      try place(51.5 + random.next(-degrees, degrees), random.next(-degrees, degrees))
    }
  }

  /// A way through a town and out of it: steps of some hundred metres that keep turning a little.
  private static func route(
    from start: Coordinate, positions: Int, _ random: inout SplitMix
  ) throws -> ShapePath {
    var (latitude, longitude) = (start.latitude, start.longitude)
    var direction = random.next(0, 2 * .pi)
    var line: [Coordinate] = []
    while line.count < positions {
      line.append(try place(latitude, longitude))
      direction += random.normal() * 0.3
      latitude = min(80, max(-80, latitude + 0.0005 * sin(direction)))
      longitude += 0.0005 * cos(direction) / cos(latitude * .pi / 180)
      if longitude > 180 { longitude -= 360 }
      if longitude < -180 { longitude += 360 }
    }
    return try ShapePath(line: line)
  }

  private static func place(_ latitude: Double, _ longitude: Double) throws -> Coordinate {
    guard let place = Coordinate(latitude: latitude, longitude: longitude) else {
      throw BenchmarkError("\(latitude), \(longitude) is no place")
    }
    return place
  }
}
