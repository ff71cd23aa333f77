import ArgumentParser
import Catalog
import Foundation
import Geodesy
import JSON
import OpeningHours

/// Opening hours: what asking for open merchants costs, beside Foundation's calendars.
struct HoursBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hours",
    abstract: "Clocks of all zones, open merchants, a filter that few pass, and building.",
    discussion: """
      Merchants and their hours are seeded; a thousandth of them never close. Zones are those at \
      their coordinates.
      Example: scripts/bench hours --json hours.json
      """)

  @Option(help: "How many merchants.")
  var merchants = 1_000_000

  @Option(help: "How many different hours they have.")
  var differentHours = 20_000

  @Option(help: "How many queries.")
  var queries = 1_000

  @Option(help: "Write the figures to this file, as one flat JSON object.")
  var json: String?

  @Flag(help: "Few merchants and queries only: whether it runs, not how fast.")
  var quick = false

  /// 2026-11-25T12:00:00Z, a Wednesday.
  private static let wednesday: Int64 = 1_795_608_000

  /// 2026-11-29T12:00:00Z. It is Sunday everywhere, or Monday before six.
  private static let sunday = wednesday + 4 * 86_400

  func run() throws {
    var figures = Figures()
    let database = try ZoneDatabase(
      timeZoneDirectory: ProcessInfo.processInfo.environment["TZDIR"])
    try clocks(database, &figures)
    let world = SeededWorld()
    let catalog = try build(database, world, &figures)
    try candidates(catalog, &figures)
    try schedules(catalog, &figures)
    try selective(catalog, world, &figures)
    if let json { try figures.write(to: json) }
  }
}

/// What all clocks show.
extension HoursBenchmark {
  private func clocks(_ database: ZoneDatabase, _ figures: inout Figures) throws {
    let zones = try ZoneMap.embedded.names.compactMap { try database.rules(named: $0) }
    let table = ZoneTable(zones)
    var sum = 0
    let rounds = quick ? 200 : 5_000
    let computed = Latency(queries: rounds) { round in
      // Another minute each time, some of them on the other side of a change of clocks.
      let clocks = table.clocks(at: Self.wednesday + Int64(round) * 3_660)
      sum += Int(clocks[UInt16(round % zones.count)].minuteOfWeek)
    }
    // One call is too short for the clock of the machine.
    let calls = 1_000
    let shared = Latency(queries: rounds / 10) { round in
      for call in 0..<calls {
        let clocks = table.clocks(at: Self.wednesday + Int64(call % 60))
        sum += Int(clocks[UInt16(round % zones.count)].minuteOfWeek)
      }
    }
    let calendars = Self.calendars(zones)
    let foundation = Latency(queries: rounds / 20) { round in
      let date = Date(timeIntervalSince1970: Double(Self.wednesday + Int64(round) * 3_660))
      for calendar in calendars { sum += Self.minuteOfWeek(calendar, date) }
    }
    print("the minute of the week in \(zones.count) zones")
    row("Vicinity, computed", computed.p50, "µs")
    row("Vicinity, in the same minute", shared.p50 / Double(calls) * 1_000, "ns")
    row("Foundation, a Calendar each", foundation.p50, "µs")
    figures.set("hours.zones", Double(zones.count))
    figures.set("hours.clocks_us", computed.p50)
    figures.set("hours.clocks.p99_us", computed.p99)
    figures.set("hours.clocks_cached_ns", shared.p50 / Double(calls) * 1_000)
    figures.set("hours.foundation.clocks_us", foundation.p50)
    try use(sum)
  }

  private static func calendars(_ zones: [TimeZoneRules]) -> [Calendar] {
    zones.map { zone in
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = TimeZone(identifier: zone.name) ?? .gmt
      return calendar
    }
  }

