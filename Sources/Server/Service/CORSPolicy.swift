import HTTPTypes

/// Which other origins' pages may read answers (the Fetch standard's CORS protocol).
struct CORSPolicy: Sendable {
  private let origins: Set<String>
  private static let exposed = "ETag, Link, Retry-After, X-Catalog-Version, X-Request-Id"
  private static let requestHeaders =
    "Accept, Content-Type, If-None-Match, X-Request-Id, traceparent"

  /// A policy that allows some origins, or all if one of them is `*`.
  init(origins: [String]) {
    self.origins = Set(origins)
  }

  /// Whether any origin is allowed, so that answers depend on it.
  var isActive: Bool { !origins.isEmpty }

  /// Adds what the browser of an origin wants to see to an answer's headers.
  func apply(to headers: inout HTTPFields, for request: RequestHeaders) {
    guard isActive else { return }
    headers[.vary] = headers[.vary].map { $0 + ", Origin" } ?? "Origin"
    guard let origin = request.origin, origins.contains("*") || origins.contains(origin) else {
      return
    }
    headers[.accessControlAllowOrigin] = origins.contains("*") ? "*" : origin
    headers[.accessControlExposeHeaders] = Self.exposed
  }

  /// Adds what answers the question whether a request may be sent.
  func applyPreflight(to headers: inout HTTPFields, for request: RequestHeaders, allow: String) {
    guard isActive, request.asksForMethod, let origin = request.origin,
      origins.contains("*") || origins.contains(origin)
    else { return }
    headers[.accessControlAllowMethods] = allow
    headers[.accessControlAllowHeaders] = Self.requestHeaders
    headers[.accessControlMaxAge] = "600"
  }
}
