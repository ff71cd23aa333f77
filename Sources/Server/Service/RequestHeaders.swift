import HTTPTypes

/// The headers of a request that answers depend on, found in one pass over all of them.
struct RequestHeaders: Sendable {
  private(set) var accept: String?
  private(set) var acceptEncoding: String?
  private(set) var ifNoneMatch: String?
  private(set) var origin: String?
  private(set) var contentType: String?
  /// How many bytes the body has, if the request says so.
  private(set) var contentLength: Int?
  private(set) var requestID: String?
  private(set) var traceParent: String?
  /// Whether a browser asks which methods another origin's page may use.
  private(set) var asksForMethod = false

  init(_ fields: HTTPFields) {
    for field in fields {
      switch field.name.canonicalName {
      case "accept": Self.join(field.value, to: &accept)
      case "accept-encoding": Self.join(field.value, to: &acceptEncoding)
      case "if-none-match": Self.join(field.value, to: &ifNoneMatch)
      case "origin": origin = field.value
      case "content-type": Self.join(field.value, to: &contentType)
      case "content-length": contentLength = Int(field.value)
      case "x-request-id": Self.join(field.value, to: &requestID)
      case "traceparent": Self.join(field.value, to: &traceParent)
      case "access-control-request-method": asksForMethod = true
      default: break
      }
    }
  }

  /// A header in several lines means the same as in one (RFC 9110, section 5.3).
  private static func join(_ value: String, to whole: inout String?) {
    whole = whole.map { $0 + ", " + value } ?? value
  }
}
