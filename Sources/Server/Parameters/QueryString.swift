/// The parameters of a query string as they were sent, decoded.
///
/// Names and values are percent-decoded and `+` is a space. What cannot be decoded is an issue and
/// not a parameter.
struct QueryString {
  struct Pair {
    var name: String
    var value: String
  }

  /// How many parameters a query may have; any sensible one has far fewer.
  static let mostPairs = 100

  private(set) var pairs: [Pair] = []
  private(set) var issues: [ParameterIssue] = []

  /// The parameters of what follows the question mark of a request's target.
  init(_ text: ArraySlice<UInt8>) {
    pairs.reserveCapacity(4)
    var rest = text
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
      let part = rest[..<end]
      rest = rest[min(end + 1, rest.endIndex)...]
      guard !part.isEmpty else { continue }
      guard pairs.count + issues.count < Self.mostPairs else {
        issues.append(
          ParameterIssue(
            "query", .tooMany, "the query must have at most \(Self.mostPairs) parameters"))
        return
      }
      let equals = part.firstIndex(of: UInt8(ascii: "="))
      let rawName = part[..<(equals ?? part.endIndex)]
      let rawValue = equals.map { part[($0 + 1)...] }
      guard let name = PercentEncoding.decodeForm(rawName) else {
        issues.append(Self.undecodable(rawName, in: "query", what: "a parameter's name"))
        continue
      }
      guard let rawValue else {
        pairs.append(Pair(name: name, value: ""))
        continue
      }
      if let value = PercentEncoding.decodeForm(rawValue) {
        pairs.append(Pair(name: name, value: value))
      } else {
        issues.append(Self.undecodable(rawValue, in: name.clipped(to: 80), what: "its value"))
      }
    }
  }

  /// Parameters that need no decoding.
  init(decoded parameters: [(name: String, value: String)]) {
    pairs = parameters.map { Pair(name: $0.name, value: $0.value) }
  }

  private static func undecodable(
    _ raw: ArraySlice<UInt8>, in parameter: String, what: String
  ) -> ParameterIssue {
    let shown = String(decoding: raw.prefix(80), as: UTF8.self)
    return ParameterIssue(
      parameter, .badEncoding,
      "\(what) must be UTF-8 with two hexadecimal digits behind every %, and is \(shown)")
  }
}
