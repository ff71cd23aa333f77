import Ranking
import TestSupport
import Testing

struct RankComparisonTests {
  @Test func `finds nothing between equal lists`() {
    let comparison = RankComparison(from: ["a", "b", "c"], to: ["a", "b", "c"])
    #expect(!comparison.isChanged)
    #expect(comparison.tau == 1)
    #expect(comparison.commonCount == 3)
  }

  @Test func `tells who moved, entered and left`() {
    let comparison = RankComparison(from: ["a", "b", "c", "d"], to: ["b", "a", "e", "d"])
    #expect(
      comparison.moved == [.init(id: "b", from: 2, to: 1), .init(id: "a", from: 1, to: 2)])
    #expect(comparison.entered == [.init(id: "e", place: 3)])
    #expect(comparison.left == [.init(id: "c", place: 3)])
    #expect(comparison.commonCount == 3)
    // Of the pairs ab, ad and bd one has turned round.
    #expect(comparison.tau == 1.0 / 3)
    #expect(comparison.isChanged)
  }

  @Test func `counts somebody pushed down by an entrant as moved, and the order as the same`() {
    let comparison = RankComparison(from: ["a", "b", "c"], to: ["x", "a", "b"])
    #expect(
      comparison.moved == [.init(id: "a", from: 1, to: 2), .init(id: "b", from: 2, to: 3)])
    #expect(comparison.moved.map(\.distance) == [1, 1])
    #expect(comparison.tau == 1)
  }

  @Test(arguments: [
    ([], []),
    (["a"], []),
    (["a"], ["a"]),
    (["a", "b"], ["c", "b"]),
  ])
  func `has no tau for fewer than two in both lists`(old: [String], new: [String]) {
    #expect(RankComparison(from: old, to: new).tau == nil)
  }

  @Test func `is minus one for the opposite order`() {
    let list = (0..<20).map(String.init)
    #expect(RankComparison(from: list, to: list.reversed()).tau == -1)
  }

  @Test func `is worked out by hand for five`() {
    // c has passed a and b, and e has passed d: three of the ten pairs have turned round.
    let comparison = RankComparison(
      from: ["a", "b", "c", "d", "e"], to: ["c", "a", "b", "e", "d"])
    #expect(comparison.tau == 0.4)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `tau is that of the definition over all pairs`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let everyone = (0..<60).map { "m\($0)" }
    let old = Array(
      everyone.shuffled(using: &random).prefix(Int.random(in: 0...40, using: &random)))
    let new = Array(
      everyone.shuffled(using: &random).prefix(Int.random(in: 0...40, using: &random)))
    let comparison = RankComparison(from: old, to: new)
    #expect(comparison.tau == Self.quadraticTau(old, new))
    let back = RankComparison(from: new, to: old)
    #expect(back.tau == comparison.tau)
    #expect(back.entered == comparison.left)
    #expect(back.left == comparison.entered)
    #expect(Set(back.moved.map(\.id)) == Set(comparison.moved.map(\.id)))
    #expect(comparison.commonCount == Set(old).intersection(new).count)
    #expect(comparison.entered.count + comparison.commonCount == new.count)
    #expect(comparison.left.count + comparison.commonCount == old.count)
  }

  /// Kendall's tau as it is defined: every pair of common members is looked at in both lists.
  private static func quadraticTau(_ old: [String], _ new: [String]) -> Double? {
    let common = old.filter(new.contains)
    guard common.count >= 2 else { return nil }
    var difference = 0
    var pairs = 0
    for first in common.indices {
      for second in common.indices where second > first {
        guard let one = new.firstIndex(of: common[first]),
          let other = new.firstIndex(of: common[second])
        else { continue }
        pairs += 1
        difference += one < other ? 1 : -1
      }
    }
    return Double(difference) / Double(pairs)
  }
}
