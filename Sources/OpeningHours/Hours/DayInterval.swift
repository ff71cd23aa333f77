/// A time in which something is open, by the minutes of the local date on which it starts.
///
/// It holds its opening and not its closing.
public struct DayInterval: Hashable, Sendable {
  /// Minutes after midnight, 0 to 1,439.
  public let open: UInt16

  /// Minutes after the midnight before `open`, up to 2,880, which is the end of the next day.
  public let close: UInt16

  /// The interval, or nil where one of them is out of range or `close` is not after `open`.
  public init?(open: Int, close: Int) {
    guard 0..<Self.minutesOfDay ~= open, close > open, close <= 2 * Self.minutesOfDay else {
      return nil
    }
    self.init(checked: open, close)
  }

  init(checked open: Int, _ close: Int) {
    (self.open, self.close) = (UInt16(open), UInt16(close))
  }

  /// A whole day.
  public static let wholeDay = DayInterval(checked: 0, minutesOfDay)

  static let minutesOfDay = 1440
}

extension DayInterval: Comparable {
  public static func < (left: DayInterval, right: DayInterval) -> Bool {
    (left.open, left.close) < (right.open, right.close)
  }
}

extension DayInterval {
  /// The opening as text: 09:00.
  public var openText: String { Self.text(ofMinute: Int(open)) }

  /// The closing as text: 21:00, 24:00 at the end of the day, 26:00 at two in the next night.
  public var closeText: String { Self.text(ofMinute: Int(close)) }

  /// The closing as the clock shows it then: 24:00 at the end of the day, 02:00 in the next night.
  public var closeOfDayText: String {
    let minute = Int(close)
    return Self.text(ofMinute: minute > Self.minutesOfDay ? minute - Self.minutesOfDay : minute)
  }

  static func text(ofMinute minute: Int) -> String {
    let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
    return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
  }
}

/// 09:00–21:00.
extension DayInterval: CustomStringConvertible {
  public var description: String { "\(openText)–\(closeText)" }
}
