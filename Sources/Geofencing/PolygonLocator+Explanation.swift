public import Geodesy

/// What decided where a place lies.
public struct LocationExplanation: Hashable, Sendable, CustomStringConvertible {
  public let location: Location
  /// The ring that decided: the one whose border the place is on, the innermost one around it, or
  /// nil if it lies outside every outer ring.
  public let ring: RingPlace?
  /// The edge that a place on the border lies on, by the position it starts at, counted from 0.
  public let edge: Int?
  /// How many rings of that polygon the place lies inside.
  public let depth: Int

  public var description: String {
    switch (location, ring) {
    case (.border, let ring?): "on the border: \(ring), edge \((edge ?? 0) + 1)"
    case (.inside, let ring?) where ring.ring > 0: "inside, on an island: \(ring)"
    case (.inside, let ring?): "inside: \(ring)"
    case (.outside, let ring?): "outside, in a hole: \(ring)"
    case (.outside, nil): "outside every outer ring"
    // Strictly between the ends of a cut along the antimeridian.
    default: "inside, where the area goes on across the antimeridian"
    }
  }
}

extension PolygonLocator {
  /// Where a place lies relative to an area, and what decided it.
  ///
  /// Goes through every edge, so it takes time in their number.
  public func explanation(of place: Coordinate, inArea area: Int = 0) -> LocationExplanation {
    let location = location(of: place, inArea: area)
    let x = Self.withoutTinyValue(place.longitude)
    let y = Self.withoutTinyValue(place.latitude)
    var candidates = explanations(x: x, y: y, area: areas[area])
    if abs(x) == 180 { candidates += explanations(x: -x, y: y, area: areas[area]) }
    let decisive =
      candidates.first { $0.location == location }
      ?? LocationExplanation(location: location, ring: nil, edge: nil, depth: 0)
    // Outside, a hole says more than the outside of other polygons.
    guard location == .outside else { return decisive }
    return candidates.first { $0.location == .outside && $0.ring != nil } ?? decisive
  }

  /// What each polygon of an area says.
  private func explanations(x: Double, y: Double, area: Area) -> [LocationExplanation] {
    var explanations: [LocationExplanation] = []
    var current: Int?
    var around: [Int] = []
    var onBorder: LocationExplanation?
    func finish() {
      if let onBorder {
        explanations.append(onBorder)
      } else if current != nil {
        // Rings around a place that do not cross lie in each other: the smallest is the innermost.
        let innermost = around.min { size(of: $0) < size(of: $1) }
        explanations.append(
          LocationExplanation(
            location: around.count % 2 == 1 ? .inside : .outside,
            ring: innermost.map { rings[$0].place }, edge: nil, depth: around.count))
      }
    }
    for index in area.rings {
      let record = rings[index]
      if record.place.polygon != current {
        finish()
        (current, around, onBorder) = (record.place.polygon, [], nil)
      }
      guard onBorder == nil else { continue }
      var isOdd = false
      for edge in record.positions.dropLast() {
        let crossing = Self.crossing(
          x: x, y: y, fromX: xs[edge], fromY: ys[edge], toX: xs[edge + 1], toY: ys[edge + 1])
        if crossing == .border {
          onBorder = LocationExplanation(
            location: .border, ring: record.place, edge: edge - record.positions.lowerBound,
            depth: around.count)
          break
        }
        if crossing == .east { isOdd.toggle() }
      }
      if isOdd { around.append(index) }
    }
    finish()
    return explanations
  }

  /// The area of the box around a ring.
  private func size(of ring: Int) -> Double {
    let positions = rings[ring].positions
    var box = PlaneBox(x: xs[positions.lowerBound], y: ys[positions.lowerBound])
    for index in positions { box.extend(x: xs[index], y: ys[index]) }
    return (box.east - box.west) * (box.north - box.south)
  }
}
