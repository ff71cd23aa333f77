import Interchange
import Ranking
import Testing

struct AffinityRowParserTests {
  @Test(arguments: [
    ("", "m-1", "0.5", "", "user_id", RowProblem.Code.missing),
    (" \u{A0} ", "m-1", "0.5", "", "user_id", .missing),
    (String(repeating: "é", count: 128), "m-1", "0.5", "", "user_id", .tooLong),
    ("a\u{7}na", "m-1", "0.5", "", "user_id", .controlCharacter),
    ("ana", "", "0.5", "", "merchant_id", .missing),
    ("ana", String(repeating: "m", count: 51), "0.5", "", "merchant_id", .tooLong),
    ("ana", "m\u{202E}1", "0.5", "", "merchant_id", .controlCharacter),
    ("ana", "m-9", "0.5", "", "merchant_id", .unknownMerchant),
    ("ana", "m-1", "", "", "affinity_score", .missing),
    ("ana", "m-1", "1.0000001", "", "affinity_score", .outOfRange),
    ("ana", "m-1", "-0.5", "", "affinity_score", .outOfRange),
    ("ana", "m-1", "1e9", "", "affinity_score", .outOfRange),
    ("ana", "m-1", "1e999", "", "affinity_score", .outOfRange),
    ("ana", "m-1", String(repeating: "9", count: 400), "", "affinity_score", .outOfRange),
    ("ana", "m-1", "50%", "", "affinity_score", .notANumber),
    ("ana", "m-1", "much", "", "affinity_score", .notANumber),
    ("ana", "m-1", "1:2", "", "affinity_score", .notANumber),
    ("ana", "m-1", "1e", "", "affinity_score", .notANumber),
    ("ana", "m-1", "0,5", "", "affinity_score", .decimalComma),
    ("ana", "m-1", "0x1", "", "affinity_score", .hexadecimal),
    ("ana", "m-1", "NaN", "", "affinity_score", .notFinite),
    ("ana", "m-1", "-inf", "", "affinity_score", .notFinite),
    ("ana", "m-1", "0.5", "2026-02-30T10:00:00Z", "last_interaction", .invalidTimestamp),
    ("ana", "m-1", "0.5", "2026-11-24", "last_interaction", .invalidTimestamp),
    ("ana", "m-1", "0.5", "yesterday", "last_interaction", .invalidTimestamp),
  ])
  func `a wrong cell refuses its row with its line, column and a code, and the rest is used`(
    user: String, merchant: String, score: String, instant: String, column: String,
    code: RowProblem.Code
  ) throws {
    let writer = CSVWriter(neutralisesFormulas: false)
    var bytes: [UInt8] = []
    writer.append(["user_id", "merchant_id", "affinity_score", "last_interaction"], to: &bytes)
    writer.append(["ben", "m-1", "0.5", ""], to: &bytes)
    writer.append([user, merchant, score, instant], to: &bytes)
    writer.append(["chloe", "m-2", "0.5", ""], to: &bytes)
    let reading = try AffinitiesReading(
      String(decoding: bytes, as: UTF8.self), knowing: ["m-1", "m-2"])
    #expect(reading.codes == [code])
    let problem = try #require(reading.problems.first)
    #expect(problem.severity == .error)
    #expect(problem.column == column)
    #expect(problem.record == 2)
    #expect(problem.line == 3)
    #expect(reading.table.users == ["ben", "chloe"])
    #expect(reading.summaries.map(\.accepted) == [2])
    #expect(reading.summaries.map(\.rejected) == [1])
  }

  @Test(arguments: [
    ("ana,m-1,1.5,", "affinity_score: must be a number from 0 to 1, and is \"1.5\""),
    ("ana,m-1,,", "affinity_score: must be a number from 0 to 1, and is empty"),
    ("ana,m-1,\"0,5\",", "affinity_score: must have a decimal point and no comma, and is \"0,5\""),
    (",m-1,0.5,", "user_id: must be the user's id, and is empty"),
    (
      "ana,m-9,0.5,",
      "merchant_id: must be the merchant_id of a merchant in the catalogue, and is \"m-9\"; "
        + "correct it or leave out the row"
    ),
    (
      "ana,m-1,0.5,now",
      "last_interaction: must be an instant with its offset such as 2026-11-24T10:00:00Z, and is "
        + "\"now\""
    ),
    (
      "ana,m-1,0.5",
      "must have 4 cells as the header has, and has 3; is a cell missing, or a quote not closed?"
    ),
    (
      "ana,m-1,0,5,",
      "must have 4 cells as the header has, and has 5; a text with the delimiter in it must stand "
        + "in quotes"
    ),
  ])
  func `a problem says what to do`(row: String, message: String) throws {
    let reading = try AffinitiesReading(
      "user_id,merchant_id,affinity_score,last_interaction\n\n\(row)\n", knowing: ["m-1"])
    #expect(reading.problems.map(\.description) == ["affinities.csv:3: \(message)"])
  }

  @Test func `a row's errors are reported all at once`() throws {
    let reading = try AffinitiesReading(
      "user_id,merchant_id,affinity_score,last_interaction\n,m-9,2,now\n", knowing: ["m-1"])
    #expect(reading.codes == [.missing, .unknownMerchant, .outOfRange, .invalidTimestamp])
    #expect(reading.summaries.map(\.rejected) == [1])
  }

  @Test func `of two rows with the same pair the first counts and is named`() throws {
    let reading = try AffinitiesReading(
      "user_id,merchant_id,affinity_score\nana,m-1,0.5\n\nana,m-2,0.5\nben,m-1,0.5\nana,m-1,0.9\n")
    #expect(
      reading.problems.map(\.description) == [
        "affinities.csv:6: merchant_id: \"m-1\" is on line 2 for the user \"ana\" already, "
          + "which counts; leave out one of the two rows"
      ])
    #expect(reading.codes == [.duplicatePair])
    #expect(reading.problems.map(\.severity) == [.error])
    #expect(reading.affinities(of: "ana").map(\.score) == [0.5, 0.5])
    #expect(reading.summaries.map(\.accepted) == [3])
    #expect(reading.summaries.map(\.rejected) == [1])
  }

  @Test func `a pair in an earlier file is an error with that file's name`() throws {
    let header = "user_id,merchant_id,affinity_score\n"
    let reading = try AffinitiesReading(
      header + "ana,m-1,0.5\n", header + "ben,m-1,0.5\nana,m-1,0.9\n")
    #expect(
      reading.problems.map(\.description) == [
        "affinities-2.csv:3: merchant_id: \"m-1\" is on line 2 of affinities.csv for the user "
          + "\"ana\" already, which counts; leave out one of the two rows"
      ])
    #expect(reading.summaries.map(\.accepted) == [1, 1])
  }

  @Test func `a refused row is no first one`() throws {
    let reading = try AffinitiesReading(
      "user_id,merchant_id,affinity_score\nana,m-1,2\nana,m-1,0.5\n")
    #expect(reading.codes == [.outOfRange])
    #expect(reading.affinities(of: "ana").map(\.score) == [0.5])
  }

  @Test func `without merchants to know, every merchant is known`() throws {
    let text = "user_id,merchant_id,affinity_score\nana,m-9,0.5\n"
    #expect(try AffinitiesReading(text).problems.isEmpty)
    #expect(try AffinitiesReading(text, knowing: []).codes == [.unknownMerchant])
  }
}
