import JSON

/// Why a merchant is, or is not, in the answer to a query.
///
/// The conditions of a query are checked in a fixed order, and the first one that the merchant fails
/// is the reason: ids that are excluded; the distance; the box and the region; the category; rating,
/// reviews and featured; the partnership; the words and metadata; the hours. A merchant that passes
/// them all has a rank.
public struct WhyNot: Equatable, Sendable {
  public var reason: Reason
  /// How far the merchant is from the query's origin, in metres; nil where the origin is a route
  /// more than 300 km away.
  public var distanceMeters: Double?
  /// The merchant's place among all that match in the query's order, counted from 1, whatever the
  /// page; nil if it fails a condition.
  public var rank: Int?

  /// The condition that the merchant fails, with what is asked and what it has, or where it stands.
  public enum Reason: Equatable, Sendable {
    /// The query leaves out its id.
    case excluded
    /// `meters` is nil for a route more than 300 km away.
    case tooFar(meters: Double?, mostMeters: Double, from: MerchantQuery.Origin)
    case tooNear(meters: Double, leastMeters: Double, from: MerchantQuery.Origin)
    /// By how much, in metres; nil for a box that is only a pole.
    case outsideBox(meters: Double?)
    /// The fence's zone_id, nil for an area of the query's own, and how far it is from the border.
    case outsideRegion(fenceID: String?, meters: Double?)
    /// It has a category that isn't among those asked for, or none.
    case otherCategory(String?)
    case unwantedCategory(String)
    /// It has no rating, and one in hundredths is asked for.
    case unrated(leastHundredths: Int)
    case ratedLower(hundredths: Int, leastHundredths: Int)
    case fewerReviews(count: Int, least: Int)
    case notFeatured
    /// It is featured, and only merchants that aren't are asked for.
    case featured
    case notPartner
    /// It is a partner, and only merchants that aren't are asked for.
    case partner
    /// It has a kind of partnership that isn't among those asked for, or none.
    case otherPartnership(Partner.Partnership?)
    /// It lacks a word, folded as it is looked for; with `isPrefix` any word that begins with it.
    case lacksWord(String, isPrefix: Bool)
    /// No value of the metadata under the key is the one asked for.
    case otherMetadata(key: String, wanted: String, values: [String])
    case unknownHours
    /// It is closed at the moment asked for, since so many seconds and for so many more, as far as
    /// there is a change in the three weeks before and after, or a year with exceptions.
    case closed(sinceSeconds: Int64?, opensInSeconds: Int64?)
    /// It is open, but closes in so many seconds, and is to stay open for longer.
    case closesTooSoon(inSeconds: Int64?, wantedSeconds: Int64)
    /// It stands at or before the key that the page goes on from.
    case beforePage(rank: Int)
    /// It comes after the page, which begins with the rank `first` and has `limit` merchants.
    case afterPage(rank: Int, first: Int, limit: Int)
    /// It is in the answer.
    case returned(rank: Int)
  }

  /// Whether the merchant passes every condition, and so is on some page.
  public var matches: Bool { rank != nil }

  /// Whether the merchant is in the answer.
  public var isReturned: Bool {
    if case .returned = reason { true } else { false }
  }
}

extension WhyNot.Reason {
  /// The reason's name for programs.
  public var code: String {
    switch self {
    case .excluded: "excluded"
    case .tooFar: "too_far"
    case .tooNear: "too_near"
    case .outsideBox: "outside_box"
    case .outsideRegion: "outside_region"
    case .otherCategory: "other_category"
    case .unwantedCategory: "unwanted_category"
    case .unrated: "unrated"
    case .ratedLower: "rated_lower"
    case .fewerReviews: "fewer_reviews"
    case .notFeatured: "not_featured"
    case .featured: "featured"
    case .notPartner: "not_partner"
    case .partner: "partner"
    case .otherPartnership: "other_partnership"
    case .lacksWord: "lacks_word"
    case .otherMetadata: "other_metadata"
    case .unknownHours: "unknown_hours"
    case .closed: "closed"
    case .closesTooSoon: "closes_too_soon"
    case .beforePage: "before_page"
    case .afterPage: "after_page"
    case .returned: "returned"
    }
  }
}

