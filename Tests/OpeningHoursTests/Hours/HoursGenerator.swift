import TestSupport

@testable import OpeningHours

/// Random numbers, hours and dates that a seed determines (SplitMix64).
struct HoursGenerator: RandomNumberGenerator {
  private var random: SeededGenerator

  init(_ seed: UInt64) {
    // Another factor than the step: else each seed's numbers would be the next one's, one later.
    random = SeededGenerator(seed: (seed &+ 1) &* 0xD1B5_4A32_D192_ED03)
  }

  mutating func next() -> UInt64 { random.next() }

  mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func interval() -> DayInterval? {
    // Midnight, the hours that clocks skip or repeat, and the minute before midnight come often.
    let special = [0, 60, 90, 120, 150, 180, 1380, 1439]
    let open = number(0..<3) == 0 ? special[number(0..<8)] : number(0..<288) * 5
    let close =
      switch number(0..<6) {
      case 0: 1440
      case 1: 1440 + special[number(0..<8)]
      case 2: 1439
      case 3: open + 1
      case 4: number(0..<577) * 5
      default: open + number(1..<20) * 30
      }
    return DayInterval(open: open, close: close)
  }

  mutating func day() -> [DayInterval] {
    let count = [0, 1, 1, 1, 2, 3][number(0..<6)]
    return (0..<count).compactMap { _ in interval() }
  }

  /// A week, and in two of three cases dates of 2026, 2027 or every year.
  mutating func hours() -> (week: [[DayInterval]], exceptions: [ScheduleDate: [DayInterval]]) {
    var week = (0..<7).map { _ in day() }
    if number(0..<4) == 0 { week = Array(repeating: day(), count: 7) }
    if number(0..<8) == 0 { week = Array(repeating: [.wholeDay], count: 7) }
    var exceptions: [ScheduleDate: [DayInterval]] = [:]
    for _ in 0..<[0, 2, 6][number(0..<3)] {
      let date = CivilDate(daysSince1970: 20_454 + number(0..<730))
      exceptions[number(0..<3) == 0 ? .yearly(MonthDay(date)) : .exact(date)] = day()
    }
    return (week, exceptions)
  }
}
