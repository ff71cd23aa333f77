import HTTPTypes
import Hummingbird

/// A path, the methods it takes and what answers them.
final class Route: Sendable {
  typealias Answer = @Sendable (Exchange) async throws -> Response

  /// The path as documentation has it: `/v1/merchants/{merchant_id}`.
  let template: String
  /// The value of `Allow`.
  let allow: String
  let metrics: RouteMetrics
  /// What answers GET, and HEAD but for the body; nil if the route takes neither.
  let get: Answer?
  /// What answers POST; nil if the route doesn't take it.
  let post: Answer?
  /// The path up to the segment that it leaves open.
  private let prefix: [UInt8]
  private let hasOpenSegment: Bool
  /// The path behind that segment.
  private let suffix: [UInt8]

  /// A route for GET and HEAD; a template may have a segment in braces, which is left open.
  init(get template: String, _ answer: @escaping Answer) {
    self.template = template
    allow = "GET, HEAD, OPTIONS"
    metrics = RouteMetrics(template: template)
    get = answer
    post = nil
    hasOpenSegment = template.contains("}")
    prefix = Array(template.prefix { $0 != "{" }.utf8)
    suffix = hasOpenSegment ? Array(template.drop { $0 != "}" }.dropFirst().utf8) : []
  }

  /// A route for POST.
  init(post template: String, _ answer: @escaping Answer) {
    self.template = template
    allow = "POST, OPTIONS"
    metrics = RouteMetrics(template: template)
    get = nil
    post = answer
    hasOpenSegment = false
    prefix = Array(template.utf8)
    suffix = []
  }

  /// What a path has in the place of the open segment, or nothing without one; nil if the path is
  /// another route's.
  func match(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard path.starts(with: prefix) else { return nil }
    let rest = path.dropFirst(prefix.count)
    guard hasOpenSegment else { return rest.isEmpty ? rest : nil }
    let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    return end > rest.startIndex && rest[end...].elementsEqual(suffix) ? rest[..<end] : nil
  }
}
