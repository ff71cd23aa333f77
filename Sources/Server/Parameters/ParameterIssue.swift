/// What is wrong with one parameter of a request, or with one member of its body.
struct ParameterIssue: Error, Equatable, Sendable {
  /// The kinds of mistakes, in the words that answers show.
  enum Code: String, Sendable {
    case missing, unknown, repeated, conflict, malformed
    case outOfRange = "out_of_range"
    case unknownValue = "unknown_value"
    case tooLong = "too_long"
    case tooMany = "too_many"
    case badEncoding = "bad_encoding"
    case invalidCursor = "invalid_cursor"
    case invalidGeometry = "invalid_geometry"
  }

  /// The parameter's name as the request spells it.
  var parameter: String
  var code: Code
  /// A sentence that names the parameter, what it should be and what it was.
  var detail: String

  /// Where in a body the mistake is (RFC 6901); nil for a parameter of the query.
  var pointer: String?

  init(_ parameter: String, _ code: Code, _ detail: String, pointer: String? = nil) {
    self.parameter = parameter
    self.code = code
    self.detail = detail
    self.pointer = pointer
  }
}
