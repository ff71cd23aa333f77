import Catalog
import JSON
import Ranking

/// The scores of an answer's merchants, as far as they are shown.
struct ShownScores {
  private let catalog: Catalog
  private let scoring: QueryScoring
  private let showsSponsored: Bool
  private let explains: Bool
  private let ranks: [ResultRank]

  /// The scores of the hits that a request's query left in `scratch`; nil if it is not in the order of
  /// scores or shows none.
  ///
  /// Ranks take another search, so they are worked out only where they are shown.
  init?(
    _ request: NearbyRequest, _ rendering: MerchantRendering, scratch: inout QueryScratch
  ) throws(QueryError) {
    let members = rendering.scoreMembers
    guard !members.isEmpty, let scoring = request.query.scoring else { return nil }
    catalog = rendering.catalog
    self.scoring = scoring
    showsSponsored = members.contains(.sponsored)
    explains = members.contains(.parts)
    ranks =
      members.contains(.rank) || members.contains(.organicRank)
      ? try catalog.ranks(of: request.query, scratch: &scratch) : []
  }

  /// What is shown of the score of the hit at a position of the answer.
  func score(of hit: MerchantHit, at position: Int) -> ShownScore {
    ShownScore(
      millionths: hit.score ?? 0,
      isSponsored: showsSponsored && scoring.ranking.isBoosted(slot: hit.slot, in: catalog),
      parts: explains
        ? catalog.explanation(
          slot: hit.slot, distanceMeters: hit.distanceMeters, scoring: scoring
        ).parts : [],
      rank: ranks.isEmpty ? nil : ranks[position])
  }
}

/// A merchant's score, and why it has that.
struct ShownScore {
  var millionths: Int32
  var isSponsored: Bool
  var parts: [ScorePartValue] = []
  var rank: ResultRank?

  /// Appends the JSON value of a member.
  func append(_ member: ScoreMember, to bytes: inout [UInt8]) {
    switch member {
    case .score: Self.append(millionths: millionths, to: &bytes)
    case .sponsored: bytes.append(contentsOf: (isSponsored ? "true" : "false").utf8)
    case .parts: appendParts(to: &bytes)
    case .rank: Self.append(count: rank?.rank, to: &bytes)
    case .organicRank: Self.append(count: rank?.organicRank, to: &bytes)
    }
  }

  private func appendParts(to bytes: inout [UInt8]) {
    for (position, part) in parts.enumerated() {
      bytes.append(position == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
      bytes.append(contentsOf: "{\"name\":\"\(part.part.rawValue)\",\"raw\":".utf8)
      bytes.append(contentsOf: (part.raw.map(Self.text) ?? "null").utf8)
      bytes.append(
        contentsOf:
          ",\"normalised\":\(Self.text(part.normalised)),\"weight\":\(Self.text(part.weight))"
          .utf8)
      bytes.append(contentsOf: ",\"contribution\":".utf8)
      Self.append(millionths: part.contribution, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(contentsOf: (parts.isEmpty ? "[]" : "]").utf8)
  }

  /// Appends a number from 0 to 1 with six decimals, so that parts add up as they are printed.
  static func append(millionths: Int32, to bytes: inout [UInt8]) {
    let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
    bytes.append(contentsOf: String(whole).utf8)
    bytes.append(UInt8(ascii: "."))
    var divisor: Int32 = 100_000
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / divisor % 10))
      divisor /= 10
    }
  }

  private static func append(count: Int?, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: (count.map(String.init) ?? "null").utf8)
  }

  /// The shortest text that reads as the same number.
  static func text(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
