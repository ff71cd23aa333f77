@testable import OpeningHours

/// Writes time zone files for tests, byte by byte as RFC 9636 has them.
struct TZifText {
  var version = UInt8(ascii: "2")
  var offsets: [Int32] = [3600, 7200]
  var transitions: [(instant: Int64, type: UInt8)] = []
  var footer: String? = ""
  var leapCount: UInt32 = 0

  /// The whole file.
  var bytes: [UInt8] {
    guard version != 0 else { return block(timeSize: 4) }
    var first = self
    first.transitions = []
    first.offsets = [0]
    return first.block(timeSize: 4) + block(timeSize: 8) + Array("\n\(footer ?? "")\n".utf8)
  }

  /// The place of the second header in a file of version 2 or later.
  static let secondHeader = 44 + 6 + 4

  private func block(timeSize: Int) -> [UInt8] {
    var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
    for count in [0, 0, leapCount, UInt32(transitions.count), UInt32(offsets.count), 4] {
      bytes += big(UInt64(count), size: 4)
    }
    for transition in transitions {
      bytes += big(UInt64(bitPattern: transition.instant), size: timeSize)
    }
    bytes += transitions.map(\.type)
    for (index, offset) in offsets.enumerated() {
      bytes += big(UInt64(UInt32(bitPattern: offset)), size: 4) + [UInt8(index % 2), 0]
    }
    return bytes + Array("LMT\0".utf8)
  }

  private func big(_ value: UInt64, size: Int) -> [UInt8] {
    (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }
}

extension TimeZoneRules {
  /// The zone that a file of tests describes.
  init(_ text: TZifText) throws {
    self.init(name: "Test/Zone", file: try TZifReader.read(text.bytes))
  }
}
