import CPrefetch
import FlatStorage

/// What only answers show of each merchant, laid out as ``RecordLayout`` says.
///
/// Records lie in chunks; the address of one is its chunk's number times the size of the largest chunk
/// plus its place in the chunk. Chunks belong to the store, or it shares them with others, or they are
/// parts of a mapped file, in which they lie one behind the other.
///
/// `@safe`: a record is only read at an address that ``append(_:)`` gave, whose lengths say where it
/// ends, or in a file after it was found to lie wholly inside; reading 32 bytes at once stays within
/// the slack behind a chunk. `@unchecked Sendable`: only the builder that owns the store appends,
/// before anyone else has a reference to it, and afterwards it is only read.
@safe
final class RecordStore: @unchecked Sendable {
  /// Large enough for the longest record: a row has at most 1 MiB, of which each byte becomes six
  /// at most.
  static let chunkBytes = 1 << chunkBits
  private static let chunkBits: UInt64 = 23
  /// The first chunk begins as small as this, as an update may bring a single merchant.
  private static let leastChunkBytes = 4 << 10
  private static let slackBytes = 64
  /// The address of no record, at which one without values is read.
  static let nowhere = UInt64.max

  /// Nobody changes it while it is read, as said above, so that need not be checked for each record.
  @exclusivity(unchecked) private var chunks: [RecordChunk] = []
  /// What keeps the chunks' memory.
  private var memories: [RecordMemory] = []
  private var files: [FlatArray<UInt8>] = []
  /// How many bytes of the chunks are of merchants that a store sharing them does not have.
  private(set) var garbageBytes = 0
  private let names = MemberName.listed
  private let mostAroundBytes = RecordLayout.mostAroundBytes + RecordStore.slackBytes

  init() {}

  /// The records that lie in a file, one chunk behind the other.
  init(_ file: FlatArray<UInt8>) {
    files = [file]
    unsafe chunks = stride(from: 0, to: file.count, by: Self.chunkBytes).map {
      // Nobody appends to a chunk without room, so nobody writes.
      let used = min(Self.chunkBytes, file.count - $0)
      return unsafe RecordChunk(
        start: UnsafeMutableRawPointer(mutating: file.address + $0), used: used, capacity: used,
        isChecked: true)
    }
  }

  /// How many bytes the records take.
  var byteCount: Int { unsafe chunks.reduce(0) { $0 + $1.used } }

