import Catalog
import Geodesy
import JSON
import Ranking

/// A query and what changed in its list of the best.
struct ComparedQuery {
  let query: RankQuery
  let comparison: RankComparison
}

/// What changed in the lists of the best of some queries, as a table or as JSON.
struct RankDiff {
  let old: String
  let new: String
  let limit: Int
  /// nil for however far.
  let radiusMeters: Double?
  let queries: [ComparedQuery]
  let catalog: Catalog

  private static let mostQueriesShown = 20
  private static let mostMerchantsShown = 10

  /// How far a merchant moved in all queries together.
  struct Mover {
    let id: String
    /// In how many queries its place changed.
    var queries = 0
    /// By how many places it moved, either way.
    var places = 0
    /// How many of them were up, less those that were down.
    var up = 0
  }

  private var changed: Int { queries.count { $0.comparison.isChanged } }

  /// The mean over the queries that have one.
  private var meanTau: Double? {
    let taus = queries.compactMap(\.comparison.tau)
    return taus.isEmpty ? nil : taus.reduce(0, +) / Double(taus.count)
  }

  private func sum(_ count: (RankComparison) -> Int) -> Int {
    queries.reduce(0) { $0 + count($1.comparison) }
  }

  /// The merchants that moved, those first that moved by most places.
  ///
  /// Who is not in a list counts as being in the place behind its last.
  private var movers: [Mover] {
    var movers: [String: Mover] = [:]
    func add(_ id: String, up: Int) {
      var mover = movers[id] ?? Mover(id: id)
      mover.queries += 1
      mover.places += abs(up)
      mover.up += up
      movers[id] = mover
    }
    for comparison in queries.map(\.comparison) {
      for move in comparison.moved { add(move.id, up: move.from - move.to) }
      for entry in comparison.entered { add(entry.id, up: limit + 1 - entry.place) }
      for exit in comparison.left { add(exit.id, up: exit.place - limit - 1) }
    }
    return movers.values.sorted { ($1.places, $0.id) < ($0.places, $1.id) }
  }

  private func name(_ id: String) -> String {
    catalog.slot(ofMerchant: id).map { catalog.name(slot: $0) } ?? ""
  }
}

/// For people.
extension RankDiff {
  /// The queries that changed most, the totals, and who moved most.
  var lines: [String] {
    var lines = [
      Terminal.harmless("the best \(limit) of \(Self.count(queries.count, "query", "queries")):")
        + Terminal.harmless(" \(new) compared with \(old)")
    ]
    let shown = queries.filter(\.comparison.isChanged)
      .enumerated()
      .sorted { Self.order($0.element, $0.offset) < Self.order($1.element, $1.offset) }
      .prefix(Self.mostQueriesShown)
      .map(\.element)
    if !shown.isEmpty {
      let rows = shown.map { compared in
        let comparison = compared.comparison
        return [
          Self.decimals(compared.query.center.latitude, 3),
          Self.decimals(compared.query.center.longitude, 3),
          Terminal.harmless(compared.query.user ?? "—"),
          comparison.tau.map { Self.decimals($0, 3) } ?? "—", "\(comparison.moved.count)",
          "\(comparison.entered.count)", "\(comparison.left.count)",
        ]
      }
      lines += [""]
      lines +=
        TextTable(
          header: ["LATITUDE", "LONGITUDE", "USER", "TAU", "MOVED", "ENTERED", "LEFT"], rows: rows
        ).lines
      if changed > shown.count {
        lines.append(
          "… and \(changed - shown.count) more that changed less; --format json has all")
      }
    }
    lines += [""]
    lines.append(
      "\(changed) of \(Self.count(queries.count, "query", "queries")) changed, mean tau "
        + (meanTau.map { Self.decimals($0, 3) } ?? "—"))
    lines.append(
      "\(sum(\.moved.count)) moved, \(sum(\.entered.count)) entered, \(sum(\.left.count)) left")
    let movers = movers.prefix(Self.mostMerchantsShown)
    if !movers.isEmpty {
      lines += [""]
      lines +=
        TextTable(
          header: ["MOST MOVED", "MERCHANT", "QUERIES", "PLACES", "UP"],
          rows: movers.map {
            [
              Terminal.harmless($0.id), Terminal.harmless(name($0.id)), "\($0.queries)",
              "\($0.places)", $0.up > 0 ? "+\($0.up)" : "\($0.up)",
            ]
          }
        ).lines
    }
    return lines
  }

  /// Most exchanged first, then the least alike in order.
  private static func order(_ compared: ComparedQuery, _ position: Int) -> (Int, Double, Int) {
    (-compared.comparison.entered.count, compared.comparison.tau ?? 1, position)
  }

  private static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  private static func decimals(_ value: Double, _ count: Int) -> String {
    ScoreText.text(value, decimals: count)
  }
}

/// For programs.
extension RankDiff {
  /// Everything, with both rankings in full.
  func json(old oldModel: RankingModel, new newModel: RankingModel) -> [UInt8] {
    var text = "{\"old\":\(oldModel.json),\"new\":\(newModel.json),\"limit\":\(limit)"
    text += ",\"radius_m\":\(Self.number(radiusMeters)),\"queries\":["
    for (position, compared) in queries.enumerated() {
      text += (position == 0 ? "\n" : ",\n") + Self.json(compared)
    }
    text += "\n],\"totals\":{\"queries\":\(queries.count),\"changed\":\(changed)"
    let share = queries.isEmpty ? nil : Double(changed) / Double(queries.count)
    text += ",\"changed_share\":\(Self.number(share)),\"mean_tau\":\(Self.number(meanTau))"
    text += ",\"moved\":\(sum(\.moved.count)),\"entered\":\(sum(\.entered.count))"
    text += ",\"left\":\(sum(\.left.count)),\"most_moved\":["
    text +=
      movers.prefix(Self.mostMerchantsShown).map {
        "{\"merchant_id\":\(Self.string($0.id)),\"name\":\(Self.string(name($0.id)))"
          + ",\"queries\":\($0.queries),\"places\":\($0.places),\"up\":\($0.up)}"
      }.joined(separator: ",")
    return Array((text + "]}}\n").utf8)
  }

  private static func json(_ compared: ComparedQuery) -> String {
    let comparison = compared.comparison
    let center = compared.query.center
    return "{\"latitude\":\(number(center.latitude)),\"longitude\":\(number(center.longitude))"
      + ",\"user\":\(compared.query.user.map(string) ?? "null")"
      + ",\"common\":\(comparison.commonCount),\"tau\":\(number(comparison.tau))"
      + ",\"moved\":["
      + comparison.moved.map {
        "{\"merchant_id\":\(string($0.id)),\"from\":\($0.from),\"to\":\($0.to)}"
      }.joined(separator: ",")
      + "],\"entered\":[\(places(comparison.entered, "to"))]"
      + ",\"left\":[\(places(comparison.left, "from"))]}"
  }

  private static func places(_ places: [RankComparison.Place], _ name: String) -> String {
    places.map { "{\"merchant_id\":\(string($0.id)),\"\(name)\":\($0.place)}" }
      .joined(separator: ",")
  }

  private static func string(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONString.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func number(_ value: Double?) -> String {
    guard let value else { return "null" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
