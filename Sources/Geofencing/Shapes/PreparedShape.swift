public import Geodesy

/// A shape made ready to tell how far places are from it.
///
/// The distance of a place from a shape is the least geodesic distance on WGS 84 to any point of the
/// shape, right to 0.1 mm up to 50 km, wherever the shape lies; less than a micrometre counts as 0.
/// It is made once and never changed, so any number of threads may use it. It takes about 270 bytes
/// for each piece, of which every edge has one or more, one for every 10 km or so.
public struct PreparedShape: Sendable {
  /// The greatest distance in metres that a search may ask for.
  public static let largestRadiusMeters = 50_000.0
  /// The most pieces that edges are cut into: 2.5 million kilometres of them, if not near a pole.
  public static let mostPieces = 250_000
  /// The greatest distance in metres that is measured.
  public static let longestMeasuredMeters = 300_000.0
  /// A distance below this many metres counts as 0: twice the error of a piece.
  static let nothingMeters = 1e-6

  /// The pieces in the order of the tree.
  private let segments: [PieceSegment]
  private let curves: [PieceCurve]
  private let tree: BoundsTree
  /// Boxes around the rings of an area; none for lines and points.
  private let areas: BoundsTree

  /// How many pieces the shape was cut into.
  public var pieceCount: Int { curves.count }

  /// Cuts a shape into pieces, in time n·log n: about 0.25 ms for a route of 1,000 positions.
  public init(_ path: ShapePath) throws(ShapeError) {
    var cuts: [EdgeCut] = []
    cuts.reserveCapacity(path.lines.reduce(0) { $0 + $1.count })
    var count = path.points.count
    for line in path.lines {
      for (start, end) in zip(line, line.dropFirst()) {
        let cut = EdgeCut(from: start, to: end)
        cuts.append(cut)
        count += cut.count
      }
    }
    guard count <= Self.mostPieces else { throw .tooLong(pieces: count, most: Self.mostPieces) }

    self.init(
      cuts, path.points, count: count,
      areas: path.isBorder ? path.lines.compactMap { Self.box(around: $0)?.earthBounds } : [])
  }

  /// Edges that are cut into `count` pieces together with the points.
  init(_ cuts: [EdgeCut], _ points: [Coordinate] = [], count: Int, areas: [EarthBounds] = []) {
    var curves = points.map { PieceCurve($0) }
    curves.reserveCapacity(count)
    for cut in cuts {
      for number in 0..<cut.count { curves.append(cut.piece(number)) }
    }
    let segments = curves.map { $0.segment }
    tree = BoundsTree(segments.map { $0.bounds })
    self.curves = tree.order.map { curves[Int($0)] }
    self.segments = tree.order.map { segments[Int($0)] }
    self.areas = BoundsTree(areas)
  }

  private static func box(around ring: [Coordinate]) -> BoundingBox? {
    guard let first = ring.first else { return nil }
    var (south, north, west, east) =
      (first.latitude, first.latitude, first.longitude, first.longitude)
    for place in ring {
      south = min(south, place.latitude)
      north = max(north, place.latitude)
      west = min(west, place.longitude)
      east = max(east, place.longitude)
    }
    return BoundingBox(south: south, west: west, north: north, east: east)
  }
}

extension PieceSegment {
  var bounds: EarthBounds {
    let x = abs(half.x) + deviation
    let y = abs(half.y) + deviation
    let z = abs(half.z) + deviation
    return EarthBounds(
      lower: EarthPoint(x: center.x - x, y: center.y - y, z: center.z - z),
      upper: EarthPoint(x: center.x + x, y: center.y + y, z: center.z + z))
  }
}

extension PreparedShape {
  /// The geodesic distance in metres from a place to the nearest point of the shape's lines and
  /// points, or nil if it is more than `limit`; limits above 300 km count as 300 km.
  ///
  /// It is right within 0.1 mm up to 50 km and a millimetre beyond. Places inside an area are
  /// measured to its border.
  public func distanceMeters(
    from place: Coordinate, atMost limit: Double = PreparedShape.longestMeasuredMeters
  ) -> Double? {
    distanceMeters(from: EarthPoint(place), atMost: limit)
  }

