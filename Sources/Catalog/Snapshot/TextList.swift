import FlatStorage

/// Texts one after the other, each with a position.
struct TextList: Sendable {
  let bytes: FlatArray<UInt8>
  /// Where each text ends.
  let ends: FlatArray<UInt64>

  init(_ texts: some Sequence<String>) {
    var bytes: [UInt8] = []
    var ends: [UInt64] = []
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(UInt64(bytes.count))
    }
    self.init(bytes: FlatArray(bytes), ends: FlatArray(ends))
  }

  init(bytes: FlatArray<UInt8>, ends: FlatArray<UInt64>) {
    self.bytes = bytes
    self.ends = ends
  }

  var count: Int { ends.count }

  var byteCount: Int { bytes.byteCount + ends.byteCount }

  /// Appends the text at a position.
  func append(_ position: Int, to target: inout [UInt8]) {
    target.append(contentsOf: bytes[range(position)])
  }

  private func range(_ position: Int) -> Range<Int> {
    bytes.clamped(
      position == 0 ? 0 : Int(truncatingIfNeeded: ends[position - 1]),
      Int(truncatingIfNeeded: ends[position]))
  }
}

extension TextList {
  /// The position of a text that was left out.
  static let unused = UInt32.max

  /// The texts of several lists that are used, equal ones once, in the order of the lists, and what
  /// their positions became.
  ///
  /// `isUsed` has an entry for every text, the lists' end to end, and so has `positions`, in which what
  /// is not used is ``unused``.
  static func merging(
    _ lists: [TextList], isUsed: [Bool]
  ) -> (list: TextList, positions: [UInt32]) {
    var merge = TextMerge(lists)
    var positions = [UInt32](repeating: unused, count: isUsed.count)
    var first = 0
    for (place, list) in lists.enumerated() {
      let isKept = (first..<first + list.count).map { isUsed[$0] }
      merge.add(list, at: UInt32(place), isUsed: isKept) { positions[first + $0] = $1 }
      first += list.count
    }
    return (merge.list(), positions)
  }

  /// Calls `body` with the bytes of a text.
  @inline(__always)
  fileprivate func withText<Result>(_ position: Int, _ body: (RawSpan) -> Result) -> Result {
    let range = range(position)
    return bytes.withBytes { body($0.extracting(range)) }
  }

  fileprivate func length(_ position: Int) -> Int { range(position).count }
}

/// Texts of some lists on their way into one.
private struct TextMerge {
  /// A text by its list and its position there.
  private struct Source {
    var list: UInt32
    var position: UInt32
  }

  private let lists: [TextList]
  /// Texts of one list differ, so those of a single one need not be compared.
  private let isComparing: Bool
  /// Open addressing, at most half full.
  private var buckets: [(hash: UInt32, next: UInt32)]
  private var sources: [Source] = []
  private var byteCount = 0

  init(_ lists: [TextList]) {
    self.lists = lists
    isComparing = lists.count { $0.count > 0 } > 1
    buckets = Array(repeating: (0, 0), count: isComparing ? 16 : 0)
  }

  /// Takes the used texts of a list, telling of each what its position becomes.
  mutating func add(
    _ list: TextList, at place: UInt32, isUsed: [Bool], _ body: (Int, UInt32) -> Void
  ) {
    var room = list.bytes.count
    for position in 0..<list.count where isUsed[position] {
      let new = number(Source(list: place, position: UInt32(position)))
      body(position, new ?? UInt32(sources.count))
      guard new == nil else { continue }
      // In a file that was damaged texts may overlap, and take more room than there is.
      let length = list.length(position)
      room -= length
      if room >= 0 { byteCount += length }
      sources.append(
        Source(list: place, position: room < 0 ? TextList.unused : UInt32(position)))
    }
  }

  /// The number of an equal text; nil for a new one.
  private mutating func number(_ source: Source) -> UInt32? {
    guard isComparing else { return nil }
    if 2 * sources.count >= buckets.count { grow() }
    let hash = hash(source)
    let mask = buckets.count - 1
    var position = Int(hash) & mask
    while buckets[position].next != 0 {
      let bucket = buckets[position]
      if bucket.hash == hash, areEqual(sources[Int(bucket.next) - 1], source) {
        return bucket.next - 1
      }
      position = (position + 1) & mask
    }
    buckets[position] = (hash, UInt32(sources.count + 1))
    return nil
  }

  private mutating func grow() {
    let old = buckets
    buckets = Array(repeating: (0, 0), count: 4 * old.count)
    let mask = buckets.count - 1
    for bucket in old where bucket.next != 0 {
      var position = Int(bucket.hash) & mask
      while buckets[position].next != 0 { position = (position + 1) & mask }
      buckets[position] = bucket
    }
  }

  /// The library's hash, which is seeded, so that nobody can choose hours that collide.
  private func hash(_ source: Source) -> UInt32 {
    lists[Int(source.list)].withText(Int(source.position)) { text in
      var hasher = Hasher()
      // Safe: the bytes are only read meanwhile.
      unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
      return UInt32(truncatingIfNeeded: hasher.finalize())
    }
  }

  private func areEqual(_ one: Source, _ other: Source) -> Bool {
    guard one.position != TextList.unused else { return false }
    return lists[Int(one.list)].withText(Int(one.position)) { text in
      lists[Int(other.list)].withText(Int(other.position)) { compareBytes(text, $0) == 0 }
    }
  }

  func list() -> TextList {
    var ends: [UInt64] = []
    ends.reserveCapacity(sources.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    for source in sources {
      if source.position != TextList.unused {
        lists[Int(source.list)].withText(Int(source.position)) { bytes.append(contentsOf: $0) }
      }
      ends.append(UInt64(bytes.count))
    }
    return TextList(bytes: FlatArray(bytes), ends: FlatArray(ends))
  }
}

extension [UInt8] {
  /// Appends a span's bytes at once.
  mutating func append(contentsOf span: RawSpan) {
    // Safe: the bytes are copied before the span ends.
    unsafe span.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}
