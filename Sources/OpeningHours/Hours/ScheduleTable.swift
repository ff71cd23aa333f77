public import FlatStorage

/// Schedules that many merchants share, each with a small number.
///
/// All are in lists of numbers, which lie in a file as they are: a schedule costs about 30 bytes
/// for its week, about 50 for its days, 42 for its hours where there are many schedules, and a merchant
/// the four of its number.
public struct ScheduleTable: Sendable {
  /// The flips of all schedules, one after the other, as ``WeekFlips`` reads them.
  private(set) var flips: [Int16] = []

  /// Where each schedule's flips begin, and at the end where the last one's end.
  private(set) var flipStarts: [UInt32] = [0]

  /// The days of all schedules, one after the other, as ``ScheduleDays`` reads them.
  private(set) var days: [UInt16] = []

  /// Where each schedule's days begin, and at the end where the last one's end.
  private(set) var dayStarts: [UInt32] = [0]

  /// The hours of the schedules, but for up to 255 of the last ones; a table that was merged of few
  /// schedules has none.
  @usableFromInline var hours = HourStates()

  /// The number that no schedule has, for merchants whose hours are unknown.
  public static let unknown = UInt32.max

  /// The number of schedules.
  public var count: Int { flipStarts.count - 1 }

  /// A table without schedules.
  public init() {}

  init(
    flips: [Int16], flipStarts: [UInt32], days: [UInt16], dayStarts: [UInt32], hours: HourStates
  ) {
    self.flips = flips
    self.flipStarts = flipStarts
    self.days = days
    self.dayStarts = dayStarts
    self.hours = hours
  }

  /// The table that was written to a file, whose bytes must be as they were written; nil where the
  /// lists do not fit together.
  public init?(
    flips: FlatArray<Int16>, flipStarts: FlatArray<UInt32>, days: FlatArray<UInt16>,
    dayStarts: FlatArray<UInt32>, hours: FlatArray<UInt8>
  ) {
    guard flipStarts.count == dayStarts.count, flipStarts.last == UInt32(flips.count),
      dayStarts.last == UInt32(days.count)
    else { return nil }
    self.flips = Array(flips)
    self.flipStarts = Array(flipStarts)
    self.days = Array(days)
    self.dayStarts = Array(dayStarts)
    self.hours = HourStates(bytes: Array(hours))
  }

  /// The lists as they are written to a file.
  public var lists:
    (
      flips: FlatArray<Int16>, flipStarts: FlatArray<UInt32>, days: FlatArray<UInt16>,
      dayStarts: FlatArray<UInt32>, hours: FlatArray<UInt8>
    )
  {
    (
      FlatArray(flips), FlatArray(flipStarts), FlatArray(days), FlatArray(dayStarts),
      FlatArray(hours.bytes)
    )
  }

  /// The bytes that the lists take.
  public var byteCount: Int {
    2 * (flips.count + days.count) + 4 * (flipStarts.count + dayStarts.count) + hours.byteCount
  }

  mutating func append(_ schedule: Schedule) -> UInt32 {
    let number = UInt32(count)
    flips += schedule.flips
    flipStarts.append(UInt32(flips.count))
    days += schedule.days
    dayStarts.append(UInt32(days.count))
    if count % HourStates.blockSize == 0 {
      let (flips, starts) = (flips, flipStarts)
      while hours.count < count {
        hours.appendBlock(
          flips: flips.span,
          starts: starts.span.extracting(hours.count..<hours.count + HourStates.blockSize + 1))
      }
    }
    return number
  }
}

extension ScheduleTable {
  /// The schedule with a number, which the table must have.
  public subscript(number: UInt32) -> Schedule {
    Schedule(flips: Array(flips[flipRange(number)]), days: Array(days[dayRange(number)]))
  }

  /// Whether the schedule with a number is open in a minute of the local clock: the minute of the
  /// week, 0 to 10,079, and the date, in days since 1970-01-01, which counts only where there are
  /// exceptions. The number must be one of the table. Takes some nanoseconds.
  @inlinable @inline(__always)
  public func isOpen(schedule number: UInt32, minuteOfWeek: Int, day: Int) -> Bool {
    hours.isOpen(schedule: number, minuteOfWeek: minuteOfWeek)
      ?? isOpenByFlips(schedule: number, minuteOfWeek: minuteOfWeek, day: day)
  }

  /// Whether the schedule with a number is open at what a clock shows.
  @inlinable @inline(__always)
  public func isOpen(schedule number: UInt32, at clock: ZoneClock) -> Bool {
    isOpen(schedule: number, minuteOfWeek: Int(clock.minuteOfWeek), day: Int(clock.day))
  }

  @usableFromInline
  func isOpenByFlips(schedule number: UInt32, minuteOfWeek: Int, day: Int) -> Bool {
    let week = flips.span.extracting(flipRange(number))
    if !WeekFlips.hasExceptions(week) {
      return WeekFlips.isOpen(week, minuteOfWeek: minuteOfWeek)
    }
    return Schedule.isOpen(
      week, days.span.extracting(dayRange(number)), minuteOfWeek: minuteOfWeek, day: day)
  }

  func flipRange(_ number: UInt32) -> Range<Int> {
    Int(flipStarts[Int(number)])..<Int(flipStarts[Int(number) + 1])
  }

  func dayRange(_ number: UInt32) -> Range<Int> {
    Int(dayStarts[Int(number)])..<Int(dayStarts[Int(number) + 1])
  }
}
