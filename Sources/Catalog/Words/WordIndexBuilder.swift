import FlatStorage

/// Collects the words of documents, in any order, and makes a ``WordIndex`` of them.
///
/// For a load on several cores each worker fills a builder with a chunk of the documents, and
/// ``merge(_:)`` puts them together.
public struct WordIndexBuilder: Sendable {
  /// A word or label of the builder that made it; merging another into that one keeps it valid.
  public struct Token: Hashable, Sendable {
    fileprivate let number: UInt32
  }

  private struct Record {
    var document: UInt32
    /// Where the record's tokens end in ``tokens``; they start where the record before ends.
    var end: UInt32
  }

  private var table = TokenTable()
  private var records: [Record] = []
  private var tokens: [UInt32] = []

  /// An empty builder, with room for the usual words of so many documents.
  public init(expectedDocuments: Int = 0) {
    records.reserveCapacity(expectedDocuments)
    tokens.reserveCapacity(10 * expectedDocuments)
  }

  /// Tokens for words that many documents share, such as a category's, so that adding them costs
  /// nothing but their number.
  public mutating func intern(_ words: borrowing WordList) -> [Token] {
    let bytes = words.bytes.span
    return (0..<words.count).map {
      Token(number: table.intern(bytes.extracting(words.range(at: $0))))
    }
  }

  /// Adds words and labels to a document; what it has already counts once.
  public mutating func add(document: UInt32, words: borrowing WordList) {
    let bytes = words.bytes.span
    for position in 0..<words.count {
      tokens.append(table.intern(bytes.extracting(words.range(at: position))))
    }
    endRecord(document)
  }

  /// Adds this builder's own tokens to a document; what it has already counts once.
  public mutating func add(document: UInt32, tokens added: [Token]) {
    for token in added {
      precondition(Int(token.number) < table.count, "a token belongs to the builder that made it")
      tokens.append(token.number)
    }
    endRecord(document)
  }

  private mutating func endRecord(_ document: UInt32) {
    precondition(tokens.count <= Int(UInt32.max), "an index has less than 2^32 words in all")
    let end = UInt32(tokens.count)
    if let last = records.indices.last, records[last].document == document {
      records[last].end = end
    } else {
      records.append(Record(document: document, end: end))
    }
  }

  /// Adds all that another builder has; its tokens are not this builder's.
  ///
  /// Costs a look-up for each distinct word of the other, and a copy of its tokens' numbers.
  public mutating func merge(_ other: consuming WordIndexBuilder) {
    let bytes = other.table.bytes.span
    let numbers = (0..<UInt32(other.table.count)).map {
      table.intern(bytes.extracting(other.table.range(of: $0)))
    }
    let count = tokens.count + other.tokens.count
    precondition(count <= Int(UInt32.max), "an index has less than 2^32 words in all")
    let offset = UInt32(tokens.count)
    tokens.reserveCapacity(count)
    for token in other.tokens { tokens.append(numbers[Int(token)]) }
    records.reserveCapacity(records.count + other.records.count)
    for record in other.records {
      records.append(Record(document: record.document, end: offset + record.end))
    }
  }
}

extension WordIndexBuilder {
  /// A place in `slotOfDocument` that leaves the document out of the index.
  public static let leftOut = UInt32.max

  /// The index of all documents added, each at its slot.
  ///
  /// `slotOfDocument` has by a document's number its slot, which is below `count` and no other
  /// document's, or ``leftOut``. Slots without a document have no words.
  public consuming func build(slotOfDocument: [UInt32], count: Int) -> WordIndex {
    let order = table.sorted()
    var ranks = [UInt32](repeating: 0, count: order.count)
    for (rank, token) in order.enumerated() { ranks[Int(token)] = UInt32(rank) }

    let forward = forwardLists(slotOfDocument: slotOfDocument, count: count, ranks: ranks)
    records = []
    tokens = []

    var bytes: [UInt8] = []
    bytes.reserveCapacity(table.bytes.count)
    var starts: [UInt32] = [0]
    starts.reserveCapacity(order.count + 1)
    for token in order {
      bytes.append(contentsOf: table.bytes[table.range(of: token)])
      starts.append(UInt32(bytes.count))
    }
    return WordIndex(tokenBytes: bytes, tokenStarts: starts, forward: forward)
  }

  /// The tokens' ranks for each slot, ascending and each once.
  private func forwardLists(
    slotOfDocument: [UInt32], count: Int, ranks: [UInt32]
  ) -> WordIndex.ForwardLists {
    var next = [UInt32](repeating: 0, count: count + 1)
    var start: UInt32 = 0
    for record in records {
      precondition(
        Int(record.document) < slotOfDocument.count, "every document added must have a slot")
      let slot = slotOfDocument[Int(record.document)]
      if slot != Self.leftOut {
        precondition(Int(slot) < count, "a document's slot must be below the count of slots")
        next[Int(slot)] += record.end - start
      }
      start = record.end
    }
    var sum: UInt32 = 0
    for slot in next.indices {
      (next[slot], sum) = (sum, sum + next[slot])
    }
    var lists = [UInt32](repeating: 0, count: Int(sum))
    start = 0
    for record in records {
      let slot = slotOfDocument[Int(record.document)]
      if slot != Self.leftOut {
        var position = Int(next[Int(slot)])
        for token in start..<record.end {
          lists[position] = ranks[Int(tokens[Int(token)])]
          position += 1
        }
        next[Int(slot)] = UInt32(position)
      }
      start = record.end
    }

    // Now `next` of a slot is where its list ends. Lists move down over the repeated words.
    var starts: [UInt32] = [0]
    starts.reserveCapacity(count + 1)
    var kept = 0
    var listStart = 0
    for slot in 0..<count {
      let listEnd = Int(next[slot])
      Self.sort(&lists, listStart..<listEnd)
      let keptStart = kept
      for position in listStart..<listEnd
      where kept == keptStart || lists[kept - 1] != lists[position] {
        lists[kept] = lists[position]
        kept += 1
      }
      starts.append(UInt32(kept))
      listStart = listEnd
    }
    if kept < lists.count { lists = Array(lists[..<kept]) }
    return WordIndex.ForwardLists(starts: FlatArray(starts), tokens: FlatArray(lists))
  }

  /// Insertion sort for the usual dozen of words, and the library's for a text of a few hundred.
  private static func sort(_ lists: inout [UInt32], _ range: Range<Int>) {
    guard range.count <= 48 else {
      lists.replaceSubrange(range, with: lists[range].sorted())
      return
    }
    for position in range.dropFirst() {
      let token = lists[position]
      var hole = position
      while hole > range.lowerBound, lists[hole - 1] > token {
        lists[hole] = lists[hole - 1]
        hole -= 1
      }
      lists[hole] = token
    }
  }
}
