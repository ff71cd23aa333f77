public import Geodesy

/// Fences made ready to be asked which of them hold a place.
///
/// It never changes, so any number of threads may ask it; to change a fence, make a new index.
/// Fences are known by their positions in ``fences``, which is in the order of their ids, and only
/// active ones are found by place. No answer asks GEOS anything.
public struct FenceIndex: Sendable {
  /// All fences, by id.
  public let fences: [Geofence]
  let tree: FenceTree
  /// What the tree finds, in the order of its items.
  let entries: [Entry]
  let locator: PolygonLocator
  /// The area that the locator knows a fence by; -1 for circles and fences that are not active.
  let areas: [Int32]
  /// The centre of each circle.
  let centers: [EarthPoint?]

  /// A box around a fence, or around a part of it that ends at the antimeridian.
  struct Entry: Sendable {
    /// A box that the fence holds all of; one that nothing lies in if there is none.
    var inner: PlaneBox
    var fence: Int32
  }

  /// The index of these fences, in time that grows with the number of their positions.
  ///
  /// Throws if two of them have the same id.
  public init(_ fences: [Geofence]) throws(GeofenceError) {
    let sorted = fences.sorted { $0.id < $1.id }
    for index in sorted.indices.dropFirst() where sorted[index].id == sorted[index - 1].id {
      throw .duplicateID(sorted[index].id)
    }
    var areas = [Int32](repeating: -1, count: sorted.count)
    var centers = [EarthPoint?](repeating: nil, count: sorted.count)
    var shapes: [MultiPolygon] = []
    for (index, fence) in sorted.enumerated() where fence.isActive {
      switch fence.shape {
      case .circle(let circle):
        centers[index] = EarthPoint(circle.center)
      case .polygon(let area):
        areas[index] = Int32(shapes.count)
        shapes.append(area)
      }
    }
    let locator = PolygonLocator(shapes)
    var boxes: [PlaneBox] = []
    var entries: [Entry] = []
    for (index, fence) in sorted.enumerated() where fence.isActive {
      switch fence.shape {
      case .circle(let circle):
        let inner = circle.innerBox ?? .nowhere
        for box in circle.outerBoxes {
          boxes.append(box)
          entries.append(Entry(inner: inner, fence: Int32(index)))
        }
      case .polygon(let area):
        let bounds = area.bounds
        boxes.append(
          PlaneBox(
            west: bounds.west, south: bounds.south, east: bounds.east, north: bounds.north))
        entries.append(
          Entry(
            inner: locator.innerBox(ofArea: Int(areas[index])) ?? .nowhere, fence: Int32(index)))
      }
    }
    self.fences = sorted
    self.tree = FenceTree(boxes)
    self.entries = tree.items.map { entries[Int($0)] }
    self.locator = locator
    self.areas = areas
    self.centers = centers
    self.activeCount = sorted.count { $0.isActive }
  }

  /// How many fences there are, active or not.
  public var count: Int { fences.count }

  /// How many fences are active.
  public let activeCount: Int

  /// How much memory the searches take, in bytes, without the fences as they were given.
  public var byteCount: Int {
    tree.byteCount + locator.byteCount + MemoryLayout<Entry>.stride * entries.count
      + MemoryLayout<Int32>.stride * areas.count
      + MemoryLayout<EarthPoint?>.stride * centers.count
  }

