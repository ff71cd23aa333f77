public import JSON

/// Reads hours into a ``ScheduleTable``, in which equal schedules are one.
public struct ScheduleTableBuilder: Sendable {
  /// The table so far.
  public private(set) var table = ScheduleTable()

  private var numbers: [Schedule: UInt32] = [:]

  /// What became of a value.
  public enum Outcome: Equatable, Sendable {
    /// The number of the schedule.
    case schedule(UInt32, warnings: [HoursWarning])
    case unknown
    case rejected(HoursError)

    /// The number to keep for the merchant: ``ScheduleTable/unknown`` without a schedule.
    public var number: UInt32 {
      guard case .schedule(let number, _) = self else { return ScheduleTable.unknown }
      return number
    }
  }

  public init() {}

  /// The number of an equal schedule, which is put into the table unless it is there.
  public mutating func number(of schedule: Schedule) -> UInt32 {
    if let number = numbers[schedule] { return number }
    let number = table.append(schedule)
    numbers[schedule] = number
    return number
  }

  /// Reads a value of `operating_hours` and puts its schedule into the table, unless an equal one is
  /// there. Takes some 20 µs; who has the same texts many times keeps the outcomes.
  public mutating func read(_ text: JSONText) -> Outcome {
    do {
      switch try HoursReading(text) {
      case .schedule(let schedule, let warnings):
        return .schedule(number(of: schedule), warnings: warnings)
      case .unknown: return .unknown
      }
    } catch {
      return .rejected(error)
    }
  }
}
