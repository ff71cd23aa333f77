import Catalog
import Foundation
import Geodesy
import JSON
import OpeningHours

/// The system's tzdata, or `TZDIR`'s; nil when there is none.
let systemZones: ZoneDatabase? = try? ZoneDatabase(
  timeZoneDirectory: ProcessInfo.processInfo.environment["TZDIR"])

/// A merchant beside what its hours were made of, so that no reader is needed to know them.
struct TimedMerchant {
  enum Hours {
    case schedule(Schedule)
    case unknown
    case rejected
  }

  var merchant: Merchant
  var hours: Hours
  /// The zone that it should have.
  var zone: TimeZoneRules?
  /// Whether its metadata name a zone that there isn't.
  var namesUnknownZone: Bool

  /// The schedule and the zone, where both are known.
  var known: (schedule: Schedule, zone: TimeZoneRules)? {
    guard case .schedule(let schedule) = hours, let zone else { return nil }
    return (schedule, zone)
  }
}

extension SeededMerchants {
  /// Places in zones with odd clocks, and the zones.
  private static let places: [(zone: String, latitude: Double, longitude: Double)] = [
    ("Europe/Berlin", 52.52, 13.40), ("America/New_York", 40.75, -73.98),
    ("Australia/Lord_Howe", -31.55, 159.08), ("Asia/Kathmandu", 27.71, 85.32),
    ("America/Sao_Paulo", -23.55, -46.63), ("Europe/Dublin", 53.35, -6.26),
  ]

  private static let unreadable = [
    #"{"mondey":"9:00-17:00"}"#, #"{"monday":{"open":"25:00","close":"26:00"}}"#, #""9-5""#,
    #"{"monday":{"open":"9:00"}}"#, "17",
  ]

  private mutating func interval() -> DayInterval? {
    let open = pick([0, 90, 120, 540, 600, 1_200, 1_380])
    return DayInterval(open: open, close: open + pick([30, 240, 480, 600, 1_440]))
  }

  private mutating func intervals() -> [DayInterval] {
    next(below: 4) == 0 ? [] : [interval()].compactMap { $0 }
  }

  /// A schedule, some with exceptions around a day.
  mutating func schedule(around day: Int) -> Schedule {
    if next(below: 10) == 0 { return pick([Schedule.always, .never]) }
    let week = next(below: 3) == 0 ? Array(repeating: intervals(), count: 7) : nil
    var exceptions: [ScheduleDate: [DayInterval]] = [:]
    for _ in 0..<next(below: 3) {
      let date = CivilDate(daysSince1970: day + next(below: 7) - 3)
      exceptions[.exact(date)] = intervals()
    }
    return Schedule(week: week ?? (0..<7).map { _ in intervals() }, exceptions: exceptions)
  }

  /// Merchants whose hours are known, unknown or unreadable, in zones by name or by place.
  mutating func timedMerchants(
    _ count: Int, around instant: Int64, _ database: ZoneDatabase
  ) throws -> [TimedMerchant] {
    let schedules = (0..<12).map { _ in schedule(around: Int(instant / 86_400)) }
    return try (0..<count).map { number in
      try timed(merchant(number), pick(schedules), database)
    }
  }

  private mutating func timed(
    _ merchant: Merchant, _ schedule: Schedule, _ database: ZoneDatabase
  ) throws -> TimedMerchant {
    var timed = TimedMerchant(
      merchant: merchant, hours: .unknown, zone: nil, namesUnknownZone: false)
    switch next(below: 10) {
    case 0: timed.merchant.operatingHours = nil
    case 1: timed.merchant.operatingHours = try JSONText(pick(["{}", "[]", "null", #""""#]))
    case 2:
      timed.merchant.operatingHours = try JSONText(pick(Self.unreadable))
      timed.hours = .rejected
    default:
      timed.merchant.operatingHours = try JSONText(schedule.canonicalJSON)
      timed.hours = .schedule(schedule)
    }
    // Near one of the places, at whole thousandths so that distances are often equal.
    let place = pick(Self.places)
    let shift = { (random: inout SeededMerchants) in Double(random.next(below: 8)) / 1_000 }
    let (north, east) = (shift(&self), shift(&self))
    if let coordinate = Coordinate(
      latitude: place.latitude + north, longitude: place.longitude + east)
    {
      timed.merchant.coordinate = coordinate
    }
    timed.zone = try database.rules(named: place.zone)
    let named = pick(["", "", "Asia/Tokyo", "pacific/apia", "UTC+5", "Mars/Base", "EST"])
    switch named {
    case "": timed.merchant.metadata = nil
    case "Asia/Tokyo", "pacific/apia": timed.zone = try database.rules(named: named)
    default: timed.namesUnknownZone = true
    }
    if !named.isEmpty {
      timed.merchant.metadata = try JSONText(#"{"timezone":"\#(named)","loyalty":true}"#)
    }
    if next(below: 20) == 0, let missing = Coordinate(latitude: 0, longitude: 0) {
      timed.merchant.coordinate = missing
      if named.isEmpty || timed.namesUnknownZone { timed.zone = nil }
    }
    return timed
  }
}

extension Catalog {
  /// A catalogue of merchants with hours.
  init(_ merchants: [TimedMerchant], zones: ZoneDatabase) {
    var builder = CatalogBuilder(zones: zones)
    for merchant in merchants { builder.add(merchant.merchant) }
    self = builder.build()
  }
}
