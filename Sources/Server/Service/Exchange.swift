import Catalog
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// One request on its way to an answer.
struct Exchange {
  let headers: RequestHeaders
  /// All headers, for what answers seldom depend on.
  let fields: HTTPFields
  let context: ServiceContext
  let target: RequestTarget
  /// The part of the path that a route leaves open, undecoded.
  let segment: ArraySlice<UInt8>
  /// What the request carries, which only routes for POST read.
  let body: RequestBody

  /// How many bytes a body may have.
  static let mostBodyBytes = 1 << 20

  /// The request's body, which must be JSON and say so.
  func json() async throws -> JSONText {
    let type = headers.contentType ?? ""
    let mediaType = type.prefix { $0 != ";" }.trimmingBlanks().lowercased()
    guard mediaType == "application/json" else {
      throw Problem(
        .unsupportedMediaType,
        "Content-Type must be application/json, and is "
          + (type.isEmpty ? "absent" : type.clipped(to: 80)))
    }
    let bytes: ByteBuffer
    do {
      guard headers.contentLength ?? 0 <= Self.mostBodyBytes else {
        throw NIOTooManyBytesError(maxBytes: Self.mostBodyBytes)
      }
      bytes = try await body.collect(upTo: Self.mostBodyBytes)
    } catch is NIOTooManyBytesError {
      throw Problem(
        .contentTooLarge, "the body must have at most \(Self.mostBodyBytes) bytes, and has more")
    }
    do throws(JSONTextError) {
      return try JSONText(utf8: Array(bytes.readableBytesView).span)
    } catch {
      throw Problem.invalidParameters([
        ParameterIssue("", .malformed, "the body must be JSON: \(error)", pointer: "")
      ])
    }
  }

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
