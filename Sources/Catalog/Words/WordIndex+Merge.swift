import FlatStorage

extension WordIndex {
  /// The index of some slots of several indexes: `sources` says of each new slot where its words are.
  ///
  /// Words that no slot has are left out, and the others stay in bytewise order. No text is read again:
  /// it takes some 15 ns a word of a slot, and little more memory than the new index.
  static func merging(_ parts: [WordIndex], sources: [SlotSource]) -> WordIndex {
    var merge = WordMerge(parts, sources: sources)
    merge.number()
    let forward = merge.forwardLists()
    return WordIndex(
      tokenBytes: FlatArray(merge.bytes), tokenStarts: FlatArray(merge.starts), forward: forward,
      postings: Postings(of: forward, counts: merge.counts))
  }
}

/// The words of some indexes on their way into one.
private struct WordMerge {
  private let parts: [WordIndex]
  private let sources: [SlotSource]
  /// By part, whether its lists are no longer than the list they lie in, as they are unless a file was
  /// damaged: then they count as empty.
  private let isSound: [Bool]
  /// Where each part's tokens begin among all of them.
  private let offsets: [Int]
  /// How many new slots have each token, the parts' tokens end to end.
  private var uses: [UInt32]
  /// The new number of each token, the parts' tokens end to end; 0 for those that no slot has.
  private var numbers: [UInt32]

  /// The new tokens end to end, in bytewise order.
  private(set) var bytes: [UInt8] = []
  /// Where each new token starts, and where the last one ends.
  private(set) var starts: [UInt32] = [0]
  /// How many slots have each new token.
  private(set) var counts: [UInt32] = []

  init(_ parts: [WordIndex], sources: [SlotSource]) {
    self.parts = parts
    self.sources = sources
    var (offsets, sum) = ([Int](), 0)
    for part in parts {
      offsets.append(sum)
      sum += part.tokenCount
    }
    self.offsets = offsets
    var lengths = [Int](repeating: 0, count: parts.count)
    var slotCounts = lengths
    for source in sources {
      let part = Int(source.part)
      lengths[part] += parts[part].forward.range(source.slot).count
      slotCounts[part] += 1
    }
    isSound = parts.indices.map {
      parts[$0].tokenCount > 0 && lengths[$0] <= parts[$0].forward.tokens.count
    }
    uses = [UInt32](repeating: 0, count: sum)
    numbers = uses
    for part in parts.indices where isSound[part] {
      countUses(UInt32(part), slotCount: slotCounts[part])
    }
  }

  /// Counts how many of the new slots have each token of a part.
  private mutating func countUses(_ part: UInt32, slotCount: Int) {
    let index = parts[Int(part)]
    let offset = offsets[Int(part)]
    // Mostly few slots are gone, and then it is less work to count those.
    guard 2 * slotCount >= index.slotCount, index.hasSoundCounts else {
      for source in sources where source.part == part {
        for position in index.forward.range(source.slot) {
          uses[offset + index.clamped(index.forward.tokens[position])] += 1
        }
      }
      return
    }
    for token in 0..<index.tokenCount {
      uses[offset + token] = UInt32(index.postings.count(of: UInt32(token)..<UInt32(token) + 1))
    }
    guard slotCount < index.slotCount else { return }
    var isGone = [Bool](repeating: true, count: index.slotCount)
    for source in sources where source.part == part { isGone[Int(source.slot)] = false }
    for slot in 0..<index.slotCount where isGone[slot] {
      for position in index.forward.range(UInt32(slot)) {
        let token = offset + index.clamped(index.forward.tokens[position])
        if uses[token] > 0 { uses[token] -= 1 }
      }
    }
  }

