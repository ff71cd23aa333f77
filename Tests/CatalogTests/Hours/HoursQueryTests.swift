import Catalog
import Geodesy
import OpeningHours
import Testing

/// Queries for open merchants, held against a look at each merchant's schedule.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct HoursQueryTests {
  /// Clocks in Berlin and Dublin go back at 2026-10-25T01:00Z, those of New York a week later; on
  /// Lord Howe Island they go on at 2026-10-03T15:30Z.
  private static let moments: [Int64] = [
    1_792_890_000, 1_793_512_800, 1_791_041_400, 1_774_746_000, 1_795_608_000,
  ]

  private static func condition(_ random: inout SeededMerchants) -> HoursCondition {
    let instant = random.pick(moments) + Int64(random.next(below: 400_000)) - 200_000
    return HoursCondition(
      at: random.next(below: 3) == 0 ? .local(instant) : .instant(instant),
      seconds: random.pick([0, 0, 1, 1_800, 14_400, 200_000]),
      includesUnknown: random.next(below: 3) == 0)
  }

  /// The instant at which a clock first shows a time, looked for in steps of a quarter of an hour;
  /// behind a gap, the instant counts by the offset before it.
  private static func instant(_ condition: HoursCondition, in zone: TimeZoneRules) -> Int64 {
    guard case .local(let second) = condition.moment else {
      return condition.moment.instant(in: zone)
    }
    func shown(_ instant: Int64) -> Int64 { instant + Int64(zone.offsetSeconds(at: instant)) }
    let reached = stride(from: second - 86_400, through: second + 86_400, by: 900)
      .first { shown($0) >= second }
    guard let reached else { return second }
    return shown(reached) == second
      ? reached : second - Int64(zone.offsetSeconds(at: reached - 900))
  }

  private static func passes(_ timed: TimedMerchant, _ condition: HoursCondition) -> Bool {
    guard let (schedule, zone) = timed.known else { return condition.includesUnknown }
    let instant = instant(condition, in: zone)
    guard schedule.isOpen(at: instant, in: zone) else { return false }
    guard let change = schedule.nextChange(after: instant, in: zone) else { return true }
    return change >= instant + condition.seconds
  }

  private static func passes(_ merchant: Merchant, _ filter: MerchantFilter) -> Bool {
    if let minimum = filter.minimumRatingHundredths, (merchant.ratingHundredths ?? -1) < minimum {
      return false
    }
    if let wanted = filter.categories {
      guard let id = merchant.categoryID, wanted.contains(id - 1) else { return false }
    }
    return filter.metadata.isEmpty || merchant.metadata != nil
  }

  @Test(arguments: 0..<16 as Range<UInt64>)
  func `finds who is open as looking at each merchant does, in any order and by pages`(
    seed: UInt64
  ) throws {
    let database = try #require(systemZones)
    var random = SeededMerchants(seed: seed &+ 1_000)
    let merchants = try random.timedMerchants(
      200 + 20 * Int(seed), around: random.pick(Self.moments), database)
    let byID = Dictionary(uniqueKeysWithValues: merchants.map { ($0.merchant.id, $0) })
    let catalog = Catalog(merchants, zones: database)
    var scratch = QueryScratch()
    for number in 0..<24 {
      var query = MerchantQuery(
        center: random.pick(merchants).merchant.coordinate,
        order: random.pick(ownOrders))
      query.radiusMeters = random.pick([nil, 500, 20_000])
      if random.next(below: 3) == 0 { query.filter.minimumRatingHundredths = 250 }
      if random.next(below: 3) == 0 {
        query.filter.categories = [random.next(below: 8), random.next(below: 8)]
      }
      if random.next(below: 4) == 0 { query.filter.metadata = ["loyalty": "true"] }
      // Everyone who passes the rest, in the query's order: that has tests of its own.
      query.limit = merchants.count
      query.filter.hours = nil
      _ = try catalog.run(query, scratch: &scratch)
      let others = (0..<scratch.count).map { catalog.id(slot: scratch[$0].slot) }
      let condition = Self.condition(&random)
      let expected = others.filter { byID[$0].map { Self.passes($0, condition) } ?? false }
      #expect(
        others.allSatisfy { byID[$0].map { Self.passes($0.merchant, query.filter) } ?? false })

      query.filter.hours = condition
      query.countsMatches = true
      query.limit = 1 + random.next(below: 30)
      var found: [String] = []
      repeat {
        let outcome = try catalog.run(query, scratch: &scratch)
        #expect(outcome.matched == expected.count)
        found += (0..<scratch.count).map { catalog.id(slot: scratch[$0].slot) }
        query.after = outcome.next
      } while query.after != nil && found.count <= expected.count
      #expect(found == expected, "seed \(seed), query \(number): \(query)")
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `counts the hours of active merchants, and gives back schedules and zones`(
    seed: UInt64
  ) throws {
    let database = try #require(systemZones)
    var random = SeededMerchants(seed: seed &+ 2_000)
    let merchants = try random.timedMerchants(300, around: Self.moments[0], database)
    let catalog = Catalog(merchants, zones: database)
    var expected = HoursCounts()
    for timed in merchants where timed.merchant.isActive {
      if timed.known != nil { expected.known += 1 } else { expected.unknown += 1 }
      if case .rejected = timed.hours { expected.rejected += 1 }
      if timed.namesUnknownZone { expected.unknownZones += 1 }
      let slot = try #require(catalog.slot(ofMerchant: timed.merchant.id))
      #expect(catalog.zone(slot: slot)?.name == timed.zone?.name)
      if case .schedule(let schedule) = timed.hours {
        #expect(catalog.schedule(slot: slot) == schedule)
      } else {
        #expect(catalog.schedule(slot: slot) == nil)
      }
    }
    #expect(catalog.hoursCounts == expected)
  }

  @Test func `counts a merchant once that is given twice`() throws {
    let database = try #require(systemZones)
    var random = SeededMerchants(seed: 3)
    var merchants = try random.timedMerchants(60, around: Self.moments[0], database)
    for place in merchants.indices { merchants[place].merchant.isActive = true }
    let once = Catalog(merchants, zones: database).hoursCounts
    #expect(Catalog(merchants + merchants, zones: database).hoursCounts == once)
  }

  @Test func `knows no hours without time zones`() throws {
    var random = SeededMerchants(seed: 4)
    let database = try #require(systemZones)
    let merchants = try random.timedMerchants(50, around: Self.moments[0], database)
    let catalog = Catalog(merchants.map(\.merchant))
    #expect(catalog.hoursCounts.known == 0)
    var query = MerchantQuery(center: catalog.coordinate(slot: 0), limit: 100)
    var scratch = QueryScratch()
    query.filter.hours = HoursCondition(at: .instant(Self.moments[0]))
    #expect(try catalog.run(query, scratch: &scratch).count == 0)
    query.filter.hours?.includesUnknown = true
    #expect(try catalog.run(query, scratch: &scratch).count == catalog.count)
  }
}

