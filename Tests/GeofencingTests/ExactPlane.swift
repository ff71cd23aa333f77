import Geofencing

/// An integer of any size: the obvious arithmetic that clever arithmetic is held against.
struct BigInteger: Equatable, Comparable {
  private var isNegative: Bool
  /// The magnitude, the least digit first, without zeros at the end.
  private var digits: [UInt32]

  private init(isNegative: Bool, digits: [UInt32]) {
    var digits = digits
    while digits.last == 0 { digits.removeLast() }
    self.digits = digits
    self.isNegative = isNegative && !digits.isEmpty
  }

  /// `value` · 2⁵⁰⁰, which has to be whole.
  init(scaling value: Double) {
    guard value != 0 else {
      self.init(isNegative: false, digits: [])
      return
    }
    // value = significand · 2^(exponent − 52) with a whole significand.
    let significand = UInt64(value.significand * 0x1p52)
    let shift = Int(value.exponent) - 52 + 500
    precondition(shift >= 0, "a number too close to zero for this scale")
    var digits = [UInt32](repeating: 0, count: shift / 32)
    let low = significand << UInt64(shift % 32)
    digits += [UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32)]
    digits.append(
      shift % 32 == 0 ? 0 : UInt32(truncatingIfNeeded: significand >> UInt64(64 - shift % 32)))
    self.init(isNegative: value < 0, digits: digits)
  }

  var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

  static prefix func - (value: BigInteger) -> BigInteger {
    BigInteger(isNegative: !value.isNegative, digits: value.digits)
  }

  static func + (one: BigInteger, other: BigInteger) -> BigInteger {
    guard one.isNegative == other.isNegative else {
      return isLess(one.digits, other.digits)
        ? BigInteger(isNegative: other.isNegative, digits: minus(other.digits, one.digits))
        : BigInteger(isNegative: one.isNegative, digits: minus(one.digits, other.digits))
    }
    var digits: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(one.digits.count, other.digits.count) {
      carry += index < one.digits.count ? UInt64(one.digits[index]) : 0
      carry += index < other.digits.count ? UInt64(other.digits[index]) : 0
      digits.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    digits.append(UInt32(carry))
    return BigInteger(isNegative: one.isNegative, digits: digits)
  }

  static func - (one: BigInteger, other: BigInteger) -> BigInteger { one + -other }

  static func * (one: BigInteger, other: BigInteger) -> BigInteger {
    var digits = [UInt32](repeating: 0, count: one.digits.count + other.digits.count)
    for (index, digit) in one.digits.enumerated() where digit != 0 {
      var carry: UInt64 = 0
      for (offset, factor) in other.digits.enumerated() {
        carry += UInt64(digit) * UInt64(factor) + UInt64(digits[index + offset])
        digits[index + offset] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      digits[index + other.digits.count] = UInt32(carry)
    }
    return BigInteger(isNegative: one.isNegative != other.isNegative, digits: digits)
  }

  static func < (one: BigInteger, other: BigInteger) -> Bool { (one - other).sign < 0 }

  private static func isLess(_ one: [UInt32], _ other: [UInt32]) -> Bool {
    guard one.count == other.count else { return one.count < other.count }
    for index in one.indices.reversed() where one[index] != other[index] {
      return one[index] < other[index]
    }
    return false
  }

  private static func minus(_ one: [UInt32], _ other: [UInt32]) -> [UInt32] {
    var digits = one
    var borrow: Int64 = 0
    for index in digits.indices {
      var digit = Int64(digits[index]) - borrow
      digit -= index < other.count ? Int64(other[index]) : 0
      borrow = digit < 0 ? 1 : 0
      digits[index] = UInt32(truncatingIfNeeded: digit + borrow << 32)
    }
    return digits
  }
}

/// Where a point of the plane lies by the even-odd rule, in exact rational arithmetic.
///
/// The crossing of an edge with the point's latitude is the fraction
/// x₁ + (y − y₁)(x₂ − x₁)/(y₂ − y₁), which is compared with x.
func exactLocation(x: Double, y: Double, in area: MultiPolygon) -> Location {
  var isOnBorder = false
  for polygon in area.polygons {
    var isOdd = false
    var isOnRing = false
    for ring in polygon.rings {
      for index in 1..<ring.count {
        let (x1, y1) = (ring.longitudes[index - 1], ring.latitudes[index - 1])
        let (x2, y2) = (ring.longitudes[index], ring.latitudes[index])
        guard min(y1, y2) <= y, y <= max(y1, y2) else { continue }
        if y1 == y2 {
          if min(x1, x2) <= x, x <= max(x1, x2) { isOnRing = true }
          continue
        }
        let height = BigInteger(scaling: y2) - BigInteger(scaling: y1)
        let numerator =
          BigInteger(scaling: x1) * height
          + (BigInteger(scaling: y) - BigInteger(scaling: y1))
          * (BigInteger(scaling: x2) - BigInteger(scaling: x1))
        // The crossing is numerator / height.
        let difference = numerator - BigInteger(scaling: x) * height
        let side = difference.sign * height.sign
        if side == 0 { isOnRing = true }
        if side > 0, (y1 <= y) != (y2 <= y) { isOdd.toggle() }
      }
    }
    if isOnRing { isOnBorder = true } else if isOdd { return .inside }
  }
  return isOnBorder ? .border : .outside
}
