import Dispatch
import Geodesy

/// The points' positions in the order of the tree's leaves.
///
/// The list is cut in two along its widest axis, each part again, down to the leaves; cuts are made
/// at multiples of what a child holds, so that every node but the last of its level is full. Large
/// lists are cut by two threads, if there may be as many, each a half of its own, which comes to the
/// same. Points that come nearly in such an order take less time: what lies right is not moved.
func kdOrder(_ points: Span<EarthPoint>, threads: Int = 2) -> [UInt32] {
  var capacity = IndexLayout.fanOut
  while capacity < points.count { capacity *= IndexLayout.fanOut }
  let list = EntryList(points, threads: threads)
  list.arrange(0..<points.count, capacity: capacity)
  return list.ids
}

/// Points with their ids in the fourth lane, to be brought into the order of the tree.
///
/// `@safe`: it owns the memory of `count` entries, and every range in use here is a part of
/// `0..<count`. `@unchecked Sendable`: two threads that arrange at a time have ranges without a common
/// entry, and nobody reads before both have ended.
@safe
private struct EntryList: ~Copyable, @unchecked Sendable {
  private let entries: UnsafeMutablePointer<SIMD4<Float>>
  private let count: Int
  private let threads: Int

  init(_ points: Span<EarthPoint>, threads: Int) {
    count = points.count
    self.threads = threads
    unsafe entries = UnsafeMutablePointer<SIMD4<Float>>.allocate(capacity: max(1, count))
    for id in points.indices {
      let point = points[id]
      unsafe (entries + id).initialize(
        to: SIMD4(
          Self.comparable(point.x), Self.comparable(point.y), Self.comparable(point.z),
          Float(bitPattern: UInt32(id))))
    }
  }

  /// A coordinate as it is compared. Those that come from a damaged file may be anything, and what is
  /// no number is on neither side of a cut, so that making it would not end.
  private static func comparable(_ coordinate: Double) -> Float {
    abs(coordinate) < 9 ? Float(coordinate) : 9
  }

  deinit {
    unsafe entries.deallocate()
  }

  var ids: [UInt32] {
    (0..<count).map { unsafe entries[$0].w.bitPattern }
  }

  /// Brings the entries of a node that may hold `capacity` points into order.
  func arrange(_ range: Range<Int>, capacity: Int) {
    guard capacity > IndexLayout.fanOut else { return }
    split(range, childCapacity: capacity / IndexLayout.fanOut)
  }

  private func split(_ range: Range<Int>, childCapacity: Int) {
    let children = (range.count + childCapacity - 1) / childCapacity
    guard children > 1 else {
      arrange(range, capacity: childCapacity)
      return
    }
    let middle = range.lowerBound + children / 2 * childCapacity
    switch widestAxis(range) {
    case 0: select(middle, in: range) { $0.x }
    case 1: select(middle, in: range) { $0.y }
    default: select(middle, in: range) { $0.z }
    }
    let halves = (range.lowerBound..<middle, middle..<range.upperBound)
    // Two threads are worth it from about a millisecond's work on.
    if range.count == count, count > 20_000, threads > 1 {
      DispatchQueue.concurrentPerform(iterations: 2) {
        split($0 == 0 ? halves.0 : halves.1, childCapacity: childCapacity)
      }
    } else {
      split(halves.0, childCapacity: childCapacity)
      split(halves.1, childCapacity: childCapacity)
    }
  }

  /// The axis along which the entries reach farthest; for a long list, which some thousand of its
  /// entries do, as any axis makes a tree and these seldom one that is worse.
  private func widestAxis(_ range: Range<Int>) -> Int {
    var low = SIMD4<Float>(repeating: 9)
    var high = SIMD4<Float>(repeating: -9)
    for position in stride(
      from: range.lowerBound, to: range.upperBound, by: 1 + range.count / 4_096)
    {
      let entry = unsafe entries[position]
      low = low.replacing(with: entry, where: entry .< low)
      high = high.replacing(with: entry, where: entry .> high)
    }
    let extent = high - low
    if extent.x >= extent.y && extent.x >= extent.z { return 0 }
    return extent.y >= extent.z ? 1 : 2
  }

  /// Moves entries so that those before `target` have a coordinate at most as large as its, and
  /// those behind one at least as large.
  ///
  /// Floyd and Rivest's selection (CACM 18, 1975): a sample says between which two values the target
  /// lies almost surely, so that one pass over the entries, half a pass over what is left and little
  /// more do; entries change places without a branch.
  @inline(__always)
  private func select(
    _ target: Int, in range: Range<Int>, by coordinate: (SIMD4<Float>) -> Float
  ) {
    var low = range.lowerBound
    var high = range.upperBound
    var fromAbove = true
    while high - low > 1, target > low {
      if high - low <= 12 {
        sort(low..<high, by: coordinate)
        return
      }
      let pivot = pivot(for: target, from: low, to: high, fromAbove: fromAbove, by: coordinate)
      fromAbove.toggle()
      let below = partition(from: low, to: high) { Self.isLess(coordinate($0), pivot) }
      if target < below {
        high = below
      } else if below > low {
        low = below
      } else {
        // None is below the pivot, as when many are equal: take those that equal it together.
        let notAbove = partition(from: low, to: high) { 1 - Self.isLess(pivot, coordinate($0)) }
        if target < notAbove { return }
        low = notAbove
      }
    }
  }

