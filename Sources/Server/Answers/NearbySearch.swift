public import Catalog
public import Ranking

/// A search around a place without a server: the same parameters, the same answer.
public struct NearbySearch: Sendable {
  /// The formats of an answer.
  public enum Format: String, CaseIterable, Sendable {
    case json, geojson, csv, ndjson
  }

  private var request: NearbyRequest
  private let now: Int64

  /// What is asked of a catalogue.
  public var query: MerchantQuery { request.query }

  /// The user whose affinities count, if the search names one.
  public var user: String? { request.scoring.user }

  /// Whether scores are shown with their parts and ranks.
  public var explains: Bool { request.scoring.explains }

  /// Why the user's affinities could not be had, if so.
  public private(set) var affinitiesUnavailable: String?

  /// The instant at which hours are shown, in Unix seconds.
  public var hoursAt: Int64 { request.shownAt ?? now }

  /// The search that parameters of `GET /v1/merchants/nearby` ask for, under its names; `now` is in
  /// Unix seconds.
  ///
  /// - Throws: ``SearchMistakes`` with everything that is wrong with them.
  public init(
    parameters: [(name: String, value: String)], categories: CategoryTable,
    fences: FenceRegions = .none, now: Int64 = UnixTime.now()
  ) throws(SearchMistakes) {
    var reader = ParameterReader(
      QueryString(decoded: parameters), declared: NearbyParameters.all)
    let request = NearbyRequest(&reader, categories: categories, fences: fences, now: now)
    guard let request, reader.issues.isEmpty else {
      throw SearchMistakes(details: reader.issues.map(\.detail))
    }
    self.request = request
    self.now = now
  }

  /// Gives the search, if it is in the order of scores, what it needs for that: ``query`` then has its
  /// scoring for `catalog`. A user whom the source doesn't know gets what everybody gets.
  public mutating func prepareScoring(
    in catalog: Catalog, by model: RankingModel, affinities: (any AffinitySource)? = nil
  ) async {
    guard request.query.order == .score else { return }
    var model = model
    if let weights = request.scoring.weights { model.weights = weights }
    let ranking = CatalogRanking(model, in: catalog)
    var scores: UserScores?
    if let user = request.scoring.user, let affinities {
      switch await affinities.affinities(ofUser: user) {
      case .known(let list):
        scores = UserScores(list, at: request.scoring.hour, ranking: ranking, in: catalog)
      case .unavailable(let reason): affinitiesUnavailable = reason
      }
    }
    request.query.scoring = QueryScoring(ranking: ranking, user: scores)
  }

  /// The body of the answer that a catalogue gives.
  ///
  /// A search in the order of scores that has no scoring yet goes by the standard model.
  ///
  /// - Throws: `QueryError` for words or metadata that cannot be looked for.
  public func answer(from catalog: Catalog, as format: Format) throws(QueryError) -> [UInt8] {
    let format = AnswerFormat(rawValue: format.rawValue) ?? .json
    let workspace = QueryWorkspace()
    var request = request
    if request.query.order == .score, request.query.scoring == nil {
      var model = RankingModel.standard
      if let weights = request.scoring.weights { model.weights = weights }
      request.query.scoring = QueryScoring(ranking: CatalogRanking(model, in: catalog))
    }
    _ = try NearbyAnswer(
      request,
      MerchantRendering(request, catalog: catalog, format: format, minute: now),
      givenFormat: nil, lacksAffinities: affinitiesUnavailable != nil,
      cursors: CursorCodec(secret: ServerConfiguration().cursorSecret),
      mostURLBytes: .max, workspace: workspace)
    return workspace.body
  }
}

/// What is wrong with the parameters of a search.
public struct SearchMistakes: Error, Equatable, CustomStringConvertible {
  /// A sentence for each mistake.
  public var details: [String]

  public var description: String { details.joined(separator: "; ") }
}
