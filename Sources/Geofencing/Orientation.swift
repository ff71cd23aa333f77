/// On which side of a directed line a point lies, decided exactly.
///
/// J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
/// Predicates" (1997): the rounded determinant where an error bound allows, then expansions, which
/// are sums of doubles that do not overlap, of as many terms as it takes. No multiplication is fused
/// with an addition; the proofs assume that each is rounded by itself.
enum Orientation {
  /// The sign of (a − c) × (b − c): positive if `c` lies to the left of the way from `a` to `b`,
  /// negative to the right, zero on their line.
  ///
  /// Exact as long as no number but 0 is less than 2⁻²⁰⁰ in magnitude and none is more than 2¹⁰⁰, so
  /// that nothing underflows or overflows. A few nanoseconds unless the points are nearly in line.
  @inline(__always)
  static func sign(
    ax: Double, ay: Double, bx: Double, by: Double, cx: Double, cy: Double
  ) -> Double {
    let left = (ax - cx) * (by - cy)
    let right = (ay - cy) * (bx - cx)
    let determinant = left - right
    if abs(determinant) > firstBound * (abs(left) + abs(right)) { return determinant }
    return adaptiveSign(ax: ax, ay: ay, bx: bx, by: by, cx: cx, cy: cy)
  }

  /// Half a unit in the last place of 1.
  private static let epsilon = 0x1p-53
  private static let firstBound = (3 + 16 * epsilon) * epsilon
  private static let secondBound = (2 + 12 * epsilon) * epsilon
  private static let thirdBound = (9 + 64 * epsilon) * epsilon * epsilon
  private static let resultBound = (3 + 8 * epsilon) * epsilon

  @inline(never)
  private static func adaptiveSign(
    ax: Double, ay: Double, bx: Double, by: Double, cx: Double, cy: Double
  ) -> Double {
    let (acx, acy, bcx, bcy) = (ax - cx, ay - cy, bx - cx, by - cy)
    let magnitude = abs(acx * bcy) + abs(acy * bcx)

    // The determinant of the rounded differences, exactly.
    let first = Expansion.difference(
      product(acx, bcy), product(acy, bcx))
    var determinant = first.estimate
    if abs(determinant) >= secondBound * magnitude, determinant != 0 { return determinant }

    // What rounding cut off the differences.
    let acxTail = differenceTail(ax, cx, acx)
    let acyTail = differenceTail(ay, cy, acy)
    let bcxTail = differenceTail(bx, cx, bcx)
    let bcyTail = differenceTail(by, cy, bcy)
    if acxTail == 0, acyTail == 0, bcxTail == 0, bcyTail == 0 { return first.sign }
    let bound = thirdBound * magnitude + resultBound * abs(determinant)
    determinant += (acx * bcyTail + bcy * acxTail) - (acy * bcxTail + bcx * acyTail)
    if abs(determinant) >= bound, determinant != 0 { return determinant }

    // All products of the differences with their tails.
    var sum = first
    sum.add(Expansion.difference(product(acxTail, bcy), product(acyTail, bcx)))
    sum.add(Expansion.difference(product(acx, bcyTail), product(acy, bcxTail)))
    sum.add(Expansion.difference(product(acxTail, bcyTail), product(acyTail, bcxTail)))
    return sum.sign
  }

  /// A product and what rounding cut off it (Dekker 1971).
  private static func product(_ one: Double, _ other: Double) -> (high: Double, low: Double) {
    let high = one * other
    let (oneHigh, oneLow) = split(one)
    let (otherHigh, otherLow) = split(other)
    let rest = ((high - oneHigh * otherHigh) - oneLow * otherHigh) - oneHigh * otherLow
    return (high, oneLow * otherLow - rest)
  }

  /// A number as the sum of two with half as many digits.
  private static func split(_ value: Double) -> (high: Double, low: Double) {
    let scaled = 0x1.0000002p27 * value
    let high = scaled - (scaled - value)
    return (high, value - high)
  }

  /// What rounding cut off the difference of two numbers.
  private static func differenceTail(
    _ one: Double, _ other: Double, _ difference: Double
  ) -> Double {
    let virtual = one - difference
    return (one - (difference + virtual)) + (virtual - other)
  }
}

/// A sum of at most 16 doubles that do not overlap, the least first; it stands for its exact value.
private struct Expansion {
  private var terms = InlineArray<16, Double>(repeating: 0)
  private var count = 0

  /// The exact difference of two products.
  static func difference(
    _ one: (high: Double, low: Double), _ other: (high: Double, low: Double)
  ) -> Expansion {
    var result = Expansion()
    result.add(one.low)
    result.add(-other.low)
    result.add(one.high)
    result.add(-other.high)
    return result
  }

  /// Adds a number (Shewchuk's grow-expansion), leaving zeros out.
  mutating func add(_ value: Double) {
    var carry = value
    var kept = 0
    for index in 0..<count {
      let term = terms[index]
      let sum = carry + term
      let virtual = sum - carry
      let tail = (carry - (sum - virtual)) + (term - virtual)
      carry = sum
      guard tail != 0 else { continue }
      terms[kept] = tail
      kept += 1
    }
    if carry != 0 {
      terms[kept] = carry
      kept += 1
    }
    count = kept
  }

  mutating func add(_ other: Expansion) {
    for index in 0..<other.count { add(other.terms[index]) }
  }

  /// The value rounded, with a relative error of a few units in the last place.
  var estimate: Double {
    var sum = 0.0
    for index in 0..<count { sum += terms[index] }
    return sum
  }

  /// A number with the sign of the value: the greatest term, as the terms do not overlap.
  var sign: Double { count == 0 ? 0 : terms[count - 1] }
}
