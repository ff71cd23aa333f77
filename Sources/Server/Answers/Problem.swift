import Catalog
import HTTPTypes
import Hummingbird
import JSON

/// An answer that says why there is no better one (RFC 9457).
struct Problem: Error {
  /// The kinds of problems; the raw value ends the problem's type, `/problems/…`.
  enum Kind: String, CaseIterable, Sendable {
    case invalidParameter = "invalid-parameter"
    case forbidden
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case contentTooLarge = "content-too-large"
    case uriTooLong = "uri-too-long"
    case unsupportedMediaType = "unsupported-media-type"
    case invalidGeometry = "invalid-geometry"
    case internalError = "internal-error"
    case notReady = "not-ready"

    var status: HTTPResponse.Status {
      switch self {
      case .invalidParameter: .badRequest
      case .forbidden: .forbidden
      case .notFound: .notFound
      case .methodNotAllowed: .methodNotAllowed
      case .notAcceptable: .notAcceptable
      case .contentTooLarge: .contentTooLarge
      case .uriTooLong: .uriTooLong
      case .unsupportedMediaType: .unsupportedMediaType
      case .invalidGeometry: .unprocessableContent
      case .internalError: .internalServerError
      case .notReady: .serviceUnavailable
      }
    }

    var title: String {
      switch self {
      case .invalidParameter: "A parameter is wrong"
      case .forbidden: "This is not for everybody"
      case .notFound: "There is no such thing"
      case .methodNotAllowed: "The method is not allowed here"
      case .notAcceptable: "No acceptable format"
      case .contentTooLarge: "The body is too long"
      case .uriTooLong: "The query is too long"
      case .unsupportedMediaType: "The body is of another type"
      case .invalidGeometry: "The geometry has no meaning"
      case .internalError: "The service failed"
      case .notReady: "The service is not ready"
      }
    }
  }

  let kind: Kind
  let detail: String
  var issues: [ParameterIssue] = []
  /// The value of `Allow`, where the method is the problem.
  var allow: String?
  /// After how many seconds it is worth asking again.
  var retryAfterSeconds: Int?

  /// How many issues an answer shows.
  static let mostIssues = 20

  init(_ kind: Kind, _ detail: String, retryAfterSeconds: Int? = nil) {
    self.kind = kind
    self.detail = detail
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// The problem of parameters that are wrong; there is one issue or more.
  static func invalidParameters(_ issues: [ParameterIssue]) -> Problem {
    let more = issues.count > 1 ? " (and \(issues.count - 1) more)" : ""
    let isGeometry = issues.allSatisfy { $0.code == .invalidGeometry }
    var problem = Problem(
      isGeometry ? .invalidGeometry : .invalidParameter, (issues.first?.detail ?? "") + more)
    problem.issues = Array(issues.prefix(mostIssues))
    return problem
  }

  static func methodNotAllowed(_ method: HTTPRequest.Method, allow: String) -> Problem {
    var problem = Problem(
      .methodNotAllowed,
      "the method must be one of \(allow), and is \(method.rawValue.clipped(to: 80))")
    problem.allow = allow
    return problem
  }

  /// The answer; `path` is the path of the request's target.
  func response(path: String, requestID: String) -> Response {
    var bytes: [UInt8] = []
    bytes.append(contentsOf: "{\"type\":\"/problems/\(kind.rawValue)\",\"title\":".utf8)
    JSONString.append(kind.title, to: &bytes)
    bytes.append(contentsOf: ",\"status\":\(kind.status.code),\"detail\":".utf8)
    JSONString.append(detail, to: &bytes)
    bytes.append(contentsOf: ",\"instance\":".utf8)
    JSONString.append(path.clipped(to: 200), to: &bytes)
    bytes.append(contentsOf: ",\"request_id\":".utf8)
    JSONString.append(requestID, to: &bytes)
    if !issues.isEmpty {
      bytes.append(contentsOf: ",\"errors\":[".utf8)
      for (position, issue) in issues.enumerated() {
        let member = issue.pointer == nil ? "parameter" : "pointer"
        bytes.append(contentsOf: "\(position > 0 ? "," : ""){\"\(member)\":".utf8)
        JSONString.append(issue.pointer ?? issue.parameter, to: &bytes)
        bytes.append(contentsOf: ",\"code\":\"\(issue.code.rawValue)\",\"detail\":".utf8)
        JSONString.append(issue.detail, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
      }
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(UInt8(ascii: "}"))
    var headers = HTTPFields()
    headers.append(HTTPField(name: .contentType, value: "application/problem+json"))
    headers.append(HTTPField(name: .cacheControl, value: "no-store"))
    if let allow { headers[.allow] = allow }
    if let retryAfterSeconds { headers[.retryAfter] = "\(retryAfterSeconds)" }
    return Response(
      status: kind.status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    )
  }
}