  /// The position of the fence with an id.
  public func position(id: String) -> Int? {
    var (low, high) = (0, fences.count)
    while low < high {
      let middle = (low + high) / 2
      if fences[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < fences.count && fences[low].id == id ? low : nil
  }

  /// The fence with an id, active or not.
  public func fence(id: String) -> Geofence? {
    position(id: id).map { fences[$0] }
  }
}

extension FenceIndex {
  /// Replaces `positions` by those of the active fences that hold a place, borders included, in the
  /// order of their ids.
  ///
  /// Exact for polygons, and by the geodesic distance for circles. Allocates nothing once the array
  /// has room for the answer.
  public func fences(containing place: Coordinate, into positions: inout [Int]) {
    positions.removeAll(keepingCapacity: true)
    var point: EarthPoint?
    collect(x: place.longitude, place, &point, into: &positions)
    // The two ends of the longitudes are one meridian.
    if abs(place.longitude) == 180 {
      collect(x: -place.longitude, place, &point, into: &positions)
    }
    guard positions.count > 1 else { return }
    positions.sort()
  }

  /// The active fences that hold a place, borders included, in the order of their ids.
  public func fences(containing place: Coordinate) -> [Geofence] {
    var positions: [Int] = []
    fences(containing: place, into: &positions)
    return positions.map { fences[$0] }
  }

  /// Whether an active fence holds a place, borders included.
  public func contains(_ place: Coordinate, position: Int) -> Bool {
    let area = Int(areas[position])
    if area >= 0 { return locator.contains(place, inArea: area) }
    guard let center = centers[position], case .circle(let circle) = fences[position].shape else {
      return false
    }
    return Geodesic.distanceMeters(from: center, to: EarthPoint(place)) <= circle.radiusMeters
  }

  /// What decided whether a polygon holds a place; nil for circles and fences that are not active.
  public func explanation(of place: Coordinate, position: Int) -> LocationExplanation? {
    let area = Int(areas[position])
    return area < 0 ? nil : locator.explanation(of: place, inArea: area)
  }

  /// The geodesic distance in metres from a place to an active fence's border, from either side;
  /// infinity if it has none, is not active or is farther than `mostMeters`.
  public func borderDistanceMeters(
    from place: Coordinate, position: Int, atMost mostMeters: Double = .infinity
  ) -> Double {
    let area = Int(areas[position])
    if area >= 0 {
      return locator.borderDistanceMeters(from: place, inArea: area, atMost: mostMeters)
    }
    guard let center = centers[position], case .circle(let circle) = fences[position].shape else {
      return .infinity
    }
    let distance = abs(
      Geodesic.distanceMeters(from: center, to: EarthPoint(place)) - circle.radiusMeters)
    return distance <= mostMeters ? distance : .infinity
  }

  /// The point of the Earth at `place` is computed when the first circle needs it.
  @inline(__always)
  private func collect(
    x: Double, _ place: Coordinate, _ point: inout EarthPoint?, into positions: inout [Int]
  ) {
    tree.forEach(slotsAtX: x, y: place.latitude) { slot in
      let entry = entries[slot]
      let position = Int(entry.fence)
      guard
        entry.inner.holds(x: x, y: place.latitude)
          || isHeld(place, &point, position: position)
      else { return }
      // A fence may have entries on both sides of the antimeridian.
      if abs(x) == 180, positions.contains(position) { return }
      positions.append(position)
    }
  }

  @inline(__always)
  private func isHeld(_ place: Coordinate, _ point: inout EarthPoint?, position: Int) -> Bool {
    let area = Int(areas[position])
    if area >= 0 { return locator.contains(place, inArea: area) }
    guard let center = centers[position], case .circle(let circle) = fences[position].shape else {
      return false
    }
    let known = point ?? EarthPoint(place)
    point = known
    return Geodesic.distanceMeters(from: center, to: known) <= circle.radiusMeters
  }
}

extension PlaneBox {
  /// A box that holds nothing.
  static let nowhere = PlaneBox(west: 1, south: 1, east: -1, north: -1)
}

extension Circle {
  /// Boxes that hold the circle together: two if it crosses the antimeridian.
  var outerBoxes: [PlaneBox] {
    let box = BoundingBox(around: center, radiusMeters: radiusMeters)
    guard box.crossesAntimeridian else {
      return [PlaneBox(west: box.west, south: box.south, east: box.east, north: box.north)]
    }
    return [
      PlaneBox(west: box.west, south: box.south, east: 180, north: box.north),
      PlaneBox(west: -180, south: box.south, east: box.east, north: box.north),
    ]
  }

  /// A box that lies wholly inside the circle, or nil if the circle is too small or too near to a
  /// pole to have a useful one.
  ///
  /// No corner of it is farther from the centre than along the line that is straight in longitude
  /// and latitude.
  var innerBox: PlaneBox? {
    // A tenth of a millimetre is more than the error of distances.
    let reach = (radiusMeters - 0.01) * 0.7071
    guard reach > 0 else { return nil }
    let degreesNorth = reach / DistanceBounds.metersPerDegree
    let (south, north) = (center.latitude - degreesNorth, center.latitude + degreesNorth)
    guard south > -89, north < 89 else { return nil }
    let nearestEquator = south * north <= 0 ? 0 : min(abs(south), abs(north))
    let degreesEast = degreesNorth / DistanceBounds.cosine(degrees: nearestEquator)
    guard
      DistanceBounds.wayMeters(
        north: degreesNorth, east: degreesEast, nearestEquator: nearestEquator)
        < radiusMeters - 0.001
    else { return nil }
    return PlaneBox(
      west: max(-180, center.longitude - degreesEast), south: south,
      east: min(180, center.longitude + degreesEast), north: north)
  }
}
