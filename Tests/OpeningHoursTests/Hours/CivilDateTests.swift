import Testing

@testable import OpeningHours

struct CivilDateTests {
  @Test(arguments: [
    (1970, 1, 1, 0, 3), (1969, 12, 31, -1, 2), (2000, 2, 29, 11_016, 1), (2000, 3, 1, 11_017, 2),
    (2026, 11, 24, 20_781, 1), (1900, 3, 1, -25_508, 3), (1, 1, 1, -719_162, 0),
    (0, 12, 31, -719_163, 6), (-4, 2, 29, -720_930, 3), (9999, 12, 31, 2_932_896, 4),
  ])
  func `counts the days since 1970 and knows the weekday`(
    year: Int, month: Int, day: Int, days: Int, weekday: Int
  ) throws {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    #expect(date.daysSince1970 == days)
    #expect(date.weekday == weekday)
    #expect(CivilDate(daysSince1970: days) == date)
  }

  @Test(arguments: [
    (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32), (2026, 4, 31), (2026, 2, 29),
    (1900, 2, 29), (2026, -1, 5), (.max, 1, 1), (.min, 1, 1),
  ])
  func `refuses what the calendar does not have`(year: Int, month: Int, day: Int) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }

  @Test func `follows the calendar day by day`() throws {
    var (year, month, day) = (1599, 12, 31)
    var before = CivilDate(daysSince1970: -135_141)
    #expect(before == CivilDate(year: year, month: month, day: day))
    for days in -135_140...135_140 {
      day += 1
      if CivilDate(year: year, month: month, day: day) == nil { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
      let date = CivilDate(daysSince1970: days)
      #expect(date == CivilDate(year: year, month: month, day: day))
      #expect(date.daysSince1970 == days && date > before)
      #expect(date.weekday == (before.weekday + 1) % 7)
      before = date
    }
  }

  @Test(arguments: [Int.min, .min + 1, -400_000_000_000, 400_000_000_000, .max])
  func `has an answer for any number of days`(days: Int) {
    let date = CivilDate(daysSince1970: days)
    #expect(abs(date.daysSince1970) == 366_000_000_000)
    #expect(0..<7 ~= CivilDate.weekday(ofDay: days))
  }

  @Test(arguments: [
    (2026, 1, 5, "2026-01-05"), (12, 12, 25, "0012-12-25"), (-1, 1, 1, "-0001-01-01"),
    (12_345, 10, 10, "12345-10-10"),
  ])
  func `is printed as RFC 3339 has dates`(year: Int, month: Int, day: Int, text: String) throws {
    #expect(try #require(CivilDate(year: year, month: month, day: day)).description == text)
  }
}
