/// Puts numbers and texts together as bytes, which a ``ByteReader`` takes apart again.
///
/// Numbers have 8 bytes, the least significant first; a text has its count of bytes before it.
public struct ByteWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func append(_ number: Int) {
    append(UInt64(bitPattern: Int64(number)))
  }

  public mutating func append(_ number: UInt64) {
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * shift))) }
  }

  public mutating func append(_ number: Double) {
    append(number.bitPattern)
  }

  public mutating func append(_ flag: Bool) {
    append(flag ? 1 : 0)
  }

  public mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  public mutating func append(_ text: String?) {
    append(text != nil)
    if let text { append(text) }
  }

  public mutating func append(_ number: Int?) {
    append(number != nil)
    if let number { append(number) }
  }
}

/// Takes apart what a ``ByteWriter`` put together.
///
/// Every read says nil where the bytes end before or are no such value, and so does every one after.
public struct ByteReader: Sendable {
  private let bytes: FlatArray<UInt8>
  private var position = 0
  private var isBroken = false

  public init(_ bytes: FlatArray<UInt8>) {
    self.bytes = bytes
  }

  /// Whether everything was read and all of it was as expected.
  public var isAtEnd: Bool { !isBroken && position == bytes.count }

  public mutating func number() -> UInt64? {
    guard !isBroken, bytes.count - position >= 8 else {
      isBroken = true
      return nil
    }
    var number: UInt64 = 0
    for shift in 0..<8 { number |= UInt64(bytes[position + shift]) << UInt64(8 * shift) }
    position += 8
    return number
  }

  public mutating func integer() -> Int? {
    number().map { Int(truncatingIfNeeded: $0) }
  }

  /// A count of things that take at least `leastBytes` each.
  public mutating func count(leastBytes: Int = 8) -> Int? {
    guard let count = integer(), count >= 0, count <= (bytes.count - position) / leastBytes else {
      isBroken = true
      return nil
    }
    return count
  }

  public mutating func double() -> Double? {
    number().map { Double(bitPattern: $0) }
  }

  public mutating func flag() -> Bool? {
    switch integer() {
    case 0: return false
    case 1: return true
    default:
      isBroken = true
      return nil
    }
  }

  public mutating func text() -> String? {
    guard let count = count(leastBytes: 1) else { return nil }
    let range = position..<position + count
    position += count
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// A text that may be absent; the outer nil says that nothing could be read.
  public mutating func optionalText() -> String?? {
    guard let isThere = flag() else { return nil }
    guard isThere else { return .some(nil) }
    return text().map { $0 }
  }

  /// A number that may be absent; the outer nil says that nothing could be read.
  public mutating func optionalInteger() -> Int?? {
    guard let isThere = flag() else { return nil }
    guard isThere else { return .some(nil) }
    return integer().map { $0 }
  }
}
