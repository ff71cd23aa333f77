public import Geodesy

/// The distances at which a search finds points.
@frozen
public struct SearchRange: Equatable, Sendable {
  /// The least distance in metres, inclusive.
  public var minimumMeters: Double
  /// The greatest distance in metres, inclusive; infinity for no limit.
  public var maximumMeters: Double
  /// Only points that come after this one in the order (distance, id), as the next page needs.
  public var after: Position?

  /// A place in the order of (distance, id).
  @frozen
  public struct Position: Equatable, Sendable {
    public var distanceMeters: Double
    public var id: UInt32

    @inlinable
    public init(distanceMeters: Double, id: UInt32) {
      self.distanceMeters = distanceMeters
      self.id = id
    }
  }

  @inlinable
  public init(
    minimumMeters: Double = 0, maximumMeters: Double = .infinity, after: Position? = nil
  ) {
    self.minimumMeters = minimumMeters
    self.maximumMeters = maximumMeters
    self.after = after
  }

  /// Whether a point with this distance and id lies in the range.
  @inlinable @inline(__always)
  public func contains(distanceMeters: Double, id: UInt32) -> Bool {
    guard distanceMeters <= maximumMeters, distanceMeters >= minimumMeters else { return false }
    guard let after else { return true }
    return distanceMeters > after.distanceMeters
      || (distanceMeters == after.distanceMeters && id > after.id)
  }
}

/// Bounds between chords, which the index measures, and geodesics, which it answers with.
///
/// Chords are in units of the equatorial radius. A geodesic is never shorter than its chord. Nor is
/// it longer than the arc over the same chord of a circle with the smallest radius of curvature
/// that the ellipsoid has, r = b²/a (A. Schur's comparison theorem, 1921: of two arcs of the same
/// length the one that bends less everywhere spans the longer chord), so
/// c ≤ s ≤ 2r·asin(c/2r) for every s up to πr, 19,902 km.
@usableFromInline
enum ChordBounds {
  /// b²/a in units of a.
  @usableFromInline static let smallestRadius = 0.993_305_620_005_858_7
  /// More than the square of any chord, which is at most 4.
  @usableFromInline static let everywhere = 5.0

  /// A squared chord that no point exceeds which is as near as, or nearer than, a point whose
  /// squared chord is `square`.
  ///
  /// (asin x / x)² ≤ 1 + x²/3 + 1.1342·x⁴ on 0...1, since all coefficients of its series are
  /// positive and it is π²/4 at 1. The 1e-11 covers rounding and the key's 12 missing bits, the
  /// 1e-300 these bits at a distance of 0.
  @inlinable @inline(__always)
  static func widened(_ square: Double) -> Double {
    let x2 = square * (1 / (4 * smallestRadius * smallestRadius))
    let wide = square * (1 + 1e-11 + x2 * (1.0 / 3 + 1.1342 * x2)) + 1e-300
    return x2 < 0.96 ? wide : everywhere
  }

  /// A squared chord that no point exceeds whose distance is at most this many metres.
  ///
  /// The distances that searches answer with are right to 1 µm up to 100 km and to 1 mm beyond.
  @inlinable
  static func outer(meters: Double) -> Double {
    guard meters < 2.1e7 else { return everywhere }
    let chord = (meters + (meters < 100_000 ? 1e-6 : 1e-3)) / WGS84.equatorialRadiusMeters
    return chord * chord * (1 + 1e-12)
  }

  /// A squared chord such that every point within it is at most this many metres away, or nearer.
  @inlinable
  static func inner(meters: Double) -> Double {
    let length = (meters - (meters < 100_000 ? 1e-6 : 1e-3)) / WGS84.equatorialRadiusMeters
    guard length > 0 else { return -1 }
    let half = min(length / (2 * smallestRadius), 1.570_796_326_794_896_6)
    // sin x ≥ x - x³/6 for every x ≥ 0, which loses nothing that matters below a quarter turn.
    let chord = 2 * smallestRadius * max(0, half - half * half * half / 6)
    return chord * chord * (1 - 1e-12)
  }
}