  private func sort(_ range: Range<Int>, by coordinate: (SIMD4<Float>) -> Float) {
    for position in range.dropFirst() {
      let entry = unsafe entries[position]
      var place = position
      while place > range.lowerBound, unsafe coordinate(entries[place - 1]) > coordinate(entry) {
        unsafe entries[place] = entries[place - 1]
        place -= 1
      }
      unsafe entries[place] = entry
    }
  }

  /// A coordinate that is a little above the target's, or below it, from a sorted sample.
  @inline(__always)
  private func pivot(
    for target: Int, from low: Int, to high: Int, fromAbove: Bool,
    by coordinate: (SIMD4<Float>) -> Float
  ) -> Float {
    let count = high - low
    var sample = InlineArray<128, Float>(repeating: 0)
    // Sorting the sample costs its square, the pass that it shortens the count.
    let size = count < 128 ? 7 : count < 1_024 ? 15 : count < 16_384 ? 40 : 128
    let margin = count < 128 ? 1 : count < 1_024 ? 2 : count < 16_384 ? 3 : 5
    // Positions spread by the golden ratio, so that an order in the input does not bias the sample.
    var position: UInt64 = 0x9E37_79B9_7F4A_7C15
    for taken in 0..<size {
      let index = low + Int(truncatingIfNeeded: (position >> 32) &* UInt64(count) >> 32)
      let value = coordinate(unsafe entries[index])
      var place = taken
      while place > 0, sample[place - 1] > value {
        sample[place] = sample[place - 1]
        place -= 1
      }
      sample[place] = value
      position &+= 0x9E37_79B9_7F4A_7C15
    }
    let rank = (target - low) * size / count
    return sample[fromAbove ? min(size - 1, rank + margin) : max(0, rank - margin)]
  }

  /// Moves the entries that satisfy `condition` to the front and answers where they end.
  ///
  /// Entries are looked at in blocks of 64 from both ends, and those on the wrong side change places
  /// (Edelkamp and Weiß, "BlockQuicksort", 2016): no branch depends on a single entry, and what is on
  /// its side already is not written.
  @inline(__always)
  private func partition(
    from low: Int, to high: Int, by condition: (SIMD4<Float>) -> UInt64
  ) -> Int {
    var (left, right) = (low, high)
    var (wrongLeft, wrongRight): (UInt64, UInt64) = (0, 0)
    while right - left >= 128 {
      if wrongLeft == 0 {
        wrongLeft = ~mask(from: left, by: condition)
        if wrongLeft == 0 {
          left += 64
          continue
        }
      }
      if wrongRight == 0 {
        wrongRight = mask(from: right - 64, by: condition)
        if wrongRight == 0 {
          right -= 64
          continue
        }
      }
      for _ in 0..<min(wrongLeft.nonzeroBitCount, wrongRight.nonzeroBitCount) {
        let one = left &+ wrongLeft.trailingZeroBitCount
        let other = right &- 64 &+ wrongRight.trailingZeroBitCount
        let entry = unsafe entries[one]
        unsafe entries[one] = entries[other]
        unsafe entries[other] = entry
        wrongLeft &= wrongLeft &- 1
        wrongRight &= wrongRight &- 1
      }
      if wrongLeft == 0 { left += 64 }
      if wrongRight == 0 { right -= 64 }
    }
    var end = left
    for position in left..<right {
      let entry = unsafe entries[position]
      unsafe entries[position] = entries[end]
      unsafe entries[end] = entry
      end &+= Int(truncatingIfNeeded: condition(entry))
    }
    return end
  }

  /// Which of 64 entries satisfy `condition`, as one bit each.
  @inline(__always)
  private func mask(from start: Int, by condition: (SIMD4<Float>) -> UInt64) -> UInt64 {
    let block = unsafe entries + start
    var bits: UInt64 = 0
    var position = 64
    while position > 0 {
      position &-= 8
      var eight = condition(unsafe block[position])
      eight |= condition(unsafe block[position &+ 1]) &<< 1
      eight |= condition(unsafe block[position &+ 2]) &<< 2
      eight |= condition(unsafe block[position &+ 3]) &<< 3
      eight |= condition(unsafe block[position &+ 4]) &<< 4
      eight |= condition(unsafe block[position &+ 5]) &<< 5
      eight |= condition(unsafe block[position &+ 6]) &<< 6
      eight |= condition(unsafe block[position &+ 7]) &<< 7
      bits = bits &<< 8 | eight
    }
    return bits
  }

  /// 1 where `one` is less than `other`, else 0, without a branch: the sign of their difference, which
  /// is 0 only for equal numbers.
  @inline(__always)
  private static func isLess(_ one: Float, _ other: Float) -> UInt64 {
    UInt64(truncatingIfNeeded: (one - other).bitPattern &>> 31)
  }
}
