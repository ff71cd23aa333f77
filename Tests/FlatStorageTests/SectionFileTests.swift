import Foundation
import TestSupport
import Testing

@testable import FlatStorage

@Suite struct SectionFileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("numbers.vicinity")
  }

  private func write(_ numbers: [UInt32] = [1, 2, 3]) throws {
    var writer = try SectionFileWriter(path: path, version: 7, mostSections: 4)
    try writer.add("numbers", FlatArray(numbers))
    try writer.add("nothing", FlatArray<Double>([]))
    try writer.begin("pieces")
    for piece in [[UInt8](repeating: 1, count: 64), [UInt8](repeating: 2, count: 33)] {
      try FlatArray(piece).withBytes { (bytes) throws(SectionFileError) in
        try writer.append(bytes)
      }
    }
    writer.endSection()
    try writer.finish()
  }

  private func change(_ body: (inout Data) -> Void) throws {
    var data = try Data(contentsOf: URL(filePath: path))
    body(&data)
    try data.write(to: URL(filePath: path))
  }

  private func open(version: UInt32 = 7) throws(SectionFileError) -> SectionFile {
    try SectionFile(path: path, version: version)
  }

  @Test func `gives back what was written, and leaves nothing else in the folder`() throws {
    try write()
    let file = try open()
    let numbers: FlatArray<UInt32> = try file.array("numbers")
    let nothing: FlatArray<Double> = try file.array("nothing", count: 0)
    let pieces: FlatArray<UInt8> = try file.array("pieces")
    #expect(Array(numbers) == [1, 2, 3])
    #expect(nothing.isEmpty)
    #expect(Array(pieces) == [UInt8](repeating: 1, count: 64) + [UInt8](repeating: 2, count: 33))
    #expect(file.sections.map(\.name) == ["numbers", "nothing", "pieces"])
    try file.verify()
    #expect(try folder.names == ["numbers.vicinity"])
  }

  @Test func `whoever has the old file open keeps it when a new one is written`() throws {
    try write([1])
    let old = try open()
    try write([2])
    let numbers: FlatArray<UInt32> = try old.array("numbers")
    #expect(Array(numbers) == [1])
    try old.verify()
    let new: FlatArray<UInt32> = try open().array("numbers")
    #expect(Array(new) == [2])
  }

  @Test func `the old file stays when writing the new one is broken off`() throws {
    try write([1])
    do {
      var writer = try SectionFileWriter(path: path, version: 7, mostSections: 1)
      try writer.add("numbers", FlatArray<UInt32>([2]))
    }
    let numbers: FlatArray<UInt32> = try open().array("numbers")
    #expect(Array(numbers) == [1])
    #expect(try folder.names == ["numbers.vicinity"])
  }

  @Test func `of two who write the same file the second is refused`() throws {
    var first = try SectionFileWriter(path: path, version: 7, mostSections: 1)
    try first.add("numbers", FlatArray<UInt32>([1]))
    #expect(throws: SectionFileError.busy(path: path)) {
      _ = try SectionFileWriter(path: path, version: 7, mostSections: 1)
    }
    try first.finish()
    try write([2])
  }

  @Test func `a file of another version says which`() throws {
    try write()
    #expect(throws: SectionFileError.version(path: path, found: 7, known: 8)) {
      try open(version: 8)
    }
  }

  @Test func `a file from a machine with another order of bytes is told apart from a damaged one`()
    throws
  {
    try write()
    try change { $0.replaceSubrange(8..<12, with: $0[8..<12].reversed()) }
    #expect(throws: SectionFileError.byteOrder(path: path)) { try open() }
  }

  @Test func `what is no such file is refused`() throws {
    for contents in ["", "merchant_id,name\n", String(repeating: "x", count: 1000)] {
      try Data(contents.utf8).write(to: URL(filePath: path))
      #expect(throws: SectionFileError.foreign(path: path)) { try open() }
    }
    #expect(throws: SectionFileError.self) {
      try SectionFile(path: folder.path("missing"), version: 7)
    }
    #expect(throws: SectionFileError.self) {
      try SectionFile(path: folder.url.path, version: 7)
    }
  }

  @Test func `a file is refused at every length but its own`() throws {
    try write()
    let whole = try Data(contentsOf: URL(filePath: path))
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: URL(filePath: path))
      #expect(throws: SectionFileError.self) { try open() }
    }
    try (whole + Data([0])).write(to: URL(filePath: path))
    #expect(throws: SectionFileError.self) { try open() }
  }

  @Test
  func
    `every flipped bit of the header and table is found on opening, and of a section on verifying`()
    throws
  {
    try write()
    let whole = try Data(contentsOf: URL(filePath: path))
    let sections = try open().sections
    for byte in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[byte] ^= 1 << UInt8(bit)
        try damaged.write(to: URL(filePath: path))
        let isInSection = sections.contains {
          ($0.offset..<$0.offset + $0.byteCount).contains(byte)
        }
        // What lies between header, table and sections means nothing.
        let isPadding =
          (SectionFileFormat.headerChecksumOffset + 8..<SectionFileFormat.headerBytes)
          .contains(byte) || byte >= SectionFileFormat.headerBytes + 3 * 64 && !isInSection
        do {
          let file = try open()
          #expect(isInSection || isPadding, "byte \(byte), bit \(bit)")
          if isInSection {
            #expect(throws: SectionFileError.self) { try file.verify() }
          } else {
            try file.verify()
          }
        } catch {
          #expect(!isInSection && !isPadding, "byte \(byte), bit \(bit): \(error)")
        }
      }
    }
  }

  @Test func `a section that is missing, or of other elements, is named`() throws {
    try write()
    let file = try open()
    #expect(
      throws: SectionFileError.section(path: path, name: "letters", problem: "is missing")
    ) {
      let _: FlatArray<UInt8> = try file.array("letters")
    }
    #expect(throws: SectionFileError.self) {
      let _: FlatArray<UInt64> = try file.array("numbers")
    }
    #expect(throws: SectionFileError.self) {
      let _: FlatArray<UInt32> = try file.array("numbers", count: 4)
    }
  }

  @Test func `a folder that is not there is named`() throws {
    #expect(throws: SectionFileError.self) {
      _ = try SectionFileWriter(
        path: folder.path("no/such.vicinity"), version: 7, mostSections: 1)
    }
  }

  @Test func `a position outside of an array reads as its last element`() {
    let array = FlatArray<UInt16>([4, 5, 6])
    #expect([-1, 0, 2, 3, .max, .min].map { array[$0] } == [6, 4, 6, 6, 6, 6])
    #expect(FlatArray<UInt16>([])[0] == 0)
    #expect(array.clamped(2, 9) == 2..<3)
    #expect(array.clamped(2, 1) == 2..<2)
    #expect(array.clamped(-5, -2) == 0..<0)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `bytes that are no such values are told, and nothing after them is read`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var writer = ByteWriter()
    writer.append(-5)
    writer.append("é" as String)
    writer.append(nil as String?)
    writer.append(2.5)
    writer.append(7 as Int?)
    writer.append(true)
    var whole = ByteReader(FlatArray(writer.bytes))
    #expect(whole.integer() == -5)
    #expect(whole.text() == "é")
    #expect(whole.optionalText() == .some(nil))
    #expect(whole.double() == 2.5)
    #expect(whole.optionalInteger() == .some(7))
    #expect(whole.flag() == true)
    #expect(whole.isAtEnd)
    for _ in 0..<1_000 {
      var bytes = writer.bytes
      bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      var reader = ByteReader(
        FlatArray(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))))
      _ = reader.integer()
      _ = reader.text()
      _ = reader.optionalText()
      _ = reader.double()
      _ = reader.optionalInteger()
      _ = reader.flag()
      if reader.number() == nil { #expect(!reader.isAtEnd) }
    }
  }
}
