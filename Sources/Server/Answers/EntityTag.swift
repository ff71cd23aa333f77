/// A strong validator of an answer (RFC 9110, section 8.8.3).
struct EntityTag: Equatable, Sendable {
  /// The value of `ETag`, quotes included.
  let header: String
  private static let hash = SipHash(secret: "entity tag")

  /// The tag of what a catalogue answers to a request whose canonical bytes are given.
  init(catalogVersion: UInt64, request: [UInt8]) {
    var writer = BinaryWriter()
    writer.bytes.reserveCapacity(16)
    writer.append(catalogVersion)
    writer.append(Self.hash.hash(request))
    var text: [UInt8] = []
    text.reserveCapacity(24)
    text.append(UInt8(ascii: "\""))
    Base64URL.append(writer.bytes, to: &text)
    text.append(UInt8(ascii: "\""))
    header = String(decoding: text, as: UTF8.self)
  }

  /// The value of `ETag` for the same answer compressed: strong tags tell representations apart.
  var gzipHeader: String { header.dropLast() + "-gzip\"" }

  /// The tag of a representation the client has, if an `If-None-Match` header names one.
  func match(in list: String) -> String? {
    let gzipHeader = gzipHeader
    for element in list.split(separator: ",") {
      var tag = element.trimmingBlanks()
      if tag == "*" { return header }
      // The comparison is the weak one.
      if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
      if tag == header { return header }
      if tag == gzipHeader { return gzipHeader }
    }
    return nil
  }
}
