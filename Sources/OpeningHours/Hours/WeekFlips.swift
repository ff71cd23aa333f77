/// The minutes of the week at which a schedule opens or closes, as 16-bit numbers that can lie in a
/// file as they are.
///
/// The first number is a header: `openHeader` where minute 0, Monday's first, is open, else
/// `closedHeader`, and one more where there are exceptions. The flips follow, ascending from 1 to
/// 10,079, and then as many times `padding` as it takes to have eight, sixteen … numbers. From the
/// last flip to the end of the week the state is as the number of flips makes it; where it is odd, a
/// further flip falls on minute 0.
///
/// A minute is open when an odd number of all these is no greater than it: `openHeader` is negative,
/// and `closedHeader` and the padding are greater than every minute.
enum WeekFlips {
  static let minutesOfWeek = 10_080

  private static let openHeader = Int16.min
  private static let closedHeader: Int16 = 0x4000
  private static let padding = Int16.max

  /// How many numbers are compared at once.
  private static let width = 8

  /// The numbers for a week of which every day is in order.
  static func encode(_ week: [[DayInterval]], hasExceptions: Bool) -> [Int16] {
    var spans = week.enumerated().flatMap { day, intervals in
      intervals.map { interval in
        let midnight = day * DayInterval.minutesOfDay
        return (start: midnight + Int(interval.open), end: midnight + Int(interval.close))
      }
    }
    // What runs on past Sunday is open on Monday.
    let wrapped = spans.map { $0.end - minutesOfWeek }.max() ?? 0
    if wrapped > 0 { spans.insert((start: 0, end: wrapped), at: 0) }
    // Every day is in order and the days follow each other, so the starts ascend.
    let isOpenAtStart = spans.first?.start == 0
    var flips = [(isOpenAtStart ? openHeader : closedHeader) + (hasExceptions ? 1 : 0)]
    var open: (start: Int, end: Int)?
    func close() {
      guard let open else { return }
      if open.start > 0 { flips.append(Int16(open.start)) }
      if open.end < minutesOfWeek { flips.append(Int16(open.end)) }
    }
    for span in spans {
      guard let last = open, span.start <= last.end else {
        close()
        open = span
        continue
      }
      open = (last.start, max(last.end, span.end))
    }
    close()
    while flips.count % width != 0 { flips.append(padding) }
    return flips
  }

  @inline(__always)
  static func hasExceptions(_ flips: Span<Int16>) -> Bool {
    flips[0] & 1 != 0
  }

  /// Whether the minute, 0 to 10,079, is open.
  ///
  /// Eight numbers at a time, without a branch on what they are: halving takes twice as long for
  /// the flips of usual weeks, 14 or 28 of them.
  @inline(__always)
  static func isOpen(_ flips: Span<Int16>, minuteOfWeek: Int) -> Bool {
    let minute = SIMD8(repeating: Int16(truncatingIfNeeded: minuteOfWeek))
    let one = SIMD8<Int16>(repeating: 1)
    var odd = SIMD8<Int16>.zero
    var place = 0
    while place &+ width <= flips.count {
      // The bound has just been checked, and any sixteen bytes are eight numbers.
      let eight = unsafe flips.bytes.unsafeLoadUnaligned(
        fromByteOffset: 2 &* place, as: SIMD8<Int16>.self)
      odd ^= one.replacing(with: 0, where: eight .> minute)
      place &+= width
    }
    return odd.wrappedSum() & 1 != 0
  }

  /// Calls `body` with each hour of the week, and whether all of it is open; nil where that changes
  /// within the hour, and where there are exceptions.
  static func forEachHour(_ flips: Span<Int16>, _ body: (_ hour: Int, _ isOpen: Bool?) -> Void) {
    var isOpen = isOpen(flips, minuteOfWeek: 0)
    var place = 1
    for hour in 0..<minutesOfWeek / 60 {
      var isSame = !hasExceptions(flips)
      while place < flips.count, Int(flips[place]) < 60 * hour + 60 {
        isOpen.toggle()
        isSame = isSame && Int(flips[place]) == 60 * hour
        place += 1
      }
      body(hour, isSame ? isOpen : nil)
    }
  }

  /// The minutes from `minuteOfWeek` to the next flip, 1 to 10,080; nil where there is none.
  static func minutesToFlip(_ flips: Span<Int16>, after minuteOfWeek: Int) -> Int? {
    guard flips[1] != padding else { return nil }
    var place = 1
    while place < flips.count, flips[place] <= minuteOfWeek { place += 1 }
    if place < flips.count, flips[place] != padding { return Int(flips[place]) - minuteOfWeek }
    // An even number of flips, and minute 0 is none.
    let isOpenAtEnd = isOpen(flips, minuteOfWeek: minutesOfWeek - 1)
    let first = isOpenAtEnd == isOpen(flips, minuteOfWeek: 0) ? Int(flips[1]) : 0
    return first + minutesOfWeek - minuteOfWeek
  }

  /// The flips alone.
  static func flips(_ flips: [Int16]) -> [Int] {
    flips.dropFirst().prefix { $0 != padding }.map { Int($0) }
  }
}
