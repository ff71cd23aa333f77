/// One point that a search found.
@frozen
public struct Hit: Equatable, Sendable {
  /// The geodesic distance on WGS 84 in metres, within 1 mm.
  public var distanceMeters: Double
  /// The point's position in the list that the index was built from.
  public var id: UInt32
  /// The point's position in the index's own order, in which near points are near each other;
  /// what is known of each point is best kept in this order.
  public var slot: UInt32

  @inlinable
  public init(distanceMeters: Double, id: UInt32, slot: UInt32) {
    self.distanceMeters = distanceMeters
    self.id = id
    self.slot = slot
  }

  /// Whether this hit comes before another: nearer, or as near with the smaller id.
  @inlinable @inline(__always)
  public func precedes(_ other: Hit) -> Bool {
    distanceMeters < other.distanceMeters
      || (distanceMeters == other.distanceMeters && id < other.id)
  }
}

/// The memory a search works in, so that searching allocates nothing.
///
/// Make one for each thread that searches and hand it to search after search. It grows to what the
/// largest search needed (16 bytes a hit) and stays that large.
@safe
public struct SearchScratch: ~Copyable {
  // Invariant: `room` is one allocation on a 64-byte border with the parts below at their offsets;
  // `heap` and `found` are allocations of `heapCapacity` and `foundCapacity` elements. The scratch
  // owns all three and is not copyable, so one search at a time uses them.
  @usableFromInline let room: UnsafeMutableRawPointer
  @usableFromInline var heap: UnsafeMutablePointer<UInt64>
  @usableFromInline var heapCapacity: Int
  @usableFromInline var heapCount = 0
  @usableFromInline var found: UnsafeMutablePointer<Hit>
  @usableFromInline var foundCapacity: Int
  @usableFromInline var foundCount = 0

  /// Candidates that the fast search can keep before it hands over to the general one. The low 12
  /// bits of a key number them.
  @usableFromInline static let mostCandidates = 4096
  @usableFromInline static let lowerOffset = 0
  @usableFromInline static let upperOffset = 128
  @usableFromInline static let squaresOffset = 256
  @usableFromInline static let keysOffset = 512
  @usableFromInline static let candidateSquaresOffset = 1024
  @usableFromInline static let candidateSlotsOffset = candidateSquaresOffset + 8 * mostCandidates
  @usableFromInline static let roomBytes = candidateSlotsOffset + 4 * mostCandidates

  public init() {
    unsafe room = UnsafeMutableRawPointer.allocate(byteCount: Self.roomBytes, alignment: 64)
    unsafe room.initializeMemory(as: UInt8.self, repeating: 0, count: Self.roomBytes)
    heapCapacity = 4096
    unsafe heap = UnsafeMutablePointer<UInt64>.allocate(capacity: heapCapacity)
    foundCapacity = 1024
    unsafe found = UnsafeMutablePointer<Hit>.allocate(capacity: foundCapacity)
  }

  deinit {
    unsafe room.deallocate()
    unsafe heap.deallocate()
    unsafe found.deallocate()
  }

  /// How many hits the last search found.
  @inlinable
  public var count: Int { foundCount }

  /// A hit of the last search, in the order of that search.
  @inlinable
  public subscript(index: Int) -> Hit {
    precondition(index >= 0 && index < foundCount, "there is no hit at this position")
    return unsafe found[index]
  }
}

extension SearchScratch {
  @inlinable @inline(__always)
  var lower: FloatLanes { unsafe FloatLanes(address: room + Self.lowerOffset) }

  @inlinable @inline(__always)
  var upper: FloatLanes { unsafe FloatLanes(address: room + Self.upperOffset) }

  @inlinable @inline(__always)
  var squares: DoubleLanes { unsafe DoubleLanes(address: room + Self.squaresOffset) }

