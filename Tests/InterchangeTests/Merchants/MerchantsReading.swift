import Catalog
import Interchange

/// What came of reading files of merchants, in the order in which it was given.
struct MerchantsReading: Equatable {
  /// A merchant's id or a problem.
  enum Event: Equatable {
    case merchant(String, line: UInt32)
    case problem(RowProblem)
  }

  var merchants: [Merchant] = []
  var problems: [RowProblem] = []
  var events: [Event] = []
  var summaries: [MerchantFileSummary] = []

  var codes: [RowProblem.Code] { problems.map(\.code) }
  var errors: [RowProblem] { problems.filter { $0.severity == .error } }

  /// Reads texts one after another as `merchants.csv`, `merchants-2.csv` and so on.
  init(
    _ texts: String..., options: MerchantFileReader.Options = .init(workers: 1),
    categories: CategoryTable = .seeds
  ) throws(MerchantFileError) {
    var reader = MerchantFileReader(categories: categories, options: options)
    var seen: [String: RecordPlace] = [:]
    for (index, text) in texts.enumerated() {
      let summary = try reader.read(
        Array(text.utf8), name: index == 0 ? "merchants.csv" : "merchants-\(index + 1).csv",
        seen: &seen
      ) { merchant, place in
        merchants.append(merchant)
        events.append(.merchant(merchant.id, line: place.line))
      } onProblem: { problem in
        problems.append(problem)
        events.append(.problem(problem))
      }
      summaries.append(summary)
    }
  }

  /// Reads one row that has a good id, name and place, and `cells` by the names of their columns.
  init(
    row cells: [(String, String)], options: MerchantFileReader.Options = .init(workers: 1)
  ) throws(MerchantFileError) {
    let standard = [
      ("merchant_id", "m-1"), ("name", "Blue Cup"), ("latitude", "51.5074"),
      ("longitude", "-0.1278"),
    ]
    let all =
      standard.filter { cell in !cells.contains { $0.0 == cell.0 } } + cells
    let writer = CSVWriter(neutralisesFormulas: false)
    var bytes: [UInt8] = []
    writer.append(all.map(\.0), to: &bytes)
    writer.append(all.map(\.1), to: &bytes)
    try self.init(String(decoding: bytes, as: UTF8.self), options: options)
  }
}
