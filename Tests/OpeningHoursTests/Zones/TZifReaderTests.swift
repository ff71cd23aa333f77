import TestSupport
import Testing

@testable import OpeningHours

struct TZifReaderTests {
  @Test(arguments: [UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "5")])
  func `reads transitions, offsets and the rule of each version with a footer`(
    version: UInt8
  ) throws {
    var text = TZifText()
    text.version = version
    text.transitions = [(-5_000_000_000, 1), (5_000_000_000, 0)]
    text.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
    let file = try TZifReader.read(text.bytes)
    #expect(file.version == Int(version - UInt8(ascii: "0")))
    #expect(file.initialOffset == 3600)
    #expect(
      file.transitions == [
        .init(instant: -5_000_000_000, offset: 7200), .init(instant: 5_000_000_000, offset: 3600),
      ])
    #expect(file.footer == (try PosixTimeZone("CET-1CEST,M3.5.0,M10.5.0/3")))
  }

  @Test func `reads the 32-bit times of version 1, which has no footer`() throws {
    var text = TZifText()
    text.version = 0
    text.transitions = [(-2_000_000_000, 1), (2_000_000_000, 0)]
    let file = try TZifReader.read(text.bytes)
    #expect(file.transitions.map(\.instant) == [-2_000_000_000, 2_000_000_000])
    #expect(file.footer == nil)
  }

  @Test func `an empty footer is no rule`() throws {
    #expect(try TZifReader.read(TZifText().bytes).footer == nil)
  }

  @Test func `refuses a file that counts leap seconds, and says why`() {
    var text = TZifText()
    text.version = 0
    text.leapCount = 27
    let error = #expect(throws: TZifError.self) { try TZifReader.read(text.bytes) }
    #expect(error?.offset == 28)
    #expect(error?.description.contains("leap seconds, and has 27") == true)
  }

  @Test(arguments: [
    (0, UInt8(ascii: "X"), 0, "start with \"TZif\""),
    (4, 1, 4, "version"),
    (TZifText.secondHeader + 4, UInt8(ascii: "3"), TZifText.secondHeader + 4, "version 2"),
    (TZifText.secondHeader + 35, 250, 256, "ends after"),  // more transitions than there are bytes
    (TZifText.secondHeader + 39, 0, TZifText.secondHeader + 36, "1 to 256 types"),
    (TZifText.secondHeader + 43, 0, TZifText.secondHeader + 40, "abbreviations"),
    (TZifText.secondHeader + 23, 1, TZifText.secondHeader + 20, "universal time"),
    (TZifText.secondHeader + 27, 1, TZifText.secondHeader + 24, "standard time"),
    (TZifText.secondHeader + 44, 0x70, TZifText.secondHeader + 52, "ascend"),
    (TZifText.secondHeader + 60, 2, TZifText.secondHeader + 60, "type should be less than 2"),
    (TZifText.secondHeader + 62, 1, TZifText.secondHeader + 62, "-89999 to 93599"),
    (TZifText.secondHeader + 66, 2, TZifText.secondHeader + 66, "daylight"),
    (TZifText.secondHeader + 67, 4, TZifText.secondHeader + 67, "abbreviation should start"),
    (TZifText.secondHeader + 78, 0, TZifText.secondHeader + 78, "line feed"),
    (TZifText.secondHeader + 79, UInt8(ascii: "-"), TZifText.secondHeader + 79, "abbreviation"),
  ])
  func `names the byte that can't be right`(
    place: Int, value: UInt8, expected: Int, reason: String
  ) throws {
    var text = TZifText()
    text.transitions = [(1000, 1), (2000, 0)]
    text.footer = "CET-1"
    var bytes = text.bytes
    bytes[place] = value
    let error = #expect(throws: TZifError.self) { try TZifReader.read(bytes) }
    let isAtEnd = reason == "ends after"
    #expect(error?.offset == (isAtEnd ? bytes.count : expected))
    #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test func `no beginning of a file is a file`() throws {
    var text = TZifText()
    text.transitions = [(1000, 1), (2000, 0)]
    text.footer = "CET-1"
    let bytes = text.bytes
    for count in 0..<bytes.count {
      let error = #expect(throws: TZifError.self) { try TZifReader.read(Array(bytes[..<count])) }
      #expect(error?.offset == count)
    }
  }

  @Test func `refuses what is larger than any time zone`() {
    let bytes = [UInt8](repeating: 0, count: TZifReader.largestFile + 1)
    #expect(throws: TZifError.self) { try TZifReader.read(bytes) }
  }

  @Test func `refuses a count of four billion transitions without making room for them`() {
    var bytes = TZifText().bytes
    for place in 32..<36 {
      bytes[TZifText.secondHeader + place] = 0xFF
    }
    #expect(throws: TZifError.self) { try TZifReader.read(bytes) }
  }

  /// Together 200,000 files.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `no damage to a file crashes the reader or the rules made from it`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var text = TZifText()
    text.transitions = [(-1 << 40, 1), (0, 0), (1 << 30, 1), (1 << 31, 0)]
    text.footer = "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1:30"
    var old = text
    old.version = 0
    old.transitions.removeFirst()
    let originals = [text.bytes, old.bytes]
    for round in 0..<10_000 {
      var bytes = originals[round % 2]
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(.random(in: 0...255, using: &generator), at: place)
        case 3: bytes[place] = 0xFF
        case 4: bytes[place] = 0
        default: bytes[place] = .random(in: 0...255, using: &generator)
        }
      }
      do {
        let file = try TZifReader.read(bytes)
        guard round % 50 < 2 else { continue }
        let rules = TimeZoneRules(name: "Test/Zone", file: file)
        for instant in [.min, .min + 1, -1, 0, 1 << 31, 1 << 40, .max - 1, .max] as [Int64] {
          let next = rules.nextOffsetChange(after: instant, notAfter: .max)
          if let next {
            #expect(next > instant)
            #expect(rules.offsetSeconds(at: next) != rules.offsetSeconds(at: next - 1))
          }
        }
        _ = ZoneTable([rules]).clocks(at: .max)
        _ = ZoneTable([rules]).clocks(at: .min)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
        #expect(!error.reason.isEmpty)
      }
    }
  }
}
