import JSON

/// Reading what one day or date has.
extension HoursReader {
  /// What is meant by a day's value.
  enum DayHours {
    case open([DayInterval])
    case closed
    /// Null, or empty text.
    case blank
    /// Times that are all null or empty text.
    case blankTimes

    var intervals: [DayInterval] {
      guard case .open(let intervals) = self else { return [] }
      return intervals
    }
  }

  mutating func readDay(_ value: JSONText, at path: String) throws(HoursError) -> DayHours {
    switch value.kind {
    case .null: return .blank
    case .bool where value.text == "false": return .closed
    case .string: return try readDayText(value, at: path)
    case .object: return try readDayObject(value.members, of: value, at: path)
    case .list: return try readDayList(value, at: path)
    case .bool:
      throw HoursError(.noTimes, path, value, #"times, or "24h", or false for a closed day"#)
    case .number: throw HoursError(.bareNumber, path, value, Self.dayExpected)
    }
  }

  private static let dayExpected =
    #"hours such as {"open":"9:00","close":"21:00"}, "9:00-12:00, 13:00-18:00", "24h" or "closed""#

  private mutating func readDayText(
    _ value: JSONText, at path: String
  ) throws(HoursError) -> DayHours {
    let text = HoursText(value.string ?? "")
    if text.isEmpty { return .blank }
    if Self.isClosed(text) { return .closed }
    if Self.isAllDay(text) { return .open([.wholeDay]) }
    return .open(try readIntervals(text.split(text.contains(";") ? ";" : ","), at: path))
  }

  static func isClosed(_ text: HoursText) -> Bool { text == "closed" || text == "off" }

  static func isAllDay(_ text: HoursText) -> Bool {
    var text = text
    for prefix in ["open ", "open: "] as [StaticString] where text.hasPrefix(prefix) {
      text = text.dropFirst(prefix.utf8CodeUnitCount)
    }
    return switch text.string {
    case "24h", "24 h", "24hr", "24hrs", "24 hr", "24 hrs", "24 hours", "24-hours", "24/7",
      "all day":
      true
    default: false
    }
  }

  /// Reads texts such as 9:00-12:00, which stand at `path`.
  mutating func readIntervals(
    _ texts: [HoursText], at path: String
  ) throws(HoursError) -> [DayInterval] {
    var intervals: [DayInterval] = []
    for text in texts {
      intervals.append(try readInterval(text, at: path))
    }
    return intervals
  }

  private mutating func readInterval(
    _ text: HoursText, at path: String
  ) throws(HoursError) -> DayInterval {
    var ends = text.split("-")
    if ends.count == 1 { ends = Self.splitAtTo(text) }
    let quoted = JSONExcerpt.quoted(text.string)
    guard ends.count == 2 else {
      throw HoursError(
        code: .badInterval, path: path, value: quoted,
        expected: #"an interval such as 9:00-12:00, or "closed", or "24h""#)
    }
    guard !ends[0].isEmpty, !ends[1].isEmpty else {
      throw HoursError(
        code: .oneSideMissing, path: path, value: quoted,
        expected: "an interval with both its opening and its closing, such as 9:00-12:00")
    }
    let open: ClockTime
    let close: ClockTime
    do throws(ClockTimeError) {
      open = try ClockTime(ends[0])
      close = try ClockTime(ends[1])
    } catch {
      throw HoursError(
        code: error.code, path: path, value: quoted,
        expected: "an interval of two times, each \(error.expected)")
    }
    guard open.hasMeridiem || !close.hasMeridiem || !open.mayBeOtherHalf else {
      throw HoursError(
        code: .unclearMeridiem, path: path, value: quoted,
        expected: "an interval with AM or PM behind both its times")
    }
    return try interval(from: open, to: close, at: path, of: quoted)
  }

  private static func splitAtTo(_ text: HoursText) -> [HoursText] {
    let words = text.string.split(separator: " to ", maxSplits: 2)
    return words.map { HoursText(String($0)) }
  }

  private mutating func readDayList(
    _ value: JSONText, at path: String
  ) throws(HoursError) -> DayHours {
    let elements = value.elements
    if elements.isEmpty { return .closed }
    guard elements.count <= ScheduleDraft.mostIntervals else {
      throw HoursError(
        code: .tooManyIntervals, path: path, value: "\(elements.count) of them",
        expected: "at most 1,440 intervals")
    }
    if let pair = try readPair(elements, of: value, at: path, isInList: false) {
      return .open([pair])
    }
    var intervals: [DayInterval] = []
    for (place, element) in elements.enumerated() {
      let path = "\(path)[\(place)]"
      switch element.kind {
      case .list:
        let times = element.elements
        guard let pair = try readPair(times, of: element, at: path, isInList: true) else {
          throw HoursError(.badInterval, path, element, #"a pair such as ["9:00","12:00"]"#)
        }
        intervals.append(pair)
      case .object, .string:
        switch try readDay(element, at: path) {
        case .open(let more): intervals += more
        case .closed where elements.count == 1: return .closed
        case .closed, .blank, .blankTimes:
          throw HoursError(
            .badInterval, path, element, "an interval: a closed day has an empty list")
        }
      case .null, .bool, .number:
        throw HoursError(
          element.kind == .number ? .bareNumber : .badInterval, path, element,
          #"an interval such as {"open":"9:00","close":"12:00"} or "9:00-12:00""#)
      }
    }
    return .open(intervals)
  }

  /// The interval of a list of two times; nil where it isn't one.
  ///
  /// Outside of a list, two texts are a pair when both have no hyphen.
  private mutating func readPair(
    _ elements: [JSONText], of value: JSONText, at path: String, isInList: Bool
  ) throws(HoursError) -> DayInterval? {
    guard elements.count == 2, elements.allSatisfy({ isInList || $0.kind == .string }) else {
      return nil
    }
    let isPair =
      isInList
      || elements.allSatisfy { element in
        (try? ClockTime(HoursText(element.string ?? ""))) != nil
      }
    guard isPair else { return nil }
    let open = try readTime(elements[0], at: "\(path)[0]")
    let close = try readTime(elements[1], at: "\(path)[1]")
    return try interval(from: open, to: close, at: path, of: value.excerpt)
  }

  func readTime(_ value: JSONText, at path: String) throws(HoursError) -> ClockTime {
    guard let text = value.string else {
      let error: ClockTimeError = value.kind == .number ? .bareNumber : .form
      throw HoursError(
        error.code, path, value,
        value.kind == .number ? #"a text such as "9:00", in quotes"# : error.expected)
    }
    do throws(ClockTimeError) {
      return try ClockTime(HoursText(text))
    } catch {
      throw HoursError(error.code, path, value, error.expected)
    }
  }
}
