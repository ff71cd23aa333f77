import Catalog
import Foundation
import Ranking

/// Why a merchant has its score, as lines: what it has of each part, what that counts, and a bar.
struct ScorePicture {
  let slot: UInt32
  let catalog: Catalog
  let explanation: ScoreExplanation
  let ranks: ResultRank
  let scoring: QueryScoring
  let showsColors: Bool

  private static let cells = 24
  private var formula: RankingFormula { scoring.ranking.formula }

  /// A line for each part that has a weight, and one for the ranks.
  ///
  /// The blocks are what the part adds, and the dots what it could add besides.
  var lines: [String] {
    // The part with the greatest share fills all cells.
    let most = ScorePart.allCases.map(formula.share).max() ?? 1
    let parts = explanation.parts.filter { $0.weight > 0 }
    let texts = parts.map(has)
    let width = texts.map(Terminal.width).max() ?? 0
    return zip(parts, texts).map { part, text in
      let share = formula.share(part.part)
      let full = Self.cells(share / most)
      let filled = min(full, Self.cells(Double(part.contribution) / 1_000_000 / most))
      let bar =
        style(String(repeating: "█", count: filled), part.part.isBoost ? "33" : "32")
        + String(repeating: "·", count: full - filled)
      return [
        Terminal.fitted(part.part.rawValue, to: 17), Terminal.fitted(text, to: width),
        "\(ScoreText.text(part.normalised, decimals: 4)) × \(ScoreText.text(share, decimals: 3))",
        ScoreText.text(millionths: part.contribution), bar,
      ].joined(separator: "  ")
    } + [rank]
  }

  /// `rank 2, 5 without the boost: sponsored`.
  private var rank: String {
    let sponsored = explanation.isBoosted ? ": sponsored" : ""
    return ranks.rank == ranks.organicRank
      ? "rank \(ranks.rank), with and without boosts\(sponsored)"
      : "rank \(ranks.rank), \(ranks.organicRank) without boosts\(sponsored)"
  }

  /// What the merchant has of a part.
  private func has(_ part: ScorePartValue) -> String {
    switch part.part {
    case .distance: return part.raw.map(Length.shown) ?? "—"
    case .rating:
      return part.raw.map { "★ \(ScoreText.text($0, decimals: 2))" }
        ?? "unrated"
    case .popularity:
      let count = catalog.reviewCount(slot: slot)
      return count == 1 ? "1 review" : "\(count) reviews"
    case .featured: return part.raw == 1 ? "yes" : "no"
    case .partnership:
      let isPartner = part.raw != nil
      return isPartner ? catalog.partnership(slot: slot)?.rawValue ?? "of no kind" : "no"
    case .affinity:
      return part.raw.map { "\(ScoreText.text($0, decimals: 2)) before fading" }
        ?? (scoring.user == nil ? "—" : "never visited")
    case .categoryAffinity:
      return part.raw.map { ScoreText.text($0, decimals: 2) } ?? "—"
    }
  }

  private static func cells(_ share: Double) -> Int {
    Int((share * Double(cells)).rounded())
  }

  private func style(_ text: String, _ code: String) -> String {
    showsColors && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// Numbers as tables have them.
enum ScoreText {
  /// A score with its six decimals.
  static func text(millionths: Int32) -> String {
    text(Double(millionths) / 1_000_000, decimals: 6)
  }

  /// A number with so many decimals.
  static func text(_ value: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }
}
