/// Decimal numbers read from bytes, without a string made of them.
enum NumberText {
  /// The double nearest to the number that all of `bytes` are: a sign, digits with a point among or
  /// beside them, and an exponent; nil for anything else and for what is too large.
  ///
  /// Up to 15 digits and 22 decimals take one multiplication or division of two exact doubles, so
  /// the result is rounded once (Clinger, "How to Read Floating Point Numbers Accurately", 1990);
  /// other numbers go through the standard library.
  static func value(_ bytes: Span<UInt8>) -> Double? {
    var position = 0
    let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
    if isNegative || position < bytes.count && bytes[position] == UInt8(ascii: "+") {
      position += 1
    }
    var digits: UInt64 = 0
    var digitCount = 0
    var exponent = 0
    var hasPoint = false
    while position < bytes.count {
      let byte = bytes[position]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        digits = digits &* 10 &+ UInt64(digit)
        digitCount += 1
        if hasPoint { exponent -= 1 }
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      position += 1
    }
    guard digitCount > 0 else { return nil }
    if position < bytes.count {
      guard let power = self.exponent(bytes, from: position) else { return nil }
      exponent += power
    }
    // Fifteen digits are below 2^53.
    guard digitCount <= 15, -22...22 ~= exponent else { return slowValue(bytes) }
    let value =
      exponent < 0
      ? Double(digits) / powersOfTen[-exponent] : Double(digits) * powersOfTen[exponent]
    return isNegative ? -value : value
  }

  /// The number behind the letter E at `start`, if it and the end are all that is there.
  private static func exponent(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var position = start + 1
    let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
    if isNegative || position < bytes.count && bytes[position] == UInt8(ascii: "+") {
      position += 1
    }
    guard position < bytes.count else { return nil }
    var value = 0
    while position < bytes.count {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      // Larger ones are all zero or infinite.
      value = min(value * 10 + Int(digit), 100_000)
      position += 1
    }
    return isNegative ? -value : value
  }

  private static func slowValue(_ bytes: Span<UInt8>) -> Double? {
    // Safe: the buffer is only read, and before the closure ends.
    let text = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
