/// Checks JSON byte by byte and leaves out the white space between its tokens.
struct JSONChecker {
  /// How deep objects and lists may lie in each other.
  static let mostDepth = 64

  private var position = 0
  /// Where the bytes begin that belong to the result and have not been copied yet.
  private var runStart = 0
  private var minified: [UInt8] = []

  /// Checks the whole text, which is UTF-8, and returns it without white space.
  mutating func minifiedText(of bytes: Span<UInt8>) throws(JSONTextError) -> String {
    skipSpace(bytes)
    try skipValue(bytes, depth: 0)
    skipSpace(bytes)
    if position < bytes.count { throw error(bytes, "the end") }
    // Most texts are minified already: then the run is all there is.
    if minified.isEmpty { return JSONString.text(bytes.extracting(runStart..<position)) }
    copyRun(bytes)
    return String(decoding: minified, as: UTF8.self)
  }

  private func next(_ bytes: Span<UInt8>) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private func error(_ bytes: Span<UInt8>, _ expected: String) -> JSONTextError {
    var found = "the end"
    if position < bytes.count {
      let rest = JSONString.text(bytes.extracting(position..<min(bytes.count, position + 8)))
      found = rest.first.map(\.debugDescription) ?? "nothing"
    }
    return JSONTextError(offset: position, expected: expected, found: found)
  }

  @inline(__always)
  private mutating func skipSpace(_ bytes: Span<UInt8>) {
    // Mostly there is none.
    guard position < bytes.count, bytes[position] <= 0x20 else { return }
    leaveOutSpace(bytes)
  }

  private mutating func leaveOutSpace(_ bytes: Span<UInt8>) {
    let end = position
    while let byte = next(bytes), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
    guard position > end else { return }
    copyRun(bytes, to: end)
    runStart = position
  }

  private mutating func copyRun(_ bytes: Span<UInt8>, to end: Int? = nil) {
    let end = end ?? position
    if minified.isEmpty { minified.reserveCapacity(bytes.count) }
    JSONString.append(bytes, runStart..<end, to: &minified)
  }
}

extension JSONChecker {
  private mutating func skipValue(_ bytes: Span<UInt8>, depth: Int) throws(JSONTextError) {
    switch next(bytes) {
    case UInt8(ascii: "{"): try skipObject(bytes, depth: depth)
    case UInt8(ascii: "["): try skipList(bytes, depth: depth)
    case UInt8(ascii: "\""): try skipString(bytes)
    case UInt8(ascii: "t"): try skipWord(bytes, "true")
    case UInt8(ascii: "f"): try skipWord(bytes, "false")
    case UInt8(ascii: "n"): try skipWord(bytes, "null")
    case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte):
      try skipNumber(bytes)
    default: throw error(bytes, "a value")
    }
  }

  private mutating func skipObject(_ bytes: Span<UInt8>, depth: Int) throws(JSONTextError) {
    try enter(bytes, depth)
    skipSpace(bytes)
    if next(bytes) == UInt8(ascii: "}") {
      position += 1
      return
    }
    while true {
      guard next(bytes) == UInt8(ascii: "\"") else { throw error(bytes, "a name in quotes") }
      try skipString(bytes)
      skipSpace(bytes)
      guard next(bytes) == UInt8(ascii: ":") else { throw error(bytes, "a colon") }
      position += 1
      skipSpace(bytes)
      try skipValue(bytes, depth: depth + 1)
      skipSpace(bytes)
      if next(bytes) == UInt8(ascii: "}") { break }
      guard next(bytes) == UInt8(ascii: ",") else {
        throw error(bytes, "a comma or a closing brace")
      }
      position += 1
      skipSpace(bytes)
    }
    position += 1
  }

  private mutating func skipList(_ bytes: Span<UInt8>, depth: Int) throws(JSONTextError) {
    try enter(bytes, depth)
    skipSpace(bytes)
    if next(bytes) == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      try skipValue(bytes, depth: depth + 1)
      skipSpace(bytes)
      if next(bytes) == UInt8(ascii: "]") { break }
      guard next(bytes) == UInt8(ascii: ",") else {
        throw error(bytes, "a comma or a closing bracket")
      }
      position += 1
      skipSpace(bytes)
    }
    position += 1
  }

  private mutating func enter(_ bytes: Span<UInt8>, _ depth: Int) throws(JSONTextError) {
    if depth >= Self.mostDepth { throw error(bytes, "at most \(Self.mostDepth) levels") }
    position += 1
  }

  private mutating func skipWord(
    _ bytes: Span<UInt8>, _ word: String
  ) throws(JSONTextError) {
    for byte in word.utf8 {
      guard next(bytes) == byte else { throw error(bytes, "the word \(word)") }
      position += 1
    }
  }

  private mutating func skipNumber(_ bytes: Span<UInt8>) throws(JSONTextError) {
    if next(bytes) == UInt8(ascii: "-") { position += 1 }
    if next(bytes) == UInt8(ascii: "0") {
      position += 1
    } else {
      try skipDigits(bytes)
    }
    if next(bytes) == UInt8(ascii: ".") {
      position += 1
      try skipDigits(bytes)
    }
    if next(bytes) == UInt8(ascii: "e") || next(bytes) == UInt8(ascii: "E") {
      position += 1
      if next(bytes) == UInt8(ascii: "+") || next(bytes) == UInt8(ascii: "-") { position += 1 }
      try skipDigits(bytes)
    }
  }

  private mutating func skipDigits(_ bytes: Span<UInt8>) throws(JSONTextError) {
    let start = position
    while let byte = next(bytes), Self.isDigit(byte) { position += 1 }
    if position == start { throw error(bytes, "a digit") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private mutating func skipString(_ bytes: Span<UInt8>) throws(JSONTextError) {
    position += 1
    while true {
      position = JSONString.endOfPlainRun(bytes, from: position)
      switch next(bytes) {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"):
        position += 1
        try skipEscape(bytes)
      case .none: throw error(bytes, "a closing quote")
      default: throw error(bytes, "an escape in place of a control character")
      }
    }
  }

  private mutating func skipEscape(_ bytes: Span<UInt8>) throws(JSONTextError) {
    guard let byte = next(bytes) else { throw error(bytes, "an escape") }
    guard byte == UInt8(ascii: "u") else {
      guard #""\/bfnrt"#.utf8.contains(byte) else { throw error(bytes, #"one of "\/bfnrtu"#) }
      position += 1
      return
    }
    position += 1
    switch try hexUnit(bytes) {
    case 0: throw error(bytes, "another character than \\u0000 before this")
    case 0xD800..<0xDC00:
      guard next(bytes) == UInt8(ascii: "\\"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw error(bytes, "the second half of a surrogate pair") }
      position += 2
      guard 0xDC00..<0xE000 ~= (try hexUnit(bytes)) else {
        throw error(bytes, "the second half of a surrogate pair before this")
      }
    case 0xDC00..<0xE000:
      throw error(bytes, "the first half of a surrogate pair before its second")
    default: break
    }
  }

  private mutating func hexUnit(_ bytes: Span<UInt8>) throws(JSONTextError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next(bytes), let digit = JSONString.hexDigit(byte) else {
        throw error(bytes, "four hexadecimal digits")
      }
      unit = unit << 4 | digit
      position += 1
    }
    return unit
  }
}
