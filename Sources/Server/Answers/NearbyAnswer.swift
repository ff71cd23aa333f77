import Catalog
import JSON

/// The answer to a search, whose body has been written to a workspace.
struct NearbyAnswer {
  /// How many merchants it has.
  let count: Int
  /// The URL of the next page; nil when no more follow, and when the cursor is too long for a URL.
  let next: String?

  private static let nextStart = Array("\(NearbyRoute.path)?cursor=".utf8)

  /// Runs the search and writes its body.
  ///
  /// A cursor that carries a long polygon fits in a body only, of `POST /v1/merchants/search`.
  /// `givenFormat` is the format that the request names, which the next page's URL then names too;
  /// `lacksAffinities` says that the user's affinities could not be had.
  init(
    _ request: NearbyRequest, _ rendering: MerchantRendering, givenFormat: AnswerFormat?,
    lacksAffinities: Bool = false, cursors: CursorCodec, mostURLBytes: Int,
    workspace: QueryWorkspace
  ) throws(QueryError) {
    let outcome = try Self.search(
      request, rendering, scratch: &workspace.scratch, hours: &workspace.hours,
      body: &workspace.body)
    count = outcome.count
    var cursor = 0..<0
    if let key = outcome.next {
      var following = request
      following.query.after = key
      cursor = Self.appendNext(
        following, rendering.catalog, cursors, givenFormat, to: &workspace.next)
      next =
        workspace.next.count > mostURLBytes
        ? nil : String(decoding: workspace.next, as: UTF8.self)
    } else {
      next = nil
    }
    if rendering.format == .json || rendering.format == .geojson {
      Self.appendEnd(
        outcome, cursor: workspace.next[cursor], next: next == nil ? [] : workspace.next,
        lacksAffinities: lacksAffinities, version: rendering.catalog.version, to: &workspace.body)
    }
  }

  /// Runs the query and appends its merchants.
  ///
  /// The workspace's parts come one by one, so that each is checked for exclusive access once and not
  /// with every byte.
  private static func search(
    _ request: NearbyRequest, _ rendering: MerchantRendering, scratch: inout QueryScratch,
    hours: inout HoursJSON, body: inout [UInt8]
  ) throws(QueryError) -> QueryOutcome {
    let outcome = try rendering.catalog.run(request.query, scratch: &scratch)
    let scores = try ShownScores(request, rendering, scratch: &scratch)
    hours.begin()
    rendering.appendStart(to: &body)
    for position in 0..<outcome.count {
      if position > 0 { rendering.appendSeparator(to: &body) }
      let hit = scratch[position]
      rendering.append(
        slot: hit.slot, distanceMeters: hit.distanceMeters,
        score: scores?.score(of: hit, at: position), hours: &hours, to: &body)
    }
    return outcome
  }

  /// Appends the URL of the next page, and answers where in it the cursor stands.
  private static func appendNext(
    _ request: NearbyRequest, _ catalog: Catalog, _ cursors: CursorCodec,
    _ givenFormat: AnswerFormat?, to url: inout [UInt8]
  ) -> Range<Int> {
    url.append(contentsOf: nextStart)
    let start = url.count
    cursors.append(
      request, catalogVersion: catalog.version, categories: catalog.categories, to: &url)
    let end = url.count
    if let givenFormat { url.append(contentsOf: "&f=\(givenFormat.rawValue)".utf8) }
    return start..<end
  }

  /// Appends what follows the merchants; neither the cursor nor the URL has a character that JSON
  /// escapes.
  private static func appendEnd(
    _ outcome: QueryOutcome, cursor: ArraySlice<UInt8>, next: [UInt8], lacksAffinities: Bool,
    version: UInt64, to body: inout [UInt8]
  ) {
    body.append(contentsOf: "],\"number_returned\":".utf8)
    DecimalText.append(scaled: outcome.count, decimals: 0, to: &body)
    if let matched = outcome.matched {
      body.append(contentsOf: ",\"number_matched\":".utf8)
      DecimalText.append(scaled: matched, decimals: 0, to: &body)
    }
    if lacksAffinities { body.append(contentsOf: ",\"affinity\":\"unavailable\"".utf8) }
    if cursor.isEmpty {
      body.append(contentsOf: ",\"cursor\":null,\"next\":null,\"catalog_version\":".utf8)
    } else {
      body.append(contentsOf: ",\"cursor\":\"".utf8)
      body.append(contentsOf: cursor)
      body.append(contentsOf: "\",\"next\":".utf8)
      if next.isEmpty {
        body.append(contentsOf: "null".utf8)
      } else {
        body.append(UInt8(ascii: "\""))
        body.append(contentsOf: next)
        body.append(UInt8(ascii: "\""))
      }
      body.append(contentsOf: ",\"catalog_version\":".utf8)
    }
    body.append(contentsOf: String(version).utf8)
    body.append(UInt8(ascii: "}"))
  }
}
