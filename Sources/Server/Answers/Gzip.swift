import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPCompression

/// Compresses answers for clients that ask for it.
///
/// SwiftNIO's compressor is a channel handler. In the connection's own pipeline it would see every
/// answer, also those to HEAD and to what could not be parsed as a request, which it can't take; so it
/// runs in a pipeline of its own, for one body.
enum Gzip {
  /// A smaller body would hardly get smaller.
  static let leastBytes = 1_024

  /// Whether an `Accept-Encoding` header welcomes gzip.
  static func isWelcome(_ acceptEncoding: String?) -> Bool {
    guard let acceptEncoding else { return false }
    for element in acceptEncoding.lowercased().split(separator: ",") {
      let parts = element.split(separator: ";").map { $0.trimmingBlanks() }
      if parts.first == "gzip" || parts.first == "x-gzip" {
        return QualityValue.thousandths(in: parts.dropFirst()) > 0
      }
    }
    return false
  }

  /// The body compressed.
  static func compress(_ body: ByteBuffer) throws -> ByteBuffer {
    let channel = EmbeddedChannel(handler: HTTPResponseCompressor())
    defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
    try channel.writeInbound(
      HTTPServerRequestPart.head(
        HTTPRequestHead(
          version: .http1_1, method: .GET, uri: "/", headers: ["accept-encoding": "gzip"])))
    let parts: [HTTPServerResponsePart] = [
      .head(HTTPResponseHead(version: .http1_1, status: .ok)), .body(.byteBuffer(body)), .end(nil),
    ]
    for part in parts { channel.write(part, promise: nil) }
    channel.flush()
    var compressed = ByteBuffer()
    while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
      if case .body(.byteBuffer(var bytes)) = part { compressed.writeBuffer(&bytes) }
    }
    return compressed
  }
}
