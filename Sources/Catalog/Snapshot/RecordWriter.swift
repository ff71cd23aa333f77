/// Writes JSON to memory.
///
/// `@safe`: whoever makes it gives it memory with room for all it writes and 32 bytes more.
@safe
struct RecordWriter {
  private(set) var place: UnsafeMutableRawPointer

  init(_ place: UnsafeMutableRawPointer) {
    unsafe self.place = place
  }

  @inline(__always)
  mutating func append(_ name: MemberName) {
    store32(name.low, name.high)
    unsafe place += name.count
  }

  @inline(__always)
  mutating func appendNext(of record: inout RecordReader) {
    let value = unsafe record.next()
    guard value.count > 0, let start = value.baseAddress else { return appendNull() }
    // Most values are this short, and the memory behind them may be read: see `slackBytes`.
    unsafe copy32(start)
    if value.count > 32 {
      unsafe (place + 32).copyMemory(from: start + 32, byteCount: value.count - 32)
    }
    unsafe place += value.count
  }

  @inline(__always)
  mutating func appendNull() {
    unsafe place.storeBytes(of: UInt32(littleEndian: 0x6C6C_756E), as: UInt32.self)
    unsafe place += 4
  }

  mutating func append(_ byte: UInt8) {
    unsafe place.storeBytes(of: byte, as: UInt8.self)
    unsafe place += 1
  }

  mutating func append(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe place.copyMemory(from: start, byteCount: source.count)
    }
    unsafe place += bytes.count
  }

  /// Appends a number of metres to 0.1, or null.
  mutating func append(tenthsOf meters: Double?) {
    guard let meters else { return appendNull() }
    let tenths = UInt64((meters * 10).rounded())
    let decimal = UInt8(truncatingIfNeeded: tenths % 10)
    var rest = tenths / 10
    var digits = 1
    var bound: UInt64 = 10
    while rest >= bound, digits < 19 {
      bound *= 10
      digits += 1
    }
    for offset in (0..<digits).reversed() {
      unsafe place.storeBytes(
        of: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10), toByteOffset: offset,
        as: UInt8.self)
      rest /= 10
    }
    unsafe place += digits
    guard decimal > 0 else { return }
    append(UInt8(ascii: "."))
    append(UInt8(ascii: "0") + decimal)
  }

  @inline(__always)
  private func copy32(_ source: UnsafeRawPointer) {
    unsafe store32(
      source.loadUnaligned(as: SIMD16<UInt8>.self),
      source.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self))
  }

  @inline(__always)
  private func store32(_ low: SIMD16<UInt8>, _ high: SIMD16<UInt8>) {
    unsafe place.storeBytes(of: low, as: SIMD16<UInt8>.self)
    unsafe place.storeBytes(of: high, toByteOffset: 16, as: SIMD16<UInt8>.self)
  }
}
