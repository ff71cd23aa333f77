import Geodesy
import JSON
import OpeningHours

/// Finds the time zone of merchants: the one that the metadata's `timezone` names, else the one at the
/// merchant's coordinates.
struct ZoneFinder: Sendable {
  private let database: ZoneDatabase
  private var builder = ZoneTableBuilder()
  /// The numbers of the map's zones, as far as they were needed; nil inside for one that tzdata lacks.
  private var numbersOfMap: [UInt16??]

  /// The number that no zone has.
  static let noZone = UInt16.max

  init(_ database: ZoneDatabase) {
    self.database = database
    numbersOfMap = Array(repeating: nil, count: ZoneMap.embedded.names.count)
  }

  /// The number of a merchant's zone, and whether its own name for it was passed over as unknown.
  mutating func zone(
    named name: String?, at coordinate: Coordinate, country: String?
  ) -> (number: UInt16, isUnknownName: Bool) {
    if let name, let number = number(named: name) { return (number, false) }
    let place = ZoneMap.embedded.zoneNumber(
      latitude: coordinate.latitude, longitude: coordinate.longitude, country: country)
    guard let place else { return (Self.noZone, name != nil) }
    if let known = numbersOfMap[place] { return (known ?? Self.noZone, name != nil) }
    let number = number(named: ZoneMap.embedded.names[place])
    numbersOfMap[place] = .some(number)
    return (number ?? Self.noZone, name != nil)
  }

  /// A zone whose file is broken is as good as none; the server checks tzdata when it starts.
  private mutating func number(named name: String) -> UInt16? {
    do {
      return try builder.number(named: name, in: database)
    } catch {
      return nil
    }
  }

  /// The zones that have a number.
  func table() -> ZoneTable { builder.table() }
}
