/// A length of time.
enum DurationText {
  /// A length as a person writes it (`30m`, `2h`, `1h30m`) as ISO 8601 has it (`PT1H30M`); every
  /// other text as it is.
  static func iso8601(_ text: String) -> String {
    var parts = ""
    var digits = ""
    var units: [Character] = ["h", "m"]
    for character in text.lowercased() {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else if !digits.isEmpty, let unit = units.firstIndex(of: character) {
        parts += digits + character.uppercased()
        digits = ""
        units.removeFirst(unit + 1)
      } else {
        return text
      }
    }
    return digits.isEmpty && !parts.isEmpty ? "PT\(parts)" : text
  }

  /// So many seconds in words: `3 h 20 min`, `2 d 4 h`, `less than a minute`.
  static func text(seconds: Int64) -> String {
    let minutes = (seconds + 30) / 60
    let (hours, restOfMinutes) = minutes.quotientAndRemainder(dividingBy: 60)
    switch minutes {
    case ..<1: return "less than a minute"
    case ..<60: return "\(minutes) min"
    case ..<1_440: return restOfMinutes == 0 ? "\(hours) h" : "\(hours) h \(restOfMinutes) min"
    default:
      let (days, restOfHours) = ((minutes + 30) / 60).quotientAndRemainder(dividingBy: 24)
      return restOfHours == 0 ? "\(days) d" : "\(days) d \(restOfHours) h"
    }
  }
}
