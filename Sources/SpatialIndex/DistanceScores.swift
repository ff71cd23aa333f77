import Geodesy

/// What a point's nearness adds to its score, at most, by its squared chord: a table, so that a
/// search need not work out distances and exponentials to bound a node.
///
/// The steps of the table are 1/64 of a power of two of the squared chord, so a bound is that of a
/// distance at most 0.8 % smaller.
public struct DistanceScores: Sendable {
  /// The squared chord of 0.76 m; whatever is nearer counts as no distance.
  @usableFromInline static let firstExponent = 127 - 46
  @usableFromInline static let steps = 64
  @usableFromInline static let shift = 17
  @usableFromInline static let firstBits = UInt32(firstExponent << 23)
  @usableFromInline static let count = 49 * steps

  @usableFromInline let bounds: [Int32]
  /// Points with a larger squared chord add nothing; infinity where there are none.
  @usableFromInline let reach: Double

  /// The bounds for scores that never grow with the distance in metres.
  public init(score: (_ meters: Double) -> Int32) {
    let squares = (0..<Self.count).map { step in
      let bits = Self.firstBits + UInt32(step << Self.shift)
      return step == 0 ? 0 : Double(Float(bitPattern: bits))
    }
    let scores = squares.map { square in
      // A geodesic is never shorter than its chord. Boxes are compared in single precision, with an
      // error below 5e-7; distances are right to 1 mm.
      let meters = (square * (1 - 1e-6)).squareRoot() * WGS84.equatorialRadiusMeters - 1e-3
      return score(max(0, meters))
    }
    // One more, since no exponential function promises that rounding never lets it rise.
    bounds = scores.map { $0 + 1 }
    // A step farther, since there it could at the border of 0, too.
    let nothing = scores.firstIndex(of: 0).map { $0 + 1 } ?? Self.count
    reach = nothing < Self.count ? squares[nothing] : .infinity
  }

  /// The most that any point adds.
  @inlinable public var greatest: Int32 { bounds[0] }

  /// Whether a point with this squared chord adds nothing, which needs no distance to be known.
  @inlinable @inline(__always)
  public func addsNothing(squaredChord square: Double) -> Bool { square > reach }

  /// The most that a point adds whose squared chord is at least `square`, which may be too large by
  /// the rounding of single precision.
  @inlinable @inline(__always)
  public func bound(squaredChord square: Float) -> Int32 {
    let bits = square.bitPattern
    guard bits > Self.firstBits else { return bounds[0] }
    let step = Int((bits &- Self.firstBits) >> UInt32(Self.shift))
    return bounds[min(step, Self.count - 1)]
  }
}