  private static func minuteOfWeek(_ calendar: Calendar, _ date: Date) -> Int {
    let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
    // Foundation's weeks begin with 1 for Sunday.
    return ((parts.weekday ?? 1) + 5) % 7 * 1_440 + (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
  }
}

/// A catalogue with hours, and the same without.
extension HoursBenchmark {
  private func build(
    _ database: ZoneDatabase, _ world: SeededWorld, _ figures: inout Figures
  ) throws -> Catalog {
    let count = quick ? min(merchants, 50_000) : merchants
    var random = SplitMix(seed: 5)
    let texts = try (0..<max(1, differentHours)).map { _ in try SeededHours.text(&random) }
    let always = try JSONText(#""24/7""#)
    let places = world.places(count, seed: 1, anywhere: 0.03, repeated: 0.02)
    var plain = CatalogBuilder()
    var timed = CatalogBuilder(zones: database)
    var plainSeconds = 0.0
    var timedSeconds = 0.0
    // In turns, so that both have the machine at its fast and slow moments.
    for start in stride(from: 0, to: count, by: 20_000) {
      var some = (start..<min(count, start + 20_000)).map { number in
        merchant(number, at: places[number], &random)
      }
      plainSeconds += milliseconds { for merchant in some { plain.add(merchant) } }.0 / 1_000
      for place in some.indices {
        let neverCloses = random.next() % 1_000 == 0
        some[place].totalReviews = neverCloses ? 1 : some[place].totalReviews
        some[place].operatingHours =
          neverCloses ? always : texts[Int(random.next() % UInt64(texts.count))]
      }
      timedSeconds += milliseconds { for merchant in some { timed.add(merchant) } }.0 / 1_000
    }
    let (plainBuild, without) = milliseconds { plain.build() }
    let (timedBuild, catalog) = milliseconds { timed.build() }
    plainSeconds += plainBuild / 1_000
    timedSeconds += timedBuild / 1_000
    guard catalog.count == without.count, catalog.hoursCounts.known > catalog.count * 99 / 100
    else {
      throw BenchmarkError(
        "all hours must be known, and are for \(catalog.hoursCounts.known) of \(catalog.count)")
    }
    print("building a catalogue of \(count) merchants, reading their file apart")
    row("without hours", plainSeconds, "s")
    row("with hours", timedSeconds, "s")
    row("with over without", timedSeconds / plainSeconds, "times")
    figures.set("hours.build.without_s", plainSeconds)
    figures.set("hours.build.with_s", timedSeconds)
    figures.set("hours.build.ratio", timedSeconds / plainSeconds)
    return catalog
  }

  private func merchant(
    _ number: Int, at place: Coordinate, _ random: inout SplitMix
  ) -> Merchant {
    var merchant = Merchant(
      id: "bench-\(number)", name: "Merchant \(number % 5_000) of \(number % 17)",
      coordinate: place)
    merchant.categoryID = 1 + Int(random.next() % 8)
    merchant.address = "\(1 + random.next() % 200) Lantern Street"
    merchant.ratingHundredths = 250 + Int(random.next() % 250)
    merchant.totalReviews = 2 + Int(random.next() % 500)
    return merchant
  }
}

/// What one candidate costs.
extension HoursBenchmark {
  /// Every merchant is looked at and fails, once by its reviews and once by its hours: the difference
  /// is the hours'. No distance is measured.
  private func candidates(_ catalog: Catalog, _ figures: inout Figures) throws {
    guard let center = Coordinate(latitude: 51.5, longitude: -0.12) else { return }
    var scratch = QueryScratch()
    var query = MerchantQuery(center: center, order: .reviews, limit: 1)
    query.filter.minimumReviews = 1_000
    var open = query
    // Those that never close have one.
    open.filter.minimumReviews = 2
    open.filter.hours = HoursCondition(at: .instant(Self.sunday))
    var differences: [Double] = []
    var bases: [Double] = []
    for _ in 0..<(quick ? 3 : 25) {
      let (base, nobody) = try milliseconds { try catalog.run(query, scratch: &scratch) }
      let (whole, nobodyOpen) = try milliseconds { try catalog.run(open, scratch: &scratch) }
      guard nobody.count == 0, nobodyOpen.count == 0 else {
        throw BenchmarkError("no merchant may pass, and \(nobody.count + nobodyOpen.count) do")
      }
      bases.append(base * 1e6 / Double(catalog.count))
      differences.append((whole - base) * 1e6 / Double(catalog.count))
    }
    let cost = differences.sorted()[differences.count / 2]
    let base = bases.sorted()[bases.count / 2]
    print("a candidate of a query")
    row("open at an instant", cost, "ns")
    row("all the rest", base, "ns")
    figures.set("hours.open_now.ns_per_candidate", cost)
    figures.set("hours.open_now.rest_ns_per_candidate", base)
  }

