/// A strong validator of an answer (RFC 9110, section 8.8.3).
struct EntityTag: Equatable, Sendable {
  /// What stands between the quotes.
  private let opaque: String
  private static let hash = SipHash(secret: "entity tag")

  /// The tag of what a catalogue answers to a request whose canonical bytes are given.
  init(catalogVersion: UInt64, request: [UInt8]) {
    opaque =
      String(catalogVersion, radix: 36) + "-" + String(Self.hash.hash(request), radix: 36)
  }

  /// The value of `ETag`.
  var header: String { "\"\(opaque)\"" }
  /// The value of `ETag` for the same answer compressed: strong tags tell representations apart.
  var gzipHeader: String { "\"\(opaque)-gzip\"" }

  /// The tag of a representation the client has, if an `If-None-Match` header names one.
  func match(in header: String) -> String? {
    for element in header.split(separator: ",") {
      var tag = element.trimmingBlanks()
      if tag == "*" { return self.header }
      // The comparison is the weak one.
      if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
      if tag == self.header { return self.header }
      if tag == gzipHeader { return gzipHeader }
    }
    return nil
  }
}
