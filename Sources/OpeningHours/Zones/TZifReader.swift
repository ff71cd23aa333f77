/// What a time zone file says: when the offset changes, and by which rule after that.
public struct TZifFile: Hashable, Sendable {
  /// An instant, in Unix seconds, from which on the offset is another one, or is called otherwise.
  public struct Transition: Hashable, Sendable {
    /// The first Unix second with this offset.
    public var instant: Int64
    /// In seconds east of UTC.
    public var offset: Int32
  }

  /// The version that the file claims to have, 1 to 4 or a later one.
  public var version: Int

  /// The seconds east of UTC before the first transition.
  public var initialOffset: Int32

  /// Ascending.
  public var transitions: [Transition]

  /// What holds on and after the last transition; nil when the file doesn't say, as of version 1.
  public var footer: PosixTimeZone?
}

/// Reads the format TZif of RFC 9636, versions 1 to 4.
///
/// Only offsets are kept: abbreviations, and which of the offsets are daylight saving time, decide
/// nothing here. A file that counts leap seconds (one from the folder `right`) is refused, because
/// its instants are not Unix time.
public enum TZifReader {
  /// The largest file that is read, in bytes. The largest of tzdata has less than 4,000.
  public static let largestFile = 1 << 20

  /// The meaning of the whole contents of a file.
  ///
  /// Takes time and memory in proportion to the file's size.
  ///
  /// - Throws: the first thing that is wrong and where.
  public static func read(_ bytes: [UInt8]) throws(TZifError) -> TZifFile {
    guard bytes.count <= largestFile else {
      throw TZifError(
        offset: largestFile,
        reason: "a time zone file should have at most \(largestFile) bytes and has \(bytes.count)")
    }
    var cursor = Cursor(bytes: bytes)
    let first = try Header(&cursor)
    guard first.version > 1 else {
      return try readBlock(&cursor, header: first, timeSize: 4)
    }
    // The block of 32-bit times is for readers of version 1.
    try cursor.skip(first.blockSize(timeSize: 4), of: "the block of 32-bit times")
    let second = try Header(&cursor)
    guard second.version == first.version else {
      throw TZifError(
        offset: cursor.offset - Header.size + 4,
        reason: "the second header should be of version \(first.version) as the first one is, "
          + "and is of version \(second.version)")
    }
    var file = try readBlock(&cursor, header: second, timeSize: 8)
    file.footer = try readFooter(&cursor)
    return file
  }

  private static func readBlock(
    _ cursor: inout Cursor, header: Header, timeSize: Int
  ) throws(TZifError) -> TZifFile {
    let start = cursor.offset
    // Everything is there before anything is reserved, so counts that lie cost no memory.
    try cursor.require(header.blockSize(timeSize: timeSize), of: "the block of times")

    var instants: [Int64] = []
    instants.reserveCapacity(header.transitionCount)
    for _ in 0..<header.transitionCount {
      let place = cursor.offset
      let instant = timeSize == 8 ? cursor.int64() : Int64(cursor.int32())
      if let last = instants.last, instant <= last {
        throw TZifError(
          offset: place, reason: "transitions should ascend, and \(instant) follows \(last)")
      }
      instants.append(instant)
    }
    let typesOfTransitions = cursor.offset
    var types: [Int] = []
    types.reserveCapacity(header.transitionCount)
    for _ in 0..<header.transitionCount {
      types.append(Int(cursor.uint8()))
    }
    var offsets: [Int32] = []
    offsets.reserveCapacity(header.typeCount)
    for _ in 0..<header.typeCount {
      let place = cursor.offset
      let offset = cursor.int32()
      // RFC 9636 asks for no more than this either, and a day and a bit are all there ever was.
      guard (-89_999...93_599).contains(offset) else {
        throw TZifError(
          offset: place,
          reason: "an offset should be -89999 to 93599 seconds, and is \(offset)")
      }
      let isDaylight = cursor.uint8()
      guard isDaylight <= 1 else {
        throw TZifError(
          offset: place + 4,
          reason: "the mark of daylight time should be 0 or 1, "
            + "and is \(isDaylight)")
      }
      let abbreviation = cursor.uint8()
      guard abbreviation < header.abbreviationSize else {
        throw TZifError(
          offset: place + 5,
          reason: "an abbreviation should start before "
            + "\(header.abbreviationSize), and starts at \(abbreviation)")
      }
      offsets.append(offset)
    }
    var transitions: [TZifFile.Transition] = []
    transitions.reserveCapacity(instants.count)
    for index in instants.indices {
      guard types[index] < offsets.count else {
        throw TZifError(
          offset: typesOfTransitions + index,
          reason: "a type should be less than \(offsets.count), and is \(types[index])")
      }
      transitions.append(.init(instant: instants[index], offset: offsets[types[index]]))
    }
    let rest = header.blockSize(timeSize: timeSize) - (cursor.offset - start)
    try cursor.skip(rest, of: "the block of times")
    return TZifFile(
      version: header.version, initialOffset: offsets[0], transitions: transitions, footer: nil)
  }

