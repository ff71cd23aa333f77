#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Writes a file of sections so that whoever opens its name finds the old file or the whole new one.
///
/// The sections go to a file of another name beside it, which is synced and then renamed, and the
/// folder is synced. Nothing is left behind when that fails but the old file.
public struct SectionFileWriter: ~Copyable {
  private struct Entry {
    var name: String
    var offset: Int
    var byteCount: Int
    var stride: Int
    var checksum: UInt64
  }

  public let path: String
  private let draftPath: String
  private let descriptor: Int32
  private let version: UInt32
  private let mostEntries: Int
  private var entries: [Entry] = []
  private var end: Int
  private var stream = Checksum.Stream()
  private var isFinished = false

  /// Begins a file with at most `mostSections` sections, of a version of the caller's format.
  ///
  /// - Throws: ``SectionFileError/system(path:action:reason:)``, and
  ///   ``SectionFileError/busy(path:)`` while somebody else writes to the same path.
  public init(path: String, version: UInt32, mostSections: Int) throws(SectionFileError) {
    self.path = path
    self.version = version
    mostEntries = mostSections
    draftPath = path + ".writing"
    end = SectionFileFormat.headerBytes + SectionFileFormat.entryBytes * mostSections
    descriptor = try Self.draft(draftPath, for: path)
  }

  deinit {
    if !isFinished { _ = unsafe unlink(draftPath) }
    _ = close(descriptor)
  }

  /// Opens the draft and locks it, so that of two writers one is refused.
  private static func draft(
    _ draftPath: String, for path: String
  ) throws(SectionFileError) -> Int32 {
    let descriptor = unsafe open(draftPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw .system(path: path, action: .write, reason: reason()) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      _ = close(descriptor)
      throw .busy(path: path)
    }
    // Whoever wrote before may have renamed the file between our opening and locking it.
    var ours = stat()
    var named = stat()
    guard unsafe fstat(descriptor, &ours) == 0, unsafe stat(draftPath, &named) == 0,
      ours.st_ino == named.st_ino, ours.st_dev == named.st_dev
    else {
      _ = close(descriptor)
      throw .busy(path: path)
    }
    guard ftruncate(descriptor, 0) == 0 else {
      let error = SectionFileError.system(path: path, action: .write, reason: reason())
      _ = close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Adds a section of elements of `stride` bytes each, under a name of at most 24 bytes that no
  /// other one has.
  public mutating func add(
    _ name: String, stride: Int = 1, _ bytes: RawSpan
  ) throws(SectionFileError) {
    precondition(entries.count < mostEntries, "the file has room for no more sections")
    precondition(
      (1...SectionFileFormat.nameBytes).contains(name.utf8.count)
        && !entries.contains { $0.name == name }, "a section has a short name of its own")
    let offset = SectionFileFormat.border(behind: end)
    try write(bytes, at: offset)
    entries.append(
      Entry(
        name: name, offset: offset, byteCount: bytes.byteCount, stride: stride,
        checksum: Checksum.xxh64(bytes)))
    end = offset + bytes.byteCount
  }

  /// Begins a section of bytes that come in several pieces, for ``append(_:)`` and ``endSection()``.
  public mutating func begin(_ name: String) throws(SectionFileError) {
    try add(name, RawSpan())
    stream = Checksum.Stream()
  }

  /// Appends a piece to the section that was begun. Every piece but the last has a number of bytes
  /// that 32 divides.
  public mutating func append(_ bytes: RawSpan) throws(SectionFileError) {
    try write(bytes, at: end)
    stream.update(bytes)
    entries[entries.count - 1].byteCount += bytes.byteCount
    end += bytes.byteCount
  }

  /// Ends the section that was begun.
  public mutating func endSection() {
    entries[entries.count - 1].checksum = stream.value
  }

  /// Adds a section of an array's elements.
  public mutating func add<Element>(
    _ name: String, _ elements: FlatArray<Element>
  ) throws(SectionFileError) {
    try elements.withBytes { (bytes) throws(SectionFileError) in
      try add(name, stride: MemoryLayout<Element>.stride, bytes)
    }
  }

  /// Ends the file and puts it in its place.
  public consuming func finish() throws(SectionFileError) {
    // Room behind the last section, which may be read without harm.
    let fileBytes = SectionFileFormat.border(behind: end) + 64
    guard ftruncate(descriptor, off_t(fileBytes)) == 0 else { throw system(.write) }
    let table = table()
    var header = [UInt8](repeating: 0, count: SectionFileFormat.headerBytes)
    header.replaceSubrange(0..<SectionFileFormat.magic.count, with: SectionFileFormat.magic)
    header.store(SectionFileFormat.byteOrderMark, at: SectionFileFormat.byteOrderOffset)
    header.store(version, at: SectionFileFormat.versionOffset)
    header.store(UInt64(fileBytes), at: SectionFileFormat.fileBytesOffset)
    header.store(UInt32(entries.count), at: SectionFileFormat.sectionCountOffset)
    header.store(Checksum.xxh64(table), at: SectionFileFormat.tableChecksumOffset)
    let summed = Array(header[..<SectionFileFormat.headerChecksumOffset])
    header.store(Checksum.xxh64(summed), at: SectionFileFormat.headerChecksumOffset)
    try unsafe write(table.span.bytes, at: SectionFileFormat.headerBytes)
    try unsafe write(header.span.bytes, at: 0)
    guard fsync(descriptor) == 0 else { throw system(.sync) }
    guard unsafe rename(draftPath, path) == 0 else { throw system(.rename) }
    isFinished = true
    try syncFolder()
  }

  private func table() -> [UInt8] {
    var table = [UInt8](
      repeating: 0, count: SectionFileFormat.entryBytes * entries.count)
    for (position, entry) in entries.enumerated() {
      let start = position * SectionFileFormat.entryBytes
      for (place, byte) in entry.name.utf8.enumerated() { table[start + place] = byte }
      table.store(UInt64(entry.offset), at: start + SectionFileFormat.entryOffsetOffset)
      table.store(UInt64(entry.byteCount), at: start + SectionFileFormat.entryBytesOffset)
      table.store(UInt64(entry.stride), at: start + SectionFileFormat.entryStrideOffset)
      table.store(entry.checksum, at: start + SectionFileFormat.entryChecksumOffset)
    }
    return table
  }

  private func write(_ bytes: RawSpan, at offset: Int) throws(SectionFileError) {
    let isWritten = unsafe bytes.withUnsafeBytes { source in
      var done = 0
      while done < source.count {
        // Safe: what is left of the bytes, whose address is not nil when there are any.
        let size = unsafe pwrite(
          descriptor, source.baseAddress?.advanced(by: done), min(source.count - done, 1 << 30),
          off_t(offset + done))
        if size < 0, errno == EINTR { continue }
        if size <= 0 { return false }
        done += size
      }
      return true
    }
    guard isWritten else { throw system(.write) }
  }

  /// Makes sure that the new name is there after a loss of power.
  private func syncFolder() throws(SectionFileError) {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let name = folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
    let descriptor = unsafe open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw system(.sync) }
    defer { _ = close(descriptor) }
    guard fsync(descriptor) == 0 else { throw system(.sync) }
  }

  private func system(_ action: SectionFileError.Action) -> SectionFileError {
    .system(path: path, action: action, reason: Self.reason())
  }

  private static func reason() -> String {
    SystemReason.text(errno)
  }
}
