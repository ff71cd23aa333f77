/// Numbers for byte strings, the same for equal ones, in the order they first came.
struct TokenTable: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each token starts in ``bytes``, and where the last one ends.
  private(set) var starts: [UInt32] = [0]
  /// Open addressing; a power of two, at least twice the tokens.
  private var buckets = [Bucket](repeating: Bucket(), count: 1024)
  /// Different in every table, so that no one can choose names that collide.
  private let seed = UInt64.random(in: .min ... .max)

  /// All that a look-up needs but the token's bytes, so that it misses the cache at most twice.
  private struct Bucket {
    var hash: UInt32 = 0
    /// The token's number plus 1; 0 in an empty bucket.
    var number: UInt32 = 0
    var start: UInt32 = 0
    var count: UInt32 = 0
  }

  var count: Int { starts.count - 1 }

  func range(of token: UInt32) -> Range<Int> {
    Int(starts[Int(token)])..<Int(starts[Int(token) + 1])
  }

  /// The number of a byte string, a new one if need be.
  mutating func intern(_ token: Span<UInt8>) -> UInt32 {
    let hash = hash(token)
    let mask = buckets.count - 1
    var position = Int(hash) & mask
    while true {
      let bucket = buckets[position]
      if bucket.number == 0 { break }
      if bucket.hash == hash, bucket.count == token.count, equals(token, from: Int(bucket.start)) {
        return bucket.number - 1
      }
      position = (position + 1) & mask
    }
    let number = UInt32(count)
    buckets[position] = Bucket(
      hash: hash, number: number + 1, start: UInt32(bytes.count), count: UInt32(token.count))
    for position in token.indices { bytes.append(token[position]) }
    starts.append(UInt32(bytes.count))
    if count * 2 > buckets.count { grow() }
    return number
  }

  private func equals(_ token: Span<UInt8>, from start: Int) -> Bool {
    let known = bytes.span.extracting(start..<start + token.count)
    var position = 0
    while position + 8 <= token.count {
      guard Self.eightBytes(of: known, at: position) == Self.eightBytes(of: token, at: position)
      else { return false }
      position += 8
    }
    while position < token.count {
      guard known[position] == token[position] else { return false }
      position += 1
    }
    return true
  }

  /// Eight bytes as a number; by single bytes, hashing and comparing took twice as long.
  @inline(__always)
  private static func eightBytes(of bytes: Span<UInt8>, at position: Int) -> UInt64 {
    // Safe: the bounds are checked, and every pattern of bits is a number.
    unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
  }

  private func hash(_ token: Span<UInt8>) -> UInt32 {
    var hash = seed
    var position = 0
    while position + 8 <= token.count {
      hash = Self.mixed(hash ^ Self.eightBytes(of: token, at: position))
      position += 8
    }
    var rest = UInt64(token.count)
    while position < token.count {
      rest = rest << 8 | UInt64(token[position])
      position += 1
    }
    return UInt32(truncatingIfNeeded: Self.mixed(hash ^ rest))
  }

  /// The halves of a product folded together, as wyhash does.
  private static func mixed(_ number: UInt64) -> UInt64 {
    let product = number.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }

  private mutating func grow() {
    let old = buckets
    buckets = [Bucket](repeating: Bucket(), count: old.count * 2)
    let mask = buckets.count - 1
    for bucket in old where bucket.number != 0 {
      var position = Int(bucket.hash) & mask
      while buckets[position].number != 0 { position = (position + 1) & mask }
      buckets[position] = bucket
    }
  }
}

extension TokenTable {
  /// All tokens' numbers in the bytewise order of the tokens.
  ///
  /// A three-way quicksort (Bentley and Sedgewick, 1997) by seven bytes at a time, since labels
  /// begin alike and a comparison of whole tokens would read them again and again.
  func sorted() -> [UInt32] {
    var items = (0..<UInt32(count)).map { SortItem(key: key($0, at: 0), token: $0) }
    sort(&items, 0..<items.count, depth: 0)
    return items.map(\.token)
  }

  private struct SortItem {
    var key: UInt64
    var token: UInt32
  }

  /// Seven bytes of a token from `depth` on, then how many are left from there, at most 8.
  ///
  /// Missing bytes are 0, and the count puts the shorter token first. Equal keys with 7 or less
  /// left are equal tokens.
  private func key(_ token: UInt32, at depth: Int) -> UInt64 {
    let range = range(of: token)
    let start = range.lowerBound + depth
    let left = max(range.upperBound - start, 0)
    var key: UInt64 = 0
    for position in 0..<min(left, 7) { key = key << 8 | UInt64(bytes[start + position]) }
    return key << UInt64(8 * (8 - min(left, 7))) | UInt64(min(left, 8))
  }

  private func sort(_ items: inout [SortItem], _ range: Range<Int>, depth: Int) {
    var (low, high) = (range.lowerBound, range.upperBound)
    while high - low > 1 {
      let pivot = Self.median(
        items[low].key, items[low + (high - low) / 2].key, items[high - 1].key)
      // Before `less` are smaller keys, from `more` on greater ones, between them equal ones.
      var (less, position, more) = (low, low, high)
      while position < more {
        let key = items[position].key
        if key < pivot {
          items.swapAt(less, position)
          less += 1
          position += 1
        } else if key > pivot {
          more -= 1
          items.swapAt(position, more)
        } else {
          position += 1
        }
      }
      if more - less > 1, pivot & 0xFF == 8 {
        for position in less..<more {
          items[position].key = key(items[position].token, at: depth + 7)
        }
        sort(&items, less..<more, depth: depth + 7)
      }
      // The smaller side first, so that the stack stays as deep as the logarithm.
      if less - low < high - more {
        sort(&items, low..<less, depth: depth)
        low = more
      } else {
        sort(&items, more..<high, depth: depth)
        high = less
      }
    }
  }

  private static func median(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    max(min(a, b), min(max(a, b), c))
  }
}
