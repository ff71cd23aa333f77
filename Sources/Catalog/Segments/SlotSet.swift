import FlatStorage

/// Slots of one storage, as a bit each.
struct SlotSet: Sendable {
  private let bits: FlatArray<UInt64>
  /// How many slots are in the set.
  let count: Int

  /// No slots.
  static let none = SlotSet(bits: FlatArray([]), count: 0)

  private init(bits: FlatArray<UInt64>, count: Int) {
    self.bits = bits
    self.count = count
  }

  @inline(__always)
  var isEmpty: Bool { count == 0 }

  /// Whether a slot of the storage is in the set, which must not be empty.
  @inline(__always)
  func contains(_ slot: UInt32) -> Bool {
    bits[Int(slot >> 6)] & 1 &<< UInt64(slot & 63) != 0
  }

  /// A bit for each of 32 slots of the storage, from 32 · `leaf` on; the set must not be empty.
  @inline(__always)
  func lanes(leaf: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: bits[leaf >> 1] &>> UInt64((leaf & 1) << 5))
  }

  /// How many bytes the set takes.
  var byteCount: Int { bits.byteCount }

  /// This set and more slots of a storage with `slotCount`; those that are in it already count once.
  func inserting(_ slots: some Sequence<UInt32>, slotCount: Int) -> SlotSet {
    var words = isEmpty ? [UInt64](repeating: 0, count: (slotCount + 63) / 64) : Array(bits)
    var more = 0
    for slot in slots {
      precondition(Int(slot) < slotCount, "the storage has the slot")
      let bit: UInt64 = 1 << UInt64(slot & 63)
      if words[Int(slot >> 6)] & bit == 0 {
        words[Int(slot >> 6)] |= bit
        more += 1
      }
    }
    guard more > 0 else { return self }
    return SlotSet(bits: FlatArray(words), count: count + more)
  }

  /// Calls `body` with each slot, ascending.
  func forEach(_ body: (UInt32) -> Void) {
    guard !isEmpty else { return }
    for position in 0..<bits.count {
      var word = bits[position]
      while word != 0 {
        body(UInt32(position << 6 + word.trailingZeroBitCount))
        word &= word - 1
      }
    }
  }
}
