public import OpeningHours

/// What a merchant's hours come to at an instant.
public struct HoursState: Equatable, Sendable {
  public enum State: String, Sendable {
    case open, closed, unknown
  }

  public var state: State
  /// When it closes, in Unix seconds, if it is open and ever does.
  public var openUntil: Int64?
  /// When it opens, if it is closed and ever does.
  public var opensAt: Int64?
  /// What starts on the local date; nil where the hours are unknown.
  public var today: [DayInterval]?
  /// Whether the local date is an exception.
  public var isSpecial = false
  /// The instant until which all of this is sure to stay as it is: that of the first change of the
  /// state, the local date or the offset, or of what is near enough to be told of.
  public var validUntil = Int64.max

  /// The state of unknown hours.
  public static let unknown = HoursState(state: .unknown)

  private init(state: State) {
    self.state = state
  }

  /// The state of a schedule in a zone at `instant`, in Unix seconds.
  public init(of schedule: Schedule, in zone: TimeZoneRules, at instant: Int64) {
    let change = schedule.nextChange(after: instant, in: zone)
    let isOpen = schedule.isOpen(at: instant, in: zone)
    state = isOpen ? .open : .closed
    openUntil = isOpen ? change : nil
    opensAt = isOpen ? nil : change
    let clock = ZoneClock(instant: instant, offsetSeconds: zone.offsetSeconds(at: instant))
    let hours = schedule.hours(on: CivilDate(daysSince1970: Int(clock.day)))
    today = hours.intervals
    isSpecial = hours.isSpecial
    // The date changes at midnight, which a change of the offset can bring nearer.
    let secondOfDay = instant + Int64(clock.offsetSeconds) - Int64(clock.day) * 86_400
    let midnight = instant + 86_400 - secondOfDay
    validUntil = zone.nextOffsetChange(after: instant, notAfter: midnight) ?? midnight
    if let change {
      validUntil = min(validUntil, change)
    } else if let later = schedule.nextChange(after: validUntil - 1, in: zone) {
      // A change that is too far away to be told of comes nearer in the course of the day.
      validUntil = min(validUntil, later - schedule.horizonDays * 86_400)
    }
  }
}
