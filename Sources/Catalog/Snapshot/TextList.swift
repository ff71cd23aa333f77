import FlatStorage

/// Texts one after the other, each with a position.
struct TextList: Sendable {
  let bytes: FlatArray<UInt8>
  /// Where each text ends.
  let ends: FlatArray<UInt64>

  init(_ texts: some Sequence<String>) {
    var bytes: [UInt8] = []
    var ends: [UInt64] = []
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(UInt64(bytes.count))
    }
    self.init(bytes: FlatArray(bytes), ends: FlatArray(ends))
  }

  init(bytes: FlatArray<UInt8>, ends: FlatArray<UInt64>) {
    self.bytes = bytes
    self.ends = ends
  }

  var byteCount: Int { bytes.byteCount + ends.byteCount }

  /// Appends the text at a position.
  func append(_ position: Int, to target: inout [UInt8]) {
    let range = bytes.clamped(
      position == 0 ? 0 : Int(truncatingIfNeeded: ends[position - 1]),
      Int(truncatingIfNeeded: ends[position]))
    target.append(contentsOf: bytes[range])
  }
}
