/// How a file of sections is laid out. All numbers are in the byte order of the machine that wrote it.
///
/// A header of 64 bytes, a table with 64 bytes for each section, and the sections, each on a 64-byte
/// border and followed by at least 64 zero bytes.
enum SectionFileFormat {
  static let magic: [UInt8] = Array("VICINITY".utf8)
  static let byteOrderMark: UInt32 = 0x0102_0304
  static let headerBytes = 64
  static let entryBytes = 64
  static let nameBytes = 24
  static let mostSections = 4_096

  // The header.
  static let byteOrderOffset = 8
  static let versionOffset = 12
  static let fileBytesOffset = 16
  static let sectionCountOffset = 24
  static let tableChecksumOffset = 32
  /// The checksum of the header up to here.
  static let headerChecksumOffset = 40

  // An entry of the table.
  static let entryOffsetOffset = 24
  static let entryBytesOffset = 32
  static let entryStrideOffset = 40
  static let entryChecksumOffset = 48

  /// Where a section may begin that is to come behind a byte.
  static func border(behind offset: Int) -> Int {
    (offset + 63) & ~63
  }
}

/// Numbers among bytes, in the byte order of this machine.
extension [UInt8] {
  mutating func store<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    let number = number.littleEndian
    for position in 0..<MemoryLayout<Number>.size {
      self[offset + position] = UInt8(truncatingIfNeeded: number >> Number(8 * position))
    }
  }

  func load<Number: FixedWidthInteger>(at offset: Int) -> Number {
    Number(littleEndian: loadLittleEndian(at: offset))
  }

  func loadLittleEndian<Number: FixedWidthInteger>(at offset: Int) -> Number {
    var number = Number.zero
    for position in 0..<MemoryLayout<Number>.size {
      number |= Number(truncatingIfNeeded: self[offset + position]) << Number(8 * position)
    }
    return number
  }
}
