import Catalog
import Geodesy
import JSON
import OpeningHours
import Testing

/// What answers show of hours, held against the schedules.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct HoursJSONTests {
  /// 2026-10-25T01:00Z, when clocks in Berlin and Dublin go back.
  private static let fold: Int64 = 1_792_890_000

  private static func text(_ instant: Int64?, in zone: TimeZoneRules) -> String {
    guard let instant else { return "null" }
    let offset = Int64(zone.offsetSeconds(at: instant))
    let second = instant + offset
    let date = CivilDate(daysSince1970: Int(second / 86_400))
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = [second / 3_600 % 24, second / 60 % 60, second % 60].map(two)
    let (hours, minutes) = abs(offset).quotientAndRemainder(dividingBy: 3_600)
    let sign = offset < 0 ? "-" : "+"
    return "\"\(date)T\(time.joined(separator: ":"))\(sign)\(two(hours)):\(two(minutes / 60))\""
  }

  private static func json(_ timed: TimedMerchant, at instant: Int64) -> String {
    guard let (schedule, zone) = timed.known else {
      let zone = timed.zone.map { "\"\($0.name)\"" } ?? "null"
      return #"{"state":"unknown","open_until":null,"opens_at":null,"time_zone":"# + zone
        + #","today":null,"special":false}"#
    }
    let isOpen = schedule.isOpen(at: instant, in: zone)
    let change = text(schedule.nextChange(after: instant, in: zone), in: zone)
    let day = (instant + Int64(zone.offsetSeconds(at: instant))) / 86_400
    let (intervals, isSpecial) = schedule.hours(on: CivilDate(daysSince1970: Int(day)))
    let today = intervals.map { interval in
      let close = Int(interval.close)
      let shown = DayInterval(open: 0, close: close > 1_440 ? close - 1_440 : close)
      return "[\"\(interval.openText)\",\"\(shown?.closeText ?? "")\"]"
    }
    return #"{"state":"\#(isOpen ? "open" : "closed")","open_until":\#(isOpen ? change : "null"),"#
      + #""opens_at":\#(isOpen ? "null" : change),"time_zone":"\#(zone.name)","#
      + #""today":[\#(today.joined(separator: ","))],"special":\#(isSpecial)}"#
  }

  private func shown(_ id: String, _ catalog: Catalog, _ instant: Int64) throws -> String {
    var fresh = HoursJSON()
    let slot = try #require(catalog.slot(ofMerchant: id))
    return String(decoding: fresh.value(slot: slot, of: catalog, at: instant), as: UTF8.self)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `shows the state of each merchant at any instant, kept from before or not`(
    seed: UInt64
  ) throws {
    let database = try #require(systemZones)
    var random = SeededMerchants(seed: seed &+ 3_000)
    var catalogs: [(catalog: Catalog, merchants: [TimedMerchant])] = []
    for _ in 0..<2 {
      let merchants = try random.timedMerchants(60, around: Self.fold, database)
        .filter(\.merchant.isActive)
      catalogs.append((Catalog(merchants, zones: database), merchants))
    }
    // One writer for all, so that what it keeps is used again.
    var writer = HoursJSON()
    for _ in 0..<600 {
      let (catalog, merchants) = random.pick(catalogs)
      let timed = random.pick(merchants)
      let spread = random.pick([3_600, 90_000, 400_000])
      let instant = Self.fold + Int64(random.next(below: 2 * spread)) - Int64(spread)
      let slot = try #require(catalog.slot(ofMerchant: timed.merchant.id))
      writer.begin()
      let shown = String(
        decoding: writer.value(slot: slot, of: catalog, at: instant), as: UTF8.self)
      #expect(shown == Self.json(timed, at: instant), "\(timed.merchant.id) at \(instant)")
      #expect(writer.validUntil > instant)
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `is valid until the clock changes its date or offset, or the merchant its state`(
    seed: UInt64
  ) throws {
    let database = try #require(systemZones)
    var random = SeededMerchants(seed: seed &+ 4_000)
    let merchants = try random.timedMerchants(40, around: Self.fold, database)
      .filter(\.merchant.isActive)
    let catalog = Catalog(merchants, zones: database)
    for _ in 0..<60 {
      let instant = Self.fold + Int64(random.next(below: 400_000)) - 200_000
      let some = (0...random.next(below: 3)).map { _ in random.pick(merchants) }
      var writer = HoursJSON()
      writer.begin()
      var before: [String] = []
      for timed in some {
        let slot = try #require(catalog.slot(ofMerchant: timed.merchant.id))
        before.append(
          String(decoding: writer.value(slot: slot, of: catalog, at: instant), as: UTF8.self))
      }
      let end = writer.validUntil
      guard end != .max else {
        #expect(some.allSatisfy { $0.known == nil })
        continue
      }
      let between = (0..<6).map { _ in instant + Int64(random.next(below: Int(end - instant))) }
      for later in between + [end - 1] {
        let after = try some.map { try shown($0.merchant.id, catalog, later) }
        #expect(after == before, "from \(instant) to \(later)")
      }
      let after = try some.map { try shown($0.merchant.id, catalog, end) }
      let clockChanges = some.contains { timed in
        guard let (_, zone) = timed.known else { return false }
        let (one, other) = (zone.offsetSeconds(at: end - 1), zone.offsetSeconds(at: end))
        return one != other
          || (end - 1 + Int64(one)) / 86_400 != (end + Int64(other)) / 86_400
      }
      #expect(after != before || clockChanges, "\(before) at \(end)")
    }
  }

  /// Hours with exceptions are looked at 370 days ahead, whose end may be at any time of a day.
  @Test func `is valid until a change comes so near that it is shown`() throws {
    let database = try #require(systemZones)
    let morning = try #require(DayInterval(open: 0, close: 540))
    let date = try #require(CivilDate(year: 2027, month: 12, day: 1))
    let schedule = Schedule(week: Schedule.always.week, exceptions: [.exact(date): [morning]])
    var merchant = Merchant(
      id: "a", name: "a",
      coordinate: try #require(Coordinate(latitude: 52.52, longitude: 13.4)))
    merchant.operatingHours = try JSONText(schedule.canonicalJSON)
    var builder = CatalogBuilder(zones: database)
    builder.add(merchant)
    let catalog = builder.build()
    // 09:00 in Berlin's winter.
    let closes = Int64(date.daysSince1970) * 86_400 + 8 * 3_600
    let first = closes - 370 * 86_400
    var writer = HoursJSON()
    let before = writer.value(slot: 0, of: catalog, at: first - 3_600)
    #expect(String(decoding: before, as: UTF8.self).contains(#""open_until":null"#))
    #expect(writer.validUntil == first)
    let after = writer.value(slot: 0, of: catalog, at: first)
    #expect(
      String(decoding: after, as: UTF8.self).contains(
        #""open_until":"2027-12-01T09:00:00+01:00""#))
  }

  @Test func `shows a week, and null where it is unknown`() throws {
    let database = try #require(systemZones)
    var random = SeededMerchants(seed: 5)
    let merchants = try random.timedMerchants(60, around: Self.fold, database)
      .filter(\.merchant.isActive)
    let catalog = Catalog(merchants, zones: database)
    for timed in merchants {
      var bytes: [UInt8] = []
      catalog.appendWeek(
        slot: try #require(catalog.slot(ofMerchant: timed.merchant.id)), to: &bytes)
      let text = String(decoding: bytes, as: UTF8.self)
      guard case .schedule(let schedule) = timed.hours else {
        #expect(text == "null")
        continue
      }
      let week = try JSONText(text)
      var days: [String] = []
      week.forEachMember { name, _ in days.append(name) }
      #expect(
        days == [
          "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        ])
      let opens = schedule.week.flatMap { $0 }.count
      #expect(text.count { $0 == "[" } == 7 + opens)
    }
  }
}
