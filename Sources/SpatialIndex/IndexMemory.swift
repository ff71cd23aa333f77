public import CPrefetch
import FlatStorage
public import Geodesy

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The block of memory that an index is: made once, then only read; its own, or part of a mapped file.
///
/// `@safe`: it hands out its address only within this module, to views that read inside the block.
/// `@unchecked Sendable`: a block of its own is written by the one builder that made it, before
/// anyone else has a reference, and never again; it lives until the last reference goes.
@safe
@usableFromInline
final class IndexMemory: @unchecked Sendable {
  @usableFromInline let layout: IndexLayout
  /// A block of its own, which only the builder writes.
  private let owned: UnsafeMutableRawPointer?
  /// What keeps a block that belongs to somebody else.
  private let mapped: FlatArray<UInt8>?
  @usableFromInline let view: IndexView

  /// Memory for an index over `count` points, all zero.
  init(count: Int) {
    layout = IndexLayout(count: count)
    // Large blocks begin on the border of a large page, so that they can lie in such pages.
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: layout.byteCount, alignment: layout.byteCount < 1 << 22 ? 64 : 1 << 21)
    #if os(Linux)
      // Searches jump about in the block; large pages spare them most misses of the address cache.
      // Advice only: where the kernel does not take it, nothing is lost.
      _ = unsafe madvise(bytes, layout.byteCount, 14)
    #endif
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: layout.byteCount)
    for level in 0...layout.rootLevel {
      let entry = IndexLayout.levelTableOffset + level * IndexLayout.levelTableStride
      unsafe bytes.storeBytes(of: layout.blockOffsets[level], toByteOffset: entry, as: Int.self)
      unsafe bytes.storeBytes(of: layout.tagOffsets[level], toByteOffset: entry + 8, as: Int.self)
      unsafe bytes.storeBytes(of: layout.nodeCounts[level], toByteOffset: entry + 16, as: Int.self)
    }
    unsafe view = IndexView(
      base: UnsafeRawPointer(bytes), count: layout.count, rootLevel: layout.rootLevel)
    unsafe owned = bytes
    mapped = nil
  }

  /// The memory of an index over `count` points that lies in a file; nil where the block is not as
  /// long or its header not as it must be.
  init?(_ block: FlatArray<UInt8>, count: Int) {
    guard (0..<Int(UInt32.max)).contains(count) else { return nil }
    layout = IndexLayout(count: count)
    guard block.count == layout.byteCount else { return nil }
    unsafe view = IndexView(
      base: block.address, count: layout.count, rootLevel: layout.rootLevel)
    unsafe owned = nil
    mapped = block
    for level in 0...layout.rootLevel {
      guard view.levelTable(level, 0) == layout.blockOffsets[level],
        view.levelTable(level, 1) == layout.tagOffsets[level],
        view.levelTable(level, 2) == layout.nodeCounts[level]
      else { return nil }
    }
    guard hasNothingBehindItsEnd else { return nil }
  }

  /// Whether the lanes that hold nothing, in the last node of each level, say so.
  ///
  /// A search goes wherever a box is near enough, and there is no node below these.
  private var hasNothingBehindItsEnd: Bool {
    let leaves = layout.nodeCounts[0]
    let leaf = view.leaf(leaves - 1)
    for lane in layout.count - (leaves - 1) * IndexLayout.fanOut..<IndexLayout.fanOut {
      guard leaf.point(lane) == IndexLayout.noPoint else { return false }
    }
    for level in 1...layout.rootLevel {
      let last = layout.nodeCounts[level] - 1
      let boxes = view.boxes(level: level, node: last)
      for lane in layout.nodeCounts[level - 1] - last * IndexLayout.fanOut..<IndexLayout.fanOut {
        for row in 0..<6 where boxes.value(row, lane) != IndexLayout.nowhere { return false }
      }
    }
    return true
  }

  deinit {
    unsafe owned?.deallocate()
  }

  /// The block, to be written by whoever made it.
  var bytes: UnsafeMutableRawPointer {
    guard let owned = unsafe owned else {
      preconditionFailure("nobody writes to a block that lies in a file")
    }
    return unsafe owned
  }
}

/// A view of an index's memory that finds the blocks of its nodes.
///
/// `@safe`: the address is that of an ``IndexMemory`` which the index that hands the view out keeps
/// alive, and a node number that a caller gives came from the same index, so that every address
/// computed here lies inside the block.
@safe @frozen
@usableFromInline
struct IndexView {
  @usableFromInline let base: UnsafeRawPointer
  /// How many points the index holds.
  @usableFromInline let count: Int
  @usableFromInline let rootLevel: Int