  /// Puts the tokens that are used into one order.
  mutating func number() {
    var heads: [Head] = []
    for part in parts.indices {
      if let head = head(part, from: 0) { heads.append(head) }
    }
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.tokenBytes.count })
    while !heads.isEmpty {
      var least = heads[0]
      for head in heads.dropFirst() where compare(head, least) < 0 { least = head }
      let number = UInt32(counts.count)
      var count: UInt32 = 0
      // From the last on, as heads at their end are removed.
      for position in heads.indices.reversed() {
        let head = heads[position]
        guard head.part == least.part || compare(head, least) == 0 else { continue }
        let token = offsets[head.part] + head.token
        numbers[token] = number
        count += uses[token]
        if let next = self.head(head.part, from: head.token + 1) {
          heads[position] = next
        } else {
          heads.remove(at: position)
        }
      }
      parts.span[least.part].tokenBytes.withBytes {
        bytes.append(contentsOf: $0.extracting(least.range))
      }
      starts.append(UInt32(truncatingIfNeeded: bytes.count))
      counts.append(count)
    }
  }

  /// The first used token of a part from one on; nil if there is none.
  private func head(_ part: Int, from first: Int) -> Head? {
    let parts = parts.span
    let offset = offsets[part]
    var token = first
    while token < parts[part].tokenCount, uses[offset + token] == 0 { token += 1 }
    guard token < parts[part].tokenCount else { return nil }
    let range = parts[part].tokenBytes.clamped(
      Int(parts[part].tokenStarts[token]), Int(parts[part].tokenStarts[token + 1]))
    var key: UInt64 = 0
    for position in range.prefix(8) { key = key << 8 | UInt64(parts[part].tokenBytes[position]) }
    if range.count < 8 { key <<= UInt64(8 * (8 - range.count)) }
    return Head(part: part, token: token, range: range, key: key)
  }

  /// Below 0, 0 or above it as one's token comes before the other's, is the same, or comes after it.
  @inline(__always)
  private func compare(_ one: Head, _ other: Head) -> Int {
    if one.key != other.key { return one.key < other.key ? -1 : 1 }
    return parts.span[one.part].tokenBytes.withBytes { bytes in
      parts.span[other.part].tokenBytes.withBytes { otherBytes in
        compareBytes(bytes.extracting(one.range), otherBytes.extracting(other.range))
      }
    }
  }

  /// The new numbers of each slot's tokens.
  func forwardLists() -> WordIndex.ForwardLists {
    let parts = parts.span
    let sources = sources.span
    var starts: [UInt32] = [0]
    starts.reserveCapacity(sources.count + 1)
    var sum = 0
    // Without a token that is used, as only damage has it, there is nothing to list.
    let isSound = counts.isEmpty ? parts.indices.map { _ in false } : isSound
    for slot in sources.indices {
      let source = sources[slot]
      if isSound[Int(source.part)] {
        sum += parts[Int(source.part)].forward.range(source.slot).count
      }
      starts.append(UInt32(sum))
    }
    let region = MemoryRegion(byteCount: 4 * sum) { target in
      let numbers = numbers.span
      var place = 0
      for slot in sources.indices {
        let part = Int(sources[slot].part)
        guard isSound[part] else { continue }
        let offset = offsets[part]
        for position in parts[part].forward.range(sources[slot].slot) {
          let token = parts[part].clamped(parts[part].forward.tokens[position])
          target.storeBytes(of: numbers[offset &+ token], toByteOffset: place, as: UInt32.self)
          place &+= 4
        }
      }
    }
    return WordIndex.ForwardLists(
      starts: FlatArray(starts), tokens: FlatArray(in: region, at: 0, count: sum))
  }

  /// The token of a part that is to be merged next.
  private struct Head {
    let part: Int
    let token: Int
    /// Where its bytes are.
    let range: Range<Int>
    /// The first eight of them, so that comparing them as numbers mostly decides.
    let key: UInt64
  }
}

extension WordIndex {
  /// A token that there is in place of one that there is not, as a damaged file may name.
  @inline(__always)
  fileprivate func clamped(_ token: UInt32) -> Int {
    min(Int(token), tokenCount - 1)
  }

  /// Whether the counts of the postings can be those of the lists, which they are unless a file was
  /// damaged.
  fileprivate var hasSoundCounts: Bool {
    var previous: UInt32 = 0
    for count in postings.counts {
      guard count >= previous, count - previous <= slotCount else { return false }
      previous = count
    }
    return Int(previous) == forward.tokens.count && postings.counts.first == 0
  }
}
