#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Texts that lie one after the other.
extension FlatArray where Element == UInt8 {
  /// The text of the UTF-8 in a range, as far as that lies in the array; what is no UTF-8 is replaced.
  public func text(_ range: Range<Int>) -> String {
    let range = clamped(range.lowerBound, range.upperBound)
    return withBytes { bytes in
      // Safe: the range lies inside, and the text is copied.
      let bytes = bytes.extracting(range)
      return unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Below 0, 0 or above 0 as the bytes in a range, as far as it lies in the array, come before some
  /// others, are the same or come after them.
  public func order(_ range: Range<Int>, _ other: RawSpan) -> Int {
    let range = clamped(range.lowerBound, range.upperBound)
    return withBytes { $0.extracting(range).order(other) }
  }
}

extension RawSpan {
  /// Below 0, 0 or above 0 as the bytes come before some others, are the same or come after them, in
  /// the order of dictionaries.
  public func order(_ other: RawSpan) -> Int {
    let common = min(byteCount, other.byteCount)
    // Safe: no more than either has is compared.
    let difference = unsafe withUnsafeBytes { one in
      unsafe other.withUnsafeBytes { other in
        guard let start = one.baseAddress, let otherStart = other.baseAddress else {
          return Int32(0)
        }
        return unsafe memcmp(start, otherStart, common)
      }
    }
    return difference != 0 ? Int(difference) : byteCount - other.byteCount
  }
}
