/// What is open when, in a time zone. Instants are Unix seconds; those further than 1e14 from 1970
/// (3 million years) count as if they were there.
extension Schedule {
  /// How far ``nextChange(after:in:)`` looks ahead, in days: a week comes again, and what clocks
  /// leave out of one is in the next; dates have a year.
  public var horizonDays: Int64 { hasExceptions ? 370 : 21 }

  /// The longest time that ``isOpenThroughout(from:seconds:in:)`` looks at, in days: more than eight
  /// years, in which every day of the year has come, 29 February as well.
  private static let mostDays: Int64 = 3_000

  /// Whether it is open at `instant`.
  public func isOpen(at instant: Int64, in zone: TimeZoneRules) -> Bool {
    let instant = Self.clamped(instant)
    let clock = ZoneClock(instant: instant, offsetSeconds: zone.offsetSeconds(at: instant))
    return isOpen(minuteOfWeek: Int(clock.minuteOfWeek), day: Int(clock.day))
  }

  /// Whether it is open in a minute of the local clock: the minute of the week, 0 to 10,079, and the
  /// date, in days since 1970-01-01, which counts only where there are exceptions.
  public func isOpen(minuteOfWeek: Int, day: Int) -> Bool {
    Self.isOpen(flips.span, days.span, minuteOfWeek: minuteOfWeek, day: day)
  }

  /// The first instant after `instant` at which it opens, if it is closed at `instant`, or closes;
  /// nil where there is none in the next 21 days, or 370 with exceptions.
  public func nextChange(after instant: Int64, in zone: TimeZoneRules) -> Int64? {
    nextChange(after: instant, within: horizonDays * 86_400, in: zone)
  }

  /// Whether it is open at `instant` and does not close in the `seconds` after it; closing at their
  /// end is early enough.
  ///
  /// Seconds beyond 3,000 days are not looked at.
  public func isOpenThroughout(
    from instant: Int64, seconds: Int64, in zone: TimeZoneRules
  ) -> Bool {
    guard isOpen(at: instant, in: zone) else { return false }
    guard seconds > 1 else { return true }
    let duration = min(seconds, Self.mostDays * 86_400)
    return nextChange(after: instant, within: duration - 1, in: zone) == nil
  }

  private func nextChange(
    after instant: Int64, within seconds: Int64, in zone: TimeZoneRules
  ) -> Int64? {
    guard Self.clamped(instant) == instant,
      hasExceptions || WeekFlips.minutesToFlip(flips.span, after: 0) != nil
    else { return nil }
    let isOpen = isOpen(at: instant, in: zone)
    let limit = instant + seconds
    var start = instant
    while start < limit {
      // Until the offset changes the local clock runs evenly.
      let offsetChange = zone.nextOffsetChange(after: start, notAfter: limit)
      let offset = Int64(zone.offsetSeconds(at: start))
      let last = offsetChange.map { $0 - 1 } ?? limit
      if let flip = nextFlip(after: start + offset, notAfter: last + offset, from: isOpen) {
        return flip - offset
      }
      guard let offsetChange else { return nil }
      if self.isOpen(at: offsetChange, in: zone) != isOpen { return offsetChange }
      start = offsetChange
    }
    return nil
  }

  /// The first second after `second` and no later than `last`, in seconds of the local clock since
  /// its 1970-01-01, at which the state is not `isOpen`, which it is at `second`.
  private func nextFlip(after second: Int64, notAfter last: Int64, from isOpen: Bool) -> Int64? {
    let clock = ZoneClock(instant: second, offsetSeconds: 0)
    let minuteOfWeek = Int(clock.minuteOfWeek)
    let minute = Self.floorOfMinute(second)
    guard hasExceptions else {
      let minutes = WeekFlips.minutesToFlip(flips.span, after: minuteOfWeek)
      let flip = minutes.map { minute + 60 * Int64($0) }
      return flip.flatMap { $0 <= last ? $0 : nil }
    }
    var day = Int(clock.day)
    var midnight = Int64(day) * 86_400
    var from = Int((minute - midnight) / 60) + 1
    while midnight <= last {
      if let found = ScheduleDays.firstMinute(
        days.span, day: day, from: from, openingIsNot: isOpen)
      {
        let flip = midnight + 60 * Int64(found)
        return flip <= last ? flip : nil
      }
      day += 1
      midnight += 86_400
      from = 0
    }
    return nil
  }

  private static func floorOfMinute(_ second: Int64) -> Int64 {
    let rest = second % 60
    return second - (rest < 0 ? rest + 60 : rest)
  }

  /// Days in so far a future are within what 32 bits count, and nothing overflows.
  private static func clamped(_ instant: Int64) -> Int64 {
    min(max(instant, -100_000_000_000_000), 100_000_000_000_000)
  }
}

extension Schedule {
  /// Whether a schedule of these numbers is open in a minute of the local clock.
  static func isOpen(
    _ flips: Span<Int16>, _ days: Span<UInt16>, minuteOfWeek: Int, day: Int
  ) -> Bool {
    guard WeekFlips.hasExceptions(flips),
      ScheduleDays.isNearException(days, day: day)
    else { return WeekFlips.isOpen(flips, minuteOfWeek: minuteOfWeek) }
    return ScheduleDays.isOpen(
      days, day: day, minute: minuteOfWeek % DayInterval.minutesOfDay)
  }
}

extension Schedule {
  /// What starts on a local date, and whether an exception says so.
  public func hours(on date: CivilDate) -> (intervals: [DayInterval], isSpecial: Bool) {
    let (range, isSpecial) = ScheduleDays.pairs(days.span, onDay: date.daysSince1970)
    return (ScheduleDays.intervals(days.span, range), isSpecial)
  }
}
