/// How the fields of a CSV file are told apart.
public struct CSVDialect: Equatable, Sendable {
  /// The byte between two fields.
  public var delimiter: UInt8

  /// The dialect whose fields are separated by `delimiter`, an ASCII byte that is neither a quote
  /// nor a line break.
  public init(delimiter: UInt8 = UInt8(ascii: ",")) {
    precondition(
      delimiter < 0x80 && delimiter != .quote && !delimiter.isLineBreak,
      "a delimiter must be an ASCII character other than a quote or a line break")
    self.delimiter = delimiter
  }
}

extension CSVDialect {
  /// The dialect in which `header`, the start of a file, was most likely written.
  ///
  /// That is the comma unless `;`, a tab or `|` occurs more often outside quotes in the first
  /// record that isn't empty. Of those that occur equally often the first in this order is taken.
  public static func detect(_ header: [UInt8]) -> CSVDialect {
    let bytes = header.span
    guard let record = firstRecord(in: bytes) else { return CSVDialect() }
    var counts = [Int](repeating: 0, count: candidates.count)
    var quotes = HeaderQuotes()
    for index in record {
      quotes.take(bytes[index], isDelimiter: candidates.contains(bytes[index]))
      if !quotes.isOpen, let candidate = candidates.firstIndex(of: bytes[index]) {
        counts[candidate] += 1
      }
    }
    var best = 0
    for index in counts.indices where counts[index] > counts[best] { best = index }
    return CSVDialect(delimiter: candidates[best])
  }

  /// Whether `bytes`, the start of a file, hold the whole first record with its line break.
  static func holdsFirstRecord(_ bytes: Span<UInt8>) -> Bool {
    guard let record = firstRecord(in: bytes) else { return false }
    return record.upperBound < bytes.count
  }

  private static let candidates = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]

  /// Where the first record that isn't empty lies, whichever the delimiter is, without its line
  /// break; the end of `bytes` where there is none.
  private static func firstRecord(in bytes: Span<UInt8>) -> Range<Int>? {
    var start = 0
    while start < bytes.count, bytes[start].isLineBreak { start += 1 }
    guard start < bytes.count else { return nil }
    var quotes = HeaderQuotes()
    for index in start..<bytes.count {
      quotes.take(bytes[index], isDelimiter: candidates.contains(bytes[index]))
      if !quotes.isOpen, bytes[index].isLineBreak { return start..<index }
    }
    return start..<bytes.count
  }
}

/// Whether bytes of a header are quoted, with each of the candidates taken for a delimiter.
private struct HeaderQuotes {
  private(set) var isOpen = false
  private var mayOpen = true

  mutating func take(_ byte: UInt8, isDelimiter: Bool) {
    // A quote elsewhere than at the start of a field or inside a quoted one is text.
    let isMark = byte == .quote && (isOpen || mayOpen)
    if isMark { isOpen.toggle() }
    mayOpen = isMark || isDelimiter
  }
}
