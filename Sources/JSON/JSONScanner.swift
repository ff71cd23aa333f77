/// Goes through text that is known to be minified JSON, without making a tree of it.
struct JSONScanner {
  /// The byte at which the next value begins.
  private(set) var position = 0

  init(at position: Int = 0) {
    self.position = position
  }

  /// Leaves the value here, which ends at a comma or closing bracket of its own level.
  mutating func skipValue(of bytes: Span<UInt8>) {
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""): skipString(of: bytes)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        position += 1
      case UInt8(ascii: ",") where depth == 0: return
      default: position += 1
      }
    }
  }

  /// Calls `body` with the name of every member of the object here and where its value lies; does
  /// nothing at another value.
  mutating func visitMembers(
    of bytes: Span<UInt8>, _ body: (_ name: String, _ value: Range<Int>) -> Void
  ) {
    guard bytes[position] == UInt8(ascii: "{") else { return }
    position += 1
    while bytes[position] != UInt8(ascii: "}") {
      let name = takeString(of: bytes)
      position += 1
      let start = position
      skipValue(of: bytes)
      body(name, start..<position)
      if bytes[position] == UInt8(ascii: ",") { position += 1 }
    }
    position += 1
  }

  /// Where the value of the first member called `name` lies in the object here.
  mutating func value(
    ofMember name: StaticString, in bytes: Span<UInt8>
  ) -> Range<Int>? {
    guard bytes[position] == UInt8(ascii: "{") else { return nil }
    position += 1
    while bytes[position] != UInt8(ascii: "}") {
      let start = position
      skipString(of: bytes)
      let isWanted = Self.equal(bytes.extracting(start + 1..<position - 1), name)
      position += 1
      let value = position
      skipValue(of: bytes)
      if isWanted { return value..<position }
      if bytes[position] == UInt8(ascii: ",") { position += 1 }
    }
    return nil
  }

  private static func equal(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    for offset in bytes.indices {
      // The count has just been compared.
      guard unsafe bytes[offset] == name.utf8Start[offset] else { return false }
    }
    return true
  }

  /// Calls `body` with where every element of the list here lies; does nothing at another value.
  mutating func visitElements(of bytes: Span<UInt8>, _ body: (_ element: Range<Int>) -> Void) {
    guard bytes[position] == UInt8(ascii: "[") else { return }
    position += 1
    while bytes[position] != UInt8(ascii: "]") {
      let start = position
      skipValue(of: bytes)
      body(start..<position)
      if bytes[position] == UInt8(ascii: ",") { position += 1 }
    }
    position += 1
  }

  /// Calls `body` with every scalar of the value here, by its path under `path`.
  mutating func visitScalars(
    of bytes: Span<UInt8>, path: String, _ body: (_ path: String, _ scalar: String) -> Void
  ) {
    switch bytes[position] {
    case UInt8(ascii: "{"):
      position += 1
      while bytes[position] != UInt8(ascii: "}") {
        let name = takeString(of: bytes)
        position += 1
        visitScalars(of: bytes, path: path.isEmpty ? name : "\(path).\(name)", body)
        if bytes[position] == UInt8(ascii: ",") { position += 1 }
      }
      position += 1
    case UInt8(ascii: "["):
      position += 1
      while bytes[position] != UInt8(ascii: "]") {
        visitScalars(of: bytes, path: path, body)
        if bytes[position] == UInt8(ascii: ",") { position += 1 }
      }
      position += 1
    case UInt8(ascii: "\""): body(path, takeString(of: bytes))
    default:
      let start = position
      skipValue(of: bytes)
      body(path, JSONString.text(bytes.extracting(start..<position)))
    }
  }

  private mutating func takeString(of bytes: Span<UInt8>) -> String {
    let start = position
    skipString(of: bytes)
    return JSONString.decode(bytes.extracting(start..<position))
  }

  private mutating func skipString(of bytes: Span<UInt8>) {
    position = JSONString.endOfPlainRun(bytes, from: position + 1)
    while bytes[position] != UInt8(ascii: "\"") {
      position = JSONString.endOfPlainRun(bytes, from: position + 2)
    }
    position += 1
  }
}
