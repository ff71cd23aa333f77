public import OpeningHours

/// The opening hours of a catalogue's merchants: schedules and zones that many share.
struct CatalogHours: Sendable {
  var schedules = ScheduleTable()
  var zones = ZoneTable([])

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
  /// The zones of the merchants, each once.
  public var zones: [TimeZoneRules] {
    var names: Set<String> = []
    return segments.flatMap { $0.storage.hours.zones.zones }.filter {
      names.insert($0.name).inserted
    }
  }
}
