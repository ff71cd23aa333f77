/// The names of weekdays and of groups of them, in English.
enum DayNames {
  /// The canonical names, Monday first.
  static let full = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// The weekday, 0 for Monday, of a name in two or three letters or in full, or as a schema.org
  /// address.
  static func weekday(_ name: HoursText) -> Int? {
    var name = name
    for prefix in ["https://schema.org/", "http://schema.org/", "schema:"] as [StaticString]
    where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.utf8CodeUnitCount)
    }
    if name.contains("."), name.hasSuffix(".") { name = name.dropLast(1) }
    return switch name.string {
    case "mo", "mon", "monday": 0
    case "tu", "tue", "tues", "tuesday": 1
    case "we", "wed", "wednesday": 2
    case "th", "thu", "thur", "thurs", "thursday": 3
    case "fr", "fri", "friday": 4
    case "sa", "sat", "saturday": 5
    case "su", "sun", "sunday": 6
    default: nil
    }
  }

  /// The weekdays of a group: weekdays, weekend, daily, mon-fri, fri-mon; nil where it is none.
  static func group(_ name: HoursText) -> [Int]? {
    switch name.string {
    case "weekdays", "weekday": return Array(0..<5)
    case "weekend", "weekends": return [5, 6]
    case "daily", "everyday", "every day": return Array(0..<7)
    default: break
    }
    let ends = name.split("-")
    guard ends.count == 2, let first = weekday(ends[0]), let last = weekday(ends[1]) else {
      return nil
    }
    return (0...(last - first + 7) % 7).map { (first + $0) % 7 }
  }

  /// The weekdays of a name, a group, or several of either with commas between them.
  static func weekdays(_ names: HoursText) -> [Int]? {
    if let day = weekday(names) { return [day] }
    if let group = group(names) { return group }
    guard names.contains(",") else { return nil }
    var days: [Int] = []
    for name in names.split(",") {
      guard let more = weekday(name).map({ [$0] }) ?? group(name) else { return nil }
      days += more.filter { !days.contains($0) }
    }
    return days
  }
}
