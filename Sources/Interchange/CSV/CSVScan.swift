/// Where the records end in bytes that start with a record, and how many there are.
///
/// 64 bytes are taken at once, with quotes told apart by their parity alone. That is right as long
/// as each quote that makes it odd is where a field can be opened, or is the second of a doubled
/// one. Where it isn't, the 64 bytes are read again one after the other.
struct CSVScan {
  private enum State {
    case fieldStart
    case unquoted
    case quoted
    /// After a quote in a quoted field: it ended the field unless a second one follows.
    case quoteInQuoted
  }

  /// How many bytes were scanned.
  var position = 0
  /// How many line breaks there were, those in quotes among them.
  private(set) var lines = 0
  /// How many records were ended by line breaks; empty lines are none.
  private var records = 0

  /// The position after the last line break outside quotes; 0 if there was none.
  private(set) var cut = 0
  /// What `records` and `lines` were there.
  private(set) var cutRecords = 0
  private(set) var cutLines = 0

  private let delimiter: UInt8
  private var state = State.fieldStart
  private var followsBreak = true
  private var followsReturn = false

  init(delimiter: UInt8) {
    self.delimiter = delimiter
  }

  /// The number of records if the bytes end here.
  var recordsWithUnfinished: Int { followsBreak && state != .quoted ? records : records + 1 }

  /// Scans on as far as `end`.
  mutating func advance(over bytes: Span<UInt8>, to end: Int) {
    while end - position >= 64 {
      if advanceBlock(bytes) { continue }
      for index in position..<position + 64 { step(bytes[index]) }
    }
    while position < end { step(bytes[position]) }
  }

  /// Scans on as far as the end of the record, and says whether it lies before `end`.
  mutating func advanceToRecordEnd(over bytes: Span<UInt8>, to end: Int) -> Bool {
    while position < end, cut == 0 { step(bytes[position]) }
    guard cut > 0 else { return false }
    if followsReturn, position < end, bytes[position] == .lineFeed { step(.lineFeed) }
    return true
  }

  private mutating func step(_ byte: UInt8) {
    position += 1
    if byte.isLineBreak {
      let isSecondOfTwo = byte == .lineFeed && followsReturn
      if !isSecondOfTwo { lines += 1 }
      if state != .quoted {
        if !followsBreak { records += 1 }
        state = .fieldStart
        cut = position
        cutRecords = records
        cutLines = lines
      }
      followsBreak = true
      followsReturn = byte == .carriageReturn
      return
    }
    followsBreak = false
    followsReturn = false
    switch (state, byte) {
    case (.quoted, .quote): state = .quoteInQuoted
    case (.quoted, _): break
    case (.fieldStart, .quote), (.quoteInQuoted, .quote): state = .quoted
    case (_, delimiter): state = .fieldStart
    default: state = .unquoted
    }
  }

  /// Scans the next 64 bytes unless the parity of quotes doesn't tell which are quoted.
  private mutating func advanceBlock(_ bytes: Span<UInt8>) -> Bool {
    var quotes: UInt64 = 0
    var anyBreak: UInt64 = 0
    for index in 0..<8 {
      let word = ByteWord(bytes, at: position + index * 8)
      quotes |= ByteWord.gathered(word.matches(Self.quoteWord)) << UInt64(index * 8)
      anyBreak |= word.matches(Self.feedWord) | word.matches(Self.returnWord)
    }
    var feeds: UInt64 = 0
    var returns: UInt64 = 0
    if anyBreak != 0 {
      feeds = mask(of: Self.feedWord, in: bytes)
      returns = mask(of: Self.returnWord, in: bytes)
    }
    let breaks = feeds | returns

    // Bit by bit: whether the text is quoted after the byte, and before it.
    let wasQuoted: UInt64 = state == .quoted ? 1 : 0
    let after = Self.parities(quotes) ^ (0 &- wasQuoted)
    let before = after << 1 | wasQuoted
    let mayOpen: UInt64 = state == .fieldStart || state == .quoteInQuoted ? 1 : 0
    var doubtful = quotes & ~before & ~((quotes | breaks) << 1 | mayOpen)
    if doubtful != 0 {
      doubtful &= ~(mask(of: ByteWord.repeating(delimiter), in: bytes) << 1)
      if doubtful != 0 { return false }
    }

    if breaks != 0 {
      let ends = returns | feeds & ~(returns << 1 | (followsReturn ? 1 : 0))
      let outside = breaks & ~before
      if outside != 0 {
        let top = UInt64(63 - outside.leadingZeroBitCount)
        // A line break after another ends no record; `ends` leaves out the second half of CRLF.
        let recordEnds = ends & outside & ~(breaks << 1 | (followsBreak ? 1 : 0))
        records += recordEnds.nonzeroBitCount
        cut = position + Int(top) + 1
        cutRecords = records
        cutLines = lines + (ends & (~0 >> (63 - top))).nonzeroBitCount
      }
      lines += ends.nonzeroBitCount
    }

    position += 64
    let last = bytes[position - 1]
    followsBreak = last.isLineBreak
    followsReturn = last == .carriageReturn
    if after >> 63 == 1 {
      state = .quoted
    } else if last == .quote {
      state = .quoteInQuoted
    } else {
      state = last == delimiter || last.isLineBreak ? .fieldStart : .unquoted
    }
    return true
  }

  /// One bit for each of the next 64 bytes that is the one `pattern` repeats.
  private func mask(of pattern: UInt64, in bytes: Span<UInt8>) -> UInt64 {
    var mask: UInt64 = 0
    for index in 0..<8 {
      let word = ByteWord(bytes, at: position + index * 8)
      mask |= ByteWord.gathered(word.matches(pattern)) << UInt64(index * 8)
    }
    return mask
  }

  /// Each bit of the result is the parity of that bit of `bits` and all below it.
  private static func parities(_ bits: UInt64) -> UInt64 {
    var result = bits
    result ^= result << 1
    result ^= result << 2
    result ^= result << 4
    result ^= result << 8
    result ^= result << 16
    result ^= result << 32
    return result
  }

  private static let quoteWord = ByteWord.repeating(.quote)
  private static let feedWord = ByteWord.repeating(.lineFeed)
  private static let returnWord = ByteWord.repeating(.carriageReturn)
}
