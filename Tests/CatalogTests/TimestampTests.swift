import Catalog
import Foundation
import TestSupport
import Testing

struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01 00:00:00+00", 0), ("1970-01-01t00:00:00z", 0),
      ("1970-01-01T00:00:00.000001Z", 1), ("1969-12-31T23:59:59.999999Z", -1),
      ("1970-01-01T00:00:00.5Z", 500_000), ("1970-01-01T01:00:00+01:00", 0),
      ("1969-12-31T18:30:00-0530", 0), ("1970-01-01T00:00:00-00:00", 0),
      ("2000-02-29T12:00:00Z", 951_825_600_000_000),
      ("2026-01-02 03:04:05+00", 1_767_323_045_000_000),
      ("2026-11-24T10:00:00.25+05:30", 1_795_494_600_250_000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ] as [(String, Int64)])
  func `reads what RFC 3339 and PostgreSQL write`(text: String, microseconds: Int64) {
    #expect(Timestamp(rfc3339: text) == Timestamp(microseconds: microseconds))
    #expect(Timestamp(rfc3339: text[...]) == Timestamp(microseconds: microseconds))
    #expect(Timestamp(rfc3339: Array(text.utf8).span) == Timestamp(microseconds: microseconds))
  }

  @Test(arguments: [
    "", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05", "2026-01-02T03:04Z",
    "2026-01-02T03:04:05 Z", "2026-01-02T03:04:05Z ", " 2026-01-02T03:04:05Z",
    "2026-13-02T03:04:05Z", "2026-00-02T03:04:05Z", "2026-01-32T03:04:05Z",
    "2026-01-00T03:04:05Z", "2026-02-29T03:04:05Z", "1900-02-29T03:04:05Z",
    "2026-04-31T03:04:05Z", "2026-01-02T24:00:00Z", "2026-01-02T03:60:05Z",
    "2026-01-02T03:04:61Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.1234567Z",
    "2026-01-02T03:04:05,5Z", "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05+05:60",
    "2026-01-02T03:04:05+5", "2026-01-02T03:04:05+05:", "2026-01-02T03:04:05+05:3",
    "2026-01-02T03:04:05UTC", "26-01-02T03:04:05Z", "02026-01-02T03:04:05Z",
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    "9999-12-31T23:59:60Z", "-2026-01-02T03:04:05Z", "٢٠٢٦-01-02T03:04:05Z", "infinity",
    "2026/01/02T03:04:05Z", "20260102T030405Z", "2026-W01-1T03:04:05Z",
  ])
  func `refuses what is no instant`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (1_795_514_400_000_000, "2026-11-24T10:00:00Z"), (1_500_000, "1970-01-01T00:00:01.5Z"),
      (10, "1970-01-01T00:00:00.00001Z"), (951_782_400_000_000, "2000-02-29T00:00:00Z"),
      (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
      (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
    ] as [(Int64, String)])
  func `is written in UTC, with a fraction where there is one`(
    microseconds: Int64, text: String
  ) {
    #expect(Timestamp(microseconds: microseconds).description == text)
  }

  @Test(arguments: [Int64.min, .max]) func `has a description however far away`(microseconds: Int64)
  {
    #expect(Timestamp(microseconds: microseconds).description.hasSuffix("Z"))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `is read from its description, in any offset`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let instant = Timestamp(
        microseconds: .random(
          in: -62_135_500_000_000_000...253_402_200_000_000_000, using: &random))
      let text = instant.description
      #expect(Timestamp(rfc3339: text) == instant)
      let minutes = Int64.random(in: 0..<24 * 60, using: &random)
      let shifted = Timestamp(microseconds: instant.microseconds + minutes * 60_000_000)
      let hours = minutes < 600 ? "0\(minutes / 60)" : "\(minutes / 60)"
      let rest = minutes % 60 < 10 ? "0\(minutes % 60)" : "\(minutes % 60)"
      let local = shifted.description.dropLast() + "+\(hours):\(rest)"
      #expect(Timestamp(rfc3339: local) == instant)
    }
  }

  /// Foundation counts days in another way. It has the Julian calendar before 1582, and rounds.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `agrees with Foundation on whole seconds`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let formatter = ISO8601DateFormatter()
    for _ in 0..<100 {
      let second = Int64.random(in: -12_000_000_000...253_402_300_799, using: &random)
      #expect(
        Timestamp(microseconds: second * 1_000_000).description
          == formatter.string(from: Date(timeIntervalSince1970: Double(second))))
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `never fails on nearly right texts`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let model = Array("2026-11-24T10:00:00.25+05:30".utf8)
    let bytes = Array("0123456789-+:.TZ ".utf8) + [0, 0xFF]
    for _ in 0..<5_000 {
      var text = Array(model.prefix(.random(in: 0...model.count, using: &random)))
      if !text.isEmpty {
        text[Int.random(in: 0..<text.count, using: &random)] =
          bytes.randomElement(using: &random) ?? 0
      }
      guard let instant = Timestamp(rfc3339: text.span) else { continue }
      #expect(Timestamp(rfc3339: instant.description) == instant)
    }
  }
}
