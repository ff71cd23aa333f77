/// Numbers as short decimal text, as JSON and CSV have them.
public enum DecimalText {
  /// Appends `value`, rounded to `decimals` digits behind the point (0 to 9), without zeros at the
  /// end: 51.5, -0.12, 3.
  ///
  /// What is 9e18 / 10^decimals or more counts as about that, and so does what is no number.
  public static func append(_ value: Double, decimals: Int, to bytes: inout [UInt8]) {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value * scale).rounded()
    append(
      scaled: Int(exactly: scaled) ?? (scaled < 0 ? .min : .max), decimals: decimals, to: &bytes)
  }

  /// Appends `value` divided by 10^decimals, without zeros at the end.
  public static func append(scaled value: Int, decimals: Int, to bytes: inout [UInt8]) {
    var magnitude = value.magnitude
    var decimals = decimals
    while decimals > 0, magnitude % 10 == 0 {
      magnitude /= 10
      decimals -= 1
    }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    // The longest number has 19 digits, a point and a zero before it.
    var digits = InlineArray<24, UInt8>(repeating: UInt8(ascii: "0"))
    var start = 24
    var written = 0
    repeat {
      start -= 1
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10)
      magnitude /= 10
      written += 1
      if written == decimals {
        start -= 1
        digits[start] = UInt8(ascii: ".")
      }
    } while magnitude > 0 || written <= decimals
    while start < 24 {
      bytes.append(digits[start])
      start += 1
    }
  }
}
