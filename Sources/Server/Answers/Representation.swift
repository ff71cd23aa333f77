import HTTPTypes
import Hummingbird
import NIOCore

/// A successful answer that caches may keep.
struct Representation {
  let format: AnswerFormat
  let tag: EntityTag
  let catalogVersion: UInt64
  /// Where the list goes on, a relative URL.
  var next: String?

  private static let vary = HTTPField(name: .vary, value: "Accept, Accept-Encoding")

  /// The answer with a body, compressed if the request wants that.
  func response(
    _ body: ByteBuffer, to request: RequestHeaders, cacheControl: HTTPField
  ) throws -> Response {
    var headers = HTTPFields()
    headers.reserveCapacity(12)
    headers.append(format.contentTypeField)
    var body = body
    let isCompressed =
      body.readableBytes >= Gzip.leastBytes && Gzip.isWelcome(request.acceptEncoding)
    if isCompressed {
      body = try Gzip.compress(body)
      headers.append(HTTPField(name: .contentEncoding, value: "gzip"))
    }
    addCommon(to: &headers, tag: isCompressed ? tag.gzipHeader : tag.header, cacheControl)
    if let next { headers.append(HTTPField(name: .link, value: "<\(next)>; rel=\"next\"")) }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
  }

  /// The answer that the client's copy is still good; nil if the request doesn't name it.
  func notModified(_ request: RequestHeaders, cacheControl: HTTPField) -> Response? {
    guard let header = request.ifNoneMatch, let matching = tag.match(in: header) else {
      return nil
    }
    var headers = HTTPFields()
    addCommon(to: &headers, tag: matching, cacheControl)
    return .withoutBody(.notModified, headers)
  }

  private func addCommon(to headers: inout HTTPFields, tag: String, _ cacheControl: HTTPField) {
    headers.append(HTTPField(name: .eTag, value: tag))
    headers.append(cacheControl)
    headers.append(Self.vary)
    headers.append(HTTPField(name: .catalogVersion, value: String(catalogVersion)))
  }
}

extension Response {
  /// An answer of a kind that has no body and says no length.
  static func withoutBody(_ status: HTTPResponse.Status, _ headers: HTTPFields) -> Response {
    var response = Response(status: status, headers: headers)
    response.headers[.contentLength] = nil
    return response
  }
}
