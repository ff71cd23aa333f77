import CPrefetch

/// What only answers show of each merchant: its JSON, rendered once, in three pieces between which
/// an answer puts what depends on the query.
///
/// Records lie in chunks of the same size; the address of one is its chunk's number times that
/// size plus its place in the chunk.
///
/// `@safe`: a record is only read at an address that ``append(_:)`` gave, whose three lengths say
/// where it ends. `@unchecked Sendable`: only the builder that owns the store appends, before anyone
/// else has a reference to it, and afterwards it is only read.
@safe
final class RecordStore: @unchecked Sendable {
  /// Large enough for the longest record: a row has at most 1 MiB, of which each byte becomes six
  /// at most.
  static let chunkBytes = 8 << 20
  private static let headerBytes = 12
  private static let noHours = Array("null".utf8)
  private var chunks: [UnsafeMutableRawPointer]
  private var used = RecordStore.chunkBytes

  init() {
    unsafe chunks = []
  }

  deinit {
    for index in unsafe chunks.indices { unsafe chunks[index].deallocate() }
  }

  /// How many bytes the records take.
  var byteCount: Int {
    unsafe chunks.isEmpty ? 0 : (chunks.count - 1) * Self.chunkBytes + used
  }

  /// Keeps a record and answers its address.
  func append(_ record: RenderedRecord) -> UInt64 {
    let size = (Self.headerBytes + record.bytes.count + 3) & ~3
    precondition(size <= Self.chunkBytes, "a record is at most 8 MiB long")
    if used + size > Self.chunkBytes {
      unsafe chunks.append(.allocate(byteCount: Self.chunkBytes, alignment: 64))
      used = 0
    }
    let address = unsafe UInt64((chunks.count - 1) * Self.chunkBytes + used)
    let place = unsafe chunks[chunks.count - 1] + used
    unsafe place.storeBytes(of: UInt32(record.headCount), as: UInt32.self)
    unsafe (place + 4).storeBytes(of: UInt32(record.middleCount), as: UInt32.self)
    unsafe (place + 8).storeBytes(
      of: UInt32(record.bytes.count - record.headCount - record.middleCount), as: UInt32.self)
    unsafe record.bytes.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (place + Self.headerBytes).copyMemory(from: source, byteCount: bytes.count)
    }
    used += size
    return address
  }

  /// Has the processor fetch the beginning of a record, which most are not longer than, while others
  /// are asked for or something else is done.
  @inline(__always)
  func prefetch(_ address: UInt64) {
    let chunk = Int(address) / Self.chunkBytes
    let place = unsafe UnsafeRawPointer(chunks[chunk]) + Int(address) % Self.chunkBytes
    for line in 0..<10 { unsafe vicinity_prefetch(place + 64 * line) }
  }

  /// Appends a record with the values that it leaves open: the distance, and no hours.
  func copy(_ address: UInt64, distance: DistanceText, to bytes: inout [UInt8]) {
    let chunk = Int(address) / Self.chunkBytes
    let place = unsafe UnsafeRawPointer(chunks[chunk]) + Int(address) % Self.chunkBytes
    let head = unsafe Int(place.load(as: UInt32.self))
    let middle = unsafe Int(place.load(fromByteOffset: 4, as: UInt32.self))
    let tail = unsafe Int(place.load(fromByteOffset: 8, as: UInt32.self))
    let start = unsafe place + Self.headerBytes
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: head))
    distance.append(to: &bytes)
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: start + head, count: middle))
    bytes.append(contentsOf: Self.noHours)
    unsafe bytes.append(
      contentsOf: UnsafeRawBufferPointer(start: start + head + middle, count: tail))
  }
}

/// A merchant's JSON, complete but for the values of `distance_m` and `hours`.
struct RenderedRecord {
  /// The three pieces end to end.
  var bytes: [UInt8] = []
  /// How many bytes come before the value of `distance_m`.
  var headCount = 0
  /// How many bytes lie between the values of `distance_m` and `hours`.
  var middleCount = 0
}
