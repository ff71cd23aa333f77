import Catalog
import OpeningHours

/// The parameters that ask when merchants are open.
enum HoursParameters {
  static let openNow = QueryParameter<Bool>.boolean(
    "open_now", "Whether merchants must be open now, or at `at`; false is no condition.",
    default: "false")
  static let openAt = QueryParameter<Int64>.instant(
    "open_at", "The instant at which merchants must be open.")
  static let openAtLocal = QueryParameter<Int64>.localTime(
    "open_at_local", "The time by each merchant's own clock at which it must be open.")
  static let openFor = QueryParameter<Int64>.duration(
    "open_for", "How long merchants must stay open from then on; by itself, from now on.")
  static let unknownHours = QueryParameter<UnknownHours>.choice(
    "unknown_hours", "Whether merchants whose hours are unknown count as open or not.",
    default: .exclude, example: .include)
  static let at = QueryParameter<Int64>.instant(
    "at", "The instant at which hours are shown, and which counts as now.")

  static let all: [ParameterDeclaration] = [
    openNow.declaration, openAt.declaration, openAtLocal.declaration, openFor.declaration,
    unknownHours.declaration, at.declaration,
  ]
}

/// What is done with merchants whose hours are unknown.
enum UnknownHours: String, CaseIterable, Sendable {
  case include, exclude
}

extension NearbyRequest {
  /// What the parameters about hours ask for.
  struct Hours {
    /// What counts as now, in Unix seconds, where it isn't now.
    var at: Int64?
    var condition: HoursCondition?
    /// The instant at which hours are shown, where it isn't now.
    var shownAt: Int64?
    /// Whether the answer depends on when it is asked for.
    var followsClock: Bool
  }

  /// The hours that parameters ask for; `now` is in Unix seconds.
  static func hours(_ reader: inout ParameterReader, now: Int64) -> Hours {
    let at = reader.read(HoursParameters.at)
    let opensNow = reader.read(HoursParameters.openNow) ?? false
    let openAt = reader.read(HoursParameters.openAt)
    let openAtLocal = reader.read(HoursParameters.openAtLocal)
    let seconds = reader.read(HoursParameters.openFor)
    let unknown = reader.read(HoursParameters.unknownHours)
    reportConflicts(&reader, opensNow: opensNow)
    // Hours change at whole minutes, and so an answer is the same for all of one.
    let minute = at ?? UnixTime.startOfMinute(now)
    var moment: HoursCondition.Moment?
    if let openAt {
      moment = .instant(openAt)
    } else if let openAtLocal {
      moment = .local(openAtLocal)
    } else if opensNow || seconds != nil {
      moment = .instant(minute)
    }
    let condition = moment.map {
      HoursCondition(at: $0, seconds: seconds ?? 0, includesUnknown: unknown == .include)
    }
    guard moment == .instant(minute), openAt == nil else {
      let shownAt = at ?? openAt
      return Hours(at: at, condition: condition, shownAt: shownAt, followsClock: shownAt == nil)
    }
    // The next pages go on with the same moment as the first.
    return Hours(at: at, condition: condition, shownAt: minute, followsClock: at == nil)
  }

  private static func reportConflicts(_ reader: inout ParameterReader, opensNow: Bool) {
    let openNow = HoursParameters.openNow
    let openAt = HoursParameters.openAt
    let openAtLocal = HoursParameters.openAtLocal
    guard reader.has(openAt) || reader.has(openAtLocal) else { return }
    for (one, hasOne, other, hasOther) in [
      (openAt.declaration, reader.has(openAt), openNow.declaration, opensNow),
      (openAtLocal.declaration, reader.has(openAtLocal), openNow.declaration, opensNow),
      (
        openAtLocal.declaration, reader.has(openAtLocal), openAt.declaration, reader.has(openAt)
      ),
    ] where hasOne && hasOther {
      reader.report(
        ParameterIssue(
          one.name, .conflict,
          "\(one.name) must not stand beside \(other.name): leave one of them out"))
    }
  }
}
