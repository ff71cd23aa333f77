import TestSupport
import Testing

@testable import OpeningHours

struct TimeZoneRulesTests {
  @Test func `a fixed zone has its offset at all times and no change`() {
    let zone = TimeZoneRules(name: "Test/Fixed", offsetSeconds: -2670)
    for instant in [.min, 0, .max] as [Int64] {
      #expect(zone.offsetSeconds(at: instant) == -2670)
      #expect(zone.nextOffsetChange(after: instant, notAfter: .max) == nil)
    }
  }

  @Test func `the first offset holds before the first transition and the last one after the last`()
    throws
  {
    var text = TZifText()
    text.transitions = [(1000, 1), (2000, 0)]
    let zone = try TimeZoneRules(text)
    #expect(
      [.min, 999, 1000, 1999, 2000, .max].map(zone.offsetSeconds) == [
        3600, 3600, 7200, 7200, 3600, 3600,
      ])
  }

  @Test func `a transition to the same offset is no change`() throws {
    var text = TZifText()
    text.offsets = [3600, 3600, 0]
    text.transitions = [(1000, 1), (2000, 2), (3000, 2), (4000, 0)]
    let zone = try TimeZoneRules(text)
    #expect(zone.nextOffsetChange(after: .min, notAfter: .max) == 2000)
    #expect(zone.nextOffsetChange(after: 2000, notAfter: .max) == 4000)
    #expect(zone.nextOffsetChange(after: 4000, notAfter: .max) == nil)
  }

  @Test func `the limit of a search for a change is included`() throws {
    var text = TZifText()
    text.transitions = [(1000, 1)]
    let zone = try TimeZoneRules(text)
    #expect(zone.nextOffsetChange(after: 999, notAfter: 1000) == 1000)
    #expect(zone.nextOffsetChange(after: 999, notAfter: 999) == nil)
    #expect(zone.nextOffsetChange(after: 0, notAfter: 999) == nil)
    #expect(zone.nextOffsetChange(after: 1000, notAfter: .max) == nil)
  }

  @Test(
    arguments: [
      [], [(-2_000_000_000, 1)], [(-9_000_000_000, 1)], [(.min, 0)], [(1_000_000_000, 0)],
      [(4_102_444_800, 0)], [(9_000_000_000, 0)], [(.max, 1)],
    ] as [[(Int64, UInt8)]])
  func `on and after the last transition, the rule decides in all years`(
    transitions: [(Int64, UInt8)]
  ) throws {
    var text = TZifText()
    text.transitions = transitions.map { (instant: $0, type: $1) }
    text.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
    let rule = try PosixTimeZone("CET-1CEST,M3.5.0,M10.5.0/3")
    let zone = try TimeZoneRules(text)
    let last = transitions.last?.0 ?? .min
    var generator = SeededGenerator(seed: 7)
    var instants: [Int64] = [.min, last, 4_102_444_799, 4_102_444_800, .max - 1, .max]
    for _ in 0..<300 {
      instants.append(.random(in: -5_000_000_000...9_000_000_000, using: &generator))
    }
    for instant in instants where instant >= last {
      #expect(zone.offsetSeconds(at: instant) == Int(rule.offset(at: instant)))
      #expect(
        zone.nextOffsetChange(after: instant, notAfter: .max) == rule.nextChange(after: instant))
    }
  }

  /// Zones whose clocks do what others' don't.
  @Test(
    .enabled(if: systemZones != nil, "needs tzdata"),
    arguments: [
      ("Europe/Paris", 1_774_746_000, 3600, 7200),  // 2026-03-29T01:00Z
      ("Europe/Paris", 4_109_878_800, 3600, 7200),  // 2100-03-28T01:00Z
      ("Europe/Paris", 7_265_725_200, 3600, 7200),  // 2200-03-30T01:00Z
      ("Australia/Lord_Howe", 1_775_314_800, 39_600, 37_800),  // half an hour
      ("Antarctica/Troll", 1_774_746_000, 0, 7200),  // two hours
      ("Africa/Casablanca", 1_771_120_800, 3600, 0),  // 2026-02-15T02:00Z, before Ramadan
      ("Africa/Casablanca", 1_774_144_800, 0, 3600),  // 2026-03-22T02:00Z, after it
      ("Europe/Dublin", 1_774_746_000, 0, 3600),  // where summer is standard time
      ("Europe/Dublin", 1_792_890_000, 3600, 0),
      ("Pacific/Apia", 1_325_239_200, -36_000, 50_400),  // 2011-12-30 never was
      ("Africa/Monrovia", 63_593_070, -2670, 0),  // 44 min 30 s until 1972
      ("America/Nuuk", 1_774_746_000, -7200, -3600),  // on Saturday evening
      ("Asia/Kathmandu", 504_901_800, 19_800, 20_700),
    ])
  func `a zone's clocks change at the second that tzdata says`(
    name: String, instant: Int64, before: Int, after: Int
  ) throws {
    let zone = try #require(try systemZones?.rules(named: name))
    #expect(zone.offsetSeconds(at: instant - 1) == before)
    #expect(zone.offsetSeconds(at: instant) == after)
    #expect(zone.nextOffsetChange(after: instant - 1, notAfter: instant) == instant)
    #expect(zone.nextOffsetChange(after: instant - 86_400, notAfter: .max) == instant)
  }

  private static let python = Python(importing: "zoneinfo")

  @Test(
    .enabled(if: systemZones != nil, "needs tzdata"),
    .enabled(if: python != nil, "needs python3 with zoneinfo"),
    arguments: 0..<4 as Range<UInt64>)
  func `all zones have the offsets of Python's zoneinfo from 1900 to 2200`(seed: UInt64) throws {
    let database = try #require(systemZones)
    let python = try #require(Self.python)
    let (first, last) = (-2_208_988_800 as Int64, 7_258_118_400 as Int64)
    var generator = SeededGenerator(seed: seed)
    // A quarter of the zones for each seed, so that the seeds can share the work.
    let names = database.names.enumerated().filter { UInt64($0.offset) % 4 == seed }.map(\.element)
    var questions: [(zone: TimeZoneRules, instants: [Int64])] = []
    for name in names {
      let zone = try #require(try database.rules(named: name))
      var instants = (0..<150).map { _ in Int64.random(in: first...last, using: &generator) }
      var instant = first
      while let next = zone.nextOffsetChange(after: instant, notAfter: last) {
        instants += [next - 1, next, next + 1]
        instant = next
      }
      questions.append((zone, instants))
    }
    let input = questions.map { question in
      ([question.zone.name] + question.instants.map(String.init)).joined(separator: " ") + "\n"
    }
    let output = try python.run(
      [Python.fixture("zone_offsets.py"), database.directory],
      input: input.joined())
    let lines = output.split(separator: "\n")
    try #require(lines.count == questions.count)
    for (line, question) in zip(lines, questions) {
      let expected = line.split(separator: " ").compactMap { Int($0) }
      let offsets = question.instants.map(question.zone.offsetSeconds)
      try #require(expected.count == offsets.count)
      for index in offsets.indices where offsets[index] != expected[index] {
        Issue.record(
          "\(question.zone.name), \(question.instants[index]): \(offsets[index]), not \(expected[index])"
        )
        break
      }
    }
  }
}
