import TestSupport
import Testing

@testable import OpeningHours

struct PosixTimeZoneTests {
  /// Instants computed by hand with a calendar.
  @Test(arguments: [
    // The last Sundays of March and October, at 01:00 UTC.
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_774_746_000, 3600, 7200),  // 2026-03-29
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_792_890_000, 7200, 3600),  // 2026-10-25
    // The second Sunday in March at 2:00 and the first in November, by default at 2:00.
    ("EST5EDT,M3.2.0,M11.1.0", 1_772_953_200, -18_000, -14_400),  // 2026-03-08T07:00Z
    ("EST5EDT,M3.2.0,M11.1.0", 1_793_512_800, -14_400, -18_000),  // 2026-11-01T06:00Z
    // Half an hour, in the south, where daylight time goes over the new year.
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_775_314_800, 39_600, 37_800),  // 2026-04-04T15:00Z
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_791_041_400, 37_800, 39_600),  // 2026-10-03T15:30Z
    // Two hours.
    ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", 1_774_746_000, 0, 7200),
    // Daylight time that is behind standard time.
    ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_774_746_000, 0, 3600),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_792_890_000, 3600, 0),
    // Before and after the day that it names.
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_774_746_000, -7200, -3600),
    ("EET-2EEST,M3.4.4/50,M10.4.4/50", 1_774_656_000, 7200, 10_800),  // 2026-03-28T00:00Z
    // The 60th day but for 29 February is 1 March, in leap years too; the one counted from 0 is
    // 29 February then and 1 March else.
    ("AAA0BBB,J60/0,J300/0", 1_709_251_200, 0, 3600),  // 2024-03-01
    ("AAA0BBB,J60/0,J300/0", 1_772_323_200, 0, 3600),  // 2026-03-01
    ("AAA0BBB,59/0,J300/0", 1_709_164_800, 0, 3600),  // 2024-02-29
    ("AAA0BBB,59/0,J300/0", 1_772_323_200, 0, 3600),  // 2026-03-01
  ])
  func `changes the offset at the second that the rule says`(
    text: String, instant: Int64, before: Int32, after: Int32
  ) throws {
    let rule = try PosixTimeZone(text)
    #expect(rule.offset(at: instant - 1) == before)
    #expect(rule.offset(at: instant) == after)
    #expect(rule.nextChange(after: instant - 1) == instant)
    #expect(try #require(rule.nextChange(after: instant)) > instant + 30 * 86_400)
  }

  @Test(arguments: [
    ("UTC0", 0), ("<+0545>-5:45", 20_700), ("<-00>0", 0), ("HST10", -36_000),
    ("LMT0:44:30", -2670), ("AAA+1", -3600), ("AAA24:59:59", -89_999),
    ("XXX3EDT4,0/0,J365/23", -14_400),  // RFC 9636's daylight time all year
    ("AAA0BBB0,J1,J2", 0),  // both offsets are the same
  ])
  func `a rule without changes has the same offset for good`(
    text: String, offset: Int32
  ) throws {
    let rule = try PosixTimeZone(text)
    #expect(rule.isConstant)
    for instant in [.min, -1, 0, 1_774_746_000, 1_798_761_599, 1_798_761_600, .max] as [Int64] {
      #expect(rule.offset(at: instant) == offset)
      #expect(rule.nextChange(after: instant) == nil)
    }
  }

  @Test(arguments: [
    ("", 0, "abbreviation"), ("AB1", 0, "abbreviation"), ("<AB>1", 3, "angle brackets"),
    ("<+03", 4, "angle brackets"), ("<+0 >3", 3, "angle brackets"), ("ABC", 3, "hours"),
    ("ABC25", 3, "0 to 24"), ("ABC1:60", 5, "0 to 59"), ("ABC1:1:60", 7, "0 to 59"),
    ("ABC0001", 3, "0 to 24"), ("ABC1DEF", 7, "\",\""), ("ABC1DEF,J0,J1", 9, "1 to 365"),
    ("ABC1DEF,J366,J1", 9, "1 to 365"), ("ABC1DEF,366,1", 8, "0 to 365"),
    ("ABC1DEF,M13.1.0,M1.1.0", 9, "1 to 12"), ("ABC1DEF,M1.6.0,M1.1.0", 11, "1 to 5"),
    ("ABC1DEF,M1.1.7,M1.1.0", 13, "0 to 6"), ("ABC1DEF,M1,M1.1.0", 10, "\".\""),
    ("ABC1DEF,M1.1.0/168,J1", 15, "0 to 167"), ("ABC1DEF,J1", 10, "\",\""),
    ("ABC1DEF,J1,J2,", 13, "end here"), ("ABC1\u{0}", 4, "abbreviation"),
  ])
  func `a text that is no rule names the byte and what should be there`(
    text: String, offset: Int, reason: String
  ) {
    let error = #expect(throws: TZifError.self) { try PosixTimeZone(text) }
    #expect(error?.offset == offset, "\(error?.description ?? "")")
    #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test func `a change that leap years alone have is found across eight years without one`() throws
  {
    // Standard time is left for the 366th day of a year.
    let rule = try PosixTimeZone("AAA0BBB-1,0/0,364/25")
    let starts = [(2096, 12, 31), (2097, 1, 1), (2104, 12, 31), (2105, 1, 1), (2108, 12, 31)]
      .compactMap { CivilDate(year: $0, month: $1, day: $2) }.map {
        Int64($0.daysSince1970) * 86_400
      }
    for (start, next) in zip(starts, starts.dropFirst()) {
      #expect(rule.nextChange(after: start) == next)
    }
    #expect(starts.map(rule.offset) == [0, 3600, 0, 3600, 0])
  }

  @Test(arguments: [
    "CET-1CEST,M3.5.0,M10.5.0/3", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    "AAA0BBB,0/-167,J365/167", "AAA-24BBB,J1/0,364/167", "AAA0BBB,M12.5.0/167,M1.1.0/-167",
    "AAA3BBB4,0/1,J365/23", "AAA0BBB-1,0/0,364/25",
  ])
  func `the offset is the same 400 years later, and constant between two changes`(
    text: String
  ) throws {
    let rule = try PosixTimeZone(text)
    let cycle: Int64 = 146_097 * 86_400
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let instant = Int64.random(in: -3_000_000_000...9_000_000_000, using: &generator)
      #expect(rule.offset(at: instant) == rule.offset(at: instant + cycle))
      #expect(rule.offset(at: instant) == rule.offset(at: instant - 5 * cycle))
      guard let next = rule.nextChange(after: instant) else { continue }
      #expect(next > instant)
      #expect(rule.offset(at: next) != rule.offset(at: next - 1))
      let between = Int64.random(in: instant..<next, using: &generator)
      #expect(rule.offset(at: between) == rule.offset(at: instant))
    }
  }

  /// Together 200,000 texts.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `no text crashes the reader`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let originals = [
      "CET-1CEST,M3.5.0,M10.5.0/3", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
      "AAA0BBB,J60/0,300/167:59:59",
    ].map { Array($0.utf8) }
    let alphabet = Array("0123456789<>+-,./:JMABC\n\0é".utf8)
    for round in 0..<10_000 {
      var text = originals[round % originals.count]
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !text.isEmpty {
        let place = Int.random(in: 0..<text.count, using: &generator)
        let byte = alphabet.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text.removeSubrange(place...)
        case 1: text.remove(at: place)
        case 2: text.insert(byte, at: place)
        default: text[place] = byte
        }
      }
      do {
        let rule = try PosixTimeZone(text[...])
        guard round % 20 == 0 else { continue }
        for instant in [.min, 0, .max] as [Int64] {
          #expect((-172_799...172_799).contains(rule.offset(at: instant)))
          _ = rule.nextChange(after: instant)
        }
      } catch {
        #expect((0...text.count).contains(error.offset))
      }
    }
  }
}
