import Catalog
import OpeningHours

extension QueryParameter<Int64> {
  /// An instant as RFC 3339 writes it, never without its offset; the value is in Unix seconds.
  static func instant(_ name: String, _ summary: String) -> Self {
    let schema = ParameterSchema(
      kind: .text,
      phrase: "an instant with its offset from UTC, such as 2026-11-24T18:30:00Z or "
        + "2026-11-24T18:30:00+01:00 (+ is %2B in a URL)",
      example: "2026-11-24T18:30:00Z")
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      if let instant = Timestamp(rfc3339: text) { return instant.seconds }
      // A plus sign that was not encoded has become a space.
      let isPlusLost =
        text.utf8.count > 19
        && Timestamp(rfc3339: text.replacingSpace(behind: 19, by: "+")) != nil
      var detail = "\(name) must be \(schema.expectation), and is \(text.clipped(to: 80))"
      if isPlusLost {
        detail += "; the + of the offset must be written %2B"
      } else if LocalTimeText.seconds(text) != nil {
        detail += "; a time by the merchant's own clock is what open_at_local takes"
      }
      throw ParameterIssue(name, .malformed, detail)
    }
  }

  /// A date and time without an offset; the value is in seconds of the local clock since its
  /// 1970-01-01T00:00.
  static func localTime(_ name: String, _ summary: String) -> Self {
    let schema = ParameterSchema(
      kind: .text, phrase: "a date and time without an offset, such as 2026-11-24T18:30",
      example: "2026-11-24T18:30")
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      if let seconds = LocalTimeText.seconds(text) { return seconds }
      var detail = "\(name) must be \(schema.expectation), and is \(text.clipped(to: 80))"
      if Timestamp(rfc3339: text) != nil {
        detail += "; an instant with an offset is what open_at takes"
      }
      throw ParameterIssue(name, .malformed, detail)
    }
  }

  /// A duration of days, hours, minutes and seconds (ISO 8601); the value is in seconds.
  static func duration(_ name: String, _ summary: String) -> Self {
    let most: Int64 = 7 * 86_400
    let schema = ParameterSchema(
      kind: .text, phrase: "a duration from PT1S to P7D, such as PT30M or PT1H30M",
      example: "PT30M")
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      let seconds = DurationText.seconds(text)
      if let seconds, 1...most ~= seconds { return seconds }
      throw ParameterIssue(
        name, seconds == nil ? .malformed : .outOfRange,
        "\(name) must be \(schema.expectation), and is \(text.clipped(to: 80))")
    }
  }
}

extension Timestamp {
  /// The instant in Unix seconds, rounded down.
  fileprivate var seconds: Int64 {
    let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension String {
  /// The text with a character in place of the space at a position or behind it, if there is one.
  fileprivate func replacingSpace(behind position: Int, by mark: Character) -> String {
    var head = prefix(position)
    for character in dropFirst(position) { head.append(character == " " ? mark : character) }
    return String(head)
  }
}

/// Local times as text: 2026-11-24T18:30, 2026-11-24T18:30:15.
private enum LocalTimeText {
  static func seconds(_ text: String) -> Int64? {
    let count = text.utf8.count
    guard count == 16 || count == 19 else { return nil }
    // It is read as if in Greenwich.
    let whole = (count == 16 ? text + ":00" : text) + "Z"
    guard text.utf8.dropFirst(17).first != UInt8(ascii: "6") else { return nil }
    return Timestamp(rfc3339: whole)?.seconds
  }
}

/// Durations as text: P1D, PT1H30M, PT90S.
private enum DurationText {
  static func seconds(_ text: String) -> Int64? {
    var rest = text.utf8[...]
    guard rest.popFirst() == UInt8(ascii: "P"), rest.count <= 30 else { return nil }
    var units: [(letter: UInt8, seconds: Int64)] = [(UInt8(ascii: "D"), 86_400)]
    var total: Int64 = 0
    var isEmpty = true
    var isTime = false
    while let first = rest.first {
      if first == UInt8(ascii: "T") {
        guard !isTime else { return nil }
        isTime = true
        isEmpty = true
        units = [(UInt8(ascii: "H"), 3_600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1)]
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix { 0x30...0x39 ~= $0 }
      guard !digits.isEmpty, digits.count <= 7, let number = Int64(String(digits) ?? "") else {
        return nil
      }
      rest = rest[digits.endIndex...]
      guard let letter = rest.popFirst(),
        let unit = units.firstIndex(where: { $0.letter == letter })
      else { return nil }
      total += number * units[unit].seconds
      // Each unit may stand once, larger ones first.
      units.removeFirst(unit + 1)
      isEmpty = false
    }
    return isEmpty ? nil : total
  }
}
