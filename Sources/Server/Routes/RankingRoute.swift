import Catalog
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Ranking

/// `GET /v1/ranking`: the main parameters of ranking as they are in force, and what can be paid for
/// (Regulation (EU) 2019/1150, article 5).
struct RankingRoute: Sendable {
  static let path = "/v1/ranking"
  static let parameters: [ParameterDeclaration] = [AnswerParameters.minimumVersion.declaration]

  let catalogs: CatalogAccess
  let ranking: RankingState
  let cacheControl: HTTPField
  let maximumQueryBytes: Int

  func answer(_ exchange: Exchange) async throws -> Response {
    var reader = try exchange.parameters(Self.parameters, maximumBytes: maximumQueryBytes)
    let version = reader.read(AnswerParameters.minimumVersion)
    _ = try exchange.format(&reader, offered: [.json])
    try reader.finish()
    let catalog = try await catalogs.catalog(atLeast: version)
    let prepared = ranking.ranking(of: catalog, weights: nil)
    var tagged = BinaryWriter()
    tagged.append("ranking")
    tagged.append(prepared.fingerprint)
    let representation = Representation(
      format: .json, tag: EntityTag(catalogVersion: catalog.version, request: tagged.bytes),
      catalogVersion: catalog.version)
    if let notModified = representation.notModified(exchange.headers, cacheControl: cacheControl) {
      return notModified
    }
    let body = Self.body(prepared.ranking.formula, catalogVersion: catalog.version)
    return try representation.response(
      ByteBuffer(bytes: body), to: exchange.headers, cacheControl: cacheControl)
  }

  static func body(_ formula: RankingFormula, catalogVersion: UInt64) -> [UInt8] {
    var bytes = Array("{\"model\":\(formula.model.json),\"parts\":[".utf8)
    for (position, part) in ScorePart.allCases.enumerated() {
      bytes.append(contentsOf: "\(position > 0 ? "," : ""){\"name\":\"\(part.rawValue)\"".utf8)
      bytes.append(
        contentsOf: ",\"weight\":\(ShownScore.text(formula.model.weights[part]))".utf8)
      bytes.append(contentsOf: ",\"share\":\(ShownScore.text(formula.share(part)))".utf8)
      append("raw", raw(part), to: &bytes)
      append("normalised", sentence(part, formula), to: &bytes)
      bytes.append(contentsOf: ",\"is_boost\":\(part.isBoost)}".utf8)
    }
    bytes.append(contentsOf: "],\"prior_mean\":\(ShownScore.text(formula.priorMean))".utf8)
    append("score", score, to: &bytes)
    append("boost", boost(formula.model), to: &bytes)
    append("paid", paid, to: &bytes)
    append("documentation", "docs/ranking.md", to: &bytes)
    bytes.append(contentsOf: ",\"catalog_version\":\(catalogVersion)}".utf8)
    return bytes
  }

  private static func append(_ name: String, _ text: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: ",\"\(name)\":".utf8)
    JSONString.append(text, to: &bytes)
  }
}

/// The rules in words.
extension RankingRoute {
  private static let score =
    "A score is the sum of its parts, each a normalised value from 0 to 1 times the part's share of the"
    + " weights, rounded to six decimals. The highest score comes first, and merchants with the same"
    + " one come by their ids. Filters act before: no weight brings in a merchant that they leave out."

  private static let paid =
    "Whether a merchant is featured and what kind of partner it is may rest on an agreement with the"
    + " operator, and so on payment. Only the parts featured and partnership come from that; merchants"
    + " that they move up have sponsored: true, and organic_rank is where they would stand without."

  private static func boost(_ model: RankingModel) -> String {
    "featured and partnership together add at most \(ShownScore.text(model.boostCap)) to a score:"
      + " featured counts first, and partnership gets what it leaves."
  }

  private static func raw(_ part: ScorePart) -> String {
    switch part {
    case .distance: "metres from where distances are counted, geodesic on WGS 84"
    case .rating: "mean rating in stars, 0 to 5"
    case .popularity: "number of reviews"
    case .featured: "1 for a featured merchant, otherwise 0"
    case .partnership: "what the kind of partnership is worth, 0 to 1; none for no partner"
    case .affinity: "the user's affinity for the merchant, 0 to 1; none for one never visited"
    case .categoryAffinity:
      "the mean of the user's faded affinities for merchants of the category, 0 to 1; none for a"
        + " merchant that the user has an affinity for"
    }
  }

  private static func sentence(_ part: ScorePart, _ formula: RankingFormula) -> String {
    let model = formula.model
    switch part {
    case .distance: return decay(model.decay)
    case .rating:
      let prior = ShownScore.text(model.ratingPriorReviews)
      let mean = ShownScore.text(formula.priorMean)
      return
        "(m * prior + n * stars) / (m + n) / 5 with n reviews, m = \(prior) and prior = \(mean)"
        + " stars\(model.ratingPriorMean == nil ? ", the mean of the catalogue's rated merchants" : "")"
        + "; without a rating prior / 5"
    case .popularity:
      let full = ShownScore.text(model.popularityReviews)
      return "min(1, ln(1 + n) / ln(1 + \(full))) with n reviews"
    case .featured: return "1 for a featured merchant, otherwise 0; under the cap of the boost"
    case .partnership:
      let kinds = [
        ("premium", model.premiumPartnership), ("standard", model.standardPartnership),
        ("trial", model.trialPartnership),
      ]
      return kinds.map { "\(ShownScore.text($0.1)) for a \($0.0) partner" }.joined(separator: ", ")
        + ", 0 for none; under the cap of the boost"
    case .affinity:
      let days = ShownScore.text(model.affinityHalfLifeDays)
      return
        "affinity * 2 ^ (-age / \(days) days), the age counted from the last interaction in whole"
        + " hours; an unknown one is \(days) days old"
    case .categoryAffinity:
      return "that mean, for merchants that the user has no affinity for; otherwise 0"
    }
  }

  private static func decay(_ decay: DistanceDecay) -> String {
    let offset = ShownScore.text(decay.offsetMeters)
    let scale = ShownScore.text(decay.scaleMeters)
    let value = ShownScore.text(decay.decay)
    let formula =
      switch decay.shape {
      case .gauss: "\(value) ^ (x * x)"
      case .exp: "\(value) ^ x"
      case .linear: "max(0, 1 - (1 - \(value)) * x)"
      }
    return "\(formula) with x = max(0, metres - \(offset)) / \(scale)"
  }
}