  /// Keeps a record and answers its address.
  func append(_ record: RenderedRecord) -> UInt64 {
    precondition(record.counts.count == RecordLayout.storedCount, "a record has every value")
    var lengths = InlineArray<95, UInt8>(repeating: 0)
    var lengthBytes = 0
    for position in record.counts.indices {
      var rest = record.counts[position]
      while rest >= 0x80 {
        lengths[lengthBytes] = UInt8(truncatingIfNeeded: rest) | 0x80
        lengthBytes += 1
        rest >>= 7
      }
      lengths[lengthBytes] = UInt8(rest)
      lengthBytes += 1
    }
    let (address, place) = unsafe allocate(
      RecordLayout.headerBytes + lengthBytes + record.bytes.count)
    unsafe place.storeBytes(
      of: RecordLayout.header(lengthBytes: lengthBytes, valueBytes: record.bytes.count),
      as: UInt32.self)
    for position in 0..<lengthBytes {
      unsafe place.storeBytes(
        of: lengths[position], toByteOffset: RecordLayout.headerBytes + position, as: UInt8.self)
    }
    unsafe record.bytes.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (place + RecordLayout.headerBytes + lengthBytes)
        .copyMemory(from: source, byteCount: bytes.count)
    }
    return address
  }

  /// A store with the records at these addresses, one behind the other, whose addresses there replace
  /// them.
  func arranged(_ addresses: inout [UInt64]) -> RecordStore {
    let store = RecordStore()
    if addresses.count > 1 << 14 { store.reserve(Self.chunkBytes) }
    for position in addresses.indices {
      // Reading ahead hides that the records lie anywhere.
      if position + 8 < addresses.count { prefetch(addresses[position + 8]) }
      addresses[position] = store.append(recordAt: addresses[position], of: self)
    }
    return store
  }

  /// Keeps a copy of another store's record and answers its address.
  private func append(recordAt address: UInt64, of other: RecordStore) -> UInt64 {
    let source = unsafe other.place(address)
    let size = unsafe RecordReader(source).end - source
    let (new, target) = unsafe allocate(size)
    unsafe target.copyMemory(from: source, byteCount: size)
    return new
  }

  /// Makes room for a record.
  private func allocate(_ bytes: Int) -> (address: UInt64, place: UnsafeMutableRawPointer) {
    let size = Self.padded(bytes)
    precondition(size <= Self.chunkBytes, "a record is at most 8 MiB long")
    precondition(
      unsafe files.isEmpty && chunks.count == memories.count, "nobody appends to what is shared")
    var last = unsafe chunks.count - 1
    if unsafe last < 0 || chunks[last].used + size > Self.chunkBytes {
      // Only the first chunk begins small.
      addChunk(capacity: last < 0 ? max(size, Self.leastChunkBytes) : Self.chunkBytes)
      last += 1
    } else if unsafe chunks[last].used + size > chunks[last].capacity {
      unsafe enlarge(last, to: min(Self.chunkBytes, 2 * (chunks[last].used + size)))
    }
    let used = unsafe chunks[last].used
    unsafe chunks[last].used += size
    return unsafe (
      UInt64(last) << Self.chunkBits | UInt64(used), chunks[last].start + used
    )
  }

  private static func padded(_ bytes: Int) -> Int { (bytes + 3) & ~3 }

  /// Has the first chunk begin with room for so many bytes.
  private func reserve(_ bytes: Int) {
    precondition(unsafe chunks.isEmpty, "only an empty store gets its first chunk")
    if bytes > 0 { addChunk(capacity: min(bytes, Self.chunkBytes)) }
  }

  private func addChunk(capacity: Int) {
    let memory = RecordMemory(byteCount: capacity + Self.slackBytes)
    memories.append(memory)
    unsafe chunks.append(
      RecordChunk(start: memory.start, used: 0, capacity: capacity, isChecked: false))
  }

  /// Moves the bytes of a chunk to more room; addresses stay, being relative to it.
  private func enlarge(_ index: Int, to capacity: Int) {
    let memory = RecordMemory(byteCount: capacity + Self.slackBytes)
    unsafe memory.start.copyMemory(from: chunks[index].start, byteCount: chunks[index].used)
    unsafe chunks[index] = RecordChunk(
      start: memory.start, used: chunks[index].used, capacity: capacity, isChecked: false)
    memories[index] = memory
  }

  @inline(__always)
  private func place(_ address: UInt64) -> UnsafeRawPointer {
    let index = Int(truncatingIfNeeded: address &>> Self.chunkBits)
    let place = Int(truncatingIfNeeded: address & (1 << Self.chunkBits - 1))
    guard unsafe index < chunks.count else { return unsafe Self.empty.address }
    let start = unsafe UnsafeRawPointer(chunks[index].start)
    guard unsafe chunks[index].isChecked else { return unsafe start + place }
    // Of a record in a file nobody has seen whether it is as it was written: one that does not lie
    // wholly inside counts as empty.
    let used = unsafe chunks[index].used
    guard place < used, place % 4 == 0,
      unsafe RecordReader.isWhole(start + place, before: start + used)
    else { return unsafe Self.empty.address }
    return unsafe start + place
  }

  /// A record without values: after the header every length is 0.
  private static let empty = FlatArray<UInt8>(count: 128) {
    $0 == 3 ? UInt8(RecordLayout.storedCount) : 0
  }

  /// Has the processor fetch the beginning of a record, which most are not longer than, while others
  /// are asked for or something else is done.
  @inline(__always)
  func prefetch(_ address: UInt64) {
    let chunk = Int(truncatingIfNeeded: address &>> Self.chunkBits)
    guard unsafe chunk < chunks.count else { return }
    // Fetching is no reading: an address that damage made wrong does no harm.
    let place =
      unsafe UnsafeRawPointer(chunks[chunk].start)
      + Int(truncatingIfNeeded: address & (1 << Self.chunkBits - 1))
    for line in 0..<5 { unsafe vicinity_prefetch(place + 64 * line) }
  }

  /// Appends a merchant's JSON with all members of ``MerchantMember/listed``.
  func copy(
    _ address: UInt64, _ filling: borrowing RecordFilling, to bytes: inout [UInt8]
  ) {
    let place = unsafe place(address)
    let record = unsafe RecordReader(place)
    let most = mostAroundBytes + record.valueBytes + filling.mostBytes
    bytes.append(addingCapacity: most) { output in
      unsafe output.withUnsafeMutableBufferPointer { buffer, written in
        guard let start = buffer.baseAddress else { return }
        let target = unsafe UnsafeMutableRawPointer(start + written)
        written += unsafe Self.write(record, filling, names, to: target)
      }
    }
  }

  /// Writes the JSON to memory with room for it and 32 bytes more; the answer is its length.
  private static func write(
    _ record: RecordReader, _ filling: borrowing RecordFilling, _ names: [MemberName],
    to start: UnsafeMutableRawPointer
  ) -> Int {
    var record = record
    var writer = unsafe RecordWriter(start)
    for position in 0..<3 {
      writer.append(names[position])
      writer.appendNext(of: &record)
    }
    writer.append(names[3])
    writer.append(filling.category)
    for position in 4..<6 {
      writer.append(names[position])
      writer.appendNext(of: &record)
    }
    writer.append(names[6])
    writer.append(tenthsOf: filling.distanceMeters)
    for position in 7..<19 {
      writer.append(names[position])
      writer.appendNext(of: &record)
    }
    writer.append(names[19])
    if let hours = filling.hours { writer.append(hours) } else { writer.appendNull() }
    for position in 20..<22 {
      writer.append(names[position])
      writer.appendNext(of: &record)
    }
    writer.append(UInt8(ascii: "}"))
    return unsafe writer.place - start
  }

  /// A record's values, copied.
  func values(_ address: UInt64) -> RenderedRecord {
    var reader = unsafe RecordReader(place(address))
    var record = RenderedRecord()
    for _ in 0..<RecordLayout.storedCount {
      let value = unsafe reader.next()
      record.counts.append(UInt32(value.count))
      unsafe record.bytes.append(contentsOf: value)
    }
    return record
  }
}

