public import Catalog

/// A search around a place without a server: the same parameters, the same answer.
public struct NearbySearch: Sendable {
  /// The formats of an answer.
  public enum Format: String, CaseIterable, Sendable {
    case json, geojson, csv, ndjson
  }

  private let request: NearbyRequest
  private let now: Int64

  /// What is asked of a catalogue.
  public var query: MerchantQuery { request.query }

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

  /// The body of the answer that a catalogue gives.
  ///
  /// - Throws: `QueryError` for words or metadata that cannot be looked for.
  public func answer(from catalog: Catalog, as format: Format) throws(QueryError) -> [UInt8] {
    let format = AnswerFormat(rawValue: format.rawValue) ?? .json
    let workspace = QueryWorkspace()
    _ = try NearbyAnswer(
      request,
      MerchantRendering(
        catalog: catalog, format: format, members: request.members, hoursAt: hoursAt),
      givenFormat: nil, cursors: CursorCodec(secret: ServerConfiguration().cursorSecret),
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
