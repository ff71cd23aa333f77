import ArgumentParser
import Catalog
import Foundation
import Geodesy
import Hummingbird
import Logging
import Ranking
import Server
import Synchronization

/// The service under load beside its own floor.
struct HTTPBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "http",
    abstract: "Requests per second of nearby (limit 20), beside the same server with a fixed body.",
    discussion: """
      Both run in this process and are loaded in turn, over loopback, by wrk, which must be there. \
      wrk takes its share of the cores from either in the same way. With --user the same service is \
      loaded in turn by requests within 50 km: by distance, by score, and for one of 1,000 users \
      with 200 affinities each.
      Example: scripts/bench http --json http.json
      """)

  @Option(help: "How many merchants the catalogue has.")
  var merchants = 100_000

  @Option(help: "Seconds of each run.")
  var seconds = 5

  @Option(help: "Runs of each of the two; the median counts.")
  var rounds = 5

  @Option(help: "Connections that wrk keeps open.")
  var connections = 32

  @Flag(help: "Requests of users beside those of nobody in particular, instead of the floor.")
  var user = false

  @Option(help: "Write the figures to this file, as one flat JSON object.")
  var json: String?

  @Flag(help: "One short run of each: whether it runs, not how fast.")
  var quick = false

  func run() async throws {
    let world = SeededWorld()
    let catalog = SeededMerchants.catalog(
      at: world.places(merchants, seed: 1, anywhere: 0.03, repeated: 0.02))
    let places = world.places(2_000, seed: 777, anywhere: 0.03, repeated: 0)
    let paths = places.map {
      "/v1/merchants/nearby?lat=\(Self.text($0.latitude))&lon=\(Self.text($0.longitude))&limit=20"
    }
    if user { return try await measureUsers(catalog, places, paths) }
    let body = try typicalBody(catalog, world)
    var logger = Logger(label: "bench")
    logger.logLevel = .error
    let ports = Ports()
    let service = makeApplication(
      store: CatalogStore(catalog), configuration: Self.anyPort, logger: logger
    ) { ports.setService($1) }
    let floor = makeFloorApplication(
      body: body, next: Self.next(in: body), configuration: Self.anyPort, logger: logger
    ) { ports.setFloor($1) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run() }
      group.addTask { try await floor.run() }
      let (servicePort, floorPort) = try await ports.both()
      try measure(servicePort, floorPort, paths, bodyBytes: body.count)
      group.cancelAll()
    }
  }

  private static var anyPort: ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.port = 0
    return configuration
  }

  /// Degrees as phones write them, to the centimetre.
  private static func text(_ degrees: Double) -> String {
    String(format: "%.7f", degrees)
  }

  /// The URL of the next page that a body names.
  private static func next(in body: [UInt8]) -> String {
    let text = String(decoding: body, as: UTF8.self)
    guard let name = text.range(of: "\"next\":\""),
      let end = text[name.upperBound...].firstIndex(of: "\"")
    else { return "" }
    return String(text[name.upperBound..<end])
  }

  /// The answer whose length is in the middle of two hundred.
  private func typicalBody(_ catalog: Catalog, _ world: SeededWorld) throws -> [UInt8] {
    let bodies = try world.places(200, seed: 778, anywhere: 0.03, repeated: 0).map { place in
      try NearbySearch(
        parameters: [
          ("lat", "\(place.latitude)"), ("lon", "\(place.longitude)"), ("limit", "20"),
        ], categories: catalog.categories
      ).answer(from: catalog, as: .json)
    }
    return bodies.sorted { $0.count < $1.count }[bodies.count / 2]
  }

  private func measure(
    _ servicePort: Int, _ floorPort: Int, _ paths: [String], bodyBytes: Int
  ) throws {
    let load = try Wrk(paths: paths, connections: connections)
    let (seconds, rounds) = quick ? (1, 1) : (seconds, rounds)
    _ = try load.run(port: servicePort, seconds: 1)
    _ = try load.run(port: floorPort, seconds: 1)
    var nearby: [Wrk.Result] = []
    var floor: [Wrk.Result] = []
    for _ in 0..<rounds {
      nearby.append(try load.run(port: servicePort, seconds: seconds))
      floor.append(try load.run(port: floorPort, seconds: seconds))
    }
    let ratios = zip(nearby, floor).map { $0.requestsPerSecond / $1.requestsPerSecond }.sorted()
    let (one, other) = (Wrk.median(nearby), Wrk.median(floor))
    printHeader()
    printRow("nearby, limit 20", one)
    printRow("floor, fixed body", other)
    print(
      "nearby reaches \(short(ratios[ratios.count / 2])) of the floor; bodies of \(bodyBytes) bytes,"
    )
    print(
      "\(merchants) merchants, \(connections) connections, median of \(rounds) runs of \(seconds) s in turn"
    )
    var figures = Figures()
    figures.set("http.nearby.rps", one.requestsPerSecond)
    figures.set("http.floor.rps", other.requestsPerSecond)
    figures.set("http.ratio", ratios[ratios.count / 2])
    figures.set("http.nearby.p99_ms", one.p99Milliseconds)
    figures.set("http.floor.p99_ms", other.p99Milliseconds)
    figures.set("http.nearby.cpu_us", one.cpuMicroseconds)
    figures.set("http.floor.cpu_us", other.cpuMicroseconds)
    figures.set("http.body_bytes", Double(bodyBytes))
    if let json { try figures.write(to: json) }
  }
}

