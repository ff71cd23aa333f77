import FlatStorage
import JSON
public import OpeningHours
import Synchronization

/// The opening hours of a catalogue's merchants: schedules and zones that many share.
struct CatalogHours: Sendable {
  var schedules = ScheduleTable()
  var zones = ZoneTable([])
  var counts = HoursCounts()
  /// Tells this catalogue's schedules and zones from those of every other in the process.
  var generation: UInt64 = 0

  private static let generations = Atomic<UInt64>(0)

  /// A number that no catalogue of this process has had.
  static func nextGeneration() -> UInt64 {
    generations.add(1, ordering: .relaxed).newValue
  }

  var byteCount: Int { schedules.byteCount }
}

/// How many active merchants have hours of each kind.
public struct HoursCounts: Equatable, Sendable {
  /// Hours that could be read, in a known zone.
  public var known = 0
  /// No hours, or hours that say nothing, or no zone for them.
  public var unknown = 0
  /// Hours that are no hours; they count as unknown besides.
  public var rejected = 0
  /// Names of zones in the metadata that there aren't; the zone is that of the coordinates.
  public var unknownZones = 0

  public init() {}
}

extension Catalog {
  /// How many merchants have hours of each kind.
  public var hoursCounts: HoursCounts { storage.hours.counts }

  /// The zones of the merchants.
  public var zones: [TimeZoneRules] { storage.hours.zones.zones }

  /// The schedule of the merchant in a slot; nil where the hours are unknown.
  public func schedule(slot: UInt32) -> Schedule? {
    let schedule = storage.columns.schedules[Int(slot)]
    return schedule < storage.hours.schedules.count ? storage.hours.schedules[schedule] : nil
  }

  /// The time zone of the merchant in a slot; nil where it is unknown.
  public func zone(slot: UInt32) -> TimeZoneRules? {
    let zone = storage.columns.zones[Int(slot)]
    let zones = storage.hours.zones.zones
    return Int(zone) < zones.count ? zones[Int(zone)] : nil
  }
}
