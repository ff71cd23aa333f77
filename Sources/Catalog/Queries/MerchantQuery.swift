public import Geodesy

/// What is asked of a catalogue: merchants around a place that pass a filter, in an order.
public struct MerchantQuery: Equatable, Sendable {
  /// The orders a list can have. Every one ends in the merchant id, so that it is total.
  public enum Order: String, CaseIterable, Sendable {
    /// Nearest first.
    case distance
    /// Best rated first, unrated merchants last.
    case rating
    /// Most reviews first.
    case reviews
    /// By the name's folded words, as a person would look it up.
    case name
    /// Best score first, by the query's ``MerchantQuery/scoring``.
    case score
  }

  /// What the distances of an answer are counted from.
  public enum Origin: Sendable {
    case center, route
  }

  public var center: Coordinate
  /// What merchants must be near to, if anything.
  public var route: QueryRoute?
  /// What distances are counted from; `route` asks for a ``route``.
  public var origin: Origin = .center
  /// The greatest distance in metres, inclusive: from the route if there is one, otherwise from the
  /// centre. nil for however far; beside a route it is from 0 to
  /// ``QueryRoute/largestRadiusMeters``.
  public var radiusMeters: Double?
  /// The least distance from the origin, inclusive.
  public var minimumDistanceMeters: Double
  public var filter: MerchantFilter
  public var order: Order
  /// How merchants are scored; the order of scores asks for one made for the catalogue that is asked.
  public var scoring: QueryScoring?
  /// How many merchants are wanted at most, 1 or more.
  public var limit: Int
  /// Only merchants that come after this key, as the next page needs.
  public var after: SortKey?
  /// Whether all merchants that match are to be counted.
  public var countsMatches: Bool

  public init(
    center: Coordinate, radiusMeters: Double? = nil, minimumDistanceMeters: Double = 0,
    filter: MerchantFilter = MerchantFilter(), order: Order = .distance, limit: Int = 20,
    after: SortKey? = nil, countsMatches: Bool = false
  ) {
    self.center = center
    self.radiusMeters = radiusMeters
    self.minimumDistanceMeters = minimumDistanceMeters
    self.filter = filter
    self.order = order
    self.limit = limit
    self.after = after
    self.countsMatches = countsMatches
  }
}

extension MerchantQuery {
  /// Whether it asks for the first page of the nearest merchants and nothing else.
  var isPlain: Bool {
    order == .distance && route == nil && after == nil && !countsMatches && filter.isEmpty
  }
}

/// Which merchants a query wants; one without conditions wants every one.
public struct MerchantFilter: Equatable, Sendable {
  /// Positions in the category table, any of which will do; nil for no condition.
  public var categories: Set<Int>?
  /// Positions in the category table of unwanted categories.
  public var excludedCategories: Set<Int> = []
  /// The least rating in hundredths; an unrated merchant has less.
  public var minimumRatingHundredths: Int?
  public var minimumReviews: Int?
  public var isFeatured: Bool?
  public var isPartner: Bool?
  /// Kinds of partnership, any of which will do; nil for no condition.
  public var partnerships: Set<Partner.Partnership>?
  /// When merchants must be open, if at all.
  public var hours: HoursCondition?
  /// Words that must all be there, the last as a beginning.
  public var words: String?
  /// Where the merchant must lie, borders included.
  public var box: BoundingBox?
  /// The fence or area that the merchant must lie in.
  public var region: QueryRegion?
  public var excludedIDs: Set<String> = []
  /// Values that members of the merchant's metadata must have, as text; a path of nested members
  /// is joined by dots, and one element of a list is enough.
  public var metadata: [String: String] = [:]

  public init() {}

  /// Whether there is no condition, so that every merchant passes.
  var isEmpty: Bool {
    categories == nil && minimumRatingHundredths == nil && minimumReviews == nil
      && isFeatured == nil && isPartner == nil && partnerships == nil && hours == nil
      && words == nil && box == nil && region == nil && excludedCategories.isEmpty
      && excludedIDs.isEmpty && metadata.isEmpty
  }
}

/// Where a merchant stands in an order, enough to go on from there in this catalogue or the next.
public enum SortKey: Equatable, Sendable {
  case distance(meters: Double, id: String)
  /// Rating in hundredths; nil for an unrated merchant.
  case rating(hundredths: Int?, id: String)
  case reviews(Int, id: String)
  /// The name as it was folded for sorting.
  case name(String, id: String)
  case score(millionths: Int, id: String)

  /// The order that the key belongs to.
  public var order: MerchantQuery.Order {
    switch self {
    case .distance: .distance
    case .rating: .rating
    case .reviews: .reviews
    case .name: .name
    case .score: .score
    }
  }

  /// The merchant id that ends the key.
  public var id: String {
    switch self {
    case .distance(_, let id), .rating(_, let id), .reviews(_, let id), .name(_, let id),
      .score(_, let id):
      id
    }
  }
}

/// What a query found, besides the hits that lie in the scratch.
public struct QueryOutcome: Equatable, Sendable {
  /// How many hits there are, at most the query's limit.
  public var count: Int
  /// The key of the last hit when more merchants follow it.
  public var next: SortKey?
  /// How many merchants match in all, whatever the page, when the query asked for it.
  public var matched: Int?
}

/// A merchant that a query found.
public struct MerchantHit: Equatable, Sendable {
  /// The merchant's place in the catalogue that answered.
  public var slot: UInt32
  /// The geodesic distance from the query's origin, in metres.
  public var distanceMeters: Double
  /// The score in millionths; nil unless the query's order is that of scores.
  public var score: Int32?
}
