import Catalog
import FlatStorage
import Foundation
import Geodesy
import Geofencing
import JSON
import OpeningHours
import Ranking
import TestSupport
import Testing

/// Files with bytes flipped and ends cut off: refused, or asked everything there is to ask.
///
/// What they answer may be wrong; the tests are that they answer. The address sanitizer sees whether
/// they read outside of the file's memory.
@Suite(.enabled(if: systemZones != nil, "needs tzdata"))
struct DamagedFileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("merchants.vicinity")
  }

  /// The bytes of a whole file, and where its sections are.
  private func whole(seed: UInt64) throws -> (bytes: Data, sections: [SectionFile.Section]) {
    let world = try FileWorld(count: 70, seed: seed)
    try CatalogFile.write(
      world.catalog, to: path, source: "seeded merchants", writtenAt: 1_795_600_000,
      affinities: world.affinities)
    return (
      try Data(contentsOf: URL(filePath: path)),
      try CatalogFile(path: path, zones: systemZones).file.sections
    )
  }

  /// Asks the file of some bytes everything, if it opens; answers whether it did.
  private func ask(_ bytes: Data, seed: UInt64) throws -> Bool {
    // Renamed, as mapped memory must not change.
    try bytes.write(to: URL(filePath: path), options: .atomic)
    let file: CatalogFile
    do {
      file = try CatalogFile(path: path, zones: systemZones)
    } catch {
      #expect("\(error)".hasPrefix(path), "seed \(seed)")
      return false
    }
    var questions = FileQuestions(file: file, seed: seed)
    try questions.askAll()
    return true
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `flipped bytes of a section are found on opening, or by verifying, and end no question`(
    seed: UInt64
  ) throws {
    let (whole, sections) = try whole(seed: seed)
    var random = SeededMerchants(seed: seed &* 31)
    var opened = 0
    for section in sections where section.byteCount > 0 {
      var damaged = whole
      for _ in 0...random.next(below: 12) {
        // Often the first bytes or the last, where lists begin and end.
        let place =
          switch random.next(below: 4) {
          case 0: random.next(below: min(8, section.byteCount))
          case 1: section.byteCount - 1 - random.next(below: min(8, section.byteCount))
          default: random.next(below: section.byteCount)
          }
        // All bits, or the highest, make the largest numbers.
        damaged[section.offset + place] ^= random.pick([
          0xFF, 0x80, UInt8(1 + random.next(below: 255)),
        ])
      }
      guard damaged != whole else { continue }
      guard try ask(damaged, seed: seed) else { continue }
      opened += 1
      let file = try CatalogFile(path: path, zones: systemZones)
      #expect(throws: CatalogFileError.self, "seed \(seed): \(section.name)") { try file.verify() }
    }
    // Those that say how the others are read were refused.
    #expect(opened > sections.count / 2, "seed \(seed)")
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `a section filled with one byte or with another's bytes ends no question`(
    seed: UInt64
  ) throws {
    let (whole, sections) = try whole(seed: seed)
    var random = SeededMerchants(seed: seed &* 37)
    for section in sections where section.byteCount > 0 {
      var damaged = whole
      let range = section.offset..<section.offset + section.byteCount
      if random.next(below: 2) == 0 {
        let byte: UInt8 = random.pick([0, 0xFF, 0x7F, 0x80])
        damaged.replaceSubrange(range, with: repeatElement(byte, count: range.count))
      } else {
        let start = random.next(below: max(1, whole.count - range.count))
        damaged.replaceSubrange(range, with: whole[start..<start + range.count])
      }
      _ = try ask(damaged, seed: seed)
    }
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `a file is refused at the end of each section and anywhere else where it is cut off`(
    seed: UInt64
  ) throws {
    let (whole, sections) = try whole(seed: seed)
    var random = SeededMerchants(seed: seed &* 41)
    var lengths = sections.flatMap { [$0.offset, $0.offset + $0.byteCount] }
    for _ in 0..<20 { lengths.append(random.next(below: whole.count)) }
    for length in lengths {
      #expect(try !ask(whole.prefix(length), seed: seed), "\(length) bytes")
      // Of the right length, but never written behind a place.
      if length > 64 * (sections.count + 1), random.next(below: 3) == 0 {
        let half = whole.prefix(length) + Data(count: whole.count - length)
        _ = try ask(half, seed: seed)
      }
    }
    #expect(try !ask(whole + Data(count: 64), seed: seed))
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `a whole file answers every question`(seed: UInt64) throws {
    let (whole, _) = try whole(seed: seed)
    #expect(try ask(whole, seed: seed))
    try CatalogFile(path: path, zones: systemZones).verify()
  }
}
