/// JSON text (RFC 8259) that has been checked, kept without white space between its tokens.
///
/// Two texts are equal when they are the same but for that white space; the order of members
/// counts, and `1` is not `1.0`.
public struct JSONText: Hashable, Sendable {
  /// The text, minified.
  public let text: String

  /// Checks a text and keeps it, in one pass.
  ///
  /// - Throws: ``JSONTextError`` for anything that RFC 8259 does not allow, for more than 64 levels,
  ///   and for `\u0000` and halves of surrogate pairs, which PostgreSQL's jsonb refuses. A name may
  ///   occur twice in an object.
  public init(_ text: String) throws(JSONTextError) {
    var checker = JSONChecker()
    self.text = try checker.minifiedText(of: text.utf8.span)
  }

  /// Checks a text given as bytes and keeps it.
  ///
  /// - Throws: ``JSONTextError`` as for a `String`, and where the bytes are not UTF-8.
  public init(utf8 bytes: Span<UInt8>) throws(JSONTextError) {
    do {
      _ = try UTF8Span(validating: bytes)
    } catch {
      throw JSONTextError(
        offset: error.byteOffsets.lowerBound, expected: "UTF-8", found: "another byte")
    }
    var checker = JSONChecker()
    text = try checker.minifiedText(of: bytes)
  }

  /// Keeps a text that is known to be minified JSON.
  init(checked text: String) {
    self.text = text
  }

  /// What a JSON text can be.
  public enum Kind: Hashable, Sendable {
    case object, list, string, number, bool, null
  }

  /// What the text is.
  public var kind: Kind {
    switch text.utf8.first {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .list
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    default: .number
    }
  }

  /// The text of a JSON string, decoded; nil at another value.
  public var string: String? {
    kind == .string ? JSONString.decode(text.utf8.span) : nil
  }

  /// Whether the text is an object.
  public var isObject: Bool { text.utf8.first == UInt8(ascii: "{") }

  /// Whether the text is `{}`, `[]` or `null`.
  public var isEmpty: Bool { text == "{}" || text == "[]" || text == "null" }

  /// Calls `body` with every scalar of the text and the path to it: names of members joined by dots
  /// (`a.b`), elements of a list under the list's own path. Strings are decoded; numbers, `true`,
  /// `false` and `null` are given as they are written.
  public func forEachScalar(_ body: (_ path: String, _ scalar: String) -> Void) {
    var scanner = JSONScanner()
    scanner.visitScalars(of: text.utf8.span, path: "", body)
  }

  /// Calls `body` with the name and value of every member, if the text is an object.
  public func forEachMember(_ body: (_ name: String, _ value: JSONText) -> Void) {
    let bytes = text.utf8.span
    var scanner = JSONScanner()
    scanner.visitMembers(of: bytes) { name, value in
      body(name, JSONText(checked: JSONString.text(bytes.extracting(value))))
    }
  }

  /// The value of the first member called `name`, which has no character that JSON escapes; nil
  /// without one.
  ///
  /// Makes no strings of the members before it.
  public func value(ofMember name: StaticString) -> JSONText? {
    let bytes = text.utf8.span
    var scanner = JSONScanner()
    guard let range = scanner.value(ofMember: name, in: bytes) else { return nil }
    return JSONText(checked: JSONString.text(bytes.extracting(range)))
  }

  /// Calls `body` with every element in turn, if the text is a list.
  public func forEachElement(_ body: (_ element: JSONText) -> Void) {
    let bytes = text.utf8.span
    var scanner = JSONScanner()
    scanner.visitElements(of: bytes) { element in
      body(JSONText(checked: JSONString.text(bytes.extracting(element))))
    }
  }
}

/// Where a text is no JSON.
public struct JSONTextError: Error, Equatable, CustomStringConvertible {
  /// The byte at which it isn't, from 0 on.
  public var offset: Int
  /// What should be there.
  public var expected: String
  /// What is there: a character, or the end.
  public var found: String

  public var description: String {
    "not JSON: at byte \(offset) there must be \(expected), and there is \(found)"
  }
}