  /// The schedules alone, beside Foundation's calendar and a list of intervals.
  private func schedules(_ catalog: Catalog, _ figures: inout Figures) throws {
    let zones = ZoneTable(catalog.zones)
    let numbers = Dictionary(
      uniqueKeysWithValues: catalog.zones.enumerated().map { ($1.name, UInt16($0)) })
    var builder = ScheduleTableBuilder()
    var candidates: [(schedule: UInt32, zone: UInt16)] = []
    var random = SplitMix(seed: 11)
    for _ in 0..<min(200_000, catalog.count) {
      let slot = UInt32(random.next() % UInt64(catalog.count))
      guard let schedule = catalog.schedule(slot: slot), let zone = catalog.zone(slot: slot) else {
        continue
      }
      candidates.append((builder.number(of: schedule), numbers[zone.name] ?? 0))
    }
    let table = builder.table
    let clocks = zones.clocks(at: Self.wednesday)
    var open = 0
    let own = Latency(queries: quick ? 3 : 25) { _ in
      for candidate in candidates
      where table.isOpen(schedule: candidate.schedule, at: clocks[candidate.zone]) {
        open += 1
      }
    }
    let weeks = (0..<UInt32(table.count)).map { number in
      table[number].week.enumerated().flatMap { day, intervals in
        intervals.map { day * 1_440 + Int($0.open)..<day * 1_440 + Int($0.close) }
      }
    }
    let calendars = Self.calendars(catalog.zones)
    let date = Date(timeIntervalSince1970: Double(Self.wednesday))
    let some = candidates.prefix(quick ? 1_000 : 20_000)
    let foundation = Latency(queries: 3) { _ in
      for candidate in some {
        let minute = Self.minuteOfWeek(calendars[Int(candidate.zone)], date)
        if weeks[Int(candidate.schedule)].contains(where: { $0.contains(minute) }) { open += 1 }
      }
    }
    let ownCost = own.p50 * 1_000 / Double(max(1, candidates.count))
    let foundationCost = foundation.p50 * 1_000 / Double(max(1, some.count))
    print("a schedule at an instant")
    row("Vicinity", ownCost, "ns")
    row("Foundation, a Calendar and intervals", foundationCost, "ns")
    figures.set("hours.schedule.ns", ownCost)
    figures.set("hours.foundation.schedule_ns", foundationCost)
    try use(open)
  }

  /// The nearest of the few that are open.
  private func selective(
    _ catalog: Catalog, _ world: SeededWorld, _ figures: inout Figures
  ) throws {
    let centers = world.places(
      quick ? 50 : max(1, queries), seed: 777, anywhere: 0.1, repeated: 0)
    var scratch = QueryScratch()
    var query = MerchantQuery(center: centers[0], limit: 20, countsMatches: true)
    query.filter.hours = HoursCondition(at: .instant(Self.sunday))
    let matched = try catalog.run(query, scratch: &scratch).matched ?? 0
    query.countsMatches = false
    var failures = 0
    let latency = Latency(queries: centers.count) { number in
      query.center = centers[number]
      do {
        _ = try catalog.run(query, scratch: &scratch)
      } catch {
        failures += 1
      }
    }
    guard failures == 0 else { throw BenchmarkError("\(failures) queries failed") }
    print("20 nearest of \(catalog.count) merchants of which \(matched) are open")
    row("p50", latency.p50 / 1_000, "ms")
    row("p99", latency.p99 / 1_000, "ms")
    figures.set("hours.selective.share", Double(matched) / Double(max(1, catalog.count)))
    figures.set("hours.selective.p50_ms", latency.p50 / 1_000)
    figures.set("hours.selective.p99_ms", latency.p99 / 1_000)
  }

  private func row(_ label: String, _ value: Double, _ unit: String) {
    print("  " + column(label, 38, left: true) + column(short(value), 8) + " " + unit)
  }

  /// Keeps what was computed from being left out as useless.
  private func use(_ sum: Int) throws {
    guard sum > 0 else { throw BenchmarkError("no clock showed anything") }
  }
}

/// Made-up hours, from Monday to Saturday and before midnight.
enum SeededHours {
  static func text(_ random: inout SplitMix) throws -> JSONText {
    let opens = 6 * 60 + 15 * Int(random.next() % 21)
    let closes = 16 * 60 + 15 * Int(random.next() % 29)
    let hasBreak = random.next() % 4 == 0
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    let members = days.map { day in
      // Now and then a day is another one.
      let late = random.next() % 6 == 0 ? closes + 30 : closes
      let intervals = hasBreak ? [(opens, 12 * 60 + 30), (14 * 60, late)] : [(opens, late)]
      let pairs = intervals.map { "{\"open\":\"\(clock($0))\",\"close\":\"\(clock($1))\"}" }
      return "\"\(day)\":[\(pairs.joined(separator: ","))]"
    }
    return try JSONText("{\(members.joined(separator: ",")),\"sunday\":\"closed\"}")
  }

  private static func clock(_ minute: Int) -> String {
    String(format: "%02d:%02d", minute / 60, minute % 60)
  }
}
