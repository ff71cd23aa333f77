import ArgumentParser
import Catalog
import FlatStorage
import Foundation
import Geofencing
import JSON

/// Says what is in a catalogue file.
struct CatalogInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Says what is in a catalogue file, without reading all of it.",
    discussion: "Example: vicinity catalog inspect merchants.vicinity")

  @Argument(help: ArgumentHelp("The catalogue file.", valueName: "file"))
  var file: String

  @Option(help: "table or json (default: table on a terminal, json otherwise).")
  var format: Format?

  /// The ways the facts can be printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  func run() throws {
    let opened = try CatalogOpening.open(file)
    if format ?? (Terminal.showsOutput ? .table : .json) == .table {
      for line in table(opened) { print(line) }
    } else {
      try StandardOutput.write(json(opened))
    }
  }

  private func facts(_ opened: CatalogFile) -> [(name: String, value: String, isNumber: Bool)] {
    let catalog = opened.catalog
    let time = Timestamp(microseconds: Int64(opened.writtenAt) * 1_000_000)
    return [
      ("file", opened.file.path, false),
      ("format_version", "\(opened.file.version)", true),
      ("bytes", "\(opened.file.region.byteCount)", true),
      ("written_at", "\(time)", false),
      ("source", opened.source, false),
      ("catalog_version", "\(catalog.version)", true),
      ("merchants", "\(catalog.count)", true),
      ("inactive", "\(catalog.inactiveCount)", true),
      ("categories", "\(catalog.categories.all.count)", true),
      ("geofences", "\(catalog.fences.index.count)", true),
      ("affinities", "\(opened.affinities?.pairCount ?? 0)", true),
      ("affinity_users", "\(opened.affinities?.userCount ?? 0)", true),
      ("time_zones", "\(catalog.zones.count)", true),
      ("hours_known", "\(catalog.hoursCounts.known)", true),
      ("hours_rejected", "\(catalog.hoursCounts.rejected)", true),
    ]
  }

  private func table(_ opened: CatalogFile) -> [String] {
    let facts = facts(opened)
    let width = facts.map(\.name.count).max() ?? 0
    let sections = opened.file.sections.map {
      [$0.name, "\($0.byteCount / $0.stride)", "\($0.byteCount)"]
    }
    return facts.map {
      $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        + Terminal.harmless($0.value)
    } + [""] + TextTable(header: ["SECTION", "ELEMENTS", "BYTES"], rows: sections).lines
  }

  private func json(_ opened: CatalogFile) -> [UInt8] {
    var bytes: [UInt8] = Array("{".utf8)
    for fact in facts(opened) {
      bytes.append(contentsOf: "\"\(fact.name)\":".utf8)
      if fact.isNumber {
        bytes.append(contentsOf: fact.value.utf8)
      } else {
        JSONString.append(fact.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: ","))
    }
    bytes.append(contentsOf: "\"sections\":[".utf8)
    for (position, section) in opened.file.sections.enumerated() {
      bytes.append(contentsOf: (position == 0 ? "\n" : ",\n").utf8)
      bytes.append(contentsOf: "{\"name\":".utf8)
      JSONString.append(section.name, to: &bytes)
      bytes.append(
        contentsOf: ",\"elements\":\(section.byteCount / section.stride),\"bytes\":".utf8)
      bytes.append(contentsOf: "\(section.byteCount)}".utf8)
    }
    bytes.append(contentsOf: "\n]}\n".utf8)
    return bytes
  }
}