/// Users beside nobody in particular.
extension HTTPBenchmark {
  private static let users = 1_000

  /// Half of a user's 200 affinities are for some of the 1,000 merchants nearest to one of the places,
  /// half for any.
  private static func affinities(
    _ catalog: Catalog, _ places: [Coordinate]
  ) throws -> AffinityTable {
    var random = SplitMix(seed: 7)
    var builder = AffinityTableBuilder()
    var scratch = QueryScratch()
    for (number, place) in places.prefix(users).enumerated() {
      let near = try catalog.run(
        MerchantQuery(center: place, limit: 1_000), scratch: &scratch
      ).count
      for affinity in 0..<200 {
        let slot =
          affinity < 100
          ? scratch[Int(random.next() % UInt64(near))].slot
          : UInt32(random.next() % UInt64(catalog.count))
        _ = builder.add(
          user: "user-\(number)",
          Affinity(merchantID: catalog.id(slot: slot), score: random.unit()))
      }
    }
    return builder.build()
  }

  private func measureUsers(
    _ catalog: Catalog, _ places: [Coordinate], _ paths: [String]
  ) async throws {
    var configuration = Self.anyPort
    configuration.affinities = try Self.affinities(catalog, places)
    var logger = Logger(label: "bench")
    logger.logLevel = .error
    let ports = Ports()
    let service = makeApplication(
      store: CatalogStore(catalog), configuration: configuration, logger: logger
    ) {
      ports.setService($1)
      ports.setFloor($1)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run() }
      try measureUsers(try await ports.both().service, paths)
      group.cancelAll()
    }
  }

  private func measureUsers(_ port: Int, _ paths: [String]) throws {
    // Without a radius the best include some on other continents, whose distances take longer.
    let paths = paths.map { $0 + "&radius=50000" }
    let kinds = [
      ("nearby, limit 20", "nearby", paths),
      ("by score", "score", paths.map { $0 + "&sort=score" }),
      (
        "by score, for a user", "user",
        paths.enumerated().map { "\($1)&user=user-\($0 % Self.users)" }
      ),
    ]
    let loads = try kinds.map { try Wrk(paths: $0.2, connections: connections, name: $0.1) }
    let (seconds, rounds) = quick ? (1, 1) : (seconds, rounds)
    for load in loads { _ = try load.run(port: port, seconds: 1) }
    var results = [[Wrk.Result]](repeating: [], count: kinds.count)
    for _ in 0..<rounds {
      for (kind, load) in loads.enumerated() {
        results[kind].append(try load.run(port: port, seconds: seconds))
      }
    }
    func ratio(_ one: Int, to other: Int) -> Double {
      zip(results[one], results[other]).map { $0.requestsPerSecond / $1.requestsPerSecond }
        .sorted()[rounds / 2]
    }
    var figures = Figures()
    printHeader()
    for (kind, (label, name, _)) in kinds.enumerated() {
      let result = Wrk.median(results[kind])
      printRow(label, result)
      figures.set("http.\(name).rps", result.requestsPerSecond)
      figures.set("http.\(name).p99_ms", result.p99Milliseconds)
      figures.set("http.\(name).cpu_us", result.cpuMicroseconds)
    }
    print(
      "a user's requests reach \(short(ratio(2, to: 0))) of those by distance and \(short(ratio(2, to: 1))) of those by score;"
    )
    print(
      "\(merchants) merchants, \(connections) connections, median of \(rounds) runs of \(seconds) s in turn"
    )
    figures.set("http.score_ratio", ratio(1, to: 0))
    figures.set("http.user_ratio", ratio(2, to: 0))
    figures.set("http.user_to_score_ratio", ratio(2, to: 1))
    if let json { try figures.write(to: json) }
  }

  private func printHeader() {
    print(
      column("", 22, left: true) + column("requests/s", 12) + column("p50 ms", 9)
        + column("p99 ms", 9) + column("CPU µs", 9))
  }

  private func printRow(_ label: String, _ result: Wrk.Result) {
    print(
      column(label, 22, left: true)
        + column(String(format: "%.0f", result.requestsPerSecond), 12)
        + column(short(result.p50Milliseconds), 9) + column(short(result.p99Milliseconds), 9)
        + column(short(result.cpuMicroseconds), 9))
  }
}

