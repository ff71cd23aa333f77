public import FlatStorage
public import Geodesy

/// A packed static R-tree over places on the WGS 84 ellipsoid.
///
/// The index is built once and never changed, so any number of threads may search it, each with a
/// ``SearchScratch`` of its own. A search allocates nothing. Places are indexed as earth-centred
/// points, which makes poles and the antimeridian ordinary places, and distances are geodesic.
///
/// It takes 29 bytes a point, all in one block of memory (see ``IndexLayout``).
public struct PackedIndex: Sendable {
  @usableFromInline let memory: IndexMemory

  init(memory: IndexMemory) {
    self.memory = memory
  }

  /// An index over `count` points in the memory of one that was written to a file, of which nothing
  /// but the header is looked at; nil where that is not the one of such an index.
  ///
  /// Whatever else the memory says, searches stay inside of it.
  public init?(_ block: FlatArray<UInt8>, count: Int) {
    guard let memory = IndexMemory(block, count: count) else { return nil }
    self.memory = memory
  }

  /// Gives `body` the index's memory, which ``init(_:count:)`` makes an index of again.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let memory = self.memory
    let bytes = unsafe UnsafeRawBufferPointer(
      start: memory.view.base, count: memory.layout.byteCount)
    return try withExtendedLifetime(memory) { () throws(Failure) in
      try unsafe body(bytes.bytes)
    }
  }

  /// How many points the index holds.
  @inlinable
  public var count: Int { memory.view.count }

  /// How many bytes the index takes.
  @inlinable
  public var byteCount: Int { memory.layout.byteCount }

  @inlinable @inline(__always)
  var view: IndexView { memory.view }

  /// The id of the point in a slot, from 0 to below ``count``.
  @inlinable
  public func id(slot: UInt32) -> UInt32 {
    precondition(Int(slot) < count, "the index has no such slot")
    return view.id(slot: slot)
  }

  /// The position of the point in a slot, from 0 to below ``count``.
  @inlinable
  public func point(slot: UInt32) -> EarthPoint {
    precondition(Int(slot) < count, "the index has no such slot")
    return view.point(slot: slot)
  }
}