/// Sharing and copying the records of other stores.
extension RecordStore {
  /// The records of a part of a merge: by slot, the address of each.
  typealias Part = (store: RecordStore, addresses: FlatArray<UInt64>)

  /// A store of the chunks of several ones, which it keeps alive and does not copy, and by part what
  /// has to be done with its addresses.
  ///
  /// `dead` are the slots of each part whose records nobody will ask for; they count as garbage.
  static func sharing(
    _ parts: [(store: RecordStore, addresses: FlatArray<UInt64>, dead: SlotSet)]
  ) -> (store: RecordStore, moves: [RecordMove]) {
    let store = RecordStore()
    var moves: [RecordMove] = []
    for (part, addresses, dead) in parts {
      moves.append(
        RecordMove(
          end: unsafe UInt64(part.chunks.count) << chunkBits,
          distance: unsafe UInt64(store.chunks.count) << chunkBits))
      unsafe store.chunks += part.chunks
      store.memories += part.memories
      store.files += part.files
      store.garbageBytes += part.garbageBytes + part.byteCount(of: dead, addresses)
    }
    return (store, moves)
  }

  /// How many bytes would be garbage if some stores were shared.
  static func garbageBytes(
    _ parts: [(store: RecordStore, addresses: FlatArray<UInt64>, dead: SlotSet)]
  ) -> Int {
    parts.reduce(0) { $0 + $1.store.garbageBytes + $1.store.byteCount(of: $1.dead, $1.addresses) }
  }

