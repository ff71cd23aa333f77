/// Writes verdicts on opening hours as they come, and counts them.
struct HoursCheckOutput {
  private let format: HoursFormat
  private let input: HoursInput
  private let selections: [HoursSelection]
  private var bytes: [UInt8] = []
  private var shownCount = 0
  private var accepted = 0
  private var warnings = 0
  private var unknown = 0
  private var unknownZones = 0
  private(set) var rejected = 0
  /// Rows that aren't merchants.
  var rejectedRows = 0
  /// Merchants that are not looked at since they are inactive.
  var inactiveCount = 0

  private static let lineWidth = 7
  private static let idWidth = 14
  private static let verdictWidth = 8

  init(format: HoursFormat, input: HoursInput, selections: [HoursSelection]) {
    self.format = format
    self.input = input
    self.selections = selections
    if format == .json { bytes.append(contentsOf: "{\"values\":[".utf8) }
  }

  /// How many verdicts there were, shown or not.
  var count: Int { accepted + warnings + unknown + rejected }

  mutating func add(_ verdict: HoursVerdict) {
    switch verdict.kind {
    case .accepted: accepted += 1
    case .warning: warnings += 1
    case .unknown: unknown += 1
    case .rejected: rejected += 1
    }
    if verdict.warnings.contains(where: { $0.code == "unknown_zone" }) { unknownZones += 1 }
    guard selections.contains(where: { $0.includes(verdict) }) else { return }
    switch format {
    case .ndjson:
      verdict.append(to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    case .json:
      bytes.append(contentsOf: (shownCount == 0 ? "\n" : ",\n").utf8)
      verdict.append(to: &bytes)
    case .table: appendRow(verdict)
    }
    shownCount += 1
  }

  /// Writes what there is, if it is so many bytes.
  mutating func flush(atLeast count: Int = 0) throws {
    guard bytes.count >= count else { return }
    try StandardOutput.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes the end.
  mutating func end() throws {
    if format == .json {
      bytes.append(
        contentsOf: """
          \(shownCount == 0 ? "" : "\n")],"number_values":\(count),"number_accepted":\(accepted),\
          "number_warnings":\(warnings),"number_unknown":\(unknown),"number_rejected":\(rejected)}

          """.utf8)
    }
    try flush()
  }

  /// `10000 merchants: 8800 accepted, 500 with warnings, 621 unknown, 79 rejected`.
  var totals: String {
    var noun = input.hasMerchants ? "merchant" : "value"
    if count != 1 { noun += "s" }
    var text =
      "\(count) \(noun): \(accepted) accepted, \(warnings) with warnings, \(unknown) unknown,"
      + " \(rejected) rejected"
    if unknownZones > 0 {
      text += "; \(unknownZones) \(unknownZones == 1 ? "names" : "name") an unknown time zone"
    }
    if rejectedRows > 0 {
      text += "; \(rejectedRows) \(rejectedRows == 1 ? "row is" : "rows are") no merchant"
    }
    if inactiveCount > 0 {
      text += "; \(inactiveCount) inactive \(inactiveCount == 1 ? "one is" : "ones are") left out"
    }
    return text
  }
}

/// The table, whose widths are set before its rows are known.
extension HoursCheckOutput {
  /// Whether values are found again by their lines, and not by their number.
  private var hasLines: Bool { input == .csv || input == .lines }

  private mutating func appendRow(_ verdict: HoursVerdict) {
    if shownCount == 0 {
      append(
        start(
          hasLines ? "LINE" : "#", "MERCHANT_ID", padded("VERDICT", Self.verdictWidth)),
        "HOURS", code: "1")
    }
    let kind = verdict.kind
    let number = hasLines ? verdict.line ?? 0 : verdict.record
    let cell =
      verdict.error?.message ?? verdict.schedule?.summary
      ?? "they say nothing, which is not to say closed"
    append(
      start(
        "\(number)", Terminal.harmless(verdict.merchantID ?? ""),
        style(padded(kind.rawValue, Self.verdictWidth), Self.color(of: kind))),
      Terminal.harmless(cell))
    let indent = start("", "", padded("", Self.verdictWidth))
    // What is so on one day is mostly so on all.
    var shown: Set<String> = []
    for warning in verdict.warnings where shown.insert(warning.code).inserted {
      let others = verdict.warnings.count { $0.code == warning.code } - 1
      append(
        indent,
        "warning: \(Terminal.harmless(warning.message))"
          + (others > 0 ? " (and \(others) more like it)" : ""))
    }
  }

  private func start(_ number: String, _ id: String, _ verdict: String) -> String {
    let place = String(repeating: " ", count: max(0, Self.lineWidth - number.count)) + number
    return place + "  " + (input.hasMerchants ? padded(id, Self.idWidth) + "  " : "") + verdict
      + "  "
  }

  private mutating func append(_ start: String, _ cell: String, code: String? = nil) {
    let line = start + cell
    bytes.append(contentsOf: (code.map { style(line, $0) } ?? line).utf8)
    bytes.append(UInt8(ascii: "\n"))
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - Terminal.width(of: text)))
  }

  private func style(_ text: String, _ code: String) -> String {
    Terminal.showsColors ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private static func color(of kind: HoursVerdict.Kind) -> String {
    switch kind {
    case .accepted: "32"
    case .warning: "33"
    case .unknown: "2"
    case .rejected: "31"
    }
  }
}