  init(base: UnsafeRawPointer, count: Int, rootLevel: Int) {
    unsafe self.base = base
    self.count = count
    self.rootLevel = rootLevel
  }

  @inlinable @inline(__always)
  func levelTable(_ level: Int, _ column: Int) -> Int {
    unsafe base.load(
      fromByteOffset: IndexLayout.levelTableOffset &+ level &* IndexLayout.levelTableStride
        &+ column &* 8, as: Int.self)
  }

  /// How many nodes a level has.
  @inlinable @inline(__always)
  func nodeCount(_ level: Int) -> Int {
    levelTable(level, 2)
  }

  /// The 32 points of a leaf.
  @inlinable @inline(__always)
  func leaf(_ node: Int) -> LeafBlock {
    unsafe LeafBlock(
      address: base + (IndexLayout.headerBytes &+ node &* IndexLayout.leafBytes))
  }

  /// The boxes of the children of a node of level 1 or higher.
  @inlinable @inline(__always)
  func boxes(level: Int, node: Int) -> BoxBlock {
    unsafe BoxBlock(
      address: base + (levelTable(level, 0) &+ node &* IndexLayout.boxBytes))
  }

  /// The tags of every point below a node, put together.
  @inlinable @inline(__always)
  func tags(level: Int, node: Int) -> UInt64 {
    unsafe base.load(fromByteOffset: levelTable(level, 1) &+ node &* 8, as: UInt64.self)
  }

  /// The slots of the points below a node.
  @inlinable @inline(__always)
  func slots(level: Int, node: Int) -> Range<UInt32> {
    let shift = 5 &* (level &+ 1)
    let first = min(node &<< shift, count)
    let last = min((node &+ 1) &<< shift, count)
    return unsafe Range(
      uncheckedBounds: (UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: last)))
  }

  /// The id of the point in a slot.
  @inlinable @inline(__always)
  func id(slot: UInt32) -> UInt32 {
    leaf(Int(slot >> 5)).id(Int(slot & 31))
  }

  /// The position of the point in a slot.
  @inlinable @inline(__always)
  func point(slot: UInt32) -> EarthPoint {
    leaf(Int(slot >> 5)).point(Int(slot & 31))
  }
}

/// The points of one leaf: 32 x, 32 y and 32 z as Double, then 32 ids as UInt32.
///
/// `@safe`: the address is that of a whole block inside an index's memory, on a 64-byte border;
/// lanes are from 0 to 31, which the callers' masks guarantee.
@safe @frozen
@usableFromInline
struct LeafBlock {
  @usableFromInline let address: UnsafeRawPointer

  @inlinable @inline(__always)
  init(address: UnsafeRawPointer) {
    unsafe self.address = address
  }

  /// Has the processor fetch the coordinates while something else is done.
  @inlinable @inline(__always)
  func prefetch() {
    var offset = 0
    while offset < 768 {
      unsafe vicinity_prefetch(address + offset)
      offset &+= 64
    }
  }

  @inlinable @inline(__always)
  func id(_ lane: Int) -> UInt32 {
    unsafe address.load(fromByteOffset: 768 + lane * 4, as: UInt32.self)
  }

  @inlinable @inline(__always)
  func point(_ lane: Int) -> EarthPoint {
    unsafe EarthPoint(
      x: address.load(fromByteOffset: lane * 8, as: Double.self),
      y: address.load(fromByteOffset: 256 + lane * 8, as: Double.self),
      z: address.load(fromByteOffset: 512 + lane * 8, as: Double.self))
  }

  /// Eight of the 32 points, `group` being 0 to 3.
  @inlinable @inline(__always)
  func points(group: Int) -> (x: SIMD8<Double>, y: SIMD8<Double>, z: SIMD8<Double>) {
    unsafe (
      address.load(fromByteOffset: group * 64, as: SIMD8<Double>.self),
      address.load(fromByteOffset: 256 + group * 64, as: SIMD8<Double>.self),
      address.load(fromByteOffset: 512 + group * 64, as: SIMD8<Double>.self)
    )
  }

  /// Writes the squared chords from `center` to the 32 points and answers, as one bit a point,
  /// which are at most `limit`.
  @inlinable @inline(__always)
  func squaredChords(from center: EarthPoint, atMost limit: Double, into lanes: DoubleLanes)
    -> UInt32
  {
    var bits = SIMD2<UInt64>()
    squaredChords(0, from: center, atMost: limit, into: lanes, bits: &bits)
    squaredChords(8, from: center, atMost: limit, into: lanes, bits: &bits)
    squaredChords(16, from: center, atMost: limit, into: lanes, bits: &bits)
    squaredChords(24, from: center, atMost: limit, into: lanes, bits: &bits)
    return UInt32(truncatingIfNeeded: bits.x | bits.y)
  }

