import Catalog
import OpeningHours

/// A merchant's hours at an instant, in words.
struct HoursPhrase {
  let state: HoursState
  let zone: TimeZoneRules?
  /// In Unix seconds.
  let instant: Int64

  /// The hours of the merchant in a slot of a catalogue.
  init(slot: UInt32, of catalog: Catalog, at moment: HoursCondition.Moment) {
    zone = catalog.zone(slot: slot)
    instant = zone.map(moment.instant(in:)) ?? 0
    if let zone, let schedule = catalog.schedule(slot: slot) {
      state = HoursState(of: schedule, in: zone, at: instant)
    } else {
      state = .unknown
    }
  }

  /// `open until 21:00`, `closed, opens Mon 09:00`, `unknown`; by the merchant's clock.
  var text: String {
    switch state.state {
    case .unknown: "unknown"
    case .open: state.openUntil.map { "open until \(closing($0))" } ?? "open 24/7"
    case .closed: state.opensAt.map { "closed, opens \(time($0))" } ?? "closed"
    }
  }

  /// A later instant: the time on the same date, else with the weekday, from a week on with the
  /// date.
  func time(_ later: Int64) -> String {
    guard let zone else { return "" }
    let now = LocalMoment(instant, in: zone)
    let moment = LocalMoment(later, in: zone)
    let days = moment.date.daysSince1970 - now.date.daysSince1970
    return switch days {
    case 0: moment.timeText
    case 1..<7: "\(moment.weekdayText) \(moment.timeText)"
    default: "\(moment.date) \(moment.timeText)"
    }
  }

  /// A closing, which goes without a weekday when it is within 24 hours.
  private func closing(_ later: Int64) -> String {
    guard let zone, later - instant < 86_400 else { return time(later) }
    return LocalMoment(later, in: zone).timeText
  }
}

/// What the clock of a zone shows.
struct LocalMoment {
  let date: CivilDate
  /// 0 to 1,439.
  let minuteOfDay: Int
  let offsetSeconds: Int

  init(_ instant: Int64, in zone: TimeZoneRules) {
    offsetSeconds = zone.offsetSeconds(at: instant)
    let clock = ZoneClock(instant: instant, offsetSeconds: offsetSeconds)
    date = CivilDate(daysSince1970: Int(clock.day))
    minuteOfDay = Int(clock.minuteOfWeek) % 1_440
  }

  /// 09:00.
  var timeText: String { Self.clockText(minuteOfDay) }

  /// Mon.
  var weekdayText: String { Self.weekdays[date.weekday] }

  /// UTC+05:45.
  var offsetText: String {
    (offsetSeconds < 0 ? "UTC-" : "UTC+") + Self.clockText(abs(offsetSeconds) / 60)
  }

  /// The names of the weekdays, Monday first.
  static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  private static func clockText(_ minute: Int) -> String {
    let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
    return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
  }
}

extension Schedule {
  /// The week and dates in few words: `Mon–Fri 09:00–18:00; Sat 09:00–16:00; Sun closed`.
  var summary: String {
    if isAlwaysOpen { return "24/7" }
    var parts: [String] = []
    let week = week
    var first = 0
    while first < 7 {
      var last = first
      while last < 6, week[last + 1] == week[first] { last += 1 }
      let names = LocalMoment.weekdays
      parts.append(
        (first == last ? names[first] : "\(names[first])–\(names[last])") + " "
          + Self.text(of: week[first]))
      first = last + 1
    }
    let exceptions = exceptions
    let most = 3
    parts += exceptions.prefix(most).map { "\($0.date) \(Self.text(of: $0.intervals))" }
    if exceptions.count > most { parts.append("and \(exceptions.count - most) dates more") }
    return parts.joined(separator: "; ")
  }

  /// What starts on a day: `09:00–12:30, 18:00–02:00`, `closed`.
  static func text(of intervals: [DayInterval]) -> String {
    guard !intervals.isEmpty else { return "closed" }
    return intervals.map { "\($0.openText)–\($0.closeOfDayText)" }.joined(separator: ", ")
  }
}
