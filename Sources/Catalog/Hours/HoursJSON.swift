import FlatStorage
import JSON
import OpeningHours

/// The `hours` of merchants as answers show them.
///
/// What was written for one merchant is kept for the next with the same schedule and zone, as long as
/// it holds: few shops keep hours of their own.
public struct HoursJSON {
  private struct Entry {
    var from: Int64
    var until: Int64
    var json: [UInt8]
  }

  /// What hours are those of.
  private struct Key: Hashable {
    /// That of the storage.
    var generation: UInt64
    var schedule: UInt32
    var zone: UInt16
  }

  private var entries: [Key: Entry] = [:]
  /// What was written last: neighbours often have the same hours, or none that are known.
  private var last: (key: Key, entry: Entry)?
  private static let mostEntries = 4_096
  /// The first instant at which something that was written since ``begin()`` becomes different.
  public private(set) var validUntil = Int64.max

  public init() {}

  /// Starts another answer.
  public mutating func begin() {
    validUntil = .max
  }

  /// The hours of the merchant in a slot at `instant`, in Unix seconds:
  /// `{"state","open_until","opens_at","time_zone","today","special"}`.
  public mutating func value(
    slot: UInt32, of catalog: Catalog, at instant: Int64
  ) -> [UInt8] {
    let (storage, slot) = catalog.place(of: slot)
    let schedule = storage.columns.schedules[Int(slot)]
    let zone = storage.columns.zones[Int(slot)]
    let key = Key(generation: storage.generation, schedule: schedule, zone: zone)
    if last?.key != key { last = entries[key].map { (key, $0) } }
    if let entry = last?.entry, entry.from <= instant, instant < entry.until {
      validUntil = min(validUntil, entry.until)
      return entry.json
    }
    var state = HoursState.unknown
    let rules = storage.zone(slot: slot)
    if let rules, let schedule = storage.schedule(slot: slot) {
      state = HoursState(of: schedule, in: rules, at: instant)
    }
    let json = Self.json(of: state, in: rules)
    if entries.count >= Self.mostEntries { entries.removeAll(keepingCapacity: true) }
    let entry = Entry(from: instant, until: state.validUntil, json: json)
    entries[key] = entry
    last = (key, entry)
    validUntil = min(validUntil, state.validUntil)
    return json
  }

  private static func json(of state: HoursState, in zone: TimeZoneRules?) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(192)
    bytes.append(contentsOf: "{\"state\":\"\(state.state.rawValue)\",\"open_until\":".utf8)
    append(state.openUntil, zone, to: &bytes)
    bytes.append(contentsOf: ",\"opens_at\":".utf8)
    append(state.opensAt, zone, to: &bytes)
    bytes.append(contentsOf: ",\"time_zone\":".utf8)
    if let zone {
      JSONString.append(zone.name, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    bytes.append(contentsOf: ",\"today\":".utf8)
    if let today = state.today {
      append(today, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    bytes.append(contentsOf: ",\"special\":\(state.isSpecial)}".utf8)
    return bytes
  }

  private static func append(_ instant: Int64?, _ zone: TimeZoneRules?, to bytes: inout [UInt8]) {
    guard let instant, let zone else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    LocalTime.append(instant, in: zone, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends intervals as pairs of times; one that ends on the next day ends at the time there.
  static func append(_ intervals: [DayInterval], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (position, interval) in intervals.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: "[\"\(interval.openText)\",\"\(interval.closeOfDayText)\"]".utf8)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}

extension Catalog {
  /// Appends what starts on each weekday by the schedule of the merchant in a slot, as
  /// `{"monday":[["09:00","21:00"]],…}`; null where the hours are unknown.
  public func appendWeek(slot: UInt32, to bytes: inout [UInt8]) {
    guard let schedule = schedule(slot: slot) else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    for (position, intervals) in schedule.week.enumerated() {
      bytes.append(
        contentsOf: "\(position == 0 ? "{" : ",")\"\(Schedule.weekdayNames[position])\":".utf8)
      HoursJSON.append(intervals, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
