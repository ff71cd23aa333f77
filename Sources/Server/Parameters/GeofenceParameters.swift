import Catalog

/// The parameters of the routes about geofences, each declared once.
enum GeofenceParameters {
  static let limit = QueryParameter<Int>.integer(
    "limit", "How many geofences a page has at most.", in: 1...1_000, default: "100",
    example: "50")
  static let nearestLimit = QueryParameter<Int>.integer(
    "limit", "How many geofences are shown at most.", in: 1...100, default: "10", example: "3")
  static let cursor = QueryParameter<String>.text(
    "cursor", "Where the list goes on, as its last page said.", maximumLength: 1_000,
    example: "AnoB…")
  static let count = QueryParameter<Bool>.boolean(
    "count", "Whether all geofences are counted.", default: "false")
  static let latitude = QueryParameter.number(
    "lat", aliases: ["latitude"], "The latitude of the place, in degrees north.", in: -90...90,
    example: "51.5007")
  static let longitude = QueryParameter.number(
    "lon", aliases: ["longitude"], "The longitude of the place, in degrees east.",
    in: -180...180, example: "-0.1246")
  static let accuracy = QueryParameter.number(
    "accuracy",
    "How far the true place may be away; geofences that may hold it are then possible.",
    in: 0...10_000, unit: "metres", default: "0", example: "25")
  static let fields = QueryParameter<[FenceMember]>.choices(
    "fields", "The members that geofences are shown with.", default: "all",
    example: "zone_id,name")
  static let format = QueryParameter<FenceFormat>.choice(
    "f", "The format of the answer; it overrules the Accept header.", default: .json,
    example: .geojson)

  static let list: [ParameterDeclaration] =
    [limit.declaration, cursor.declaration, count.declaration] + answer
  static let containing: [ParameterDeclaration] =
    [latitude.declaration, longitude.declaration, accuracy.declaration] + answer
  static let nearest: [ParameterDeclaration] =
    [latitude.declaration, longitude.declaration, nearestLimit.declaration] + answer
  static let answer: [ParameterDeclaration] = [
    fields.declaration, format.declaration, AnswerParameters.minimumVersion.declaration,
  ]
}

/// The formats that answers about geofences come in.
enum FenceFormat: String, CaseIterable, Sendable {
  case json, geojson

  var answerFormat: AnswerFormat { self == .json ? .json : .geojson }
}

/// What is told of a geofence, in order.
enum FenceMember: String, CaseIterable, Sendable {
  case id = "zone_id"
  case name
  case merchantID = "merchant_id"
  case kind, latitude, longitude
  case radius = "radius_m"
  case geometry
  case dwell = "dwell_seconds"
  case isActive = "is_active"
  case metadata
  /// How far the border is, or 0 inside.
  case distance = "distance_m"
  /// Whether the geofence holds a place for certain.
  case certainty

  /// What is told of a geofence whatever the question.
  static let own = allCases.filter { $0 != .distance && $0 != .certainty }
}
