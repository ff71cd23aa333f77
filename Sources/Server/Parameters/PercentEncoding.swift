/// The encoding of texts in URLs (RFC 3986, section 2.1), read strictly.
enum PercentEncoding {
  /// The text of a name or value in a query, where `+` stands for a space.
  ///
  /// nil for a broken escape, for bytes that are no UTF-8 and for the character NUL.
  static func decodeForm(_ raw: some Collection<UInt8>) -> String? {
    decode(raw, plusIsSpace: true)
  }

  /// The text of one segment of a path; nil as with ``decodeForm(_:)``.
  static func decodeSegment(_ raw: some Collection<UInt8>) -> String? {
    decode(raw, plusIsSpace: false)
  }

  private static func decode(_ raw: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
    // Most texts stand for themselves.
    if raw.allSatisfy({ isPlain($0) }) { return String(decoding: raw, as: UTF8.self) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var isASCII = true
    var rest = raw.makeIterator()
    while var byte = rest.next() {
      switch byte {
      case UInt8(ascii: "+") where plusIsSpace: byte = UInt8(ascii: " ")
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
          return nil
        }
        byte = high << 4 | low
        guard byte != 0 else { return nil }
      case 0xBD where bytes.suffix(2) == [0xEF, 0xBF]:
        // The server repairs broken UTF-8 before we see it, so U+FFFD tells of it unless it was
        // escaped.
        return nil
      case 0: return nil
      default: break
      }
      isASCII = isASCII && byte < 0x80
      bytes.append(byte)
    }
    return isASCII
      ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte != UInt8(ascii: "%") && byte != UInt8(ascii: "+") && byte > 0 && byte < 0x80
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension String {
  /// The text's first characters, with an ellipsis if there are more.
  func clipped(to length: Int) -> String {
    // Cheap for short texts, and safe for a character of a thousand scalars.
    guard utf8.count > length else { return self }
    var result = ""
    for scalar in unicodeScalars.prefix(length) { result.unicodeScalars.append(scalar) }
    return result.utf8.count < utf8.count ? result + "…" : self
  }
}
