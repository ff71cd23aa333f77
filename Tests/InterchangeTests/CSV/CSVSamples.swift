import Interchange
import TestSupport

/// Random numbers that a seed determines (SplitMix64).
struct CSVRandom: RandomNumberGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func next() -> UInt64 { random.next() }

  /// A field with what makes CSV hard, often enough empty or plain.
  mutating func field() -> String {
    let pieces = [
      "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "'", "=", "-", "1", "a", "Ünï", "🧁", "👩‍🍳",
      "e\u{301}", " ", "plain words, and more of them", "0123456789", "\u{FEFF}",
    ]
    let count = Int.random(in: 0...9, using: &self)
    guard Bool.random(using: &self) else { return String(repeating: "word ", count: count) }
    return (0..<count).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
  }

  mutating func rows(_ count: Int) -> [[String]] {
    (0..<count).map { _ in
      (0..<Int.random(in: 1...7, using: &self)).map { _ in field() }
    }
  }

  /// Bytes that are CSV by accident at best.
  mutating func soup(_ count: Int) -> [UInt8] {
    // The more letters there are, the more of it is read 64 bytes at once.
    let hard = Array("\"\"\",,\n\r;\u{0}é".utf8) + [0xFF]
    let letters = Int.random(in: 0...40, using: &self)
    return (0..<count).map { _ in
      Int.random(in: 0..<letters + 10, using: &self) < letters
        ? UInt8(ascii: "x") : hard.randomElement(using: &self) ?? 0
    }
  }
}

extension CSVSplitter {
  /// A splitter of `bytes` read in chunks of sizes drawn from `chunk`.
  init(
    _ bytes: [UInt8], dialect: CSVDialect? = nil, batchSize: Int = 1 << 20,
    chunk: ClosedRange<Int> = 1 << 20...1 << 20, seed: UInt64 = 0
  ) {
    var random = CSVRandom(seed: seed)
    var position = 0
    self.init(dialect: dialect, batchSize: batchSize) { (buffer, count) in
      let end = min(position + min(count, .random(in: chunk, using: &random)), bytes.count)
      buffer.append(contentsOf: bytes[position..<end])
      defer { position = end }
      return end - position
    }
  }

  /// All the records, batch after batch.
  mutating func records() throws -> [CSVRecord] {
    let dialect = try dialect()
    var records: [CSVRecord] = []
    while let batch = try next() { records += batch.records(dialect) }
    return records
  }
}

extension CSVBatch {
  func records(_ dialect: CSVDialect = CSVDialect()) -> [CSVRecord] {
    var records: [CSVRecord] = []
    forEachRecord(dialect) { records.append($0) }
    return records
  }
}

/// The records of a comma-separated text as the rules have them, byte after byte.
///
/// Knows of no problem but those of quotes, and no text but UTF-8.
func plainlyRead(_ bytes: [UInt8]) -> [(line: Int, fields: [[UInt8]], isSound: Bool)] {
  var records: [(line: Int, fields: [[UInt8]], isSound: Bool)] = []
  var lines = 1
  var index = 0
  func peek(_ offset: Int = 0) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }
  func isBreak(_ byte: UInt8?) -> Bool { byte == 10 || byte == 13 }
  func takeBreak() -> [UInt8] {
    lines += 1
    let length = peek() == 13 && peek(1) == 10 ? 2 : 1
    defer { index += length }
    return Array(bytes[index..<index + length])
  }
  while let first = peek() {
    if isBreak(first) {
      _ = takeBreak()
      continue
    }
    let line = lines
    var fields: [[UInt8]] = []
    var isSound = true
    repeat {
      if !fields.isEmpty { index += 1 }
      var field: [UInt8] = []
      let start = index
      if peek() == 34 {
        index += 1
        var isOpen = true
        while isOpen, let byte = peek() {
          if byte == 34, peek(1) == 34 {
            field.append(34)
            index += 2
          } else if byte == 34 {
            isOpen = false
            index += 1
          } else if isBreak(byte) {
            field += takeBreak()
          } else {
            field.append(byte)
            index += 1
          }
        }
        if isOpen {
          isSound = false
          field = Array(bytes[(start + 1)...])
        }
      }
      if start == index || peek().map({ $0 != 44 && !isBreak($0) }) ?? false {
        if start != index { isSound = false }
        while let byte = peek(), byte != 44, !isBreak(byte) { index += 1 }
        field = Array(bytes[start..<index])
      }
      fields.append(field)
    } while peek() == 44
    if peek() != nil { _ = takeBreak() }
    records.append((line, fields, isSound))
  }
  return records
}
