/// Printing.
extension Schedule {
  /// The one JSON text for this schedule, minified:
  ///
  /// ```json
  /// {"monday":[{"open":"09:00","close":"12:30"},{"open":"18:00","close":"26:00"}],"tuesday":[],…,
  ///  "exceptions":{"12-25":[],"2026-05-01":[{"open":"10:00","close":"24:00"}]}}
  /// ```
  ///
  /// All seven days, a closed one as an empty list, and a closing past midnight in hours after 24,
  /// up to 48:00. `exceptions` is left out where there are none. Reading it gives an equal schedule.
  public var canonicalJSON: String {
    var text = "{"
    for (day, intervals) in zip(DayNames.full, week) {
      if text.utf8.count > 1 { text += "," }
      text += "\"\(day)\":"
      Self.append(intervals, to: &text)
    }
    let exceptions = exceptions
    if !exceptions.isEmpty {
      text += ",\"exceptions\":{"
      for (place, exception) in exceptions.enumerated() {
        if place > 0 { text += "," }
        text += "\"\(exception.date)\":"
        Self.append(exception.intervals, to: &text)
      }
      text += "}"
    }
    return text + "}"
  }

  private static func append(_ intervals: [DayInterval], to text: inout String) {
    text += "["
    for (place, interval) in intervals.enumerated() {
      if place > 0 { text += "," }
      text += "{\"open\":\"\(interval.openText)\",\"close\":\"\(interval.closeText)\"}"
    }
    text += "]"
  }
}