  func distanceMeters(from point: EarthPoint, atMost limit: Double) -> Double? {
    // A piece that is likely to be near cuts off most of the others.
    var cursor = PieceCursor()
    cursor.piece = tree.thingNear(point)
    return distanceMeters(from: point, atMost: limit, cursor: &cursor)
  }

  /// The distance from a point of the ellipsoid, quicker if the piece at the cursor is near it; the
  /// cursor goes to the nearest piece if there is a distance.
  @usableFromInline
  func distanceMeters(
    from point: EarthPoint, atMost limit: Double, cursor: inout PieceCursor
  ) -> Double? {
    guard limit >= 0 else { return nil }
    let limit = min(limit, Self.longestMeasuredMeters)
    var search = NearestPiece(point: point, limit: max(limit, Self.nothingMeters))
    let segments = self.segments.span
    let curves = self.curves.span
    let nodes = tree.nodes.span
    let first = cursor.piece
    // Neighbours in the index mostly have the same nearest piece; a good start cuts off the rest.
    if first >= 0, first < segments.count { search.look(at: first, segments[first], curves) }
    var node = 0
    while node < nodes.count {
      let here = nodes[node]
      guard here.bounds.squaredGap(to: point) <= search.squaredReach else {
        node = Int(here.next)
        continue
      }
      node += 1
      for offset in 0..<Int(here.count) {
        let piece = Int(here.first) + offset
        if piece != first { search.look(at: piece, segments[piece], curves) }
      }
    }
    search.measureCandidates(curves)
    cursor.measured += search.measured
    guard let piece = search.piece else { return nil }
    cursor.piece = piece
    let distance = search.limit < Self.nothingMeters ? 0 : search.limit
    return distance <= limit ? distance : nil
  }

  /// Whether a point in a box may lie within a straight distance, in equatorial radii, of the
  /// shape's lines and points.
  @usableFromInline
  func mayReach(_ bounds: EarthBounds, chord: Double) -> Bool {
    let segments = self.segments.span
    let nodes = tree.nodes.span
    let squaredReach = chord * chord
    let center = SpaceVector(
      x: (bounds.lower.x + bounds.upper.x) / 2, y: (bounds.lower.y + bounds.upper.y) / 2,
      z: (bounds.lower.z + bounds.upper.z) / 2)
    let radius =
      (SpaceVector(bounds.upper) - SpaceVector(bounds.lower)).length / 2 * (1 + 1e-12) + chord
    var node = 0
    while node < nodes.count {
      let here = nodes[node]
      guard here.bounds.squaredGap(to: bounds) <= squaredReach else {
        node = Int(here.next)
        continue
      }
      node += 1
      for offset in 0..<Int(here.count) {
        let segment = segments[Int(here.first) + offset]
        let reach = radius + segment.deviation
        let gap = center.nearest(
          onSegmentAround: segment.center, half: segment.half, reciprocal: segment.reciprocal)
        if gap.square <= reach * reach { return true }
      }
    }
    return false
  }

  /// Whether a point in a box may lie in the box around one of the rings.
  @usableFromInline
  func mayHold(_ bounds: EarthBounds) -> Bool {
    let nodes = areas.nodes.span
    var node = 0
    while node < nodes.count {
      let here = nodes[node]
      guard here.bounds.squaredGap(to: bounds) <= 0 else {
        node = Int(here.next)
        continue
      }
      if here.count > 0 { return true }
      node += 1
    }
    return false
  }
}

/// Where among the pieces a search is, and how much it has done.
@usableFromInline
struct PieceCursor {
  /// The piece that was nearest to the last point measured.
  var piece = 0
  /// How many pieces and parts of pieces were measured.
  @usableFromInline var measured = 0

  @usableFromInline init() {}
}

/// The search for the piece nearest to a point.
private struct NearestPiece {
  let point: EarthPoint
  private let vector: SpaceVector
  /// The least distance in metres yet, or that from which pieces are too far away.
  private(set) var limit: Double
  /// A straight distance in equatorial radii beyond which nothing is nearer.
  private var reach: Double
  private(set) var squaredReach: Double
  private(set) var piece: Int?
  /// How many pieces and parts of pieces were measured.
  private(set) var measured = 0

  /// Pieces yet to measure, and straight distances that they are not nearer than. Most looked at
  /// are soon out of question, and measuring one takes as long as looking at ten.
  private var candidates = InlineArray<8, Int32>(repeating: 0)
  private var leastChords = InlineArray<8, Double>(repeating: 0)
  private var candidateCount = 0
  private static let mostCandidates = 8

