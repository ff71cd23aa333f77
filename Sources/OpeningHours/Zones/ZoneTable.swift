import Synchronization

/// The time zones that a catalogue uses, each with a small number.
///
/// May be used from any thread.
public final class ZoneTable: Sendable {
  /// The zones, at the places that their numbers say.
  public let zones: [TimeZoneRules]

  /// The clocks that were asked for last.
  private let latest: Mutex<ZoneClocks>

  /// A table of up to 65,535 zones. The number 65,535 stays free for what has no zone.
  public init(_ zones: [TimeZoneRules]) {
    precondition(zones.count <= Int(UInt16.max), "a table has room for 65,535 zones")
    self.zones = zones
    latest = Mutex(ZoneClocks(zones: zones, at: 0))
  }

  /// What the clocks of all zones show at `instant`, in Unix seconds.
  ///
  /// They are computed once for each minute in which they are asked for; all but the first who ask
  /// take a lock for some nanoseconds and share the same value.
  public func clocks(at instant: Int64) -> ZoneClocks {
    let known = latest.withLock { $0 }
    if known.isValid(at: instant) {
      return known
    }
    let clocks = ZoneClocks(zones: zones, at: instant)
    latest.withLock { $0 = clocks }
    return clocks
  }
}

/// What the clock of one zone shows, to the minute.
public struct ZoneClock: Hashable, Sendable {
  /// The local date, in days since 1970-01-01.
  public let day: Int32

  /// In seconds east of UTC.
  public let offsetSeconds: Int32

  /// The local minute of the week, 0 to 10,079, where 0 is Monday's first.
  public let minuteOfWeek: UInt16

  /// The clock at `instant`, in Unix seconds, `offsetSeconds` east of UTC, which are less than two
  /// days.
  ///
  /// Days of which an `Int32` can't count so many become the last that it can.
  public init(instant: Int64, offsetSeconds: Int) {
    precondition((-172_799...172_799).contains(offsetSeconds), "an offset is less than two days")
    self = UniversalTime(instant).clock(offsetSeconds: offsetSeconds).clock
  }

  init(day: Int64, offsetSeconds: Int, minuteOfWeek: Int) {
    self.day = Int32(clamping: day)
    self.offsetSeconds = Int32(truncatingIfNeeded: offsetSeconds)
    self.minuteOfWeek = UInt16(truncatingIfNeeded: minuteOfWeek)
  }
}

/// An instant, taken apart once for all zones.
private struct UniversalTime {
  /// In days since 1970-01-01.
  private let day: Int64
  private let secondOfDay: Int
  /// 0 is Monday.
  private let weekday: Int

  init(_ instant: Int64) {
    let remainder = instant % 86_400
    day = instant / 86_400 - (remainder < 0 ? 1 : 0)
    secondOfDay = Int(remainder < 0 ? remainder + 86_400 : remainder)
    // 1970-01-01 was a Thursday, which is 3 from Monday.
    let weekday = Int((day + 3) % 7)
    self.weekday = weekday < 0 ? weekday + 7 : weekday
  }

  /// What a clock shows, and for how many seconds it has shown that minute.
  func clock(offsetSeconds: Int) -> (clock: ZoneClock, second: Int) {
    // Offsets are some hours, so this goes round once or twice and needs no division.
    var second = secondOfDay + offsetSeconds
    var days = 0
    while second < 0 {
      second += 86_400
      days -= 1
    }
    while second >= 86_400 {
      second -= 86_400
      days += 1
    }
    var weekday = weekday + days
    while weekday < 0 {
      weekday += 7
    }
    while weekday >= 7 {
      weekday -= 7
    }
    let minute = second / 60
    let clock = ZoneClock(
      day: day + Int64(days), offsetSeconds: offsetSeconds,
      minuteOfWeek: weekday * 1440 + minute)
    return (clock, second - minute * 60)
  }
}

/// The clocks of all zones of a table at one time.
public struct ZoneClocks: Sendable {
  private let clocks: [ZoneClock]

  /// The first instant and the last at which all clocks show this.
  private let instants: ClosedRange<Int64>

  init(zones: [TimeZoneRules], at instant: Int64) {
    var first = Int64.min
    var last = Int64.max
    var clocks: [ZoneClock] = []
    clocks.reserveCapacity(zones.count)
    let time = UniversalTime(instant)
    // Through the span, the zones are read where they are and not copied.
    let zones = zones.span
    for index in zones.indices {
      let stretch = zones[index].stretch(around: instant)
      let (clock, second) = time.clock(offsetSeconds: stretch.offset)
      clocks.append(clock)
      // An offset may change within a minute of UTC, and a zone's minutes need not begin with
      // UTC's: until 1972 Monrovia's began 30 seconds later.
      first = max(first, stretch.start, instant.subtractingOrLeast(Int64(second)))
      last = min(
        last, stretch.end == .max ? .max : stretch.end - 1,
        instant.addingOrGreatest(Int64(59 - second)))
    }
    self.clocks = clocks
    instants = first...last
  }

  /// The number of zones.
  public var count: Int {
    clocks.count
  }

  /// The clock of the zone with a number, which the table must have.
  public subscript(zone: UInt16) -> ZoneClock {
    clocks[Int(zone)]
  }

  func isValid(at instant: Int64) -> Bool {
    instants.contains(instant)
  }
}

extension Int64 {
  fileprivate func subtractingOrLeast(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? .min : difference
  }

  fileprivate func addingOrGreatest(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
