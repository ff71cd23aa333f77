/// A time as people write it, in minutes after midnight.
struct ClockTime {
  /// 0 to 2,880; above 1,440 on the next day.
  var minute: Int

  /// Whether it says AM or PM.
  var hasMeridiem = false

  /// Whether it is a word, noon or midnight.
  var isWord = false

  /// Whether it is 23:59:59, which stands for the end of the day.
  var isLastSecond = false

  /// Whether it might have meant a time of the other half of the day.
  var mayBeOtherHalf: Bool { !hasMeridiem && !isWord && 60..<13 * 60 ~= minute }
}

/// Why a text is no time.
enum ClockTimeError: Error {
  case form, bareNumber, hour, twelveHour, minute, second

  var code: HoursError.Code { self == .bareNumber ? .bareNumber : .badTime }

  /// To follow "must be".
  var expected: String {
    switch self {
    case .form: "a time such as 9:00, 09:30, 0930, 9.30 or 9:30 PM"
    case .bareNumber: "a time with its minutes or AM or PM, such as 9:00 or 9 AM"
    case .hour: "a time with an hour from 0 to 23, or for a closing up to 48:00"
    case .twelveHour: "a time with an hour from 1 to 12 before AM or PM (12 AM is midnight)"
    case .minute: "a time with minutes from 00 to 59"
    case .second: "a time in whole minutes: seconds are 00"
    }
  }
}

extension ClockTime {
  /// Reads 9:00, 09:00, 09:00:00, 9.00, 0900, 9 AM, 9:00 p.m., noon and midnight.
  init(_ text: HoursText) throws(ClockTimeError) {
    if text == "noon" || text == "12 noon" {
      self.init(minute: 720, isWord: true)
      return
    }
    if text == "midnight" || text == "12 midnight" {
      self.init(minute: 0, isWord: true)
      return
    }
    let (digits, meridiem) = Self.withoutMeridiem(text)
    let (hour, minute, second) = try Self.numbers(digits, hasMeridiem: meridiem != nil)
    guard minute < 60 else { throw .minute }
    if let meridiem {
      guard 1...12 ~= hour else { throw .twelveHour }
      guard second == 0 else { throw .second }
      self.init(minute: (hour % 12 + meridiem) * 60 + minute, hasMeridiem: true)
      return
    }
    guard hour * 60 + minute <= 2 * DayInterval.minutesOfDay else { throw .hour }
    self.init(minute: hour * 60 + minute)
    guard second != 0 else { return }
    guard hour == 23, minute == 59, second == 59 else { throw .second }
    isLastSecond = true
  }

  /// The text before AM or PM, and the hours to add.
  private static func withoutMeridiem(_ text: HoursText) -> (HoursText, meridiem: Int?) {
    // Nearly all times end in a digit.
    if text.count > 0, digit(text[text.count - 1]) != nil { return (text, nil) }
    for (suffix, length) in [("am", 2), ("a.m.", 4), ("a.m", 3)] as [(StaticString, Int)]
    where text.hasSuffix(suffix) {
      return (text.dropLast(length), 0)
    }
    for (suffix, length) in [("pm", 2), ("p.m.", 4), ("p.m", 3)] as [(StaticString, Int)]
    where text.hasSuffix(suffix) {
      return (text.dropLast(length), 12)
    }
    return (text, nil)
  }

  private static func numbers(
    _ text: HoursText, hasMeridiem: Bool
  ) throws(ClockTimeError) -> (hour: Int, minute: Int, second: Int) {
    var digits = 0
    while digits < 5, digit(text[digits]) != nil { digits += 1 }
    if digits == text.count {
      switch digits {
      case 4: return (two(text, at: 0) ?? 0, two(text, at: 2) ?? 0, 0)
      case 1 where hasMeridiem: return (digit(text[0]) ?? 0, 0, 0)
      case 2 where hasMeridiem: return (two(text, at: 0) ?? 0, 0, 0)
      case 0: throw .form
      default: throw .bareNumber
      }
    }
    let separator = text[digits]
    guard 1...2 ~= digits, separator == UInt8(ascii: ":") || separator == UInt8(ascii: "."),
      let hour = digits == 1 ? digit(text[0]) : two(text, at: 0),
      let minute = two(text, at: digits + 1)
    else { throw .form }
    if text.count == digits + 3 { return (hour, minute, 0) }
    guard text.count == digits + 6, text[digits + 3] == UInt8(ascii: ":"),
      let second = two(text, at: digits + 4)
    else { throw .form }
    return (hour, minute, second)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    0x30...0x39 ~= byte ? Int(byte - 0x30) : nil
  }

  private static func two(_ text: HoursText, at offset: Int) -> Int? {
    guard let tens = digit(text[offset]), let ones = digit(text[offset + 1]) else { return nil }
    return tens * 10 + ones
  }
}
