/// What starts on each weekday and date, as 16-bit numbers that can lie in a file as they are.
///
/// Pairs of an opening and a closing stand at the end, those of Monday first. Before them are:
/// for each weekday the number of pairs until its end; the number of dates and of days of every
/// year; for each date, in order, its day in two numbers and the pairs until its end; for each day
/// of every year, in order, ``MonthDay/key`` and the pairs until its end.
enum ScheduleDays {
  private static let dateCount = 7
  private static let yearlyCount = 8
  private static let firstDate = 9
  private static let dateWidth = 3
  private static let yearlyWidth = 2

  static func encode(_ draft: ScheduleDraft) -> [UInt16] {
    var dates: [(day: UInt32, intervals: [DayInterval])] = []
    var yearly: [(key: UInt16, intervals: [DayInterval])] = []
    for (date, intervals) in draft.exceptions.sorted(by: { $0.key < $1.key }) {
      switch date {
      case .exact(let date): dates.append((key(ofDay: date.daysSince1970), intervals))
      case .yearly(let day): yearly.append((day.key, intervals))
      }
    }
    var numbers: [UInt16] = []
    var pairs: [UInt16] = []
    func append(_ intervals: [DayInterval]) {
      for interval in intervals {
        pairs.append(interval.open)
        pairs.append(interval.close)
      }
      precondition(
        pairs.count / 2 <= ScheduleDraft.mostTotalIntervals, "at most 20,000 intervals")
      numbers.append(UInt16(pairs.count / 2))
    }
    precondition(draft.exceptions.count <= ScheduleDraft.mostExceptions, "at most 10,000 dates")
    for day in draft.week { append(day) }
    numbers.append(UInt16(dates.count))
    numbers.append(UInt16(yearly.count))
    for date in dates {
      numbers.append(UInt16(date.day >> 16))
      numbers.append(UInt16(date.day & 0xFFFF))
      append(date.intervals)
    }
    for day in yearly {
      numbers.append(day.key)
      append(day.intervals)
    }
    return numbers + pairs
  }

  /// A number that ascends with the day; days beyond what 32 bits can count are the last of these.
  private static func key(ofDay day: Int) -> UInt32 {
    UInt32(bitPattern: Int32(clamping: day)) ^ 0x8000_0000
  }
}

/// Where the pairs of a day are. Ranges are of places in all the numbers, two for each pair.
extension ScheduleDays {
  static func pairs(_ days: Span<UInt16>, weekday: Int) -> Range<Int> {
    let first = firstPair(days)
    let start = weekday == 0 ? 0 : Int(days[weekday - 1])
    return first + 2 * start..<first + 2 * Int(days[weekday])
  }

  /// The pairs of what starts on the day so many days after 1970-01-01, and whether an exception
  /// says so.
  static func pairs(_ days: Span<UInt16>, onDay day: Int) -> (range: Range<Int>, special: Bool) {
    if let range = exception(days, onDay: day) { return (range, true) }
    return (pairs(days, weekday: CivilDate.weekday(ofDay: day)), false)
  }

  /// The pairs of the exception on a day; nil where there is none.
  static func exception(_ days: Span<UInt16>, onDay day: Int) -> Range<Int>? {
    if days[dateCount] > 0, let place = placeOfDate(days, day) {
      return pairs(days, endAt: firstDate + place * dateWidth + dateWidth - 1)
    }
    guard days[yearlyCount] > 0 else { return nil }
    let key = MonthDay(CivilDate(daysSince1970: day)).key
    return placeOfYearly(days, key).map {
      pairs(days, endAt: firstYearly(days) + $0 * yearlyWidth + yearlyWidth - 1)
    }
  }

  /// Whether there is an exception on a day or the one before it.
  static func isNearException(_ days: Span<UInt16>, day: Int) -> Bool {
    if days[dateCount] > 0,
      placeOfDate(days, day) != nil || placeOfDate(days, day - 1) != nil
    {
      return true
    }
    guard days[yearlyCount] > 0 else { return false }
    let date = CivilDate(daysSince1970: day)
    let key = MonthDay(date).key
    // Within a month the keys of two days are neighbours.
    let keyBefore =
      date.day > 1 ? key - 1 : MonthDay(CivilDate(daysSince1970: day - 1)).key
    return placeOfYearly(days, key) != nil || placeOfYearly(days, keyBefore) != nil
  }

  private static func firstYearly(_ days: Span<UInt16>) -> Int {
    firstDate + Int(days[dateCount]) * dateWidth
  }

  private static func firstPair(_ days: Span<UInt16>) -> Int {
    firstYearly(days) + Int(days[yearlyCount]) * yearlyWidth
  }