  private func byteCount(of slots: SlotSet, _ addresses: FlatArray<UInt64>) -> Int {
    var sum = 0
    slots.forEach { sum += byteCount(at: addresses[Int($0)]) }
    return sum
  }

  private func byteCount(at address: UInt64) -> Int {
    let place = unsafe place(address)
    return unsafe Self.padded(RecordReader(place).end - place)
  }

  /// A store with copies of the records of some slots, one behind the other, and their addresses in it.
  static func copying(
    _ sources: [SlotSource], of parts: [Part]
  ) -> (store: RecordStore, addresses: FlatArray<UInt64>) {
    let store = RecordStore()
    if sources.count > 1 << 14 {
      store.reserve(chunkBytes)
    } else {
      store.reserve(
        sources.reduce(0) { sum, source in
          let part = parts[Int(source.part)]
          return sum + part.store.byteCount(at: part.addresses[Int(source.slot)])
        })
    }
    let addresses = FlatArray(count: sources.count) { slot in
      if slot + 8 < sources.count {
        let ahead = sources[slot + 8]
        let part = parts[Int(ahead.part)]
        part.store.prefetch(part.addresses[Int(ahead.slot)])
      }
      let source = sources[slot]
      let part = parts[Int(source.part)]
      return store.append(recordAt: part.addresses[Int(source.slot)], of: part.store)
    }
    return (store, addresses)
  }

  /// Gives `body` the bytes of the chunks that a store of copies of these records, one behind the
  /// other, would have, and answers the addresses there, which a store that ``init(_:)`` makes of the
  /// bytes has too. One chunk is held at a time.
  func forEachPackedChunk<Failure: Error>(
    _ addresses: some Sequence<UInt64>, _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> [UInt64] {
    var new: [UInt64] = []
    var (chunk, used) = (UInt64(0), 0)
    let memory = RecordMemory(byteCount: Self.chunkBytes)
    for address in addresses {
      let source = unsafe place(address)
      let bytes = unsafe RecordReader(source).end - source
      let size = Self.padded(bytes)
      if used + size > Self.chunkBytes {
        unsafe (memory.start + used).initializeMemory(
          as: UInt8.self, repeating: 0, count: Self.chunkBytes - used)
        try unsafe body(RawSpan(_unsafeStart: memory.start, byteCount: Self.chunkBytes))
        chunk += 1
        used = 0
      }
      new.append(chunk << Self.chunkBits | UInt64(used))
      unsafe (memory.start + used).copyMemory(from: source, byteCount: bytes)
      unsafe (memory.start + used + bytes).initializeMemory(
        as: UInt8.self, repeating: 0, count: size - bytes)
      used += size
    }
    if used > 0 { try unsafe body(RawSpan(_unsafeStart: memory.start, byteCount: used)) }
    return new
  }
}

/// Where records of a store lie in one that shares its chunks.
struct RecordMove: Sendable {
  /// The first address behind the store's chunks.
  fileprivate let end: UInt64
  fileprivate let distance: UInt64

  /// An address that damage made wrong must not become that of another store's record.
  @inline(__always)
  func address(_ address: UInt64) -> UInt64 {
    address < end ? address &+ distance : RecordStore.nowhere
  }
}

/// Where some records lie. Whoever has it keeps the memory.
@safe
private struct RecordChunk {
  var start: UnsafeMutableRawPointer
  var used: Int
  /// How many bytes there is room for.
  var capacity: Int
  /// Whether it lies in a file, so that nobody knows what the records say.
  var isChecked: Bool
}

/// Memory of a store's own, in which stores that share it may keep reading.
///
/// `@safe`: only ``RecordStore`` uses the address, inside the memory. `@unchecked Sendable`: only the
/// store that made it writes to it, while it is being filled and before anyone else has a reference
/// to the store; stores that share it afterwards only read.
@safe
private final class RecordMemory: @unchecked Sendable {
  let start: UnsafeMutableRawPointer

  init(byteCount: Int) {
    unsafe start = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
  }

  deinit {
    unsafe start.deallocate()
  }
}
