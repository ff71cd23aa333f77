import Catalog

/// The answer to a search, whose body has been written to a workspace.
struct NearbyAnswer {
  /// How many merchants it has.
  let count: Int
  /// The URL of the next page; nil when no more follow.
  private(set) var next: String?

  /// Runs the search and writes its body.
  ///
  /// `givenFormat` is the format that the request names, which the next page's URL then names too.
  init(
    _ request: NearbyRequest, _ rendering: MerchantRendering, givenFormat: AnswerFormat?,
    cursors: CursorCodec, workspace: QueryWorkspace
  ) throws(QueryError) {
    let catalog = rendering.catalog
    let outcome = try catalog.run(request.query, scratch: &workspace.scratch)
    count = outcome.count
    rendering.appendStart(to: &workspace.body)
    for position in 0..<outcome.count {
      if position > 0 { rendering.appendSeparator(to: &workspace.body) }
      let hit = workspace.scratch[position]
      rendering.append(slot: hit.slot, distanceMeters: hit.distanceMeters, to: &workspace.body)
    }
    if let key = outcome.next {
      var following = request
      following.query.after = key
      cursors.append(
        following, catalogVersion: catalog.version, categories: catalog.categories,
        to: &workspace.cursor)
      let format = givenFormat.map { "&f=\($0.rawValue)" } ?? ""
      next =
        "\(NearbyRoute.path)?cursor=\(String(decoding: workspace.cursor, as: UTF8.self))\(format)"
    }
    if rendering.format == .json || rendering.format == .geojson {
      Self.appendEnd(outcome, next: next, catalog.version, workspace)
    }
  }

  private static func appendEnd(
    _ outcome: QueryOutcome, next: String?, _ version: UInt64, _ workspace: QueryWorkspace
  ) {
    workspace.body.append(contentsOf: "],\"number_returned\":".utf8)
    DecimalText.append(scaled: outcome.count, decimals: 0, to: &workspace.body)
    if let matched = outcome.matched {
      workspace.body.append(contentsOf: ",\"number_matched\":".utf8)
      DecimalText.append(scaled: matched, decimals: 0, to: &workspace.body)
    }
    if let next {
      // Neither text has a character that JSON escapes.
      workspace.body.append(contentsOf: ",\"cursor\":\"".utf8)
      workspace.body.append(contentsOf: workspace.cursor)
      workspace.body.append(contentsOf: "\",\"next\":\"".utf8)
      workspace.body.append(contentsOf: next.utf8)
      workspace.body.append(contentsOf: "\",\"catalog_version\":".utf8)
    } else {
      workspace.body.append(
        contentsOf: ",\"cursor\":null,\"next\":null,\"catalog_version\":".utf8)
    }
    workspace.body.append(contentsOf: String(version).utf8)
    workspace.body.append(UInt8(ascii: "}"))
  }
}
