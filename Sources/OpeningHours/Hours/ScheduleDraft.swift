/// Hours as they are put together, before they become a ``Schedule``.
struct ScheduleDraft {
  /// What starts on each weekday, Monday first.
  var week: [[DayInterval]] = Array(repeating: [], count: 7)

  /// What starts on some dates in place of that.
  var exceptions: [ScheduleDate: [DayInterval]] = [:]

  /// The most intervals that a day or date may have.
  static let mostIntervals = 1_440

  /// The most intervals that all days and dates may have, so that their numbers fit in 16 bits.
  static let mostTotalIntervals = 20_000

  /// The most dates.
  static let mostExceptions = 10_000
}

/// A weekday, 0 for Monday, or a date.
enum SchedulePlace: Hashable {
  case weekday(Int)
  case date(ScheduleDate)
}

extension ScheduleDraft {
  /// What ``normalize()`` found.
  enum Finding: Hashable {
    /// Two intervals have a time in common, the later of which starts there.
    case overlap(SchedulePlace)
    /// A closing at 23:59 there was meant as midnight.
    case minuteBeforeMidnight(SchedulePlace)
  }

  /// Puts every day in order, makes one interval of those of a day that touch or overlap, and reads
  /// 23:59 as 24:00 where a minute of closing can't be meant: at the end of a whole day, and before
  /// an opening at midnight.
  ///
  /// Doing it again changes nothing.
  mutating func normalize() -> [Finding] {
    var findings: [Finding] = []
    for day in week.indices where Self.merge(&week[day]) {
      findings.append(.overlap(.weekday(day)))
    }
    let dates = exceptions.keys.sorted()
    for date in dates where Self.merge(&exceptions[date, default: []]) {
      findings.append(.overlap(.date(date)))
    }
    for day in week.indices {
      let next = (day + 1) % 7
      if Self.extend(&week[day], nextOpensAtMidnight: Self.opensAtMidnight(week[next])) {
        findings.append(.minuteBeforeMidnight(.weekday(day)))
      }
    }
    for date in dates {
      let next = nextOpensAtMidnight(after: date)
      if Self.extend(&exceptions[date, default: []], nextOpensAtMidnight: next) {
        findings.append(.minuteBeforeMidnight(.date(date)))
      }
    }
    for day in week.indices {
      let next = (day + 1) % 7
      guard let last = week[day].last, let first = week[next].first else { continue }
      if Int(last.close) > Int(first.open) + DayInterval.minutesOfDay {
        findings.append(.overlap(.weekday(next)))
      }
    }
    return findings
  }

  /// Sorts the intervals and joins those that touch; says whether any two overlapped.
  private static func merge(_ intervals: inout [DayInterval]) -> Bool {
    guard intervals.count > 1 else { return false }
    intervals.sort()
    var overlap = false
    var merged = [intervals[0]]
    for interval in intervals.dropFirst() {
      let last = merged[merged.count - 1]
      guard interval.open <= last.close else {
        merged.append(interval)
        continue
      }
      overlap = overlap || interval.open < last.close
      merged[merged.count - 1] = DayInterval(
        checked: Int(last.open), Int(max(last.close, interval.close)))
    }
    intervals = merged
    return overlap
  }

  private static func extend(
    _ intervals: inout [DayInterval], nextOpensAtMidnight: Bool
  ) -> Bool {
    guard let last = intervals.last, last.close == 1439, last.open == 0 || nextOpensAtMidnight
    else { return false }
    intervals[intervals.count - 1] = DayInterval(checked: Int(last.open), 1440)
    return true
  }

  private static func opensAtMidnight(_ intervals: [DayInterval]) -> Bool {
    intervals.first?.open == 0
  }

  private func nextOpensAtMidnight(after date: ScheduleDate) -> Bool {
    switch date {
    case .exact(let date):
      let next = CivilDate(daysSince1970: date.daysSince1970 + 1)
      return Self.opensAtMidnight(
        exceptions[.exact(next)] ?? exceptions[.yearly(MonthDay(next))] ?? week[next.weekday])
    case .yearly(let day):
      // The weekday after it is any.
      guard let exception = exceptions[.yearly(day.next)] else {
        return week.allSatisfy(Self.opensAtMidnight)
      }
      return Self.opensAtMidnight(exception)
    }
  }
}