/// Local times in the hours that clocks leave out or repeat.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct LocalMomentTests {
  @Test(arguments: [
    // Once: half past twelve in Berlin's winter.
    ("Europe/Berlin", "2026-11-25T12:30", "2026-11-25T11:30"),
    // Twice, from 03:00 back to 02:00: the first.
    ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30"),
    ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00"),
    ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00"),
    // Never, from 02:00 to 03:00: as far behind the gap as it is in it.
    ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30"),
    ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00"),
    ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00"),
    ("Australia/Lord_Howe", "2023-10-01T02:15", "2023-09-30T15:45"),
    ("Australia/Lord_Howe", "2023-04-02T01:45", "2023-04-01T14:45"),
    ("Antarctica/Troll", "2023-10-29T01:30", "2023-10-28T23:30"),
    ("America/Sao_Paulo", "2017-10-15T00:30", "2017-10-15T03:30"),
    ("America/Sao_Paulo", "2018-02-17T23:30", "2018-02-18T01:30"),
    // A whole day that was left out.
    ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00"),
    ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00"),
  ])
  func `is the first instant at which the clock shows it, or behind a gap`(
    zone: String, local: String, expected: String
  ) throws {
    let rules = try #require(try systemZones?.rules(named: zone))
    let moment = HoursCondition.Moment.local(try Self.seconds(local))
    #expect(moment.instant(in: rules) == (try Self.seconds(expected)))
  }

  private static func seconds(_ text: String) throws -> Int64 {
    let timestamp = try #require(Timestamp(rfc3339: "\(text):00Z"))
    return timestamp.microseconds / 1_000_000
  }
}