  private static func pairs(_ days: Span<UInt16>, endAt place: Int) -> Range<Int> {
    // Where the pairs of the entry before end: Sunday's come before those of the first date.
    let before =
      if place == firstDate + dateWidth - 1, days[dateCount] > 0 {
        6
      } else if place < firstYearly(days) {
        place - dateWidth
      } else if place > firstYearly(days) + yearlyWidth - 1 {
        place - yearlyWidth
      } else {
        days[dateCount] > 0 ? firstYearly(days) - 1 : 6
      }
    let first = firstPair(days)
    return first + 2 * Int(days[before])..<first + 2 * Int(days[place])
  }

  private static func placeOfDate(_ days: Span<UInt16>, _ day: Int) -> Int? {
    let key = key(ofDay: day)
    func keyAt(_ place: Int) -> UInt32 {
      let number = firstDate + place * dateWidth
      return UInt32(days[number]) << 16 | UInt32(days[number + 1])
    }
    var low = 0
    var high = Int(days[dateCount])
    while low < high {
      let middle = (low + high) / 2
      if keyAt(middle) < key { low = middle + 1 } else { high = middle }
    }
    return low < Int(days[dateCount]) && keyAt(low) == key ? low : nil
  }

  private static func placeOfYearly(_ days: Span<UInt16>, _ key: UInt16) -> Int? {
    let first = firstYearly(days)
    var low = 0
    var high = Int(days[yearlyCount])
    while low < high {
      let middle = (low + high) / 2
      if days[first + middle * yearlyWidth] < key { low = middle + 1 } else { high = middle }
    }
    return low < Int(days[yearlyCount]) && days[first + low * yearlyWidth] == key ? low : nil
  }
}

extension ScheduleDays {
  /// Whether a minute, 0 to 1,439, of a day is open.
  static func isOpen(_ days: Span<UInt16>, day: Int, minute: Int) -> Bool {
    if covers(days, pairs(days, onDay: day).range, minute) { return true }
    // Last night's tail; only the last interval of a day can reach so far.
    let before = pairs(days, onDay: day - 1).range
    return !before.isEmpty
      && Int(days[before.upperBound - 1]) > minute + DayInterval.minutesOfDay
  }

  private static func covers(_ days: Span<UInt16>, _ pairs: Range<Int>, _ minute: Int) -> Bool {
    var low = 0
    var high = pairs.count / 2
    while low < high {
      let middle = (low + high) / 2
      if Int(days[pairs.lowerBound + 2 * middle]) <= minute {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 && Int(days[pairs.lowerBound + 2 * low - 1]) > minute
  }

  /// The first minute of a day, `minute` or later, at which it is open and was not, or the other
  /// way round, where `isOpen` says how it was; nil where the day has none.
  static func firstMinute(
    _ days: Span<UInt16>, day: Int, from minute: Int, openingIsNot isOpen: Bool
  ) -> Int? {
    guard minute < DayInterval.minutesOfDay else { return nil }
    if Self.isOpen(days, day: day, minute: minute) != isOpen { return minute }
    // It changes where an interval begins or ends, and nowhere else.
    let before = pairs(days, onDay: day - 1).range
    var best: Int?
    func consider(_ candidate: Int) {
      guard candidate > minute, candidate < best ?? DayInterval.minutesOfDay else { return }
      if Self.isOpen(days, day: day, minute: candidate) != isOpen { best = candidate }
    }
    if !before.isEmpty {
      consider(Int(days[before.upperBound - 1]) - DayInterval.minutesOfDay)
    }
    for place in pairs(days, onDay: day).range {
      consider(Int(days[place]))
    }
    return best
  }
}

/// Reading it all back.
extension ScheduleDays {
  static func intervals(_ days: Span<UInt16>, _ pairs: Range<Int>) -> [DayInterval] {
    stride(from: pairs.lowerBound, to: pairs.upperBound, by: 2).map { place in
      DayInterval(checked: Int(days[place]), Int(days[place + 1]))
    }
  }

  static func exceptions(
    _ days: Span<UInt16>
  ) -> [(date: ScheduleDate, intervals: [DayInterval])] {
    var result: [(date: ScheduleDate, intervals: [DayInterval])] = []
    for place in 0..<Int(days[yearlyCount]) {
      let number = firstYearly(days) + place * yearlyWidth
      let range = pairs(days, endAt: number + yearlyWidth - 1)
      result.append((.yearly(MonthDay(key: days[number])), intervals(days, range)))
    }
    for place in 0..<Int(days[dateCount]) {
      let number = firstDate + place * dateWidth
      let key = UInt32(days[number]) << 16 | UInt32(days[number + 1])
      let day = Int(Int32(bitPattern: key ^ 0x8000_0000))
      let range = pairs(days, endAt: number + dateWidth - 1)
      result.append((.exact(CivilDate(daysSince1970: day)), intervals(days, range)))
    }
    return result
  }
}
