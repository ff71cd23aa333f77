public import CPrefetch

/// Numbers in a row that never change, in memory of the process or in a mapped file.
///
/// In a mapped file any number may be wrong until its checksum was looked at, also one that says
/// where others are. So a position outside of the array does not end the process: it reads as the
/// last element. Nothing outside of the array is ever read.
@safe
public struct FlatArray<Element: BitwiseCopyable & Sendable>: Sendable {
  // Invariant: `start` is the address of `count` elements inside `region`, properly aligned; for an
  // empty array of 64 zero bytes that reading the last element falls back on.
  @usableFromInline let region: MemoryRegion
  /// Unsafe for other threads only in that it is a pointer: what it points to is never written, and
  /// `region` keeps it.
  @usableFromInline nonisolated(unsafe) let start: UnsafeRawPointer
  public let count: Int
  @usableFromInline let last: UInt

  /// A copy of an array's elements.
  public init(_ elements: [Element]) {
    let bytes = elements.count * MemoryLayout<Element>.stride
    let region = MemoryRegion(byteCount: bytes) { target in
      unsafe target.withUnsafeMutableBytes { target in
        unsafe elements.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
      }
    }
    unsafe self.init(region: region, start: region.base, count: elements.count)
  }

  /// `count` elements, each asked for once in its turn.
  @inlinable
  public init(count: Int, element: (Int) -> Element) {
    let region = MemoryRegion(byteCount: count * MemoryLayout<Element>.stride) { target in
      for position in 0..<count {
        target.storeBytes(
          of: element(position), toByteOffset: position &* MemoryLayout<Element>.stride,
          as: Element.self)
      }
    }
    self.init(in: region, at: 0, count: count)
  }

  /// Elements that lie in a region from a byte on, which must be a multiple of 64.
  public init(in region: MemoryRegion, at offset: Int, count: Int) {
    precondition(
      offset >= 0 && offset % 64 == 0 && count >= 0
        && count <= (region.byteCount - offset) / MemoryLayout<Element>.stride,
      "an array lies inside its region")
    unsafe self.init(region: region, start: region.base + offset, count: count)
  }

  private init(region: MemoryRegion, start: UnsafeRawPointer, count: Int) {
    if count > 0 {
      self.region = region
      unsafe self.start = start
    } else {
      let nothing = MemoryRegion(byteCount: 64) { _ in }
      self.region = nothing
      unsafe self.start = nothing.base
    }
    self.count = count
    last = UInt(Swift.max(0, count - 1))
  }

  public var byteCount: Int { count * MemoryLayout<Element>.stride }

  /// The element at a position; the last one for a position that there isn't.
  @inlinable @inline(__always)
  public subscript(position: Int) -> Element {
    let inside = Int(bitPattern: Swift.min(UInt(bitPattern: position), last))
    return unsafe start.load(
      fromByteOffset: inside &* MemoryLayout<Element>.stride, as: Element.self)
  }

  /// Gives `body` the bytes of the elements.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(RawSpan(_unsafeStart: start, byteCount: byteCount))
  }

  /// Has the processor fetch the element at a position while something else is done.
  @inlinable @inline(__always)
  public func prefetch(_ position: Int) {
    unsafe vicinity_prefetch(start + position &* MemoryLayout<Element>.stride)
  }

  /// The part of a range that lies in the array; an empty one for a range whose ends are the wrong way
  /// round, as damage may make them.
  @inlinable @inline(__always)
  public func clamped(_ lower: Int, _ upper: Int) -> Range<Int> {
    let first = Swift.max(0, Swift.min(lower, count))
    return first..<Swift.max(first, Swift.min(upper, count))
  }

  /// Where the elements lie. They stay there as long as there is a copy of the array.
  @unsafe public var address: UnsafeRawPointer { unsafe start }
}

extension FlatArray: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { count }
}

extension FlatArray: Equatable where Element: Equatable {
  public static func == (one: FlatArray, other: FlatArray) -> Bool {
    one.elementsEqual(other)
  }
}
