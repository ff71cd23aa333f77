import JSON

/// Reading schema.org's OpeningHoursSpecification.
extension HoursReader {
  private struct Specification {
    var days: [Int]?
    var opens: JSONText?
    var closes: JSONText?
    var from: JSONText?
    var through: JSONText?
  }

  /// Reads some of them; those for the same day add up.
  mutating func readSpecifications(_ values: [JSONText], isList: Bool) throws(HoursError) {
    for (place, value) in values.enumerated() {
      try readSpecification(value, at: isList ? "$[\(place)]" : "$")
    }
    if !hasWeek { try requireWeek(orNoExceptionsIn: nil) }
  }

  private mutating func readSpecification(_ value: JSONText, at path: String) throws(HoursError) {
    guard value.kind == .object else {
      throw HoursError(.notHours, path, value, "an OpeningHoursSpecification, as schema.org has it")
    }
    let specification = try members(of: value, at: path)
    let intervals = try intervals(of: specification, value, at: path)
    if let date = try date(of: specification, value, at: path) {
      let weekday = date.weekday
      guard specification.days?.contains(weekday) ?? true else {
        throw HoursError(
          .badDate, path, value,
          "without dayOfWeek, or with that of \(date), which is a \(DayNames.full[weekday])")
      }
      try add(intervals, to: .date(.exact(date)), at: path)
      return
    }
    guard let days = specification.days else {
      throw HoursError(.unknownDay, path, value, "a specification with a dayOfWeek")
    }
    hasWeek = true
    for day in days {
      try add(intervals, to: .weekday(day), at: path)
    }
  }

  private func members(
    of value: JSONText, at path: String
  ) throws(HoursError) -> Specification {
    var specification = Specification()
    for (name, member) in value.members {
      let memberPath = JSONPath.member(path, name)
      switch name {
      case "@context", "@id": continue
      case "@type":
        let type = member.string.map { HoursText($0) }
        guard type?.hasSuffix("openinghoursspecification") == true else {
          throw HoursError(
            .mixedShapes, memberPath, member,
            "OpeningHoursSpecification: other things' hours are in a list of these")
        }
      case "dayOfWeek" where specification.days == nil:
        specification.days = try days(member, at: memberPath)
      case "opens" where specification.opens == nil: specification.opens = member
      case "closes" where specification.closes == nil: specification.closes = member
      case "validFrom" where specification.from == nil: specification.from = member
      case "validThrough" where specification.through == nil: specification.through = member
      default:
        throw HoursError(
          .unknownMember, memberPath, member,
          "dayOfWeek, opens, closes, validFrom or validThrough, each once")
      }
    }
    return specification
  }

  private func days(_ value: JSONText, at path: String) throws(HoursError) -> [Int] {
    let isList = value.kind == .list
    var days: [Int] = []
    for (place, element) in (isList ? value.elements : [value]).enumerated() {
      guard let name = element.string, let day = DayNames.weekday(HoursText(name)) else {
        throw HoursError(
          .unknownDay, isList ? "\(path)[\(place)]" : path, element,
          #"a day such as "Monday" or "https://schema.org/Monday"; holidays go by their dates, in "#
            + "validFrom and validThrough")
      }
      if !days.contains(day) { days.append(day) }
    }
    guard !days.isEmpty else {
      throw HoursError(.unknownDay, path, value, "at least one day")
    }
    return days
  }

  private mutating func intervals(
    of specification: Specification, _ value: JSONText, at path: String
  ) throws(HoursError) -> [DayInterval] {
    let opens = specification.opens.flatMap { $0.kind == .null ? nil : $0 }
    let closes = specification.closes.flatMap { $0.kind == .null ? nil : $0 }
    // schema.org: "The place is open if the opens property is specified, and closed otherwise."
    if opens == nil, closes == nil { return [] }
    guard let opens, let closes else {
      throw HoursError(.oneSideMissing, path, value, "both opens and closes, or neither")
    }
    let open = try readTime(opens, at: JSONPath.member(path, "opens"))
    let close = try readTime(closes, at: JSONPath.member(path, "closes"))
    // Google's documentation of this type: closed all day is 00:00 to 00:00.
    if open.minute == 0, close.minute == 0 { return [] }
    return [try interval(from: open, to: close, at: path, of: value.excerpt)]
  }

  private func date(
    of specification: Specification, _ value: JSONText, at path: String
  ) throws(HoursError) -> CivilDate? {
    let ends = [
      ("validFrom", specification.from), ("validThrough", specification.through),
    ].compactMap { name, end in end.flatMap { $0.kind == .null ? nil : (name, $0) } }
    if ends.isEmpty { return nil }
    var dates: [CivilDate] = []
    for (name, end) in ends {
      guard case .exact(let date) = Self.date(end.string ?? "") else {
        throw HoursError(
          .badDate, JSONPath.member(path, name), end, #"a date such as "2026-12-25""#)
      }
      dates.append(date)
    }
    guard dates.count == 2, dates[0] == dates[1] else {
      throw HoursError(
        .dateRange, JSONPath.member(path, ends[ends.count - 1].0), ends[ends.count - 1].1,
        "beside its counterpart and the same day: one day is read, and longer seasons are not")
    }
    return dates[0]
  }
}
