import FlatStorage

/// Which words and labels merchants have, and which merchants have a word.
///
/// Merchants are slots, numbers from 0 on. All of it is flat arrays of numbers, which can as well lie
/// in a mapped file. With six words and four labels a merchant takes under 80 bytes.
public struct WordIndex: Equatable, Sendable {
  /// The tokens of each slot, ascending; tokens are numbered in their bytewise order.
  struct ForwardLists: Equatable, Sendable {
    /// Where each slot's list starts, and where the last one ends.
    var starts: FlatArray<UInt32>
    var tokens: FlatArray<UInt32>

    /// Where a slot's list lies.
    @inline(__always)
    func range(_ slot: UInt32) -> Range<Int> {
      tokens.clamped(Int(starts[Int(slot)]), Int(starts[Int(slot) + 1]))
    }

    /// Whether the slot has a token in `range`.
    @inline(__always)
    func has(_ range: Range<UInt32>, slot: UInt32) -> Bool {
      let (lower, width) = (range.lowerBound, range.upperBound &- range.lowerBound)
      // No early exit: the lists are short, and a branch that can't be foretold costs more.
      var isFound = 0
      for position in self.range(slot) {
        isFound |= tokens[position] &- lower < width ? 1 : 0
      }
      return isFound != 0
    }

    /// The slot's first token in `range`.
    func first(in range: Range<UInt32>, slot: UInt32) -> UInt32? {
      for position in self.range(slot) where range.contains(tokens[position]) {
        return tokens[position]
      }
      return nil
    }
  }

  /// The slots that have each token, ascending.
  ///
  /// A token of more slots than a set of bits for all of them has words is such a set. That makes
  /// the few words that most merchants share, such as a category's, cost an eighth of a byte a slot.
  struct Postings: Equatable, Sendable {
    /// Of how many slots the tokens before each one are, in all.
    var counts: FlatArray<UInt32>
    /// Where each token's slots or bits start in ``words``.
    var starts: FlatArray<UInt32>
    var words: FlatArray<UInt32>
    /// How many words a set of bits has.
    var bitWords: UInt32

    func count(of tokens: Range<UInt32>) -> Int {
      Int(counts[Int(tokens.upperBound)] &- counts[Int(tokens.lowerBound)])
    }

    func isBits(_ token: UInt32) -> Bool {
      counts[Int(token) + 1] &- counts[Int(token)] > bitWords
    }
  }

  /// The tokens end to end, in bytewise order.
  let tokenBytes: FlatArray<UInt8>
  /// Where each token starts in ``tokenBytes``, and where the last one ends.
  let tokenStarts: FlatArray<UInt32>
  let forward: ForwardLists
  let postings: Postings

  init(tokenBytes: [UInt8], tokenStarts: [UInt32], forward: ForwardLists) {
    self.tokenBytes = FlatArray(tokenBytes)
    self.tokenStarts = FlatArray(tokenStarts)
    self.forward = forward
    postings = Postings(of: forward, tokenCount: tokenStarts.count - 1)
  }

  /// An index of lists that lie in a file.
  init(
    tokenBytes: FlatArray<UInt8>, tokenStarts: FlatArray<UInt32>, forward: ForwardLists,
    postings: Postings
  ) {
    self.tokenBytes = tokenBytes
    self.tokenStarts = tokenStarts
    self.forward = forward
    self.postings = postings
  }

  /// How many slots there are.
  public var slotCount: Int { forward.starts.count - 1 }

  /// How many different words and labels there are.
  public var tokenCount: Int { tokenStarts.count - 1 }

  /// The memory that the index takes.
  public var byteCount: Int {
    let numbers =
      tokenStarts.count + forward.starts.count + forward.tokens.count + postings.counts.count
      + postings.starts.count + postings.words.count
    return tokenBytes.count + numbers * MemoryLayout<UInt32>.size
  }
}

extension WordIndex.Postings {
  /// The postings of the tokens in `forward`, by one pass to count and one to fill.
  init(of forward: WordIndex.ForwardLists, tokenCount: Int) {
    var counts = [UInt32](repeating: 0, count: tokenCount)
    for token in forward.tokens { counts[Int(token)] += 1 }
    self.init(of: forward, counts: counts)
  }