  @usableFromInline
  mutating func growHeap() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: heapCapacity * 2)
    unsafe larger.update(from: heap, count: heapCount)
    unsafe heap.deallocate()
    unsafe heap = larger
    heapCapacity *= 2
  }

  @usableFromInline
  mutating func growFound() {
    let larger = UnsafeMutablePointer<Hit>.allocate(capacity: foundCapacity * 2)
    unsafe larger.update(from: found, count: foundCount)
    unsafe found.deallocate()
    unsafe found = larger
    foundCapacity *= 2
  }

  /// Adds a key to the heap of nodes yet to visit, the smallest of which is on top.
  @inlinable @inline(__always)
  mutating func push(_ key: UInt64) {
    if heapCount == heapCapacity { growHeap() }
    var position = heapCount
    heapCount += 1
    while position > 0 {
      let parent = (position - 1) >> 1
      let above = unsafe heap[parent]
      if above <= key { break }
      unsafe heap[position] = above
      position = parent
    }
    unsafe heap[position] = key
  }

  /// Takes the smallest key off a heap that is not empty.
  @inlinable @inline(__always)
  mutating func pop() -> UInt64 {
    let top = unsafe heap[0]
    heapCount -= 1
    let count = heapCount
    let key = unsafe heap[count]
    var position = 0
    while true {
      var child = 2 * position + 1
      if child >= count { break }
      if child + 1 < count, unsafe heap[child + 1] < heap[child] { child += 1 }
      let below = unsafe heap[child]
      if below >= key { break }
      unsafe heap[position] = below
      position = child
    }
    unsafe heap[position] = key
    return top
  }

  /// Puts a node on the stack, for which the searches that visit in no order use the heap's room.
  @inlinable @inline(__always)
  mutating func stack(level: Int, node: Int) {
    if heapCount == heapCapacity { growHeap() }
    unsafe heap[heapCount] = UInt64(truncatingIfNeeded: level << 28 | node)
    heapCount &+= 1
  }

  /// Takes the last node off the stack.
  @inlinable @inline(__always)
  mutating func unstack() -> (level: Int, node: Int)? {
    guard heapCount > 0 else { return nil }
    heapCount &-= 1
    let key = unsafe heap[heapCount]
    return (Int(truncatingIfNeeded: key >> 28), Int(truncatingIfNeeded: key & 0xFFF_FFFF))
  }

  /// Appends a hit, in no order.
  @inlinable @inline(__always)
  mutating func append(_ hit: Hit) {
    if foundCount == foundCapacity { growFound() }
    unsafe found[foundCount] = hit
    foundCount += 1
  }
}

/// The candidates and keys of the fast search for at most 32 nearest.
extension SearchScratch {
  /// Forgets the keys of the search before: eight of minus infinity, which the first key's left
  /// neighbour reads, then forty that are farther than any place on Earth.
  @inlinable @inline(__always)
  mutating func resetKeys() {
    let low = SIMD8<Double>(repeating: -.infinity)
    let high = SIMD8<Double>(repeating: 1e30)
    unsafe room.storeBytes(of: low, toByteOffset: Self.keysOffset, as: SIMD8<Double>.self)
    for group in 1..<6 {
      unsafe room.storeBytes(
        of: high, toByteOffset: Self.keysOffset + group * 64, as: SIMD8<Double>.self)
    }
  }

  /// The key at a place of the sorted keys.
  @inlinable @inline(__always)
  func key(_ place: Int) -> Double {
    unsafe room.load(fromByteOffset: Self.keysOffset + 64 + place * 8, as: Double.self)
  }

