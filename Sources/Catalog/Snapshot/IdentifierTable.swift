import FlatStorage

/// The merchant ids in their bytewise order, and where the merchants are.
///
/// An id's rank in this order is the number the spatial index knows its merchant by, so that ties
/// are broken by merchant id without reading it.
struct IdentifierTable: Sendable {
  /// The ids one after the other.
  let bytes: FlatArray<UInt8>
  /// Where each id ends.
  let ends: FlatArray<UInt32>
  /// The slot of the merchant with each rank.
  let slots: FlatArray<UInt32>

  var count: Int { ends.count }

  /// The memory that the table takes.
  var byteCount: Int { bytes.count + 8 * count }

  /// The id with a rank.
  func id(rank: Int) -> String {
    bytes.text(range(rank))
  }

  /// The slot of the merchant with this id.
  func slot(of id: String) -> UInt32? {
    let rank = rank(after: id) - 1
    guard rank >= 0, isID(id, rank: rank) else { return nil }
    let slot = slots[rank]
    // In a file that was damaged it can be anything.
    return Int(slot) < count ? slot : nil
  }

  /// Whether an id is the one with a rank of the table.
  func isID(_ id: String, rank: Int) -> Bool {
    // Safe: a view of the text, which outlives it.
    unsafe bytes.order(range(rank), id.utf8.span.bytes) == 0
  }

  /// How many ids are at most `id` in bytewise order.
  func rank(after id: String) -> Int {
    let wanted = Array(id.utf8)
    // Safe: a view of the array, which outlives it.
    let span = unsafe wanted.span.bytes
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if bytes.order(range(middle), span) > 0 {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  /// Whether the id with a rank comes before one of another table.
  func precedes(_ rank: Int, _ other: IdentifierTable, _ otherRank: Int) -> Bool {
    let otherRange = other.range(otherRank)
    return other.bytes.withBytes { bytes.order(range(rank), $0.extracting(otherRange)) < 0 }
  }

  func range(_ rank: Int) -> Range<Int> {
    bytes.clamped(rank == 0 ? 0 : Int(ends[rank - 1]), Int(ends[rank]))
  }
}
