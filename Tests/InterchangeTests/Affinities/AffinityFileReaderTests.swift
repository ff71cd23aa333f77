import Foundation
import Ranking
import TestSupport
import Testing

@testable import Interchange

struct AffinityFileReaderTests {
  private static let header = "user_id,merchant_id,affinity_score,last_interaction\n"

  @Test(arguments: [
    header + "ana,m-1,0.75,2026-03-01T10:00:00Z\nben,m-2,1,\n",
    "LAST-INTERACTION;Affinity Score;Merchant ID;userId\r\n2026-03-01T10:00:00Z;0.75;m-1;ana\r\n"
      + ";1;m-2;ben\r\n",
    "\u{FEFF}user\tmerchant\tscore\tlast_interaction\n"
      + "\" ana \"\t m-1 \t .75 \t 2026-03-01 11:00:00.999+01\n\nben\tm-2\t1e0\t \n",
  ])
  func `columns come in any order, case and dialect`(text: String) throws {
    let reading = try AffinitiesReading(text)
    #expect(reading.problems.isEmpty)
    #expect(reading.table.users == ["ana", "ben"])
    #expect(
      reading.affinities(of: "ana") == [
        Affinity(merchantID: "m-1", score: 0.75, lastInteraction: 1_772_359_200)
      ])
    #expect(reading.affinities(of: "ben") == [Affinity(merchantID: "m-2", score: 1)])
  }

  @Test func `the last interaction may have no column`() throws {
    let reading = try AffinitiesReading("user_id,merchant_id,affinity_score\nana,m-1,0.5\n")
    #expect(reading.problems.isEmpty)
    #expect(reading.affinities(of: "ana") == [Affinity(merchantID: "m-1", score: 0.5)])
  }

  @Test func `what else the table has is passed over, and other columns are warned of`() throws {
    let reading = try AffinitiesReading(
      """
      user_id,merchant_id,affinity_score,interaction_count,last_interaction,purchase_count,\
      avg_transaction_value,updated_at,mood,
      ana,m-1,0.5,many,,-1,free,never,fine,

      """)
    #expect(
      reading.problems.map(\.description) == [
        "affinities.csv:1: mood: is no column that an affinity has and is ignored",
        "affinities.csv:1: column 10: has no name in the header and is ignored",
      ])
    #expect(reading.problems.allSatisfy { $0.severity == .warning && $0.code == .unknownColumn })
    #expect(reading.table.pairCount == 1)
    #expect(reading.summaries.map(\.warnings) == [2])
  }

  @Test func `ids may be what a spreadsheet takes for formulas`() throws {
    let reading = try AffinitiesReading(Self.header + "'=ana,'@m-1,0.5,\n'ben,'m-2,0.5,\n")
    #expect(reading.problems.isEmpty)
    #expect(reading.table.users == ["'ben", "=ana"])
    #expect(reading.affinities(of: "=ana").map(\.merchantID) == ["@m-1"])
  }

  @Test(arguments: [
    ("0", 0), ("1", 1), ("-0", 0), ("0.000", 0), ("1.", 1), (".5", 0.5), ("+0.25", 0.25),
    ("1e-05", 1e-5), ("2.5E-1", 0.25), ("0.30000000000000004", 0.1 + 0.2), ("1e-400", 0),
  ])
  func `affinities are read to the last bit`(cell: String, score: Double) throws {
    let reading = try AffinitiesReading(Self.header + "ana,m-1,\(cell),\n")
    let affinity = try #require(reading.affinities(of: "ana").first)
    #expect(affinity.score == score)
    #expect(affinity.score.sign == .plus)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.5Z", -1), ("1970-01-01T00:00:01.999Z", 1),
    ("2026-11-24 10:00:00.25+05:30", 1_795_494_600),
  ])
  func `instants are seconds, rounded down`(cell: String, seconds: Int64) throws {
    let reading = try AffinitiesReading(Self.header + "ana,m-1,0.5,\(cell)\n")
    #expect(reading.affinities(of: "ana").map(\.lastInteraction) == [seconds])
  }
  @Test func `a table that another reader filled keeps its rows and names no wrong file`() throws {
    let header = "user_id,merchant_id,affinity_score\n"
    var builder = AffinityTableBuilder()
    var first = AffinityFileReader()
    for (name, row) in [("a.csv", "ben,m-1,0.5\n"), ("b.csv", "ana,m-1,0.5\n")] {
      _ = try first.read(Array((header + row).utf8), name: name, into: &builder) { problem in
        Issue.record("\(problem)")
      }
    }
    var second = AffinityFileReader()
    var problems: [String] = []
    let summary = try second.read(
      Array("\(header)ana,m-1,0.9\n".utf8), name: "c.csv", into: &builder
    ) { problems.append("\($0)") }
    #expect(summary.rejected == 1)
    #expect(
      problems == [
        "c.csv:2: merchant_id: \"m-1\" is on line 2 of an earlier file for the user \"ana\" already, "
          + "which counts; leave out one of the two rows"
      ])
    let table = builder.build()
    #expect(table.affinities(ofUser: "ana") == [Affinity(merchantID: "m-1", score: 0.5)])
  }

  @Test func `a header alone is a file without affinities`() throws {
    let reading = try AffinitiesReading("user_id,merchant_id,affinity_score")
    #expect(reading.table == .empty)
    #expect(reading.summaries == [AffinityFileSummary()])
  }

  @Test func `when every row is bad, all are rejected`() throws {
    let reading = try AffinitiesReading("user,merchant,score\n,,\nana,m-1,2\n")
    #expect(reading.summaries.map(\.records) == [2])
    #expect(reading.summaries.map(\.rejected) == [2])
    #expect(reading.table == .empty)
  }

  @Test(arguments: ["", "\n\n", "\u{FEFF}"])
  func `an empty file is told what it must begin with`(text: String) throws {
    let error = try #require(throws: MerchantFileError.self) { try AffinitiesReading(text) }
    #expect(
      error.description
        == "affinities.csv: is empty; it must begin with a line of column names such as "
        + "user_id,merchant_id,affinity_score,last_interaction")
  }

  @Test func `missing columns are named beside the header that was found`() throws {
    let error = try #require(throws: MerchantFileError.self) {
      try AffinitiesReading("merchant_id,likes\nm-1,0.5\n")
    }
    #expect(
      error.description
        == "affinities.csv: must have a column user_id or user, a column affinity_score or affinity "
        + "or score, and its header is: merchant_id, likes")
  }

  @Test(arguments: [
    ("user_id,merchant_id,affinity_score,User-ID", ["user_id", "User-ID"]),
    ("user_id,merchant_id,score,affinity", ["score", "affinity"]),
    ("user,merchant,score,updated_at,UpdatedAt", ["updated_at", "UpdatedAt"]),
  ])
  func `two columns of the same meaning are refused`(header: String, names: [String]) {
    #expect(throws: MerchantFileError.duplicateColumn(file: "affinities.csv", names: names)) {
      try AffinitiesReading(header + "\n")
    }
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x75, 0], "UTF-16"), ([0x50, 0x4B, 3, 4, 0], "zip"),
      ([0x75, 0, 0x73, 0, 0x2C, 0], "not text"), (Array("a,b\n1,\0\n".utf8), "not text"),
    ] as [([UInt8], String)])
  func `a file of another kind is named`(bytes: [UInt8], kind: String) throws {
    let error = try #require(throws: MerchantFileError.self) {
      try AffinitiesReading([bytes], with: AffinityFileReader())
    }
    #expect(error.description.hasPrefix("affinities.csv: must be CSV in UTF-8, and is "))
    #expect(error.description.contains(kind))
  }

  @Test func `a file that isn't there or is a directory is named`() throws {
    var reader = AffinityFileReader()
    var builder = AffinityTableBuilder()
    for path in ["no-such-file.csv", FileManager.default.temporaryDirectory.path()] {
      let error = try #require(throws: MerchantFileError.self) {
        try reader.read(path: path, into: &builder) { _ in }
      }
      #expect(error.description.contains(path))
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `batches change neither affinities nor problems nor their order`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var text = "user_id,merchant_id,affinity_score,last_interaction\n"
    for _ in 0..<200 {
      let user = ["ana", "\"b\ne\nn\"", "\"chl\"\"oe\"", "", "dev"].randomElement(using: &random)
      let score = ["0.5", "1.5", "x", "", "1e-3"].randomElement(using: &random)
      let instant = ["", "2026-03-01T10:00:00Z", "now"].randomElement(using: &random)
      let end = ["\n", "\r\n", "\n\n"].randomElement(using: &random)
      text +=
        "\(user ?? ""),m-\(Int.random(in: 0..<30, using: &random)),\(score ?? ""),"
        + "\(instant ?? "")\(end ?? "")"
    }
    let whole = try AffinitiesReading(text)
    #expect(whole.summaries.map(\.records) == [200])
    for _ in 0..<3 {
      var reader = AffinityFileReader()
      reader.batchSize = Int.random(in: 1...400, using: &random)
      #expect(try AffinitiesReading([Array(text.utf8)], with: reader) == whole)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `garbage is refused row by row and never crashes`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array(",,,,\n\n\"'.0123456789-+eETZ:nulltruefx\t °\u{0}é=".utf8) + [0xFF]
    for _ in 0..<200 {
      var bytes = Array("user_id,merchant_id,affinity_score,last_interaction\n".utf8)
      for _ in 0..<Int.random(in: 0..<300, using: &random) {
        bytes.append(alphabet.randomElement(using: &random) ?? 0)
      }
      var reader = AffinityFileReader { $0 != "0" }
      reader.batchSize = Int.random(in: 1...64, using: &random)
      let reading = try AffinitiesReading([bytes], with: reader)
      let summary = try #require(reading.summaries.first)
      #expect(summary.records == summary.accepted + summary.rejected)
      #expect(reading.table.pairCount == summary.accepted)
      #expect(
        !reading.problems.contains { problem in
          problem.description.unicodeScalars.contains { $0.value < 0x20 }
        })
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a damaged header or file never crashes`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var bytes = Array(
        "user_id,merchant_id,affinity_score\nana,m-1,0.5\n\"ben\",\"m-2\",1e-05\n".utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] = UInt8.random(in: 0...255, using: &random)
      }
      do {
        let reading = try AffinitiesReading([bytes], with: AffinityFileReader())
        #expect(reading.table.pairCount == reading.summaries.first?.accepted)
      } catch {
        #expect(error.description.hasPrefix("affinities.csv:"))
      }
    }
  }

  @Test func `the sample has nothing wrong with it and four users`() throws {
    let folder = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Data")
    var merchants = MerchantFileReader()
    var seen: [String: RecordPlace] = [:]
    _ = try merchants.read(path: folder.appending(path: "merchants.csv").path(), seen: &seen) {
      _, _ in
    } onProblem: { _ in
    }
    let known = Set(seen.keys)
    var reader = AffinityFileReader { known.contains($0) }
    var builder = AffinityTableBuilder()
    let summary = try reader.read(
      path: folder.appending(path: "affinities.csv").path(), into: &builder
    ) { problem in
      Issue.record("\(problem)")
    }
    let table = builder.build()
    #expect(table.users == ["ana", "ben", "chloe", "dev"])
    #expect(summary.accepted == table.pairCount)
    for user in table.users {
      let affinities: [Affinity] = table.affinities(ofUser: user)
      #expect(15...30 ~= affinities.count)
    }
  }
}