  private static func readFooter(_ cursor: inout Cursor) throws(TZifError) -> PosixTimeZone? {
    try cursor.require(1, of: "the footer")
    let start = cursor.offset
    guard cursor.uint8() == newline else {
      throw TZifError(offset: start, reason: "the footer should start with a line feed")
    }
    let text = cursor.rest
    guard let end = text.firstIndex(of: newline) else {
      throw TZifError(offset: cursor.bytes.count, reason: "the footer should end with a line feed")
    }
    let rule = text[..<end]
    guard !rule.isEmpty else { return nil }
    do {
      return try PosixTimeZone(rule)
    } catch {
      throw TZifError(offset: start + 1 + error.offset, reason: error.reason)
    }
  }

  private static let newline = UInt8(ascii: "\n")
}

/// The first 44 bytes of either block.
private struct Header {
  static let size = 44

  let version: Int
  let transitionCount: Int
  let typeCount: Int
  let abbreviationSize: Int
  let universalCount: Int
  let standardCount: Int

  init(_ cursor: inout Cursor) throws(TZifError) {
    let start = cursor.offset
    try cursor.require(Self.size, of: "a header")
    for (index, letter) in "TZif".utf8.enumerated() where cursor.uint8() != letter {
      throw TZifError(offset: start + index, reason: "a header should start with \"TZif\"")
    }
    switch cursor.uint8() {
    case 0: version = 1
    case let digit where (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(digit):
      // Later versions may be read as version 4, as RFC 9636 promises of them.
      version = Int(digit - UInt8(ascii: "0"))
    case let byte:
      throw TZifError(
        offset: start + 4, reason: "a version should be 0 or the digit 2 or more, and is \(byte)")
    }
    cursor.offset += 15
    let counts = cursor.offset
    universalCount = Int(cursor.uint32())
    standardCount = Int(cursor.uint32())
    let leapCount = Int(cursor.uint32())
    transitionCount = Int(cursor.uint32())
    typeCount = Int(cursor.uint32())
    abbreviationSize = Int(cursor.uint32())
    guard leapCount == 0 else {
      throw TZifError(
        offset: counts + 8,
        reason: "the file should not count leap seconds, and has \(leapCount); files from the "
          + "folder \"right\" can't be used")
    }
    guard (1...256).contains(typeCount) else {
      throw TZifError(
        offset: counts + 16, reason: "a file should have 1 to 256 types, and has \(typeCount)")
    }
    guard abbreviationSize > 0 else {
      throw TZifError(offset: counts + 20, reason: "a file should have abbreviations")
    }
    guard universalCount == 0 || universalCount == typeCount else {
      throw TZifError(
        offset: counts,
        reason: "there should be no or \(typeCount) marks of universal time, "
          + "and there are \(universalCount)")
    }
    guard standardCount == 0 || standardCount == typeCount else {
      throw TZifError(
        offset: counts + 4,
        reason: "there should be no or \(typeCount) marks of standard time, "
          + "and there are \(standardCount)")
    }
  }

  /// The bytes that follow a header, when a time has `timeSize` of them.
  ///
  /// All counts are less than 2^32, so this can't overflow.
  func blockSize(timeSize: Int) -> Int {
    transitionCount * (timeSize + 1) + typeCount * 6 + abbreviationSize + standardCount
      + universalCount
  }
}

/// A place in bytes, from which numbers are read that have their most significant byte first.
private struct Cursor {
  let bytes: [UInt8]
  var offset = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var rest: ArraySlice<UInt8> {
    bytes[offset...]
  }

  func require(_ count: Int, of what: String) throws(TZifError) {
    guard bytes.count - offset >= count else {
      throw TZifError(
        offset: bytes.count,
        reason: "\(what) should have \(count) bytes, and the file ends after "
          + "\(bytes.count - offset) of them")
    }
  }

  mutating func skip(_ count: Int, of what: String) throws(TZifError) {
    try require(count, of: what)
    offset += count
  }

  mutating func uint8() -> UInt8 {
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func uint32() -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      value = value << 8 | UInt32(uint8())
    }
    return value
  }

  mutating func int32() -> Int32 {
    Int32(bitPattern: uint32())
  }

  mutating func int64() -> Int64 {
    let high = UInt64(uint32())
    return Int64(bitPattern: high << 32 | UInt64(uint32()))
  }
}
