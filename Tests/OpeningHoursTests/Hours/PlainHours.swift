@testable import OpeningHours

/// Hours evaluated as they are explained: minute by minute, over lists.
struct PlainHours {
  var week: [[DayInterval]]
  var exceptions: [ScheduleDate: [DayInterval]]

  init(_ hours: (week: [[DayInterval]], exceptions: [ScheduleDate: [DayInterval]])) {
    (week, exceptions) = hours
  }

  /// What starts on a date.
  func intervals(onDay day: Int) -> [DayInterval] {
    let date = CivilDate(daysSince1970: day)
    return exceptions[.exact(date)] ?? exceptions[.yearly(MonthDay(date))] ?? week[date.weekday]
  }

  func isOpen(day: Int, minute: Int) -> Bool {
    (0...2).contains { back in
      intervals(onDay: day - back).contains { interval in
        Int(interval.open)..<Int(interval.close) ~= minute + back * 1440
      }
    }
  }

  func isOpen(at instant: Int64, in zone: TimeZoneRules) -> Bool {
    let local = Int(instant) + zone.offsetSeconds(at: instant)
    let day = Int((Double(local) / 86_400).rounded(.down))
    return isOpen(day: day, minute: (local - day * 86_400) / 60)
  }

  /// The first change after an instant and no later than a limit, in a zone whose offsets are whole
  /// minutes and change at whole minutes.
  func nextChange(after instant: Int64, notAfter limit: Int64, in zone: TimeZoneRules) -> Int64? {
    let isOpen = isOpen(at: instant, in: zone)
    var next = instant - instant % 60
    while next + 60 <= limit {
      next += 60
      if self.isOpen(at: next, in: zone) != isOpen { return next }
    }
    return nil
  }
}