  /// Keeps a candidate and sorts its key in among the first `keys` without a branch: what is
  /// left of its place stays, what is right moves by one, new[i] = min(old[i], max(old[i - 1], x)).
  @inlinable @inline(__always)
  mutating func keep(square: Double, slot: UInt32, candidate: Int, keys: Int) {
    unsafe room.storeBytes(
      of: square, toByteOffset: Self.candidateSquaresOffset + candidate * 8, as: Double.self)
    unsafe room.storeBytes(
      of: slot, toByteOffset: Self.candidateSlotsOffset + candidate * 4, as: UInt32.self)
    let bits = square.bitPattern & ~0xfff | UInt64(truncatingIfNeeded: candidate)
    let inserted = Double(bitPattern: bits)
    var offset = Self.keysOffset + 56 + keys * 8
    var old = unsafe room.load(fromByteOffset: offset, as: Double.self)
    while offset >= Self.keysOffset + 64 {
      let left = unsafe room.load(fromByteOffset: offset &- 8, as: Double.self)
      let larger = left > inserted ? left : inserted
      unsafe room.storeBytes(
        of: larger < old ? larger : old, toByteOffset: offset, as: Double.self)
      old = left
      offset &-= 8
    }
  }

  @inlinable @inline(__always)
  func candidateSquare(_ candidate: Int) -> Double {
    unsafe room.load(
      fromByteOffset: Self.candidateSquaresOffset + candidate * 8, as: Double.self)
  }

  @inlinable @inline(__always)
  func candidateSlot(_ candidate: Int) -> UInt32 {
    unsafe room.load(fromByteOffset: Self.candidateSlotsOffset + candidate * 4, as: UInt32.self)
  }
}

/// The hits as a heap with the last one on top, and their order.
extension SearchScratch {
  /// The last of the hits that ``offer(_:atMost:)`` kept.
  @inlinable @inline(__always)
  var last: Hit { unsafe found[0] }

  /// Keeps a hit if it is among the first `most` of those offered since the hits were emptied.
  @inlinable
  mutating func offer(_ hit: Hit, atMost most: Int) {
    if foundCount < most {
      append(hit)
      var position = foundCount - 1
      while position > 0 {
        let parent = (position - 1) >> 1
        guard unsafe found[parent].precedes(hit) else { break }
        unsafe found[position] = found[parent]
        position = parent
      }
      unsafe found[position] = hit
    } else if unsafe hit.precedes(found[0]) {
      sink(hit, below: foundCount)
    }
  }

  /// Puts a hit in place of the top of the heap of the first `count` hits.
  @inlinable
  mutating func sink(_ hit: Hit, below count: Int) {
    var position = 0
    while true {
      var child = 2 * position + 1
      if child >= count { break }
      if child + 1 < count, unsafe found[child].precedes(found[child + 1]) { child += 1 }
      guard unsafe hit.precedes(found[child]) else { break }
      unsafe found[position] = found[child]
      position = child
    }
    unsafe found[position] = hit
  }

  /// Sorts the hits that ``offer(_:atMost:)`` kept: nearest first, then by id.
  @inlinable
  mutating func sortHeap() {
    var count = foundCount
    while count > 1 {
      count -= 1
      let moved = unsafe found[count]
      unsafe found[count] = found[0]
      sink(moved, below: count)
    }
  }

  /// Sorts hits that were appended: nearest first, then by id. Quick where they nearly are.
  @inlinable
  mutating func sortHits() {
    guard foundCount <= 64 else {
      var hits = unsafe UnsafeMutableBufferPointer(start: found, count: foundCount)
      unsafe hits.sort { $0.precedes($1) }
      return
    }
    var sorted = 1
    while sorted < foundCount {
      let hit = unsafe found[sorted]
      var place = sorted
      while place > 0, unsafe hit.precedes(found[place - 1]) {
        unsafe found[place] = found[place - 1]
        place -= 1
      }
      unsafe found[place] = hit
      sorted += 1
    }
  }
}

/// Hits that someone finds without the index.
extension SearchScratch {
  /// Forgets all hits.
  public mutating func removeAll() {
    foundCount = 0
  }

  /// Keeps a hit if it is among the first `most` of those kept since the hits were forgotten.
  @inlinable
  public mutating func keep(_ hit: Hit, atMost most: Int) {
    offer(hit, atMost: most)
  }

  /// Sorts the hits kept: nearest first, then by id.
  @inlinable
  public mutating func sortKept() {
    sortHeap()
  }
}
