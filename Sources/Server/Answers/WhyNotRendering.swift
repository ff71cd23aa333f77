import Catalog
import JSON

/// How it is written why a merchant is not in an answer.
enum WhyNotRendering {
  static func append(
    _ whyNot: WhyNot, merchantID: String, limit: Int, lacksAffinities: Bool,
    catalogVersion: UInt64, to bytes: inout [UInt8]
  ) {
    var object = Members()
    object.add("merchant_id", text: merchantID)
    object.add("returned", "\(whyNot.isReturned)")
    object.add("matches", "\(whyNot.matches)")
    var reason = Members()
    reason.add("code", text: whyNot.reason.code)
    reason.add("sentence", text: whyNot.sentence)
    add(whyNot.reason, to: &reason)
    object.add("reason", reason.text)
    object.add("rank", whyNot.rank.map(String.init))
    object.add("limit", "\(limit)")
    object.add("distance_m", meters: whyNot.distanceMeters)
    if lacksAffinities { object.add("affinity", text: "unavailable") }
    object.add("catalog_version", "\(catalogVersion)")
    bytes.append(contentsOf: object.text.utf8)
  }

  /// Adds what is asked, what the merchant has, and by how much it fails.
  private static func add(_ reason: WhyNot.Reason, to object: inout Members) {
    switch reason {
    case .excluded, .notFeatured, .featured, .notPartner, .partner, .unknownHours: break
    case .tooFar(let meters, let most, let origin):
      object.add("asked_m", meters: most)
      object.add("actual_m", meters: meters)
      object.add("by_m", meters: meters.map { $0 - most })
      object.add("from", text: origin == .route ? "route" : "center")
    case .tooNear(let meters, let least, let origin):
      object.add("asked_m", meters: least)
      object.add("actual_m", meters: meters)
      object.add("by_m", meters: least - meters)
      object.add("from", text: origin == .route ? "route" : "center")
    case .outsideBox(let meters): object.add("by_m", meters: meters)
    case .outsideRegion(let fence, let meters):
      object.add("zone_id", text: fence)
      object.add("by_m", meters: meters)
    case .otherCategory(let name): object.add("category", text: name)
    case .unwantedCategory(let name): object.add("category", text: name)
    case .unrated(let least):
      object.add("asked_rating", hundredths: least)
      object.add("rating", nil)
    case .ratedLower(let rating, let least):
      object.add("asked_rating", hundredths: least)
      object.add("rating", hundredths: rating)
    case .fewerReviews(let count, let least):
      object.add("asked_reviews", "\(least)")
      object.add("total_reviews", "\(count)")
    case .otherPartnership(let kind): object.add("partnership_type", text: kind?.rawValue)
    case .lacksWord(let word, let isPrefix):
      object.add("word", text: word)
      object.add("is_prefix", "\(isPrefix)")
    case .otherMetadata(let key, let wanted, let values):
      object.add("key", text: key)
      object.add("asked", text: wanted)
      object.add("values", "[" + values.map(Members.quoted).joined(separator: ",") + "]")
    case .closed(let since, let opens):
      object.add("closed_for_seconds", since.map { "\($0)" })
      object.add("opens_in_seconds", opens.map { "\($0)" })
    case .closesTooSoon(let seconds, let wanted):
      object.add("asked_seconds", "\(wanted)")
      object.add("closes_in_seconds", seconds.map { "\($0)" })
    case .beforePage, .returned: break
    case .afterPage(let rank, let first, let limit):
      object.add("first_rank", "\(first)")
      object.add("last_rank", "\(first + limit - 1)")
      object.add("by", "\(rank - (first + limit - 1))")
    }
  }
}

/// A JSON object as it is put together.
private struct Members {
  private var members = ""

  var text: String { "{\(members)}" }

  /// Adds a member whose value is JSON already; nil for null.
  mutating func add(_ name: String, _ json: String?) {
    members += "\(members.isEmpty ? "" : ",")\"\(name)\":\(json ?? "null")"
  }

  mutating func add(_ name: String, text: String?) {
    add(name, text.map(Self.quoted))
  }

  /// Adds a length to 0.1 m.
  mutating func add(_ name: String, meters: Double?) {
    guard let meters, meters.isFinite, meters.magnitude < 1e12 else { return add(name, nil) }
    add(name, Self.written { DecimalText.append(meters, decimals: 1, to: &$0) })
  }

  mutating func add(_ name: String, hundredths: Int) {
    add(name, Self.written { DecimalText.append(scaled: hundredths, decimals: 2, to: &$0) })
  }

  static func quoted(_ text: String) -> String {
    written { JSONString.append(text, to: &$0) }
  }

  private static func written(_ append: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    append(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
