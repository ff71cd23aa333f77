#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Bytes that never change: memory of the process, or a file that is mapped.
///
/// `@safe`: the address is only handed to ``FlatArray`` and its like, which keep the region and read
/// inside it. `@unchecked Sendable`: nobody writes once there is a reference, and the bytes live
/// until the last reference goes.
@safe
public final class MemoryRegion: @unchecked Sendable {
  /// Where the bytes lie, on a 64-byte border.
  @usableFromInline let base: UnsafeRawPointer
  public let byteCount: Int
  private let isMapped: Bool

  /// Memory of the process, which `fill` is given to write once.
  ///
  /// It has at least 64 bytes more than asked for, all zero.
  public init(byteCount: Int, fill: (_ bytes: inout MutableRawSpan) -> Void) {
    precondition(byteCount >= 0, "a region has no fewer than 0 bytes")
    let address = UnsafeMutableRawPointer.allocate(byteCount: byteCount + 64, alignment: 64)
    unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount + 64)
    var bytes = unsafe MutableRawSpan(_unsafeStart: address, byteCount: byteCount)
    fill(&bytes)
    unsafe base = UnsafeRawPointer(address)
    self.byteCount = byteCount
    isMapped = false
  }

  /// The first `byteCount` bytes, 1 or more, of an open file, mapped; nil where the system refuses.
  ///
  /// The file must stay as long as it is: reading what was cut off ends the process. So whoever
  /// replaces it writes another one and renames that.
  init?(mapping descriptor: Int32, byteCount: Int) {
    guard
      let address = unsafe mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0),
      unsafe address != MAP_FAILED
    else { return nil }
    unsafe base = UnsafeRawPointer(address)
    self.byteCount = byteCount
    isMapped = true
  }

  deinit {
    if isMapped {
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
    } else {
      unsafe base.deallocate()
    }
  }

  /// Gives `body` some of the bytes.
  public func withBytes<Result>(
    _ range: Range<Int>, _ body: (RawSpan) throws -> Result
  ) rethrows -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "bytes of the region")
    return try unsafe body(
      RawSpan(_unsafeStart: base + range.lowerBound, byteCount: range.count))
  }
}