  @inlinable @inline(__always)
  func squaredChords(
    _ lane: Int, from center: EarthPoint, atMost limit: Double, into lanes: DoubleLanes,
    bits: inout SIMD2<UInt64>
  ) {
    squaredChord(pair: lane, from: center, atMost: limit, into: lanes, bits: &bits)
    squaredChord(pair: lane + 2, from: center, atMost: limit, into: lanes, bits: &bits)
    squaredChord(pair: lane + 4, from: center, atMost: limit, into: lanes, bits: &bits)
    squaredChord(pair: lane + 6, from: center, atMost: limit, into: lanes, bits: &bits)
  }

  // Two lanes at a time, since a vector as wide as the smallest machine's registers is what the
  // compiler turns into single minimum, maximum and compare instructions; wider ones it takes apart.
  @inlinable @inline(__always)
  func squaredChord(
    pair lane: Int, from center: EarthPoint, atMost limit: Double, into lanes: DoubleLanes,
    bits: inout SIMD2<UInt64>
  ) {
    let dx = unsafe address.load(fromByteOffset: lane * 8, as: SIMD2<Double>.self) - center.x
    let dy = unsafe address.load(fromByteOffset: 256 + lane * 8, as: SIMD2<Double>.self) - center.y
    let dz = unsafe address.load(fromByteOffset: 512 + lane * 8, as: SIMD2<Double>.self) - center.z
    // In the order in which Geodesy adds them, so that both come to the same bits.
    let squares = dx * dx + dy * dy + dz * dz
    lanes.store(squares, at: lane)
    let weights = SIMD2<UInt64>(1 << UInt64(lane), 2 << UInt64(lane))
    bits |= weights.replacing(with: 0, where: squares .> SIMD2(repeating: limit))
  }
}

/// The boxes of the 32 children of a node: 32 lower x, y, z, then 32 upper x, y, z, as Float.
///
/// `@safe`: the address is that of a whole block inside an index's memory, on a 64-byte border.
@safe @frozen
@usableFromInline
struct BoxBlock {
  @usableFromInline let address: UnsafeRawPointer

  @inlinable @inline(__always)
  init(address: UnsafeRawPointer) {
    unsafe self.address = address
  }

  /// Writes lower bounds of the squared chords from a point to the points in the 32 boxes and
  /// answers, as one bit a box, which are at most `limit`.
  @inlinable @inline(__always)
  func lowerBounds(from center: FloatPoint, atMost limit: Float, into lanes: FloatLanes) -> UInt32 {
    var bits = SIMD4<UInt32>()
    lowerBounds(0, from: center, atMost: limit, into: lanes, bits: &bits)
    lowerBounds(8, from: center, atMost: limit, into: lanes, bits: &bits)
    lowerBounds(16, from: center, atMost: limit, into: lanes, bits: &bits)
    lowerBounds(24, from: center, atMost: limit, into: lanes, bits: &bits)
    return (bits.x | bits.y) | (bits.z | bits.w)
  }

  @inlinable @inline(__always)
  func lowerBounds(
    _ lane: Int, from center: FloatPoint, atMost limit: Float, into lanes: FloatLanes,
    bits: inout SIMD4<UInt32>
  ) {
    lowerBound(four: lane, from: center, atMost: limit, into: lanes, bits: &bits)
    lowerBound(four: lane + 4, from: center, atMost: limit, into: lanes, bits: &bits)
  }

  @inlinable @inline(__always)
  func lowerBound(
    four lane: Int, from center: FloatPoint, atMost limit: Float, into lanes: FloatLanes,
    bits: inout SIMD4<UInt32>
  ) {
    let x = gap(center.x, low: row(0, lane), high: row(3, lane))
    let y = gap(center.y, low: row(1, lane), high: row(4, lane))
    let z = gap(center.z, low: row(2, lane), high: row(5, lane))
    let squares = x * x + (y * y + z * z)
    lanes.store(squares, at: lane)
    let weights = SIMD4<UInt32>(
      1 << UInt32(lane), 2 << UInt32(lane), 4 << UInt32(lane), 8 << UInt32(lane))
    bits |= weights.replacing(with: 0, where: squares .> SIMD4(repeating: limit))
  }

