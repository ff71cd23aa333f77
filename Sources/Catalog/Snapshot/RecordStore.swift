import CPrefetch
import FlatStorage

/// What only answers show of each merchant, laid out as ``RecordLayout`` says.
///
/// Records lie in chunks of the same size; the address of one is its chunk's number times that
/// size plus its place in the chunk. In a file the chunks lie one behind the other.
///
/// `@safe`: a record is only read at an address that ``append(_:)`` gave, whose lengths say where it
/// ends, or in a file after it was found to lie wholly inside; reading 32 bytes at once stays within
/// the slack behind a chunk. `@unchecked Sendable`: only the builder that owns the store appends,
/// before anyone else has a reference to it, and afterwards it is only read.
@safe
final class RecordStore: @unchecked Sendable {
  /// Large enough for the longest record: a row has at most 1 MiB, of which each byte becomes six
  /// at most.
  static let chunkBytes = 8 << 20
  private static let slackBytes = 64
  /// Nobody changes it while it is read, as said above, so that need not be checked for each record.
  @exclusivity(unchecked) private var chunks: [UnsafeMutableRawPointer]
  private var used = RecordStore.chunkBytes
  /// The file that the records lie in; nil for chunks of the store's own.
  private let file: FlatArray<UInt8>?
  private let names = MemberName.listed
  private let mostAroundBytes = RecordLayout.mostAroundBytes + RecordStore.slackBytes

  init() {
    unsafe chunks = []
    file = nil
  }

  /// The records that lie in a file, one chunk behind the other.
  init(_ file: FlatArray<UInt8>) {
    self.file = file
    // Nobody appends to a store of a file, so nobody writes.
    unsafe chunks = stride(from: 0, to: file.count, by: Self.chunkBytes).map {
      unsafe UnsafeMutableRawPointer(mutating: file.address + $0)
    }
    used = file.count - max(0, unsafe chunks.count - 1) * Self.chunkBytes
  }

  deinit {
    if file == nil {
      for index in unsafe chunks.indices { unsafe chunks[index].deallocate() }
    }
  }

  /// Gives `body` the bytes of the chunks in their order, which ``init(_:)`` makes a store of again.
  func forEachChunk<Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) {
    for index in unsafe chunks.indices {
      let count = unsafe index + 1 == chunks.count ? used : Self.chunkBytes
      try unsafe body(RawSpan(_unsafeStart: chunks[index], byteCount: count))
    }
  }

  /// How many bytes the records take.
  var byteCount: Int {
    unsafe chunks.isEmpty ? 0 : (chunks.count - 1) * Self.chunkBytes + used
  }

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
    for position in addresses.indices {
      // Reading ahead hides that the records lie anywhere.
      if position + 8 < addresses.count { prefetch(addresses[position + 8]) }
      let source = unsafe place(addresses[position])
      let size = unsafe RecordReader(source).end - source
      let (address, target) = unsafe store.allocate(size)
      unsafe target.copyMemory(from: source, byteCount: size)
      addresses[position] = address
    }
    return store
  }

  /// Makes room for a record.
  private func allocate(_ bytes: Int) -> (address: UInt64, place: UnsafeMutableRawPointer) {
    let size = (bytes + 3) & ~3
    precondition(size <= Self.chunkBytes, "a record is at most 8 MiB long")
    precondition(file == nil, "nobody appends to the records of a file")
    if used + size > Self.chunkBytes {
      unsafe chunks.append(
        .allocate(byteCount: Self.chunkBytes + Self.slackBytes, alignment: 64))
      used = 0
    }
    let address = unsafe UInt64((chunks.count - 1) * Self.chunkBytes + used)
    let place = unsafe chunks[chunks.count - 1] + used
    used += size
    return unsafe (address, place)
  }

  private func place(_ address: UInt64) -> UnsafeRawPointer {
    if let file { return unsafe place(address, in: file) }
    return unsafe UnsafeRawPointer(chunks[Int(address) / Self.chunkBytes])
      + Int(address) % Self.chunkBytes
  }

  /// The place of a record in a file, of which nobody has seen whether it is as it was written: one
  /// that does not lie wholly inside counts as empty.
  private func place(_ address: UInt64, in file: FlatArray<UInt8>) -> UnsafeRawPointer {
    guard address < UInt64(file.count), address % 4 == 0,
      unsafe RecordReader.isWhole(file.address + Int(address), before: file.address + file.count)
    else { return unsafe Self.empty.address }
    return unsafe file.address + Int(address)
  }

  /// A record without values: after the header every length is 0.
  private static let empty = FlatArray<UInt8>(count: 128) {
    $0 == 3 ? UInt8(RecordLayout.storedCount) : 0
  }

  /// Has the processor fetch the beginning of a record, which most are not longer than, while others
  /// are asked for or something else is done.
  @inline(__always)
  func prefetch(_ address: UInt64) {
    let chunk = Int(truncatingIfNeeded: address >> 23)
    guard unsafe chunk < chunks.count else { return }
    // Fetching is no reading: an address that damage made wrong does no harm.
    let place = unsafe UnsafeRawPointer(chunks[chunk]) + Int(address & (1 << 23 - 1))
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

/// Goes through the values of a record.
///
/// `@safe`: it is made of the place of a record, which its store keeps, and reads as many values as a
/// record has.
@safe
private struct RecordReader {
  private var length: UnsafeRawPointer
  private var value: UnsafeRawPointer
  /// How many bytes all values have.
  let valueBytes: Int
  /// Where the record ends.
  let end: UnsafeRawPointer

  init(_ place: UnsafeRawPointer) {
    let counts = unsafe RecordLayout.counts(inHeader: place.load(as: UInt32.self))
    valueBytes = counts.valueBytes
    unsafe length = place + RecordLayout.headerBytes
    unsafe value = length + counts.lengthBytes
    unsafe end = value + counts.valueBytes
  }

  /// Whether a record at a place lies before `limit` with all of its values, whose lengths are as many
  /// bytes, and add up to as many, as it says.
  static func isWhole(_ place: UnsafeRawPointer, before limit: UnsafeRawPointer) -> Bool {
    let room = unsafe limit - place - RecordLayout.headerBytes
    guard room >= 0 else { return false }
    let counts = unsafe RecordLayout.counts(inHeader: place.load(as: UInt32.self))
    guard counts.lengthBytes + counts.valueBytes <= room else { return false }
    var position = RecordLayout.headerBytes
    let end = position + counts.lengthBytes
    var sum = 0
    for _ in 0..<RecordLayout.storedCount {
      var shift = 0
      while true {
        guard position < end, shift <= 28 else { return false }
        let byte = unsafe place.load(fromByteOffset: position, as: UInt8.self)
        position += 1
        sum += Int(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
    }
    return position == end && sum == counts.valueBytes
  }

  /// The next value, empty for null.
  @inline(__always)
  mutating func next() -> UnsafeRawBufferPointer {
    var byte = unsafe length.load(as: UInt8.self)
    unsafe length += 1
    var count = Int(byte & 0x7F)
    var shift = 7
    while byte >= 0x80 {
      byte = unsafe length.load(as: UInt8.self)
      unsafe length += 1
      count |= Int(byte & 0x7F) << shift
      shift += 7
    }
    let start = unsafe value
    unsafe value += count
    return unsafe UnsafeRawBufferPointer(start: start, count: count)
  }
}

/// Writes JSON to memory.
///
/// `@safe`: whoever makes it gives it memory with room for all it writes and 32 bytes more.
@safe
private struct RecordWriter {
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
