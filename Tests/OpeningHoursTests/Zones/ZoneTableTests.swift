import TestSupport
import Testing

@testable import OpeningHours

struct ZoneTableTests {
  /// Zones whose minutes do not begin with UTC's, or that change within one.
  private static let zones: [TimeZoneRules] = {
    var text = TZifText()
    text.offsets = [-2670, 0, 3600]
    text.transitions = [(1_000_000_017, 1), (1_000_000_045, 2)]
    let odd = try? TimeZoneRules(text)
    return [0, 3600, -2670, 20_700, -43_200, 50_400, 19_159].map {
      TimeZoneRules(name: "Test/\($0)", offsetSeconds: $0)
    } + [odd].compactMap(\.self)
  }()

  /// The clock by dates, and not by minutes.
  private func obviousClock(_ zone: TimeZoneRules, at instant: Int64) -> ZoneClock {
    let offset = zone.offsetSeconds(at: instant)
    let local = Int(instant) + offset
    let day = Int((Double(local) / 86_400).rounded(.down))
    let date = CivilDate(daysSince1970: day)
    let minute = (local - day * 86_400) / 60
    return ZoneClock(
      day: Int64(day), offsetSeconds: offset, minuteOfWeek: date.weekday * 1440 + minute)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `clocks show the local day and the minute since Monday`(seed: UInt64) {
    let table = ZoneTable(Self.zones)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let instant = Int64.random(in: -9_000_000_000...9_000_000_000, using: &generator)
      let clocks = table.clocks(at: instant)
      #expect(clocks.count == Self.zones.count)
      for (index, zone) in Self.zones.enumerated() {
        #expect(clocks[UInt16(index)] == obviousClock(zone, at: instant))
        #expect(
          clocks[UInt16(index)]
            == ZoneClock(instant: instant, offsetSeconds: zone.offsetSeconds(at: instant)))
      }
    }
  }

  @Test func `a minute's clocks are computed once and still right at each of its seconds`() {
    let table = ZoneTable(Self.zones)
    for instant in 999_999_900...1_000_000_200 as ClosedRange<Int64> {
      let clocks = table.clocks(at: instant)
      for (index, zone) in Self.zones.enumerated() {
        #expect(clocks[UInt16(index)] == obviousClock(zone, at: instant))
      }
    }
    let whole = ZoneTable([TimeZoneRules(name: "Etc/UTC", offsetSeconds: 0)])
    let clocks = whole.clocks(at: 120)
    #expect(clocks.isValid(at: 179))
    #expect(!clocks.isValid(at: 180))
    #expect(!clocks.isValid(at: 119))
  }

  @Test(arguments: [Int64.min, .min + 1, -62_135_596_800, .max - 1, .max])
  func `no instant is too far away`(instant: Int64) {
    let clocks = ZoneTable(Self.zones).clocks(at: instant)
    #expect(clocks.isValid(at: instant))
    for index in Self.zones.indices {
      #expect(clocks[UInt16(index)].minuteOfWeek < 10_080)
    }
  }

  @Test func `a table without zones has no clocks`() {
    #expect(ZoneTable([]).clocks(at: 0).count == 0)
  }

  @Test(.enabled(if: systemZones != nil, "needs tzdata"))
  func `all zones of tzdata show what their offsets say`() throws {
    let database = try #require(systemZones)
    let zones = try database.names.compactMap { try database.rules(named: $0) }
    let table = ZoneTable(zones)
    for instant in [-2_500_000_000, 0, 63_593_069, 1_774_745_999, 1_774_746_000, 5_000_000_000] {
      let clocks = table.clocks(at: Int64(instant))
      for (index, zone) in zones.enumerated() {
        #expect(clocks[UInt16(index)] == obviousClock(zone, at: Int64(instant)), "\(zone.name)")
      }
    }
  }

  @Test func `many tasks that ask for different minutes get the right ones`() async {
    let table = ZoneTable(Self.zones)
    let wrong = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<500).count { step in
            let instant = Int64(1_774_745_000 + step * 7 + task * 60)
            return table.clocks(at: instant)[0]
              != ZoneClock(instant: instant, offsetSeconds: 0)
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  @Test func `a zone has one number however often it is asked for`() {
    var builder = ZoneTableBuilder()
    let numbers = (Self.zones + Self.zones).map { builder.number(of: $0) }
    let once = (0..<UInt16(Set(Self.zones.map(\.name)).count)).map(\.self)
    #expect(numbers == once + once)
    #expect(builder.table().zones.map(\.name) == Self.zones.map(\.name))
  }

  @Test(.enabled(if: systemZones != nil, "needs tzdata"))
  func `names of any case have the number of their zone, and others none`() throws {
    let database = try #require(systemZones)
    var builder = ZoneTableBuilder()
    #expect(try builder.number(named: "Europe/Paris", in: database) == 0)
    #expect(try builder.number(named: "asia/TOKYO", in: database) == 1)
    #expect(try builder.number(named: "EUROPE/paris", in: database) == 0)
    #expect(try builder.number(named: "Europe/Springfield", in: database) == nil)
    #expect(builder.table().zones.map(\.name) == ["Europe/Paris", "Asia/Tokyo"])
  }
}
