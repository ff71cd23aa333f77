import ArgumentParser
import Catalog
import Foundation
import Interchange
import JSON
import OpeningHours
import Server

/// Says of opening hours how they are read, and why others can't be.
struct HoursCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says of opening hours how they are read, and what is wrong with the others.",
    discussion: """
      The file has JSON values, one a line or in a list, or is a merchants file: CSV with a header, \
      of which the column operating_hours is read, or a catalogue file. Each value is accepted, accepted with a warning, \
      unknown (it says nothing) or rejected.
      Examples: vicinity hours check Data/merchants.csv --only rejected
                echo '{"mon-fri":"9:00-17:00"}' | vicinity hours check -
      Exit status: 0 done; 1 some are rejected; 2 wrong usage; 3 no such file.
      """)

  @Argument(help: "JSON values, a merchants file or a catalogue file; - is standard input.")
  var file: String

  @Option(
    help: ArgumentHelp(
      "Which are shown; may be repeated (default: all).",
      valueName: "verdict"))
  var only: [HoursSelection] = []

  @Option(
    help: ArgumentHelp(
      "How they are printed (default: table on a terminal, ndjson otherwise).",
      valueName: "format"))
  var format: HoursFormat?

  func run() async throws {
    do {
      try check()
    } catch let error as FileError {
      throw CommandFailure(.environment, "\(error)")
    } catch let error as MerchantFileError {
      var message = "\(error)"
      if case .missingColumns = error {
        message += "; hours alone must be JSON values, one a line"
      }
      throw CommandFailure(.environment, message)
    }
  }

  private func check() throws {
    if let path = try CatalogOpening.path(among: [file], remedy: "") {
      return try checkCatalog(path)
    }
    let source = try ByteSource(path: file)
    let name = file == "-" ? "standard input" : file
    var head: [UInt8] = []
    var isWhole = false
    var input = HoursInput?.none
    while input == nil, !isWhole, head.count < HoursInput.mostBytes {
      isWhole = try source.read(into: &head, atMost: 1 << 16) == 0
      if head.starts(with: [0xEF, 0xBB, 0xBF]) { head.removeFirst(3) }
      input = HoursInput(head: head, isWhole: isWhole)
    }
    guard let input else {
      throw CommandFailure(
        .environment,
        "\(name): is empty; it must have opening hours as JSON, or merchants as CSV")
    }
    var rest = head[...]
    let replayed: CSVSplitter.Read = { (bytes, most) throws(FileError) in
      guard !rest.isEmpty else { return try source.read(into: &bytes, atMost: most) }
      let part = rest.prefix(most)
      bytes.append(contentsOf: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
    var output = output(for: input)
    let isRight =
      input == .csv
      ? try checkMerchants(replayed, name: name, &output)
      : try checkValues(replayed, name: name, isByLine: input == .lines, &output)
    try end(output, isRight: isRight)
  }

  private func output(for input: HoursInput) -> HoursCheckOutput {
    HoursCheckOutput(
      format: format ?? (Terminal.showsOutput ? .table : .ndjson), input: input,
      selections: only.isEmpty ? [.all] : only)
  }

  private func end(_ output: consuming HoursCheckOutput, isRight: Bool = true) throws {
    try output.end()
    printError(output.totals)
    if !isRight || output.rejected > 0 { throw CommandFailure(.no, "") }
  }

  /// Checks the hours of the merchants in a catalogue file, in the order of their ids.
  ///
  /// The file has no rows, no hours of inactive merchants, and of cells that were no JSON it knows
  /// nothing.
  private func checkCatalog(_ path: String) throws {
    let zones = try SystemZones.open()
    SystemZones.warn(ifOld: zones, at: UnixTime.now())
    let catalog = try CatalogOpening.open(path, zones: zones).catalog
    var output = output(for: .catalog)
    output.inactiveCount = catalog.inactiveCount
    var progress = ProgressCount("merchants checked")
    var bytes: [UInt8] = []
    for slot in catalog.slotsInOrder {
      var verdict = HoursVerdict(record: output.count + 1, merchantID: catalog.id(slot: slot))
      bytes.removeAll(keepingCapacity: true)
      catalog.appendValue(of: .operatingHours, slot: slot, distanceMeters: nil, to: &bytes)
      verdict.read(HoursValueReader.Value(line: 0, bytes: bytes))
      bytes.removeAll(keepingCapacity: true)
      catalog.appendValue(of: .metadata, slot: slot, distanceMeters: nil, to: &bytes)
      // What is no JSON in a damaged file names no zone.
      let metadata = try? JSONText(utf8: bytes.span)
      if let zone = Self.unknownZone(in: metadata, zones) { verdict.warn(zone) }
      output.add(verdict)
      progress.advance(to: output.count)
      try output.flush(atLeast: 1 << 16)
    }
    progress.clear()
    try end(output)
  }

  /// Whether the file is right as a whole.
  private func checkValues(
    _ read: @escaping CSVSplitter.Read, name: String, isByLine: Bool,
    _ output: inout HoursCheckOutput
  ) throws -> Bool {
    var reader = HoursValueReader(isByLine: isByLine, read: read)
    while let values = try reader.next() {
      for value in values {
        var verdict = HoursVerdict(record: output.count + 1, line: value.line)
        verdict.read(value)
        output.add(verdict)
      }
      // Who writes into a pipe may wait for what comes of it.
      try output.flush()
    }
    if reader.isUnclosed {
      printError("error: \(name): the list has no end; is the file cut off?")
    }
    return !reader.isUnclosed
  }

  /// Whether all rows are right, their hours apart.
  private func checkMerchants(
    _ read: @escaping CSVSplitter.Read, name: String, _ output: inout HoursCheckOutput
  ) throws -> Bool {
    let zones = try SystemZones.open()
    SystemZones.warn(ifOld: zones, at: UnixTime.now())
    var reader = MerchantFileReader(categories: .seeds)
    var seen: [String: RecordPlace] = [:]
    var shown = ProblemList(mostShown: CatalogLoader.mostShown)
    var progress = ProgressCount("merchants checked")
    var failure: (any Error)?
    var notJSON: RowProblem?
    var hasHours = false
    let summary = try reader.read(name: name, from: read, seen: &seen) { merchant, place in
      guard failure == nil else { return }
      var verdict = HoursVerdict(
        record: output.count + 1, line: Int(place.line), merchantID: merchant.id)
      if let problem = notJSON, problem.line == Int(place.line) {
        verdict.reject(.init(problem))
        hasHours = true
      } else {
        verdict.read(merchant.operatingHours)
        hasHours = hasHours || merchant.operatingHours != nil
      }
      notJSON = nil
      if let zone = Self.unknownZone(in: merchant.metadata, zones) { verdict.warn(zone) }
      output.add(verdict)
      progress.advance(to: output.count)
      do {
        try output.flush(atLeast: 1 << 16)
      } catch {
        failure = error
      }
    } onProblem: { problem in
      switch problem.severity {
      // Only of hours is that a warning.
      case .warning where problem.code == .invalidJSON: notJSON = problem
      case .warning: break
      case .error:
        progress.clear()
        shown.add("error: \(problem)")
      }
    }
    if let failure { throw failure }
    progress.clear()
    shown.end()
    output.rejectedRows = summary.rejected
    if !hasHours, summary.accepted > 0 {
      printError("warning: \(name): no merchant has operating_hours; is the column called so?")
    }
    return summary.rejected == 0
  }

  /// That the metadata of a merchant names a zone that there isn't.
  private static func unknownZone(
    in metadata: JSONText?, _ zones: ZoneDatabase
  ) -> HoursVerdict.Remark? {
    var name: String?
    metadata?.forEachMember { member, value in
      if member == "timezone" { name = value.string }
    }
    guard let name, zones.canonicalName(of: name) == nil else { return nil }
    var bytes: [UInt8] = []
    JSONString.append(name, to: &bytes)
    let value = String(decoding: bytes, as: UTF8.self)
    let reading = "the zone of its coordinates, as no time zone is called so"
    return HoursVerdict.Remark(
      code: "unknown_zone", path: "metadata.timezone", value: value, expected: reading,
      message: "metadata.timezone, \(value), is read as \(reading)")
  }
}

extension Catalog {
  /// The slots of all merchants in the bytewise order of their ids.
  fileprivate var slotsInOrder: [UInt32] {
    var slots: [(id: [UInt8], slot: UInt32)] = []
    forEachSlot { slots.append((Array(id(slot: $0).utf8), $0)) }
    return slots.sorted { $0.id.lexicographicallyPrecedes($1.id) }.map(\.slot)
  }
}

/// Which verdicts are shown.
enum HoursSelection: String, ExpressibleByArgument, CaseIterable {
  case rejected
  /// Those with warnings, whatever the verdict.
  case warnings
  case all

  func includes(_ verdict: HoursVerdict) -> Bool {
    switch self {
    case .rejected: verdict.kind == .rejected
    case .warnings: !verdict.warnings.isEmpty
    case .all: true
    }
  }
}

extension HoursVerdict.Remark {
  /// What is wrong with a cell that is no JSON.
  fileprivate init(_ problem: RowProblem) {
    self.init(
      code: "not_json", path: "$", value: problem.value,
      expected: #"JSON such as {"monday":{"open":"9:00","close":"21:00"}}"#,
      message: "\(problem.column ?? "operating_hours") \(problem.message)")
  }
}
