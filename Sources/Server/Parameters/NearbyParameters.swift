import Catalog
import Geodesy

/// The parameters of a search around a place, each declared once.
enum NearbyParameters {
  static let latitude = QueryParameter.number(
    "lat", aliases: ["latitude"], "The latitude to search around, in degrees north.", in: -90...90,
    example: "51.5007")
  static let longitude = QueryParameter.number(
    "lon", aliases: ["longitude"], "The longitude to search around, in degrees east.",
    in: -180...180, example: "-0.1246")
  static let radius = QueryParameter<Double?>.number(
    "radius",
    "The greatest distance, inclusive. Absent beside limit, and with none: however far.",
    in: 0...50_000, or: "none", unit: "metres", default: "1000, or none if limit is given",
    example: "500")
  static let minimumDistance = QueryParameter.number(
    "min_distance", "The least distance, inclusive.", in: 0...20_100_000, unit: "metres",
    default: "0", example: "100")
  static let limit = QueryParameter<Int>.integer(
    "limit", "How many merchants a page has at most.", in: 1...100, default: "20", example: "10")
  static let categories = QueryParameter<[String]>.texts(
    "categories", "Names or ids of categories, any of which will do.", maximumCount: 100,
    maximumLength: 100, example: "Gas Stations,Services")
  static let excludedCategories = QueryParameter<[String]>.texts(
    "exclude_categories", "Names or ids of unwanted categories.", maximumCount: 100,
    maximumLength: 100, example: "Services")
  static let minimumRating = QueryParameter.number(
    "min_rating", "The least mean rating; unrated merchants have less.", in: 0...5, example: "4")
  static let minimumReviews = QueryParameter<Int>.integer(
    "min_reviews", "The least number of reviews.", in: 0...2_147_483_647, example: "25")
  static let featured = QueryParameter<Bool>.boolean(
    "featured", "Whether merchants must be featured, or must not be.")
  static let partner = QueryParameter<Bool>.boolean(
    "partner", "Whether merchants must be partners, or must not be.")
  static let partnership = QueryParameter<[Partner.Partnership]>.choices(
    "partnership", "Kinds of partnership, any of which will do.", example: "premium,trial")
  static let words = QueryParameter<String>.text(
    "q", "Words in name, chain or category; the last one may be a beginning.", maximumLength: 200,
    example: "coffee")
  static let box = QueryParameter<[Double]>.numbers(
    "bbox", "west,south,east,north in degrees; west is more than east across the antimeridian.",
    count: 4, in: -180...180, example: "-0.2,51.4,0,51.6")
  static let excludedIDs = QueryParameter<[String]>.texts(
    "exclude_ids", "Ids of merchants to leave out.", maximumCount: 100, maximumLength: 50,
    example: "LON-1,LON-2")
  static let metadata = QueryParameter<String>.text(
    "metadata.", "A value that the member of the metadata must have.", maximumLength: 200,
    isFamily: true, example: "Shell")
  static let within = QueryParameter<RegionChoice>.region(
    "within",
    "The zone_id of a geofence that merchants must lie in; without lat and lon, distances count from"
      + " its middle, and without radius too all its merchants are found.",
    example: "zone-1")
  static let nearRoute = QueryParameter<QueryRoute>.route(
    "near_route",
    "Lines, places or an area that merchants must be within radius of, 1,000 m unless that says"
      + " otherwise; without lat and lon, distances count from it.",
    example: "LINESTRING(-0.13 51.5, -0.12 51.51)")
  static let sort = QueryParameter<MerchantQuery.Order>.choice(
    "sort",
    "The order of the list; each one ends in the merchant id. Beside user or weights it is score"
      + " without saying so.",
    default: .distance, example: .rating)
  static let cursor = QueryParameter<String>.text(
    "cursor", "Where a list goes on, as its last page said; it carries the whole query.",
    maximumLength: 1_048_576, example: "AAEC…")
  static let count = QueryParameter<Bool>.boolean(
    "count", "Whether all merchants that match are counted.", default: "false")

  static let fields = QueryParameter<[ListMember]>.choices(
    "fields",
    "The members that merchants are shown with; those of scores only in their order, and their parts"
      + " and ranks only beside explain.",
    default: "all that a list shows", example: "merchant_id,name,distance_m")

  /// How many members of the metadata one query may ask for.
  static let mostMetadata = 10

  /// All of them, in the order in which they are documented.
  static let all: [ParameterDeclaration] =
    [
      latitude.declaration, longitude.declaration, radius.declaration, limit.declaration,
      sort.declaration, categories.declaration, excludedCategories.declaration,
      minimumRating.declaration, minimumReviews.declaration, featured.declaration,
      partner.declaration, partnership.declaration, words.declaration, box.declaration,
      within.declaration, nearRoute.declaration, minimumDistance.declaration,
      excludedIDs.declaration,
      metadata.declaration,
    ] + HoursParameters.all + RankingParameters.all + [
      cursor.declaration, count.declaration, fields.declaration,
      AnswerParameters.format.declaration, AnswerParameters.minimumVersion.declaration,
    ]

  /// What may stand beside a cursor.
  static let besideCursor: Set<String> = [
    cursor.declaration.name, limit.declaration.name, count.declaration.name,
    fields.declaration.name, AnswerParameters.format.declaration.name,
    AnswerParameters.minimumVersion.declaration.name,
  ]
}

/// The parameters that all answers about merchants share.
enum AnswerParameters {
  static let fields = QueryParameter<[MerchantMember]>.choices(
    "fields", "The members that merchants are shown with.", default: "all that a list shows",
    example: "merchant_id,name,distance_m")
  static let format = QueryParameter<AnswerFormat>.choice(
    "f", "The format of the answer; it overrules the Accept header.", default: .json,
    example: .geojson)
  static let minimumVersion = QueryParameter<Int>.integer(
    "min_version",
    "The least catalogue version that may answer; the service waits for it, briefly.",
    in: 0...9_007_199_254_740_991, example: "42")
}
