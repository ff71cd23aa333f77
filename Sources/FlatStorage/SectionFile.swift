#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file of sections, mapped into memory.
///
/// Opening it checks the header, the table and where every section lies; the sections themselves are
/// not looked at until ``verify()``.
public struct SectionFile: Sendable {
  /// A section of the file.
  public struct Section: Equatable, Sendable {
    public var name: String
    public var offset: Int
    public var byteCount: Int
    /// The bytes of one element.
    public var stride: Int
    var checksum: UInt64
  }

  public let path: String
  public let version: UInt32
  /// In the order of the file.
  public let sections: [Section]
  public let region: MemoryRegion
  private let places: [String: Int]

  /// Opens a file of a version of the caller's format.
  ///
  /// - Throws: ``SectionFileError`` for what is no such file, of another version, cut off or damaged.
  public init(path: String, version: UInt32) throws(SectionFileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .system(path: path, action: .open, reason: SystemReason.text(errno))
    }
    defer { _ = close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system(path: path, action: .open, reason: SystemReason.text(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .system(path: path, action: .open, reason: "it is not a file")
    }
    let byteCount = Int(status.st_size)
    guard byteCount >= SectionFileFormat.headerBytes else { throw .foreign(path: path) }
    guard let region = MemoryRegion(mapping: descriptor, byteCount: byteCount) else {
      throw .system(path: path, action: .map, reason: SystemReason.text(errno))
    }
    self.path = path
    self.region = region
    let header = Self.bytes(region, 0..<SectionFileFormat.headerBytes)
    try Self.check(header, path: path, version: version)
    let fileBytes: UInt64 = header.load(at: SectionFileFormat.fileBytesOffset)
    guard fileBytes == UInt64(byteCount) else {
      throw .length(path: path, expected: fileBytes, found: UInt64(byteCount))
    }
    self.version = version
    sections = try Self.sections(header, region, path: path)
    places = Dictionary(
      sections.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether there is a file that begins as files of sections do.
  public static func isSectionFile(path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { _ = close(descriptor) }
    var start = [UInt8](repeating: 0, count: SectionFileFormat.magic.count)
    let count = unsafe start.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
    }
    return count == start.count && start == SectionFileFormat.magic
  }

  /// The section with a name.
  public func section(_ name: String) -> Section? {
    places[name].map { sections[$0] }
  }

  /// The elements of a section; `count` is how many there must be, nil for any number.
  public func array<Element>(
    _ name: String, of type: Element.Type = Element.self, count: Int? = nil
  ) throws(SectionFileError) -> FlatArray<Element> {
    guard let section = section(name) else {
      throw .section(path: path, name: name, problem: "is missing")
    }
    let stride = MemoryLayout<Element>.stride
    guard section.stride == stride, section.byteCount % stride == 0 else {
      throw .section(
        path: path, name: name,
        problem: "has elements of \(section.stride) bytes and not of \(stride)")
    }
    let found = section.byteCount / stride
    if let count, found != count {
      throw .section(path: path, name: name, problem: "has \(found) elements and not \(count)")
    }
    return FlatArray(in: region, at: section.offset, count: found)
  }

  /// Compares every section with its checksum, at about the speed of the disk or the memory.
  ///
  /// - Throws: ``SectionFileError/damaged(path:part:)`` for the first one that differs.
  public func verify() throws(SectionFileError) {
    for section in sections { try verify(section) }
  }

  /// Compares one section with its checksum.
  public func verify(_ section: Section) throws(SectionFileError) {
    let found = region.withBytes(section.offset..<section.offset + section.byteCount) {
      Checksum.xxh64($0)
    }
    guard found == section.checksum else {
      throw .damaged(path: path, part: "the section \(section.name)")
    }
  }
}

extension SectionFile {
  private static func bytes(_ region: MemoryRegion, _ range: Range<Int>) -> [UInt8] {
    region.withBytes(range) { bytes in
      unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }
  }

  private static func check(
    _ header: [UInt8], path: String, version: UInt32
  ) throws(SectionFileError) {
    guard header.starts(with: SectionFileFormat.magic) else { throw .foreign(path: path) }
    let mark: UInt32 = header.load(at: SectionFileFormat.byteOrderOffset)
    guard mark == SectionFileFormat.byteOrderMark else {
      throw mark == SectionFileFormat.byteOrderMark.byteSwapped
        ? .byteOrder(path: path) : .damaged(path: path, part: "the header")
    }
    let checksum: UInt64 = header.load(at: SectionFileFormat.headerChecksumOffset)
    let summed = Array(header[..<SectionFileFormat.headerChecksumOffset])
    guard Checksum.xxh64(summed) == checksum else {
      throw .damaged(path: path, part: "the header")
    }
    let found: UInt32 = header.load(at: SectionFileFormat.versionOffset)
    guard found == version else { throw .version(path: path, found: found, known: version) }
  }

  private static func sections(
    _ header: [UInt8], _ region: MemoryRegion, path: String
  ) throws(SectionFileError) -> [Section] {
    let stored: UInt32 = header.load(at: SectionFileFormat.sectionCountOffset)
    let count = Int(stored)
    let start = SectionFileFormat.headerBytes
    let end = start + count * SectionFileFormat.entryBytes
    guard count <= SectionFileFormat.mostSections, end <= region.byteCount else {
      throw .damaged(path: path, part: "the header")
    }
    let table = bytes(region, start..<end)
    let checksum: UInt64 = header.load(at: SectionFileFormat.tableChecksumOffset)
    guard Checksum.xxh64(table) == checksum else {
      throw .damaged(path: path, part: "the table of sections")
    }
    var sections: [Section] = []
    for position in 0..<count {
      let entry = Array(
        table[
          position * SectionFileFormat.entryBytes..<(position + 1) * SectionFileFormat.entryBytes])
      let name = String(
        decoding: entry[..<SectionFileFormat.nameBytes].prefix { $0 != 0 }, as: UTF8.self)
      let offset: UInt64 = entry.load(at: SectionFileFormat.entryOffsetOffset)
      let byteCount: UInt64 = entry.load(at: SectionFileFormat.entryBytesOffset)
      let stride: UInt64 = entry.load(at: SectionFileFormat.entryStrideOffset)
      let (last, overflows) = offset.addingReportingOverflow(byteCount)
      // 64 bytes behind a section may be read without harm.
      guard !overflows, offset % 64 == 0, last <= UInt64(region.byteCount - 64),
        (1...4_096).contains(stride)
      else {
        throw .section(path: path, name: name, problem: "lies outside of the file")
      }
      sections.append(
        Section(
          name: name, offset: Int(offset), byteCount: Int(byteCount), stride: Int(stride),
          checksum: entry.load(at: SectionFileFormat.entryChecksumOffset)))
    }
    return sections
  }
}
