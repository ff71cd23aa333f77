/// When something is open: a week by the local clock, and dates on which it is another one.
///
/// One rule says when that is: at an instant at which the local clock shows a time that lies in an
/// interval. Intervals hold their opening and not their closing, and belong to the local date on
/// which they start; one that began last night runs on. What starts on a date is that of an
/// exception for the date itself, else of one for its month and day, else of its weekday. So an
/// hour that comes twice when clocks go back is open twice, and what lies in the hour that clocks
/// leave out does not happen.
///
/// Two schedules are equal when the same intervals start on every day and date; those of one day
/// that touch or overlap are one.
public struct Schedule: Hashable, Sendable {
  /// The week as ``WeekFlips`` reads it.
  let flips: [Int16]

  /// The days and dates as ``ScheduleDays`` reads them.
  let days: [UInt16]

  /// A schedule of what starts on the seven weekdays, Monday first, and on some dates.
  ///
  /// A closing at 23:59 counts as 24:00 at the end of a whole day and before an opening at
  /// midnight. There are to be seven days, at most 20,000 intervals and at most 10,000 dates.
  public init(week: [[DayInterval]], exceptions: [ScheduleDate: [DayInterval]] = [:]) {
    precondition(week.count == 7, "a week has seven days")
    var draft = ScheduleDraft(week: week, exceptions: exceptions)
    _ = draft.normalize()
    self.init(normalized: draft)
  }

  /// A schedule of a draft that has been normalised.
  init(normalized draft: ScheduleDraft) {
    flips = WeekFlips.encode(draft.week, hasExceptions: !draft.exceptions.isEmpty)
    days = ScheduleDays.encode(draft)
  }

  init(flips: [Int16], days: [UInt16]) {
    (self.flips, self.days) = (flips, days)
  }

  /// The English names of the days of a ``week``: monday, tuesday …
  public static let weekdayNames = DayNames.full

  /// Open at all times.
  public static let always = Schedule(week: Array(repeating: [.wholeDay], count: 7))

  /// Never open.
  public static let never = Schedule(week: Array(repeating: [], count: 7))
}

extension Schedule {
  /// Whether some dates are different from their weekday.
  public var hasExceptions: Bool { WeekFlips.hasExceptions(flips.span) }

  /// Whether it is open at all times, and no date is an exception.
  public var isAlwaysOpen: Bool {
    !hasExceptions && weekFlips.isEmpty && WeekFlips.isOpen(flips.span, minuteOfWeek: 0)
  }

  /// What starts on the seven weekdays, Monday first, in order and without overlaps in a day.
  public var week: [[DayInterval]] {
    (0..<7).map { ScheduleDays.intervals(days.span, ScheduleDays.pairs(days.span, weekday: $0)) }
  }

  /// What starts on some dates in place of that, days of every year first.
  public var exceptions: [(date: ScheduleDate, intervals: [DayInterval])] {
    ScheduleDays.exceptions(days.span)
  }

  /// The minutes of the week, from 1 to 10,079, at which it opens or closes, exceptions apart.
  ///
  /// Minute 0 is Monday's first. It is not among them though a change may fall on it: that is so
  /// when their number is odd.
  public var weekFlips: [Int] { WeekFlips.flips(flips) }

  /// Whether it is open in the first minute of Monday, exceptions apart.
  public var isOpenAtStartOfWeek: Bool { WeekFlips.isOpen(flips.span, minuteOfWeek: 0) }
}
