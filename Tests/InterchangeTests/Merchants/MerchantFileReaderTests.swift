import Catalog
import Foundation
import Testing

@testable import Interchange

struct MerchantFileReaderTests {
  private static let header = "merchant_id,name,latitude,longitude\n"

  @Test func `a header alone is a file without merchants`() throws {
    let reading = try MerchantsReading("merchant_id,name,latitude,longitude")
    #expect(reading.merchants.isEmpty)
    #expect(reading.summaries == [MerchantFileSummary()])
  }

  @Test(arguments: ["", "\n\n", "\u{FEFF}", "\r\n\r\n"])
  func `a file without a header is empty`(text: String) {
    #expect(throws: MerchantFileError.empty(file: "merchants.csv")) {
      try MerchantsReading(text)
    }
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x69, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x69], "UTF-16"),
      ([0x50, 0x4B, 3, 4, 0], "zip"), ([0x1F, 0x8B, 8, 0], "gzip"),
      (Array("%PDF-1.7".utf8), "PDF"), ([0x69, 0, 0x64, 0, 0x2C, 0], "not text"),
      (Array("a,b\n1,\0\n".utf8), "not text"),
    ] as [([UInt8], String)])
  func `a file of another kind is named`(bytes: [UInt8], kind: String) throws {
    var reader = MerchantFileReader(options: .init(workers: 1))
    var seen: [String: RecordPlace] = [:]
    let error = try #require(throws: MerchantFileError.self) {
      try reader.read(bytes, name: "merchants.csv", seen: &seen) { _, _ in
      } onProblem: { _ in
      }
    }
    guard case .notCSV = error else {
      Issue.record("\(error)")
      return
    }
    #expect(error.description.hasPrefix("merchants.csv: must be CSV in UTF-8, and is "))
    #expect(error.description.contains(kind))
  }

  @Test func `a header that is not UTF-8 names its line`() throws {
    var reader = MerchantFileReader(options: .init(workers: 1))
    var seen: [String: RecordPlace] = [:]
    let error = try #require(throws: MerchantFileError.self) {
      try reader.read(
        Array("\nid,name,lat,lon,stra".utf8) + [0xDF] + Array("e\n".utf8), name: "a.csv",
        seen: &seen
      ) { _, _ in
      } onProblem: { _ in
      }
    }
    #expect(error.description.hasPrefix("a.csv:2: the header can't be read: "))
  }

  @Test func `a file that isn't there is named`() throws {
    var reader = MerchantFileReader(options: .init(workers: 1))
    var seen: [String: RecordPlace] = [:]
    let error = try #require(throws: MerchantFileError.self) {
      try reader.read(path: "no-such-file.csv", seen: &seen) { _, _ in
      } onProblem: { _ in
      }
    }
    guard case .unreadable(.cannotOpen(path: "no-such-file.csv", _)) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test(arguments: [1, 3])
  func `of two rows with the same id the later is warned of and given too`(workers: Int) throws {
    var options = MerchantFileReader.Options(workers: workers)
    options.batchSize = 16
    let reading = try MerchantsReading(
      Self.header + "m-1,Blue Cup,1,1\nm-2,Red Cup,1,1\n\nm-1,Green Cup,1,1\n", options: options)
    #expect(reading.merchants.map(\.name) == ["Blue Cup", "Red Cup", "Green Cup"])
    #expect(
      reading.problems.map(\.description) == [
        "merchants.csv:5: merchant_id: \"m-1\" is on line 2 already; "
          + "the row on line 5 replaces it"
      ])
    #expect(reading.codes == [.duplicateID])
    #expect(reading.problems.map(\.record) == [3])
    #expect(reading.summaries.map(\.replaced) == [1])
    #expect(reading.summaries.map(\.warnings) == [1])
  }

  @Test func `an id in an earlier file is warned of with that file's name`() throws {
    let reading = try MerchantsReading(
      Self.header + "m-1,Blue Cup,1,1\n", Self.header + "m-2,Red Cup,1,1\nm-1,Green Cup,1,1\n")
    #expect(
      reading.problems.map(\.description) == [
        "merchants-2.csv:3: merchant_id: \"m-1\" is on line 2 of merchants.csv already; "
          + "the row on line 3 replaces it"
      ])
    #expect(reading.summaries.map(\.accepted) == [1, 2])
  }

  @Test func `a refused row replaces nothing`() throws {
    let reading = try MerchantsReading(
      Self.header + "m-1,Blue Cup,1,1\nm-1,Green Cup,191,1\nm-1,Red Cup,1,1\n")
    #expect(reading.codes == [.outOfRange, .duplicateID])
    #expect(reading.problems.last?.message.contains("on line 2 already") == true)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `batches and threads change neither merchants nor problems nor their order`(
    seed: UInt64
  ) throws {
    var random = RandomBytes(seed: seed)
    var text = Self.header
    for row in 0..<200 {
      let id = "m-\(random.below(150))"
      let name = ["Blue Cup", "\"Red\nCup\"", "\"Green, \"\"Cup\"\"\"", "", "Ça va"][
        random.below(5)]
      let latitude = ["51.5", "191", "x", "", "-1.25"][random.below(5)]
      text += "\(id),\(name),\(latitude),\(row % 180)\(["\n", "\r\n", "\n\n"][random.below(3)])"
    }
    let whole = try MerchantsReading(text)
    #expect(whole.summaries.map(\.records) == [200])
    for workers in [1, 2, 4] {
      var options = MerchantFileReader.Options(workers: workers)
      options.batchSize = 1 + random.below(400)
      #expect(try MerchantsReading(text, options: options) == whole)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `garbage is refused row by row and never crashes`(seed: UInt64) throws {
    var random = RandomBytes(seed: seed)
    let alphabet = Array(",,,,\n\n\"'.0123456789-+eE{}[]:nulltruefx\t °\u{0}é=".utf8) + [0xFF]
    for _ in 0..<50 {
      var bytes = Array(
        "merchant_id,name,latitude,longitude,rating,metadata,hours,hours.a,created\n".utf8)
      for _ in 0..<random.below(300) { bytes.append(alphabet[random.below(alphabet.count)]) }
      var options = MerchantFileReader.Options(workers: 1)
      options.truncatesLongText = seed.isMultiple(of: 2)
      var reader = MerchantFileReader(options: options)
      var seen: [String: RecordPlace] = [:]
      var given = 0
      let summary = try reader.read(bytes, name: "garbage.csv", seen: &seen) { _, _ in
        given += 1
      } onProblem: { problem in
        #expect(!problem.description.unicodeScalars.contains { $0.value < 0x20 })
      }
      #expect(summary.accepted == given)
      #expect(summary.records == summary.accepted + summary.rejected)
    }
  }
}