  /// Halves of pieces are looked at until they are as straight as this, in equatorial radii:
  /// 0.05 mm.
  private static let straight = 0.05e-3 / WGS84.equatorialRadiusMeters

  init(point: EarthPoint, limit: Double) {
    self.point = point
    vector = SpaceVector(point)
    self.limit = limit
    reach = Self.chord(meters: limit)
    squaredReach = reach * reach
  }

  /// A chord is never longer than its geodesic; a micrometre and a part for rounding.
  private static func chord(meters: Double) -> Double {
    (meters + 1e-6) / WGS84.equatorialRadiusMeters * (1 + 1e-12)
  }

  /// Makes a piece a candidate if its segment says that it may be the nearest.
  @inline(__always)
  mutating func look(at number: Int, _ segment: PieceSegment, _ curves: Span<PieceCurve>) {
    let gap = vector.nearest(
      onSegmentAround: segment.center, half: segment.half, reciprocal: segment.reciprocal)
    let far = reach + segment.deviation
    guard gap.square <= far * far else { return }
    // The piece is no farther than this, for the geodesic over a chord c is shorter than
    // 2r·asin(c/2r), r being the smallest radius of curvature: c + 0.0423 c³ at most up to 300 km.
    let chord = gap.square.squareRoot() + segment.deviation
    narrow(to: chord + 0.0423 * chord * chord * chord)
    if candidateCount == Self.mostCandidates { measureCandidates(curves) }
    candidates[candidateCount] = Int32(truncatingIfNeeded: number)
    leastChords[candidateCount] = chord - 2 * segment.deviation
    candidateCount += 1
  }

  /// Measures those candidates that may still be the nearest piece, and forgets them all.
  mutating func measureCandidates(_ curves: Span<PieceCurve>) {
    for candidate in 0..<candidateCount where leastChords[candidate] <= reach {
      let number = Int(candidates[candidate])
      measure(curves[number], number: number)
    }
    candidateCount = 0
  }

  private mutating func measure(_ curve: PieceCurve, number: Int) {
    measured += 1
    // The chord to c(s) is least where the geodesic is, or nearly: their difference, s³/24R², varies
    // with the direction by 1 % of 1/R², so that at 50 km it could be off by 3 mm between places in
    // different directions. Around the minimum of one piece the direction turns with the distance
    // itself, and the error is of the second order: below a nanometre.
    if let position = curve.nearestPosition(offset: curve.middle - vector) {
      keep(curve[position], of: number)
    } else if curve.extent == 0 {
      keep(curve.middle, of: number)
    } else {
      halve(curve, from: -1, to: 1, number: number)
    }
  }

  /// Looks at a part of a piece that may have several minima, as one that winds around a point near
  /// a pole has.
  @inline(never)
  private mutating func halve(_ curve: PieceCurve, from start: Double, to end: Double, number: Int)
  {
    measured += 1
    let (one, other) = (curve[start], curve[end])
    let half = (other - one) * 0.5
    let square = half.squaredLength
    let gap = vector.nearest(
      onSegmentAround: (one + other) * 0.5, half: half,
      reciprocal: square > 1e-40 ? 1 / square : 0)
    let extent = end - start
    let deviation = curve.greatestBend * extent * extent / 8
    // What is at most 0.05 mm nearer than the best is not looked for, else all parts of a circle
    // around the point would be.
    let far = (piece == nil ? reach : max(0, reach - Self.straight)) + deviation
    guard gap.square <= far * far else { return }
    keep(curve[start + (gap.position + 1) / 2 * extent], of: number)
    if deviation <= Self.straight { return }
    let middle = (start + end) / 2
    halve(curve, from: start, to: middle, number: number)
    halve(curve, from: middle, to: end, number: number)
  }

  @inline(__always)
  private mutating func keep(_ nearest: SpaceVector, of number: Int) {
    let distance = Geodesic.distanceMeters(from: point, to: nearest.point)
    guard piece == nil ? distance <= limit : distance < limit else { return }
    limit = distance
    piece = number
    narrow(to: Self.chord(meters: distance))
  }

  @inline(__always)
  private mutating func narrow(to chord: Double) {
    reach = min(reach, chord)
    squaredReach = reach * reach
  }
}
