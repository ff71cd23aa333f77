/// Text of hours as the readers look at it: ASCII letters in lower case, every kind of dash a
/// hyphen, every kind of space a space, none at either end.
struct HoursText: Hashable {
  private let bytes: ArraySlice<UInt8>

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "A"..."Z": bytes.append(UInt8(scalar.value) | 0x20)
      case "\t", "\n", "\r", "\u{A0}", "\u{2009}", "\u{200A}", "\u{202F}", "\u{3000}":
        bytes.append(UInt8(ascii: " "))
      case "\u{2010}"..."\u{2015}", "\u{2212}": bytes.append(UInt8(ascii: "-"))
      default: bytes.append(contentsOf: scalar.utf8)
      }
    }
    self.init(trimming: bytes[...])
  }

  private init(trimming bytes: ArraySlice<UInt8>) {
    var (start, end) = (bytes.startIndex, bytes.endIndex)
    while start < end, bytes[start] == UInt8(ascii: " ") { start += 1 }
    while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    self.bytes = bytes[start..<end]
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  var isEmpty: Bool { bytes.isEmpty }

  var count: Int { bytes.count }

  /// The byte at an offset from the start; 0 beyond the end.
  subscript(offset: Int) -> UInt8 {
    offset < bytes.count ? bytes[bytes.startIndex + offset] : 0
  }

  static func == (text: HoursText, other: StaticString) -> Bool {
    text.count == other.utf8CodeUnitCount && text.hasSuffix(other)
  }

  func hasSuffix(_ suffix: StaticString) -> Bool {
    let suffix = suffix.description.utf8
    return bytes.count >= suffix.count && bytes.suffix(suffix.count).elementsEqual(suffix)
  }

  func hasPrefix(_ prefix: StaticString) -> Bool {
    bytes.starts(with: prefix.description.utf8)
  }

  func contains(_ byte: Character) -> Bool {
    byte.asciiValue.map(bytes.contains) ?? false
  }

  /// The texts between the occurrences of an ASCII character.
  func split(_ separator: Character) -> [HoursText] {
    guard let separator = separator.asciiValue else { return [self] }
    return bytes.split(separator: separator, omittingEmptySubsequences: false)
      .map(HoursText.init(trimming:))
  }

  func dropFirst(_ count: Int) -> HoursText {
    HoursText(trimming: bytes.dropFirst(count))
  }

  func dropLast(_ count: Int) -> HoursText {
    HoursText(trimming: bytes.dropLast(count))
  }

  func prefix(_ count: Int) -> HoursText {
    HoursText(trimming: bytes.prefix(count))
  }
}
