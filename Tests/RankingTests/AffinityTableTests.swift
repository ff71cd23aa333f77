import Ranking
import TestSupport
import Testing

struct AffinityTableTests {
  /// A table of rows, every one of which must be new.
  private static func table(_ rows: [(String, Affinity)]) -> AffinityTable {
    var builder = AffinityTableBuilder()
    for (user, affinity) in rows {
      #expect(builder.add(user: user, affinity) == nil)
    }
    return builder.build()
  }

  @Test func `each user has their own affinities, in the order in which they were added`() {
    let table = Self.table([
      ("ben", Affinity(merchantID: "m-2", score: 0.5, lastInteraction: 7)),
      ("ana", Affinity(merchantID: "m-2", score: 0.25)),
      ("ben", Affinity(merchantID: "m-1", score: 1, lastInteraction: -1)),
    ])
    #expect(table.users == ["ana", "ben"])
    #expect(table.userCount == 2)
    #expect(table.pairCount == 3)
    #expect(table.affinities(ofUser: "ana") == [Affinity(merchantID: "m-2", score: 0.25)])
    #expect(
      table.affinities(ofUser: "ben") == [
        Affinity(merchantID: "m-2", score: 0.5, lastInteraction: 7),
        Affinity(merchantID: "m-1", score: 1, lastInteraction: -1),
      ])
  }

  @Test(arguments: ["", "a", "anaa", "b", "zoe", "ANA", "ana "])
  func `an unknown user has none, like a user of an empty table`(user: String) async {
    let table = Self.table([
      ("ana", Affinity(merchantID: "m-1", score: 1)),
      ("ben", Affinity(merchantID: "m-1", score: 1)),
    ])
    #expect(table.affinities(ofUser: user) == [])
    #expect(AffinityTable.empty.affinities(ofUser: user) == [])
    let answer: AffinityAnswer = await table.affinities(ofUser: user)
    #expect(answer == .known([]))
  }

  @Test func `as a source it answers with what it holds`() async {
    let affinity = Affinity(merchantID: "m-1", score: 0.5, lastInteraction: 0)
    let source: any AffinitySource = Self.table([("ana", affinity)])
    #expect(await source.affinities(ofUser: "ana") == .known([affinity]))
  }

  @Test func `of a pair that is added twice the first counts, and its place is told`() {
    var builder = AffinityTableBuilder()
    let first = Affinity(merchantID: "m-1", score: 0.5, lastInteraction: 1)
    #expect(builder.add(user: "ana", first, place: 17) == nil)
    #expect(builder.add(user: "ben", first, place: 18) == nil)
    let second = Affinity(merchantID: "m-1", score: 0.75)
    #expect(builder.add(user: "ana", second, place: 19) == 17)
    #expect(builder.add(user: "ana", second, place: 20) == 17)
    let table = builder.build()
    #expect(table.pairCount == 2)
    #expect(table.affinities(ofUser: "ana") == [first])
  }

  @Test func `an empty table has nobody`() {
    let table = AffinityTableBuilder().build()
    #expect(table == .empty)
    #expect(table.users.isEmpty)
    #expect(table.pairCount == 0)
    #expect(table.byteCount == 0)
  }

  @Test func `a pair takes 24 bytes beside the ids`() {
    let one = Self.table([("ana", Affinity(merchantID: "m-1", score: 1))])
    let two = Self.table([
      ("ana", Affinity(merchantID: "m-1", score: 1)),
      ("ben", Affinity(merchantID: "m-2", score: 1)),
    ])
    let three = Self.table([
      ("ana", Affinity(merchantID: "m-1", score: 1)),
      ("ben", Affinity(merchantID: "m-2", score: 1)),
      ("ben", Affinity(merchantID: "m-1", score: 1)),
    ])
    #expect(three.byteCount - two.byteCount == 24)
    #expect(two.byteCount == 2 * one.byteCount)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `it says what a list of all rows says`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var builder = AffinityTableBuilder()
    var rows: [(user: String, affinity: Affinity, place: Int)] = []
    let userCount = Int.random(in: 1...40, using: &random)
    for place in 0..<Int.random(in: 0...400, using: &random) {
      let user = "user-\(Int.random(in: 0..<userCount, using: &random))"
      let affinity = Affinity(
        merchantID: "m-\(Int.random(in: 0..<30, using: &random))",
        score: Double.random(in: 0...1, using: &random),
        lastInteraction: Bool.random(using: &random)
          ? Int64.random(in: -1_000...1_000, using: &random) : nil)
      let earlier = rows.first {
        $0.user == user && $0.affinity.merchantID == affinity.merchantID
      }
      #expect(builder.add(user: user, affinity, place: place) == earlier?.place)
      if earlier == nil { rows.append((user, affinity, place)) }
    }
    let table = builder.build()
    #expect(table.pairCount == rows.count)
    #expect(table.users == Set(rows.map(\.user)).sorted())
    for number in 0..<userCount + 1 {
      let user = "user-\(number)"
      #expect(
        table.affinities(ofUser: user) == rows.filter { $0.user == user }.map(\.affinity))
    }
  }
}
