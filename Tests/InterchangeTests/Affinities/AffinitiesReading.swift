import Interchange
import Ranking

/// What came of reading files of affinities.
struct AffinitiesReading: Equatable {
  var table = AffinityTable.empty
  var problems: [RowProblem] = []
  var summaries: [AffinityFileSummary] = []

  var codes: [RowProblem.Code] { problems.map(\.code) }

  /// Reads texts one after another as `affinities.csv`, `affinities-2.csv` and so on.
  init(_ texts: String..., knowing merchants: Set<String>? = nil) throws(MerchantFileError) {
    let reader = AffinityFileReader(
      isKnownMerchant: merchants.map { known in { @Sendable in known.contains($0) } })
    try self.init(texts.map { Array($0.utf8) }, with: reader)
  }

  init(_ files: [[UInt8]], with reader: AffinityFileReader) throws(MerchantFileError) {
    var reader = reader
    var builder = AffinityTableBuilder()
    for (index, bytes) in files.enumerated() {
      summaries.append(
        try reader.read(
          bytes, name: index == 0 ? "affinities.csv" : "affinities-\(index + 1).csv",
          into: &builder
        ) { problem in
          problems.append(problem)
        })
    }
    table = builder.build()
  }

  /// A user's affinities.
  func affinities(of user: String) -> [Affinity] {
    table.affinities(ofUser: user)
  }
}
