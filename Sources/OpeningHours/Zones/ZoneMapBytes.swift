import CTimeZoneMap

/// The bytes of a map of time zones, which are read where they are.
///
/// Every read is checked against their number, so nothing outside of them can be seen.
///
/// Unchecked, because a pointer isn't `Sendable`: what it points to never changes, and is freed
/// when nobody has this object any more.
@safe
final class ZoneMapBytes: @unchecked Sendable {
  private let bytes: UnsafeRawBufferPointer
  private let isOwned: Bool

  /// The map inside the program.
  init() {
    unsafe bytes = UnsafeRawBufferPointer(
      start: vicinity_time_zone_map(), count: vicinity_time_zone_map_size())
    isOwned = false
  }

  /// A copy of `source`.
  init(_ source: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 16)
    unsafe copy.copyBytes(from: source)
    unsafe bytes = UnsafeRawBufferPointer(copy)
    isOwned = true
  }

  deinit {
    if isOwned {
      unsafe bytes.deallocate()
    }
  }

  var count: Int {
    unsafe bytes.count
  }

  /// The number whose least significant byte is at `offset`.
  func uint32(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset <= count - 4, "a read is inside the map")
    return unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  func byte(at offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < count, "a read is inside the map")
    return unsafe bytes[offset]
  }
}
