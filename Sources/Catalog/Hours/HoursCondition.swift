public import OpeningHours

/// When merchants are to be open.
public struct HoursCondition: Hashable, Sendable {
  /// A moment.
  public enum Moment: Hashable, Sendable {
    /// An instant in Unix seconds, the same for all merchants.
    case instant(Int64)
    /// What each merchant's own clock shows: seconds since 1970-01-01T00:00:00 of local time.
    case local(Int64)
  }

  public var moment: Moment
  /// For how many seconds from then on the merchant is to stay open, 0 or more.
  public var seconds: Int64
  /// Whether merchants whose hours are unknown pass.
  public var includesUnknown: Bool

  public init(at moment: Moment, seconds: Int64 = 0, includesUnknown: Bool = false) {
    self.moment = moment
    self.seconds = seconds
    self.includesUnknown = includesUnknown
  }
}

extension HoursCondition.Moment {
  /// The instant at which a zone's clock shows the moment.
  ///
  /// Of two such, where clocks go back, it is the first. A time that clocks leave out counts by the
  /// offset before the gap, and so lies behind it.
  public func instant(in zone: TimeZoneRules) -> Int64 {
    switch self {
    case .instant(let instant): return instant
    case .local(let second):
      // Clocks change once in two days at most, so that one of these offsets is the right one.
      let earlier = second - Int64(zone.offsetSeconds(at: second - 86_400))
      let later = second - Int64(zone.offsetSeconds(at: second + 86_400))
      let candidates = [min(earlier, later), max(earlier, later)]
      return candidates.first { $0 + Int64(zone.offsetSeconds(at: $0)) == second } ?? earlier
    }
  }
}

/// A condition on hours in terms of one catalogue.
struct CompiledHours {
  private let condition: HoursCondition
  private let schedules: ScheduleTable
  private let zones: [TimeZoneRules]
  private let clocks: [ZoneClock]

  init(_ condition: HoursCondition, in hours: CatalogHours) {
    self.condition = condition
    schedules = hours.schedules
    zones = hours.zones.zones
    switch condition.moment {
    case .instant(let instant):
      let shared = hours.zones.clocks(at: instant)
      clocks = zones.indices.map { shared[UInt16($0)] }
    case .local:
      clocks = zones.map { zone in
        let instant = condition.moment.instant(in: zone)
        return ZoneClock(instant: instant, offsetSeconds: zone.offsetSeconds(at: instant))
      }
    }
  }

  /// Whether a merchant with a schedule and zone passes.
  @inline(__always)
  func matches(schedule: UInt32, zone: UInt16) -> Bool {
    // The numbers for unknown hours and no zone are greater than all others.
    guard schedule < schedules.count, zone < clocks.count else {
      return condition.includesUnknown
    }
    guard schedules.isOpen(schedule: schedule, at: clocks[Int(zone)]) else { return false }
    return condition.seconds <= 1 || staysOpen(schedule, zone)
  }

  private func staysOpen(_ schedule: UInt32, _ zone: UInt16) -> Bool {
    let rules = zones[Int(zone)]
    return schedules[schedule].isOpenThroughout(
      from: condition.moment.instant(in: rules), seconds: condition.seconds, in: rules)
  }
}
