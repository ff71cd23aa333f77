/// One request on its way to an answer.
struct Exchange {
  let headers: RequestHeaders
  let target: RequestTarget
  /// The part of the path that a route leaves open, undecoded.
  let segment: ArraySlice<UInt8>

  /// The request's parameters, as far as they are declared.
  func parameters(
    _ declared: [ParameterDeclaration], maximumBytes: Int
  ) throws(Problem) -> ParameterReader {
    let query = target.query
    if query.count > maximumBytes {
      // A cursor carries a query of the length allowed in base64.
      let hasCursor = query.starts(with: "cursor=".utf8)
      guard hasCursor, query.count <= 2 * maximumBytes else {
        throw Problem(
          .uriTooLong,
          "the query must have at most \(maximumBytes) bytes, and has \(query.count)")
      }
    }
    return ParameterReader(QueryString(query), declared: declared)
  }

  /// The format of the answer: the parameter's, else the one that the Accept header prefers.
  func format(
    _ reader: inout ParameterReader, offered: [AnswerFormat] = AnswerFormat.all
  ) throws(Problem) -> AnswerFormat {
    if let format = reader.read(AnswerParameters.format) { return format }
    let accept = headers.accept
    guard let format = AnswerFormat.preferred(accept: accept, of: offered) else {
      let types = offered.map(\.mediaType).joined(separator: ", ")
      throw Problem(
        .notAcceptable,
        "Accept must welcome one of \(types), and is \((accept ?? "").clipped(to: 80))")
    }
    return format
  }
}
