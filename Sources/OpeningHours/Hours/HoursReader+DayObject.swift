import JSON

/// Reading an object such as `{"open": "9:00", "close": "21:00"}`.
extension HoursReader {
  /// The pairs of names for an opening and a closing, in lower case.
  private static let vocabularies: [(open: String, close: String)] = [
    ("open", "close"), ("opens", "closes"), ("start", "end"), ("from", "to"),
    ("open_time", "close_time"), ("opentime", "closetime"),
  ]

  /// What says more than times do.
  private enum Flag {
    case closed, open, allDay
  }

  /// Members that people read and that change nothing.
  private static let remarks: Set<String> = ["note", "notes", "comment", "description", "label"]

  private enum MemberKind {
    case time, flag, remark
  }

  private struct DayMembers {
    var open: (name: String, value: JSONText)?
    var close: (name: String, value: JSONText)?
    var vocabulary: Int?
    var isClosed: Bool?
    var isOpen: Bool?
    var isAllDay: Bool?
  }

  mutating func readDayObject(
    _ members: [(name: String, value: JSONText)], of value: JSONText, at path: String
  ) throws(HoursError) -> DayHours {
    if members.isEmpty {
      throw HoursError(.noTimes, path, value, "times, or null where there are none")
    }
    var day = DayMembers()
    for member in members where try Self.sort(member, into: &day, at: path) == .remark {
      warn(
        .ignoredMember, JSONPath.member(path, member.name), member.value.excerpt,
        "a remark, and left out")
    }
    let isClosed = day.isClosed == true || day.isOpen == false
    if isClosed, day.isAllDay == true || day.isClosed == false || day.isOpen == true {
      throw HoursError(
        .conflictingFlags, path, value, "either closed or open, and its members contradict")
    }
    let hasTimes = [day.open, day.close].contains { $0.map { !Self.isBlank($0.value) } ?? false }
    if isClosed {
      if hasTimes {
        warn(.closedWithTimes, path, value.excerpt, "closed, whatever its times are")
      }
      return .closed
    }
    if day.isAllDay == true {
      if hasTimes {
        warn(
          .openAllDayWithTimes, path, value.excerpt,
          "open for 24 hours, whatever its times are")
      }
      return .open([.wholeDay])
    }
    return try readTimes(day, of: value, at: path)
  }

  private static func isBlank(_ value: JSONText) -> Bool {
    value.kind == .null || value.string?.utf8.allSatisfy { $0 == UInt8(ascii: " ") } ?? false
  }

  private mutating func readTimes(
    _ day: DayMembers, of value: JSONText, at path: String
  ) throws(HoursError) -> DayHours {
    guard let vocabulary = day.vocabulary else {
      throw HoursError(.noTimes, path, value, "an opening and a closing, or closed")
    }
    let open = day.open.flatMap { Self.isBlank($0.value) ? nil : $0 }
    let close = day.close.flatMap { Self.isBlank($0.value) ? nil : $0 }
    guard let open, let close else {
      // Two empty times are a closed day, unless a flag says it is open.
      if open == nil, close == nil, day.open != nil, day.close != nil, day.isOpen != true {
        return .blankTimes
      }
      let names = Self.vocabularies[vocabulary]
      throw HoursError(
        .oneSideMissing, path, value, "both \(names.open) and \(names.close), or neither")
    }
    let opening = try readTime(open.value, at: JSONPath.member(path, open.name))
    let closing = try readTime(close.value, at: JSONPath.member(path, close.name))
    return .open([
      try interval(from: opening, to: closing, at: path, of: value.excerpt)
    ])
  }

  private static func sort(
    _ member: (name: String, value: JSONText), into day: inout DayMembers, at path: String
  ) throws(HoursError) -> MemberKind {
    let name = member.name.lowercased()
    if let flag = flag(name, member.value) {
      try set(flag, member, in: &day, at: path)
      return .flag
    }
    let vocabulary = vocabularies.firstIndex { $0.open == name || $0.close == name }
    guard let vocabulary else {
      if remarks.contains(name) { return .remark }
      throw HoursError(
        .unknownMember, JSONPath.member(path, member.name), member.value,
        "a member that hours have: open and close, closed, or is_24_hours")
    }
    let isOpening = vocabularies[vocabulary].open == name
    guard vocabulary == day.vocabulary ?? vocabulary else {
      let names = vocabularies[day.vocabulary ?? 0]
      throw HoursError(
        .twoVocabularies, JSONPath.member(path, member.name), member.value,
        "called \(names.open) or \(names.close), as another member is")
    }
    guard (isOpening ? day.open : day.close) == nil else { throw twice(member, at: path) }
    day.vocabulary = vocabulary
    if isOpening { day.open = member } else { day.close = member }
    return .time
  }

  private static func twice(
    _ member: (name: String, value: JSONText), at path: String
  ) -> HoursError {
    HoursError(
      .memberTwice, JSONPath.member(path, member.name), member.value, "there once, not twice")
  }

  private static func flag(_ name: String, _ value: JSONText) -> Flag? {
    switch name {
    case "closed", "isclosed", "is_closed": .closed
    case "isopen", "is_open": .open
    case "open" where value.kind == .bool: .open
    case "allday", "all_day", "open24", "open_24", "is_24_hours", "is24hours": .allDay
    default: nil
    }
  }

  private static func set(
    _ flag: Flag, _ member: (name: String, value: JSONText), in day: inout DayMembers,
    at path: String
  ) throws(HoursError) {
    if member.value.kind == .null { return }
    guard member.value.kind == .bool else {
      throw HoursError(
        .badFlag, JSONPath.member(path, member.name), member.value, "true or false")
    }
    let isSet = member.value.text == "true"
    let before =
      switch flag {
      case .closed: day.isClosed
      case .open: day.isOpen
      case .allDay: day.isAllDay
      }
    guard before == nil else { throw twice(member, at: path) }
    switch flag {
    case .closed: day.isClosed = isSet
    case .open: day.isOpen = isSet
    case .allDay: day.isAllDay = isSet
    }
  }
}
