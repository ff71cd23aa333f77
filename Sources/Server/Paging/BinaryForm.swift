/// Writes values one behind the other, in a form that ``BinaryReader`` reads back.
struct BinaryWriter {
  var bytes: [UInt8] = []

  mutating func append(_ value: UInt64) {
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func append(_ value: Double) {
    append(value.bitPattern)
  }

  /// A number that is not negative, in as few bytes as it needs (LEB128).
  mutating func append(count value: Int) {
    var rest = UInt64(value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func append(_ text: String) {
    append(count: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append<Element>(
    list: some Collection<Element>, _ write: (inout BinaryWriter, Element) -> Void
  ) {
    append(count: list.count)
    for element in list { write(&self, element) }
  }
}

/// Reads what ``BinaryWriter`` wrote, and stops at the first thing that it cannot have written.
struct BinaryReader {
  /// The bytes are not what a writer wrote.
  struct Malformed: Error {}

  private let bytes: [UInt8]
  private let end: Int
  private var position = 0

  /// A reader of the first `count` bytes.
  init(_ bytes: [UInt8], count: Int) {
    self.bytes = bytes
    end = count
  }

  var isAtEnd: Bool { position == end }

  mutating func byte() throws(Malformed) -> UInt8 {
    guard position < end else { throw Malformed() }
    position += 1
    return bytes[position - 1]
  }

  mutating func word() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
      value |= UInt64(try byte()) << shift
    }
    return value
  }

  mutating func number() throws(Malformed) -> Double {
    Double(bitPattern: try word())
  }

  mutating func count(atMost most: Int = .max) throws(Malformed) -> Int {
    var value: UInt64 = 0
    for shift in stride(from: 0 as UInt64, to: 63, by: 7) {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << shift
      guard byte & 0x80 != 0 else {
        guard let count = Int(exactly: value), count <= most else { throw Malformed() }
        return count
      }
    }
    throw Malformed()
  }

  mutating func text() throws(Malformed) -> String {
    let length = try count()
    guard length <= end - position else { throw Malformed() }
    let slice = bytes[position..<position + length]
    position += length
    guard let text = String(validating: slice, as: UTF8.self) else { throw Malformed() }
    return text
  }

  mutating func list<Element>(
    _ read: (inout BinaryReader) throws(Malformed) -> Element
  ) throws(Malformed) -> [Element] {
    let length = try count()
    // Every element takes a byte or more.
    guard length <= end - position else { throw Malformed() }
    var elements: [Element] = []
    for _ in 0..<length { elements.append(try read(&self)) }
    return elements
  }
}