extension WhyNot {
  /// The reason in English, without a full stop: "120 m too far: 620 m from the centre, at most 500 m
  /// asked".
  public var sentence: String {
    switch reason {
    case .excluded: "excluded by its id"
    case .tooFar(let meters?, let most, let origin):
      "\(Self.length(meters - most)) too far: \(Self.length(meters)) from the \(origin.noun), "
        + "at most \(Self.length(most)) asked"
    case .tooFar(nil, let most, let origin):
      "more than 300 km from the \(origin.noun), at most \(Self.length(most)) asked"
    case .tooNear(let meters, let least, let origin):
      "\(Self.length(least - meters)) too near: \(Self.length(meters)) from the \(origin.noun), "
        + "at least \(Self.length(least)) asked"
    case .outsideBox(let meters): Self.outside("the box", meters)
    case .outsideRegion(let fence, let meters):
      Self.outside(fence.map { "the geofence \($0)" } ?? "the area", meters)
    case .otherCategory(let name?): "its category, \(name), is not among those asked for"
    case .otherCategory(nil): "without a category, and one is asked for"
    case .unwantedCategory(let name): "its category, \(name), is not wanted"
    case .unrated(let least): "unrated, \(Self.stars(least)) asked"
    case .ratedLower(let hundredths, let least):
      "rated \(Self.stars(hundredths)), \(Self.stars(least)) asked"
    case .fewerReviews(let count, let least):
      "\(count) \(count == 1 ? "review" : "reviews"), \(least) asked"
    case .notFeatured: "not featured"
    case .featured: "featured, and only merchants that are not are asked for"
    case .notPartner: "not a partner"
    case .partner: "a partner, and only merchants that are none are asked for"
    case .otherPartnership(let kind?):
      "its partnership, \(kind.rawValue), is not among those asked for"
    case .otherPartnership(nil): "without a kind of partnership, and one is asked for"
    case .lacksWord(let word, true): "no word of it begins with \"\(word)\""
    case .lacksWord(let word, false): "\"\(word)\" is none of its words"
    case .otherMetadata(let key, let wanted, let values):
      "metadata.\(key) is \(Self.list(values)), \"\(wanted)\" asked"
    case .unknownHours: "its opening hours are not known"
    case .closed(let since, let opens):
      Self.closed(since, opens)
    case .closesTooSoon(let seconds, let wanted):
      "does not stay open long enough: closes \(seconds.map { "in \(Self.time($0))" } ?? "later"), "
        + "\(Self.duration(wanted)) asked"
    case .beforePage(let rank): "rank \(rank), on an earlier page"
    case .afterPage(let rank, 1, let limit): "rank \(rank), limit \(limit)"
    case .afterPage(let rank, let first, let limit):
      "rank \(rank), and the page ends with rank \(first + limit - 1)"
    case .returned(let rank): "returned, rank \(rank)"
    }
  }

  private static func closed(_ since: Int64?, _ opens: Int64?) -> String {
    let opening = opens.map { "opens in \(time($0))" }
    guard let since else { return "closed" + (opening.map { ", \($0)" } ?? "") }
    return (since == 0 ? "closes just then" : "closed \(time(since)) ago")
      + (opening.map { ", \($0)" } ?? "")
  }

  private static func outside(_ what: String, _ meters: Double?) -> String {
    meters.map { "\(length($0)) outside \(what)" } ?? "outside \(what)"
  }

  private static func list(_ values: [String]) -> String {
    guard !values.isEmpty else { return "not there" }
    let most = 5
    let shown = values.prefix(most).map { "\"\($0)\"" }.joined(separator: ", ")
    return values.count > most ? "\(shown) and \(values.count - most) more" : shown
  }

  /// A length in whole metres, from 10 km on in kilometres with one decimal.
  private static func length(_ meters: Double) -> String {
    guard meters.isFinite else { return "\(meters) m" }
    let meters = max(0, meters)
    if meters > 0, meters < 1 { return "less than 1 m" }
    guard meters >= 9_999.5 else { return "\(Int(meters.rounded())) m" }
    guard meters < 1e12 else { return "\(meters) m" }
    return "\(decimal(meters / 1_000, decimals: 1)) km"
  }

  private static func stars(_ hundredths: Int) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(scaled: hundredths, decimals: 2, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func decimal(_ value: Double, decimals: Int) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(value, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A time in its two largest units, cut off: "14 min", "9 h 46 min", "3 d 2 h".
  private static func time(_ seconds: Int64) -> String {
    func pair(_ count: Int64, _ unit: String, _ rest: Int64, _ smaller: String) -> String {
      rest == 0 ? "\(count) \(unit)" : "\(count) \(unit) \(rest) \(smaller)"
    }
    return switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3_600: "\(seconds / 60) min"
    case ..<86_400: pair(seconds / 3_600, "h", seconds / 60 % 60, "min")
    default: pair(seconds / 86_400, "d", seconds / 3_600 % 24, "h")
    }
  }

  /// A time as ISO 8601 writes it, in hours, minutes and seconds: "PT1H30M".
  private static func duration(_ seconds: Int64) -> String {
    let parts = [(seconds / 3_600, "H"), (seconds / 60 % 60, "M"), (seconds % 60, "S")]
    let text = parts.filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
    return text.isEmpty ? "PT0S" : "PT\(text)"
  }
}

extension MerchantQuery.Origin {
  fileprivate var noun: String {
    switch self {
    case .center: "centre"
    case .route: "route"
    }
  }
}
