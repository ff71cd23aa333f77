/// A 64-bit hash that cannot be foretold without its key: SipHash-2-4 (Aumasson and Bernstein, 2012).
struct SipHash: Sendable {
  private let key: (UInt64, UInt64)

  init(key: (UInt64, UInt64)) {
    self.key = key
  }

  /// A hash whose key is made of a secret text.
  init(secret: String) {
    let bytes = Array(secret.utf8)
    key = (
      SipHash(key: (0x7669_6369_6E69_7479, 1)).hash(bytes),
      SipHash(key: (0x7669_6369_6E69_7479, 2)).hash(bytes)
    )
  }

  /// The hash of some bytes.
  func hash(_ bytes: [UInt8]) -> UInt64 {
    var state = State(key)
    let whole = bytes.count & ~7
    var position = 0
    while position < whole {
      var word: UInt64 = 0
      for offset in 0..<8 { word |= UInt64(bytes[position + offset]) << UInt64(8 * offset) }
      state.absorb(word)
      position += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for offset in 0..<bytes.count - whole {
      last |= UInt64(bytes[whole + offset]) << UInt64(8 * offset)
    }
    state.absorb(last)
    return state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(_ key: (UInt64, UInt64)) {
      v0 = 0x736f_6d65_7073_6575 ^ key.0
      v1 = 0x646f_7261_6e64_6f6d ^ key.1
      v2 = 0x6c79_6765_6e65_7261 ^ key.0
      v3 = 0x7465_6462_7974_6573 ^ key.1
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> UInt64 {
      v2 ^= 0xff
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func round() {
      v0 &+= v1
      v1 = v1 << 13 | v1 >> 51
      v1 ^= v0
      v0 = v0 << 32 | v0 >> 32
      v2 &+= v3
      v3 = v3 << 16 | v3 >> 48
      v3 ^= v2
      v0 &+= v3
      v3 = v3 << 21 | v3 >> 43
      v3 ^= v0
      v2 &+= v1
      v1 = v1 << 17 | v1 >> 47
      v1 ^= v2
      v2 = v2 << 32 | v2 >> 32
    }
  }
}
