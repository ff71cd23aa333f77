import OpeningHours

/// A schedule as lines of blocks, a day each and a half hour a block.
struct WeekPicture {
  let schedule: Schedule
  /// The merchant's local time, which marks today.
  let now: LocalMoment
  let showsColors: Bool

  private static let minutesOfCell = 30
  private static let cells = 1_440 / minutesOfCell
  /// How many days from today on are looked through for exceptions.
  private static let daysAhead = 56
  private static let mostExceptions = 10

  /// The hours of the day, the week, and the exceptions of the coming weeks.
  var lines: [String] {
    let today = schedule.hours(on: now.date)
    let exceptions = exceptions
    let indent = exceptions.isEmpty ? 3 : 14
    let week = Schedule(week: schedule.week)
    var lines = [ruler(indent: indent)]
    for (weekday, intervals) in schedule.week.enumerated() {
      let isToday = weekday == now.date.weekday
      lines.append(
        line(
          LocalMoment.weekdays[weekday], indent: indent, isMarked: isToday && !today.isSpecial,
          text: Schedule.text(of: intervals)
            + (isToday && today.isSpecial ? " (today is an exception)" : "")
        ) { minute in
          week.isOpen(minuteOfWeek: weekday * 1_440 + minute, day: 0)
        })
    }
    guard !exceptions.isEmpty else { return lines }
    lines.append("exceptions")
    for date in exceptions.prefix(Self.mostExceptions) {
      lines.append(
        line(
          "\(LocalMoment.weekdays[date.weekday]) \(date)", indent: indent,
          isMarked: date == now.date, text: Schedule.text(of: schedule.hours(on: date).intervals)
        ) { minute in
          schedule.isOpen(
            minuteOfWeek: date.weekday * 1_440 + minute, day: date.daysSince1970)
        })
    }
    if exceptions.count > Self.mostExceptions {
      lines.append("… and \(exceptions.count - Self.mostExceptions) more")
    }
    return lines
  }

  private var exceptions: [CivilDate] {
    guard schedule.hasExceptions else { return [] }
    let first = now.date.daysSince1970
    return (first..<first + Self.daysAhead).map { CivilDate(daysSince1970: $0) }
      .filter { schedule.hours(on: $0).isSpecial }
  }

  /// Every third hour above its block.
  private func ruler(indent: Int) -> String {
    let step = 3
    let marks = stride(from: 0, to: 24, by: step).map {
      Terminal.fitted("\($0)", to: step * 60 / Self.minutesOfCell)
    }
    return String(repeating: " ", count: indent + 3) + marks.joined() + "24"
  }

  /// One day, of which `isOpen` tells every minute.
  private func line(
    _ name: String, indent: Int, isMarked: Bool, text: String, isOpen: (Int) -> Bool
  ) -> String {
    let blocks = (0..<Self.cells).map { cell in
      let start = cell * Self.minutesOfCell
      let open = (start..<start + Self.minutesOfCell).count(where: isOpen)
      return 2 * open >= Self.minutesOfCell ? "█" : "·"
    }.joined()
    let start = "\(isMarked ? "▸" : " ")\(Terminal.fitted(name, to: indent))  "
    guard showsColors else { return "\(start)\(blocks)  \(text)" }
    let weight = isMarked ? "1" : "0"
    return
      "\u{1B}[\(weight)m\(start)\u{1B}[\(weight);32m\(blocks)\u{1B}[\(weight);39m  \(text)\u{1B}[0m"
  }
}
