import ArgumentParser
import Catalog
import Foundation
import Interchange
import OpeningHours

/// From a merchants file to a catalogue that answers.
struct LoadBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Seconds and memory from a merchants file to a catalogue that answers.",
    discussion: """
      The file is one that scripts/make-load-data.py writes: every column filled.
      Example: python3 scripts/make-load-data.py --out load.csv && scripts/bench load load.csv
      """)

  @Argument(help: ArgumentHelp("A merchants file.", valueName: "file"))
  var file: String

  @Flag(help: "Leave the opening hours unread, as if the system had no time zones.")
  var withoutHours = false

  @Option(help: "Write the figures to this file, as one flat JSON object.")
  var json: String?

  func run() throws {
    let before = residentBytes()
    let start = nanoseconds()
    let zones = withoutHours ? nil : try ZoneDatabase(timeZoneDirectory: nil)
    var builder = CatalogBuilder(zones: zones)
    var reader = MerchantFileReader()
    var seen: [String: RecordPlace] = [:]
    let summary = try reader.read(path: file, seen: &seen) { merchant, _ in
      builder.add(merchant)
    } onProblem: { _ in
    }
    seen = [:]
    let read = nanoseconds()
    let catalog = builder.build()
    let built = nanoseconds()
    let count = Double(max(1, catalog.count))
    let resident = Double(residentBytes() - before)
    print("\(summary.records) records, \(catalog.count) merchants, \(summary.rejected) rejected")
    print("read    \(short(Double(read - start) / 1e9)) s")
    print("arrange \(short(Double(built - read) / 1e9)) s")
    print("in all  \(short(Double(built - start) / 1e9)) s")
    print(
      "memory  \(short(resident / count)) bytes a merchant, \(short(Double(catalog.byteCount) / count)) of them the catalogue's own"
    )
    var figures = Figures()
    figures.set("load.seconds", Double(built - start) / 1e9)
    figures.set("load.merchants", count)
    figures.set("load.bytes_per_merchant", resident / count)
    if let json { try figures.write(to: json) }
  }
}
