import Catalog
import Geodesy
import OpeningHours

/// Merchants as a table for people: name, score, distance, direction, rating, category, hours.
struct MerchantTable {
  let catalog: Catalog
  /// Where directions are told from; nil for none.
  let center: Coordinate?
  /// When hours are shown.
  let moment: HoursCondition.Moment
  /// Whether hours are shown even if all are unknown.
  let showsHours: Bool
  /// What the merchants' scores come from; nil where they have none.
  var scoring: QueryScoring?
  let showsColors: Bool

  private struct Row {
    var name: String
    /// Of a merchant that has one, with a mark if featuring or a partnership is part of it.
    var score: String?
    var distance: String
    var direction: String
    var rating: String
    var category: String
    var hours: HoursPhrase
  }

  /// The lines of a table of these merchants.
  func lines(_ hits: [MerchantHit]) -> [String] {
    let rows = hits.map(row)
    let nameWidth = min(44, max(4, rows.map { Terminal.width(of: $0.name) }.max() ?? 0))
    let categoryWidth = max(8, rows.map { Terminal.width(of: $0.category) }.max() ?? 0)
    let scoreWidth = max(5, rows.map { Terminal.width(of: $0.score ?? "") }.max() ?? 0)
    let hasHours = showsHours || rows.contains { $0.hours.state.state != .unknown }
    let scoreTitle = scoring == nil ? [] : [Terminal.fitted("SCORE", to: scoreWidth)]
    let header =
      ([Terminal.fitted("NAME", to: nameWidth)] + scoreTitle
      + [
        "DISTANCE", "   ", "RATING      ", Terminal.fitted("CATEGORY", to: categoryWidth),
        hasHours ? "HOURS" : "",
      ]).joined(separator: "  ")
    return [style(Terminal.trimmed(header), "1")]
      + rows.map { row in
        var cells = [Terminal.fitted(row.name, to: nameWidth)]
        if let score = row.score { cells.append(Terminal.fitted(score, to: scoreWidth)) }
        cells += [
          padded(row.distance, 8), Terminal.fitted(row.direction, to: 3),
          style(Terminal.fitted(row.rating, to: 12), "33"),
        ]
        cells +=
          hasHours
          ? [Terminal.fitted(row.category, to: categoryWidth), hours(row.hours)] : [row.category]
        return cells.joined(separator: "  ")
      }
  }

  private func hours(_ phrase: HoursPhrase) -> String {
    switch phrase.state.state {
    case .open: style(phrase.text, "32")
    case .closed: style(phrase.text, "31")
    case .unknown: phrase.text
    }
  }

  private func row(_ hit: MerchantHit) -> Row {
    let bearing = center.map {
      Geodesic.initialBearingDegrees(from: $0, to: catalog.coordinate(slot: hit.slot))
    }
    return Row(
      name: Terminal.harmless(catalog.name(slot: hit.slot)),
      score: score(hit),
      distance: Length.shown(hit.distanceMeters),
      direction: hit.distanceMeters == 0
        ? "" : bearing.map { CompassPoint(bearingDegrees: $0).rawValue } ?? "",
      rating: rating(hit.slot),
      category: catalog.categoryPosition(slot: hit.slot).map {
        catalog.categories.all[$0].name
      } ?? "—",
      hours: HoursPhrase(slot: hit.slot, of: catalog, at: moment))
  }

  private func score(_ hit: MerchantHit) -> String? {
    guard let scoring, let millionths = hit.score else { return nil }
    let mark = scoring.ranking.isBoosted(slot: hit.slot, in: catalog) ? "  sponsored" : ""
    return ScoreText.text(millionths: millionths) + mark
  }

  private func rating(_ slot: UInt32) -> String {
    guard let hundredths = catalog.ratingHundredths(slot: slot) else { return "—" }
    let tenths = (hundredths + 5) / 10
    return "★ \(tenths / 10).\(tenths % 10) (\(catalog.reviewCount(slot: slot)))"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func style(_ text: String, _ code: String) -> String {
    showsColors ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