  /// Writes upper bounds of the squared chords from a point to the points in the 32 boxes.
  @inlinable @inline(__always)
  func upperBounds(from center: FloatPoint, into lanes: FloatLanes) {
    for lane in stride(from: 0, to: 32, by: 4) {
      let x = reach(center.x, low: row(0, lane), high: row(3, lane))
      let y = reach(center.y, low: row(1, lane), high: row(4, lane))
      let z = reach(center.z, low: row(2, lane), high: row(5, lane))
      lanes.store(x * x + (y * y + z * z), at: lane)
    }
  }

  /// Whether one of the boxes meets bounds; the boxes are wide enough for the bounds' rounding.
  @inlinable @inline(__always)
  func meets(_ lane: Int, _ bounds: SearchBounds) -> Bool {
    let (low, high) = (bounds.low, bounds.high)
    return unsafe address.load(fromByteOffset: lane * 4, as: Float.self) <= high.x
      && address.load(fromByteOffset: 128 + lane * 4, as: Float.self) <= high.y
      && address.load(fromByteOffset: 256 + lane * 4, as: Float.self) <= high.z
      && address.load(fromByteOffset: 384 + lane * 4, as: Float.self) >= low.x
      && address.load(fromByteOffset: 512 + lane * 4, as: Float.self) >= low.y
      && address.load(fromByteOffset: 640 + lane * 4, as: Float.self) >= low.z
  }

  func value(_ row: Int, _ lane: Int) -> Float {
    unsafe address.load(fromByteOffset: row * 128 + lane * 4, as: Float.self)
  }

  @inlinable @inline(__always)
  func row(_ row: Int, _ lane: Int) -> SIMD4<Float> {
    unsafe address.load(fromByteOffset: row * 128 + lane * 4, as: SIMD4<Float>.self)
  }

  @inlinable @inline(__always)
  func gap(_ center: Float, low: SIMD4<Float>, high: SIMD4<Float>) -> SIMD4<Float> {
    let center = SIMD4<Float>(repeating: center)
    let below = low - center
    let above = center - high
    let outside = below.replacing(with: above, where: above .> below)
    let nothing = SIMD4<Float>()
    return nothing.replacing(with: outside, where: outside .> nothing)
  }

  @inlinable @inline(__always)
  func reach(_ center: Float, low: SIMD4<Float>, high: SIMD4<Float>) -> SIMD4<Float> {
    let center = SIMD4<Float>(repeating: center)
    let below = center - low
    let above = high - center
    // At least one of the two is not negative, and the larger one is the longer way.
    return below.replacing(with: above, where: above .> below)
  }
}

/// A query's position as the boxes have theirs.
@frozen
@usableFromInline
struct FloatPoint: Sendable {
  @usableFromInline let x: Float
  @usableFromInline let y: Float
  @usableFromInline let z: Float

  @inlinable
  init(_ point: EarthPoint) {
    x = Float(point.x)
    y = Float(point.y)
    z = Float(point.z)
  }
}

/// Room for a Double of each of 32 lanes.
///
/// `@safe`: the address is that of 256 bytes of a ``SearchScratch``, on a 64-byte border, which the
/// search that uses it borrows.
@safe @frozen
@usableFromInline
struct DoubleLanes {
  @usableFromInline let address: UnsafeMutableRawPointer

  @inlinable
  init(address: UnsafeMutableRawPointer) {
    unsafe self.address = address
  }

  @inlinable @inline(__always)
  func store(_ values: SIMD2<Double>, at lane: Int) {
    unsafe address.storeBytes(of: values, toByteOffset: lane * 8, as: SIMD2<Double>.self)
  }

  @inlinable @inline(__always)
  subscript(lane: Int) -> Double {
    unsafe address.load(fromByteOffset: lane * 8, as: Double.self)
  }
}

/// Room for a Float of each of 32 lanes.
///
/// `@safe`: as ``DoubleLanes``, with 128 bytes.
@safe @frozen
@usableFromInline
struct FloatLanes {
  @usableFromInline let address: UnsafeMutableRawPointer

  @inlinable
  init(address: UnsafeMutableRawPointer) {
    unsafe self.address = address
  }

  @inlinable @inline(__always)
  func store(_ values: SIMD4<Float>, at lane: Int) {
    unsafe address.storeBytes(of: values, toByteOffset: lane * 4, as: SIMD4<Float>.self)
  }

  @inlinable @inline(__always)
  subscript(lane: Int) -> Float {
    unsafe address.load(fromByteOffset: lane * 4, as: Float.self)
  }
}
