/// XXH64, a checksum of 64 bits that finds damage at about the speed of memory.
///
/// As Yann Collet describes it in the xxHash specification (xxhash_spec.md, version 0.2.0), with
/// seed 0. It is no protection against somebody who wants two files to have the same.
public enum Checksum {
  fileprivate static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  fileprivate static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  fileprivate static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  fileprivate static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  fileprivate static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The checksum of some bytes.
  public static func xxh64(_ bytes: RawSpan) -> UInt64 {
    var stream = Stream()
    stream.update(bytes)
    return stream.value
  }

  /// The checksum of an array's bytes.
  public static func xxh64(_ bytes: [UInt8]) -> UInt64 {
    unsafe xxh64(bytes.span.bytes)
  }

  /// A checksum of bytes that come in pieces.
  public struct Stream: Sendable {
    private var lane0 = prime1 &+ prime2
    private var lane1 = prime2
    private var lane2: UInt64 = 0
    private var lane3 = 0 &- prime1
    private var count = 0
    /// What the last piece had beyond the last whole stripe of 32 bytes.
    private var rest: [UInt8] = []

    public init() {}

    /// Adds a piece; all but the last have a number of bytes that 32 divides.
    public mutating func update(_ bytes: RawSpan) {
      precondition(rest.isEmpty, "only the last piece may have a part of a stripe")
      let stripes = bytes.byteCount & ~31
      var (a, b, c, d) = (lane0, lane1, lane2, lane3)
      var position = 0
      while position < stripes {
        a = round(a, word(bytes, at: position))
        b = round(b, word(bytes, at: position &+ 8))
        c = round(c, word(bytes, at: position &+ 16))
        d = round(d, word(bytes, at: position &+ 24))
        position &+= 32
      }
      (lane0, lane1, lane2, lane3) = (a, b, c, d)
      count += bytes.byteCount
      // Safe: every position is one of the bytes.
      rest = (stripes..<bytes.byteCount).map {
        unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
      }
    }

    /// The checksum of all pieces.
    public var value: UInt64 {
      var hash = prime5
      if count >= 32 {
        hash =
          rotated(lane0, 1) &+ rotated(lane1, 7) &+ rotated(lane2, 12) &+ rotated(lane3, 18)
        for lane in [lane0, lane1, lane2, lane3] {
          hash = (hash ^ round(0, lane)) &* prime1 &+ prime4
        }
      }
      hash = hash &+ UInt64(count)
      var position = 0
      while position + 8 <= rest.count {
        let word: UInt64 = rest.loadLittleEndian(at: position)
        hash = rotated(hash ^ round(0, word), 27) &* prime1 &+ prime4
        position += 8
      }
      if position + 4 <= rest.count {
        let half: UInt32 = rest.loadLittleEndian(at: position)
        hash = rotated(hash ^ (UInt64(half) &* prime1), 23) &* prime2 &+ prime3
        position += 4
      }
      while position < rest.count {
        hash = rotated(hash ^ (UInt64(rest[position]) &* prime5), 11) &* prime1
        position += 1
      }
      hash = (hash ^ hash >> 33) &* prime2
      hash = (hash ^ hash >> 29) &* prime3
      return hash ^ hash >> 32
    }
  }

  @inline(__always)
  fileprivate static func round(_ accumulator: UInt64, _ input: UInt64) -> UInt64 {
    rotated(accumulator &+ input &* prime2, 31) &* prime1
  }

  @inline(__always)
  fileprivate static func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value << count | value >> (64 - count)
  }

  @inline(__always)
  fileprivate static func word(_ bytes: RawSpan, at position: Int) -> UInt64 {
    // Safe: callers stay eight bytes before the end, and every pattern of bits is a number.
    unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }
}
