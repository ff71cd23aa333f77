/// How a place in a JSON text is written, in the manner of RFC 9535: `$.monday[0].open`.
public enum JSONPath {
  /// The path to a member under a path.
  public static func member(_ path: String, _ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || 0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20
      } && !(name.utf8.first.map { 0x30...0x39 ~= $0 } ?? true)
    return isPlain ? "\(path).\(name)" : "\(path)[\(JSONExcerpt.quoted(name))]"
  }
}

/// What a message shows of texts that may be long: at most 80 characters or so.
public enum JSONExcerpt {
  /// A text as a JSON string.
  public static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONString.append(text, to: &bytes)
    return shortened(String(decoding: bytes, as: UTF8.self))
  }

  public static func shortened(_ text: String) -> String {
    guard text.utf8.count > 80 else { return text }
    return String(text.unicodeScalars.prefix(79)) + "…"
  }
}

extension JSONText {
  /// What a message shows of the text.
  public var excerpt: String { JSONExcerpt.shortened(text) }
}
