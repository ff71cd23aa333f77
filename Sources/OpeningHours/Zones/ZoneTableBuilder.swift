/// Gives the zones that a catalogue uses their numbers, each zone one.
public struct ZoneTableBuilder: Sendable {
  private var zones: [TimeZoneRules] = []
  private var numbers: [String: UInt16] = [:]

  public init() {}

  /// The number of a zone, which is a new one for a name that has none yet.
  public mutating func number(of zone: TimeZoneRules) -> UInt16 {
    if let number = numbers[zone.name] {
      return number
    }
    precondition(zones.count < Int(UInt16.max), "a table has room for 65,535 zones")
    let number = UInt16(zones.count)
    zones.append(zone)
    numbers[zone.name] = number
    return number
  }

  /// The number of the zone of a name in any case; nil when `database` has no such zone.
  ///
  /// - Throws: that the zone's file is missing, can't be read or is malformed.
  public mutating func number(
    named name: String, in database: ZoneDatabase
  ) throws(ZoneError) -> UInt16? {
    // Most merchants name a zone as an earlier one did.
    if let number = numbers[name] {
      return number
    }
    guard let zone = try database.rules(named: name) else { return nil }
    return number(of: zone)
  }

  /// The table of all zones that have a number.
  public func table() -> ZoneTable {
    ZoneTable(zones)
  }
}
