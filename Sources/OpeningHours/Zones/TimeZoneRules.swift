/// The offsets of one time zone from UTC, for any instant.
///
/// The changes until 2100 are a flat table; later instants follow the zone's rule for years to
/// come. Instants are Unix seconds, without leap seconds. Every `Int64` has an answer.
public struct TimeZoneRules: Sendable {
  /// The zone's name as tzdata spells it, such as "Europe/Paris".
  public let name: String

  /// The first instant of each stretch with one offset, ascending; the first is `Int64.min`.
  private let starts: [Int64]

  /// The seconds east of UTC in each stretch. No two neighbours are equal.
  private let offsets: [Int32]

  /// The stretch that holds at the start of each span of time from 1970 on, so that a search looks
  /// at one or two of them.
  private let spans: [UInt32]

  /// What holds from `ruleStart` on; nil when the last stretch has no end.
  private let rule: PosixTimeZone?

  /// The first instant that the table doesn't answer for; `Int64.max` without a rule.
  private let ruleStart: Int64

  /// A zone that is always `offsetSeconds` east of UTC, by less than two days.
  public init(name: String, offsetSeconds: Int) {
    precondition((-172_799...172_799).contains(offsetSeconds), "an offset is less than two days")
    self.name = name
    starts = [.min]
    offsets = [Int32(clamping: offsetSeconds)]
    spans = []
    rule = nil
    ruleStart = .max
  }

  /// The zone that a TZif file describes.
  init(name: String, file: TZifFile) {
    self.name = name
    var table = OffsetTable(offset: file.initialOffset)
    for transition in file.transitions {
      table.append(transition.offset, from: transition.instant)
    }
    guard let rule = file.footer else {
      (starts, offsets, spans) = (table.starts, table.offsets, table.spans())
      (self.rule, ruleStart) = (nil, .max)
      return
    }
    guard let last = file.transitions.last?.instant else {
      // RFC 9636, section 3.3: without transitions, the rule holds for all times.
      starts = [.min]
      offsets = [rule.offset(at: .min)]
      spans = []
      self.rule = rule.isConstant ? nil : rule
      ruleStart = rule.isConstant ? .max : .min
      return
    }
    // On and after the last transition the rule decides. Well-formed files agree with it there.
    table.append(rule.offset(at: last), from: last)
    // A file may say that its last transition was before there were stars. The table gets no
    // longer for that.
    let isUnrolled = last >= Self.unrolledFrom
    var instant = last
    while isUnrolled, let next = rule.nextChange(after: instant), next <= Self.unrolledUntil {
      table.append(rule.offset(at: next), from: next)
      instant = next
    }
    (starts, offsets, spans) = (table.starts, table.offsets, table.spans())
    self.rule = rule.isConstant ? nil : rule
    ruleStart = rule.isConstant ? .max : isUnrolled ? max(last, Self.unrolledUntil) : last
  }

  /// 1900-01-01T00:00:00Z.
  private static let unrolledFrom: Int64 = -2_208_988_800

  /// 2100-01-01T00:00:00Z; until then a look-up needs no arithmetic with dates.
  private static let unrolledUntil: Int64 = 4_102_444_800
}

extension TimeZoneRules {
  /// The seconds east of UTC at `instant`. Takes some nanoseconds until 2100, and some tens of
  /// them later.
  public func offsetSeconds(at instant: Int64) -> Int {
    if instant >= ruleStart, let rule {
      return Int(rule.offset(at: instant))
    }
    return Int(offsets[stretch(at: instant)])
  }

  /// The first instant later than `instant` and no later than `limit` at which the offset becomes
  /// another one; nil when there is none.
  ///
  /// A change of the abbreviation or of what is called standard time alone is none.
  public func nextOffsetChange(after instant: Int64, notAfter limit: Int64) -> Int64? {
    guard instant < limit else { return nil }
    let next = nextStart(after: instant)
    guard let next, next <= limit else { return nil }
    return next
  }

  /// The offset at `instant`, and the bounds of the time around it in which the offset is surely
  /// that: from `start`, until before `end`, or for good when that is `Int64.max`.
  ///
  /// After 2100 the bounds are those of the rule, so that `start` may be `instant` itself.
  func stretch(
    around instant: Int64
  ) -> (offset: Int, start: Int64, end: Int64) {
    if instant >= ruleStart, let rule {
      return (Int(rule.offset(at: instant)), instant, rule.nextChange(after: instant) ?? .max)
    }
    let index = stretch(at: instant)
    let end = index + 1 < starts.count ? starts[index + 1] : ruleStart
    return (Int(offsets[index]), starts[index], end)
  }

  private func nextStart(after instant: Int64) -> Int64? {
    let index = stretch(at: instant)
    if index + 1 < starts.count {
      return starts[index + 1]
    }
    // The table ends with the offset that the rule has at `ruleStart`.
    return rule?.nextChange(after: max(instant, ruleStart))
  }

  /// The place in the table of the stretch that holds `instant`.
  private func stretch(at instant: Int64) -> Int {
    // The first start is `Int64.min`, so the answer is always at least the first place. The loop
    // has no branch that depends on what it reads, and nothing for the processor to mispredict.
    let starts = starts.span
    var low = 0
    var count = starts.count
    let span = Int(truncatingIfNeeded: instant >> OffsetTable.spanBits)
    if span >= 0, span + 1 < spans.count {
      low = Int(spans[span])
      count = Int(spans[span + 1]) - low + 1
    }
    while count > 1 {
      let half = count / 2
      low += starts[low + half] <= instant ? half : 0
      count -= half
    }
    return low
  }
}

/// Stretches of time with one offset each, as they are put together.
private struct OffsetTable {
  private(set) var starts: [Int64] = [.min]
  private(set) var offsets: [Int32]

  init(offset: Int32) {
    offsets = [offset]
  }

  /// Adds that the offset is `offset` from `start` on, which is no earlier than the last start.
  mutating func append(_ offset: Int32, from start: Int64) {
    if starts[starts.count - 1] == start {
      offsets[offsets.count - 1] = offset
      if starts.count > 1, offsets[offsets.count - 2] == offset {
        starts.removeLast()
        offsets.removeLast()
      }
    } else if offsets[offsets.count - 1] != offset {
      starts.append(start)
      offsets.append(offset)
    }
  }

  /// The places of the stretches that hold at 1970, and at each multiple of `1 << spanBits` seconds
  /// until 2100 and a bit; none for a table of one stretch.
  func spans() -> [UInt32] {
    guard starts.count > 1 else { return [] }
    var spans: [UInt32] = []
    var place = 0
    for span in 0...Self.lastSpan {
      while place + 1 < starts.count, starts[place + 1] <= span << Self.spanBits {
        place += 1
      }
      spans.append(UInt32(place))
    }
    return spans
  }

  /// Half a year, in which most zones change once.
  static let spanBits: Int64 = 24

  /// 2100-01-01 is in the span before this one.
  private static let lastSpan: Int64 = 245
}
