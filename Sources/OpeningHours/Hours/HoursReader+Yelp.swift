import JSON

/// Reading the hours of Yelp's API, whose days count from Monday, which is 0.
extension HoursReader {
  /// Reads `{"open": […], "hours_type": "REGULAR", "is_open_now": true}`; false where the list is
  /// empty.
  mutating func readYelp(_ value: JSONText, at path: String) throws(HoursError) -> Bool {
    var open: JSONText?
    for (name, member) in value.members {
      let memberPath = JSONPath.member(path, name)
      switch name {
      case "open" where open == nil && member.kind == .list: open = member
      case "is_open_now": continue
      case "hours_type" where member.string == "REGULAR": continue
      case "open", "hours_type":
        throw HoursError(
          .mixedShapes, memberPath, member,
          name == "open" ? "one list" : #""REGULAR", whose hours are those of every week"#)
      default:
        throw HoursError(
          .unknownMember, memberPath, member, "left out: open, as Yelp has it, says all the hours")
      }
    }
    guard let elements = open?.elements, !elements.isEmpty else { return false }
    try readYelpIntervals(elements, at: JSONPath.member(path, "open"))
    return true
  }

  /// Reads `{"day": 0, "start": "1100", "end": "2100", "is_overnight": false}` and, where days have
  /// names, `{"day": "monday", "open": "9:00", "close": "17:00"}`.
  mutating func readYelpIntervals(_ elements: [JSONText], at path: String) throws(HoursError) {
    for (place, element) in elements.enumerated() {
      let path = "\(path)[\(place)]"
      let members = element.members
      let days = members.filter { $0.name == "day" }
      guard days.count == 1, let day = days.first?.value else {
        throw HoursError(
          .badPeriod, path, element,
          #"an interval such as {"day":0,"start":"1100","end":"2100"}, with one day"#)
      }
      if day.kind == .string {
        guard let weekday = DayNames.weekday(HoursText(day.string ?? "")) else {
          throw HoursError(.unknownDay, JSONPath.member(path, "day"), day, "a day such as monday")
        }
        let rest = members.filter { $0.name != "day" }
        let hours = try readDayObject(rest, of: element, at: path)
        try add(hours.intervals, to: .weekday(weekday), at: path)
        continue
      }
      let expected = "a day from 0, which is Monday, to 6"
      let weekday = try number(day, 0...6, expected, at: JSONPath.member(path, "day"))
      let interval = try yelpInterval(members, of: element, at: path)
      try add([interval], to: .weekday(weekday), at: path)
    }
  }

  private mutating func yelpInterval(
    _ members: [(name: String, value: JSONText)], of value: JSONText, at path: String
  ) throws(HoursError) -> DayInterval {
    var start: Int?
    var end: Int?
    var isOvernight: Bool?
    for (name, member) in members where name != "day" {
      let memberPath = JSONPath.member(path, name)
      switch name {
      case "start" where start == nil: start = try Self.compactTime(member, at: memberPath)
      case "end" where end == nil: end = try Self.compactTime(member, at: memberPath)
      case "is_overnight" where isOvernight == nil:
        guard member.kind == .bool else {
          throw HoursError(.badFlag, memberPath, member, "true or false")
        }
        isOvernight = member.text == "true"
      default:
        throw HoursError(
          .unknownMember, memberPath, member,
          "start, end or is_overnight, each once: beside other names, days have names as well")
      }
    }
    guard let start, let end else {
      throw HoursError(
        .oneSideMissing, path, value,
        #"an interval with both ends, such as {"day":0,"start":"1100","end":"2100"}"#)
    }
    // Yelp's day that is open around the clock is from 0000 to 0000 and overnight.
    guard isOvernight != true || end <= start else {
      throw HoursError(
        .badPeriod, path, value, "an overnight interval that ends no later than it starts")
    }
    if start == end, isOvernight != true {
      warn(.sameTimes, path, value.excerpt, "24 hours from there")
    }
    return DayInterval(
      checked: start, end > start ? end : end + DayInterval.minutesOfDay)
  }
}