  /// The postings of the tokens in `forward`, of which is known how many slots have each one.
  ///
  /// Where that is not so, since a file was damaged, they are wrong too.
  init(of forward: WordIndex.ForwardLists, counts: [UInt32]) {
    let slotCount = forward.starts.count - 1
    let bitWords = UInt32((slotCount + 31) / 32)
    var sums: [UInt32] = []
    sums.reserveCapacity(counts.count + 1)
    var starts: [UInt32] = []
    starts.reserveCapacity(counts.count + 1)
    // Where the next slot of a token goes; for one whose slots are bits, that and where they start.
    var next: [Place] = []
    next.reserveCapacity(counts.count)
    var (countSum, wordSum): (UInt32, UInt32) = (0, 0)
    for count in counts {
      sums.append(countSum)
      starts.append(wordSum)
      next.append(Place(start: wordSum, isBits: count > bitWords))
      countSum &+= count
      wordSum += min(count, bitWords)
    }
    sums.append(countSum)
    starts.append(wordSum)
    let wordCount = Int(wordSum)
    let region = MemoryRegion(byteCount: 4 * wordCount) { words in
      var places = next.mutableSpan
      for slot in 0..<slotCount {
        for position in forward.range(UInt32(slot)) {
          let token = Int(forward.tokens[position])
          let place = places[token]
          if place.isBits {
            let offset = 4 &* (Int(place.start) &+ slot &>> 5)
            // Safe: the words are numbers, and `storeBytes` checks the place.
            let bits = unsafe words.unsafeLoad(fromByteOffset: offset, as: UInt32.self)
            words.storeBytes(
              of: bits | 1 &<< UInt32(slot & 31), toByteOffset: offset, as: UInt32.self)
          } else if place.start < wordSum {
            words.storeBytes(
              of: UInt32(slot), toByteOffset: 4 &* Int(place.start), as: UInt32.self)
            places[token].start &+= 1
          }
        }
      }
    }
    self.init(
      counts: FlatArray(sums), starts: FlatArray(starts),
      words: FlatArray(in: region, at: 0, count: wordCount), bitWords: bitWords)
  }

  private struct Place {
    var start: UInt32
    var isBits: Bool
  }

  /// Calls `body` with each slot of a token, ascending.
  @inline(__always)
  func forEachSlot(of token: UInt32, _ body: (UInt32) -> Void) {
    let start = Int(starts[Int(token)])
    guard isBits(token) else {
      for position in words.clamped(start, Int(starts[Int(token) + 1])) { body(words[position]) }
      return
    }
    for word in 0..<Int(bitWords) {
      var bits = words[start + word]
      while bits != 0 {
        body(UInt32(word << 5 + bits.trailingZeroBitCount))
        bits &= bits - 1
      }
    }
  }

  /// Whether a slot of the token lies in `slots`, which are not empty and all in the index.
  func hasSlot(of token: UInt32, in slots: Range<UInt32>) -> Bool {
    let start = Int(starts[Int(token)])
    guard isBits(token) else {
      var (low, high) = (start, Int(starts[Int(token) + 1]))
      let end = high
      while low < high {
        let middle = low + (high - low) / 2
        if words[middle] < slots.lowerBound { low = middle + 1 } else { high = middle }
      }
      return low < end && words[low] < slots.upperBound
    }
    let last = slots.upperBound - 1
    for word in slots.lowerBound >> 5...last >> 5 {
      var bits = words[start + Int(word)]
      if word == slots.lowerBound >> 5 { bits &= ~0 << (slots.lowerBound & 31) }
      if word == last >> 5 { bits &= ~0 >> (31 - last & 31) }
      if bits != 0 { return true }
    }
    return false
  }
}

extension WordIndex {
  /// What the query comes to in this index; nil if no merchant can match, because a word of it is
  /// in none.
  ///
  /// Costs two binary searches among the words for each term.
  public func match(_ query: WordQuery) -> WordMatch? {
    var terms: [Range<UInt32>] = []
    for term in query.terms {
      let range = tokens(matching: term)
      // A word that only merchants left out had is in the vocabulary, but in no slot.
      guard postings.count(of: range) > 0 else { return nil }
      if !terms.contains(range) { terms.append(range) }
    }
    terms.sort { (postings.count(of: $0), $0.lowerBound) < (postings.count(of: $1), $1.lowerBound) }
    return WordMatch(terms: terms, index: self)
  }

  /// The tokens that are, or begin with, the term.
  func tokens(matching term: WordQuery.Term) -> Range<UInt32> {
    let word = term.bytes.span
    let lower = firstToken { order($0, word, prefix: false) < 0 }
    let upper = firstToken { order($0, word, prefix: term.isPrefix) <= 0 }
    return lower..<upper
  }

  /// The first token that isn't before a point; `isBefore` is true of the first ones alone.
  private func firstToken(_ isBefore: (Int) -> Bool) -> UInt32 {
    var (low, high) = (0, tokenCount)
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return UInt32(low)
  }

  /// Below 0, 0 or above it as the token comes before `word`, is the same, or comes after it; with
  /// `prefix` a token that begins with `word` is the same.
  private func order(_ token: Int, _ word: Span<UInt8>, prefix: Bool) -> Int {
    let start = Int(tokenStarts[token])
    let count = max(0, Int(tokenStarts[token + 1]) - start)
    for position in 0..<min(count, word.count) {
      let difference = Int(tokenBytes[start + position]) - Int(word[position])
      if difference != 0 { return difference }
    }
    return prefix && count > word.count ? 0 : count - word.count
  }
}
