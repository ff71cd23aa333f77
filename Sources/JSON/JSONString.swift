/// Strings as JSON has them, in quotes.
public enum JSONString {
  /// Appends a text as a JSON string: quotes, backslashes and control characters are escaped, and
  /// everything else stands as it is.
  public static func append(_ text: String, to bytes: inout [UInt8]) {
    let source = text.utf8.span
    var end = endOfPlainRun(source, from: 0)
    bytes.append(UInt8(ascii: "\""))
    append(source, 0..<end, to: &bytes)
    while end < source.count {
      append(escapeOf: source[end], to: &bytes)
      let start = end + 1
      end = endOfPlainRun(source, from: start)
      append(source, start..<end, to: &bytes)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func append(escapeOf byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0..<0x20:
      bytes.append(contentsOf: "u00".utf8)
      for digit in [byte >> 4, byte & 15] {
        bytes.append(digit + UInt8(ascii: digit < 10 ? "0" : "W"))
      }
    default: bytes.append(byte)
    }
  }

  /// The text of a JSON string that is known to be one, quotes included.
  public static func decode(_ literal: ArraySlice<UInt8>) -> String {
    decode(literal.span)
  }

  /// The text of a JSON string that is known to be one, quotes included; some text for other bytes,
  /// which a damaged file may have in its place.
  public static func decode(_ literal: Span<UInt8>) -> String {
    guard literal.count >= 2 else { return text(literal) }
    let inside = literal.extracting(1..<literal.count - 1)
    var end = endOfPlainRun(inside, from: 0)
    guard end < inside.count else { return text(inside) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(inside.count)
    append(inside, 0..<end, to: &bytes)
    while end < inside.count {
      var start = end + 2
      guard start <= inside.count else { break }
      switch inside[end + 1] {
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "f"): bytes.append(0x0C)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "u"):
        var scalar = unit(inside, at: start)
        start += 4
        if 0xD800..<0xDC00 ~= scalar {
          let low = unit(inside, at: start + 2)
          scalar = 0x10000 &+ (scalar - 0xD800) << 10 &+ low &- 0xDC00
          start += 6
        }
        bytes.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
      case let other: bytes.append(other)
      }
      start = min(start, inside.count)
      end = endOfPlainRun(inside, from: start)
      append(inside, start..<end, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func unit(_ bytes: Span<UInt8>, at position: Int) -> UInt32 {
    var unit: UInt32 = 0
    for place in position..<position + 4 where place < bytes.count {
      unit = unit << 4 | (hexDigit(bytes[place]) ?? 0)
    }
    return unit
  }

  static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

/// What reads many bytes at a time.
extension JSONString {
  /// The first position from `start` on with a quote, a backslash or a control character below
  /// U+0020, or the end.
  ///
  /// Eight bytes at a time: writing the texts of a record takes a fifth fewer instructions so.
  @inline(__always)
  static func endOfPlainRun(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var position = start
    let ones: UInt64 = 0x0101_0101_0101_0101
    while position &+ 8 <= bytes.count {
      // The bound has just been checked, and any eight bytes are a number.
      let word = UInt64(
        littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
          fromByteOffset: position, as: UInt64.self))
      // A byte is below n where subtracting n borrows into its top bit; a borrow reaches a byte
      // above only from one that is found itself, so the lowest bit found is right.
      let quote = (word ^ (ones &* 0x22)) &- ones
      let backslash = (word ^ (ones &* 0x5C)) &- ones
      let control = word &- ones &* 0x20
      // None of the three has its top bit set, so `~word` serves for all.
      let found = (quote | backslash | control) & ~word & (ones &* 0x80)
      if found != 0 { return position &+ found.trailingZeroBitCount &>> 3 }
      position &+= 8
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
      position += 1
    }
    return position
  }

  static func append(_ source: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]) {
    unsafe source.extracting(range).withUnsafeBufferPointer { run in
      unsafe bytes.append(contentsOf: run)
    }
  }

  /// The text of UTF-8.
  static func text(_ source: Span<UInt8>) -> String {
    unsafe source.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
