import Interchange
import Testing

struct PythonCSVTests {
  @Test(arguments: [PythonCSV.minimal, PythonCSV.all], [1, 100, 1 << 20])
  func `what Python writes is read as it was`(text: String, batchSize: Int) throws {
    var splitter = CSVSplitter(Array(text.utf8), dialect: CSVDialect(), batchSize: batchSize)
    #expect(try splitter.records().map(\.fields) == PythonCSV.rows)
  }
}