/// The files of merchants that come with the project, and those beside it.
struct MerchantFilesTests {
  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static var sharedData: URL? {
    let named = ProcessInfo.processInfo.environment["VICINITY_SHARED_DATA"].map {
      URL(filePath: $0, directoryHint: .isDirectory)
    }
    let folder = named ?? package.deletingLastPathComponent().appending(path: "shared/data")
    return FileManager.default.fileExists(atPath: folder.path()) ? folder : nil
  }

  private func read(_ file: URL) throws -> (MerchantFileSummary, [RowProblem]) {
    var reader = MerchantFileReader()
    var seen: [String: RecordPlace] = [:]
    var problems: [RowProblem] = []
    let summary = try reader.read(path: file.path(), seen: &seen) { _, _ in
    } onProblem: { problem in
      problems.append(problem)
    }
    return (summary, problems)
  }

  @Test func `the sample has nothing wrong with it`() throws {
    let (summary, problems) = try read(Self.package.appending(path: "Data/merchants.csv"))
    #expect(problems.isEmpty)
    #expect(summary.accepted == 10_000)
    #expect(summary.rejected == 0)
  }

  @Test(
    .enabled(if: sharedData != nil, "needs the shared data (VICINITY_SHARED_DATA)"),
    arguments: [
      ("merchants_bristol_stays.csv", 2_845, 0), ("merchants_helsinki.csv", 1_258, 0),
      ("merchants_london.csv", 3_177, 0), ("merchants_spain_fuel.csv", 5_870, 1),
      ("places_world.csv", 1_249, 0),
    ])
  func `real files are read but for the one station without a place`(
    name: String, accepted: Int, rejected: Int
  ) throws {
    let folder = try #require(Self.sharedData)
    let (summary, problems) = try read(folder.appending(path: name))
    #expect(summary.accepted == accepted)
    #expect(summary.rejected == rejected)
    #expect(summary.warnings == 0)
    #expect(problems.allSatisfy { $0.code == .missing && $0.line == 5_872 })
  }
}

/// Random numbers that a seed determines.
private struct RandomBytes {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  }

  /// A number from 0 to `limit` - 1.
  mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int((state >> 11) % UInt64(limit))
  }
}