/// The ports that the two applications got.
private final class Ports: Sendable {
  struct Values {
    var service: Int?
    var floor: Int?
  }

  private let values = Mutex(Values())

  func setService(_ port: Int) { values.withLock { $0.service = port } }
  func setFloor(_ port: Int) { values.withLock { $0.floor = port } }

  /// Both, as soon as they are known.
  func both() async throws -> (service: Int, floor: Int) {
    for _ in 0..<1_000 {
      let now = values.withLock { $0 }
      if let service = now.service, let floor = now.floor { return (service, floor) }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw BenchmarkError("the servers did not listen within ten seconds")
  }
}

/// wrk, a load generator of two threads here, with a list of paths.
struct Wrk {
  struct Result {
    var requestsPerSecond = 0.0
    var p50Milliseconds = 0.0
    var p99Milliseconds = 0.0
    /// CPU time of this process, which is the server's, for each request.
    var cpuMicroseconds = 0.0
  }

  private let script: URL
  private let connections: Int

  init(paths: [String], connections: Int, name: String = "nearby") throws {
    self.connections = connections
    script = FileManager.default.temporaryDirectory
      .appendingPathComponent(
        "vicinity-bench-\(ProcessInfo.processInfo.processIdentifier)-\(name).lua")
    let list = paths.map { "\"\($0)\"" }.joined(separator: ",\n")
    try """
    local paths = {\(list)}
    local next = 0
    request = function()
      next = next % #paths + 1
      return wrk.format("GET", paths[next])
    end
    done = function(summary, latency, requests)
      io.write(string.format("FIGURES %d %d %f %f %d\\n", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99), summary.errors.status))
    end
    """.write(to: script, atomically: true, encoding: .utf8)
  }

  func run(port: Int, seconds: Int) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "-s", script.path,
      "http://127.0.0.1:\(port)",
    ]
    let output = Pipe()
    process.standardOutput = output
    let before = Self.cpuSeconds()
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let cpu = Self.cpuSeconds() - before
    let text = String(decoding: data, as: UTF8.self)
    let fields = text.split(separator: "\n").last { $0.hasPrefix("FIGURES") }?
      .split(separator: " ").compactMap { Double($0) }
    guard process.terminationStatus == 0, let fields, fields.count == 5, fields[0] > 0 else {
      throw BenchmarkError("wrk did not run; scripts/setup --bench installs it. It said: \(text)")
    }
    guard fields[4] == 0 else {
      throw BenchmarkError("\(Int(fields[4])) requests were answered with an error")
    }
    return Result(
      requestsPerSecond: fields[0] / (fields[1] / 1e6), p50Milliseconds: fields[2] / 1e3,
      p99Milliseconds: fields[3] / 1e3, cpuMicroseconds: cpu * 1e6 / fields[0])
  }

  static func median(_ results: [Result]) -> Result {
    func middle(_ value: (Result) -> Double) -> Double {
      results.map(value).sorted()[results.count / 2]
    }
    return Result(
      requestsPerSecond: middle(\.requestsPerSecond), p50Milliseconds: middle(\.p50Milliseconds),
      p99Milliseconds: middle(\.p99Milliseconds), cpuMicroseconds: middle(\.cpuMicroseconds))
  }

  /// CPU time that this process has used.
  private static func cpuSeconds() -> Double {
    // POSIX has it count in millionths of a second.
    Double(clock()) / 1e6
  }
}
