import Geofencing

extension CoordinateList {
  /// The area with these rings, closed and cut as the options have it.
  func area(_ options: GeofenceFileReader.Options) throws(GeofenceError) -> MultiPolygon {
    var texts = rings
    if options.closesRings {
      for index in texts.indices { texts[index].close() }
    }
    if options.cutsAntimeridian, texts.contains(where: \.crossesAntimeridian) {
      return try Self.cut(texts)
    }
    return try Self.area(of: texts)
  }

  private static func area(of texts: [RingText]) throws(GeofenceError) -> MultiPolygon {
    var polygons: [Polygon] = []
    var index = 0
    while index < texts.count {
      let polygon = texts[index].place.polygon
      let outer = try texts[index].ring()
      var holes: [Ring] = []
      index += 1
      while index < texts.count, texts[index].place.polygon == polygon {
        holes.append(try texts[index].ring())
        index += 1
      }
      polygons.append(Polygon(outer: outer, holes: holes))
    }
    return try MultiPolygon(polygons)
  }

  /// The area cut at -180 and 180 into polygons on either side (RFC 7946, section 3.1.9).
  ///
  /// Each ring is unrolled, so that no edge spans more than 180 degrees, and clipped to three
  /// turns of longitude, which are then laid over one another.
  private static func cut(_ texts: [RingText]) throws(GeofenceError) -> MultiPolygon {
    var polygons: [Polygon] = []
    var index = 0
    while index < texts.count {
      let place = texts[index].place
      let end = texts[index...].firstIndex { $0.place.polygon != place.polygon } ?? texts.count
      let unrolled = try Self.unrolled(texts[index..<end])
      for turn in [-360.0, 0, 360] {
        let moved = PlanePolygon(rings: unrolled.map { $0.points(turn: turn) })
        for part in moved.clipped(at: -180, keepsEast: true) {
          for piece in part.clipped(at: 180, keepsEast: false) {
            polygons.append(try piece.polygon(at: place))
          }
        }
      }
      index = end
    }
    return try MultiPolygon(polygons)
  }

  /// The rings of a polygon without a jump, its holes in the same turn as its outer ring.
  private static func unrolled(
    _ rings: ArraySlice<RingText>
  ) throws(GeofenceError) -> [RingText] {
    var result: [RingText] = []
    for ring in rings {
      var ring = try ring.unrolled()
      if let outer = result.first, let least = outer.longitudes.min(),
        let own = ring.longitudes.min()
      {
        // A hole begins no further west than its shell, and less than a turn further east.
        let turns = ((own - least) / 360).rounded(.down)
        ring.longitudes = ring.longitudes.map { $0 - turns * 360 }
      }
      result.append(ring)
    }
    return result
  }
}

extension CoordinateList.RingText {
  fileprivate mutating func close() {
    guard let longitude = longitudes.first, let latitude = latitudes.first,
      longitude != longitudes.last || latitude != latitudes.last
    else { return }
    longitudes.append(longitude)
    latitudes.append(latitude)
  }

  /// The ring, checked; errors name its place.
  fileprivate func ring() throws(GeofenceError) -> Ring {
    do {
      return try Ring(latitudes: latitudes, longitudes: longitudes)
    } catch {
      throw error.placed(in: place)
    }
  }

  /// Whether an edge spans more than 180 degrees, or a longitude is beyond 180.
  fileprivate var crossesAntimeridian: Bool {
    for index in longitudes.indices {
      if abs(longitudes[index]) > 180, abs(longitudes[index]) <= 540 { return true }
      guard index > 0, abs(longitudes[index] - longitudes[index - 1]) > 180 else { continue }
      // Along a pole an edge is a single place.
      if abs(latitudes[index]) != 90 || latitudes[index] != latitudes[index - 1] { return true }
    }
    return false
  }

  /// The ring with each edge the shorter way round, starting from -180 to 180.
  fileprivate func unrolled() throws(GeofenceError) -> Self {
    var copy = self
    var previous = 0.0
    for index in longitudes.indices {
      let longitude = longitudes[index]
      guard abs(longitude) <= 540, abs(latitudes[index]) <= 90 else {
        throw .outOfRange(
          latitude: latitudes[index], longitude: longitude,
          at: PositionPlace(ring: place, position: index))
      }
      let turns = ((longitude - previous) / 360).rounded()
      copy.longitudes[index] = longitude - turns * 360
      previous = copy.longitudes[index]
    }
    guard longitudes.count >= 4 else { throw .tooFewPositions(longitudes.count, in: place) }
    guard latitudes.first == latitudes.last, let first = copy.longitudes.first,
      let last = copy.longitudes.last
    else { throw .unclosedRing(place) }
    guard first == last else {
      // A ring around a pole comes back a turn away.
      guard abs(abs(first - last) - 360) < 1e-9 else { throw .unclosedRing(place) }
      throw .longEdge(
        degrees: 360, at: PositionPlace(ring: place, position: longitudes.count - 1))
    }
    return copy
  }

  /// The positions of an unrolled ring with `turn` degrees added, the last left out.
  fileprivate func points(turn: Double) -> [PlanePolygon.Point] {
    longitudes.indices.dropLast().map {
      PlanePolygon.Point(x: longitudes[$0] + turn, y: latitudes[$0])
    }
  }
}

/// A polygon in the plane: an outer ring, then holes, none of which repeats its first point.
private struct PlanePolygon {
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  var rings: [[Point]]

  /// What of the polygon lies to the east or west of a meridian.
  ///
  /// Rings are cut into chains that begin and end on the meridian. Sorted by latitude, the first
  /// end and the second have the polygon between them, so do the third and the fourth, and so on,
  /// whichever rings they come from: there the chains are joined. A point on the meridian counts as
  /// lying beyond it, which is as if the meridian were moved a little.
  func clipped(at meridian: Double, keepsEast: Bool) -> [PlanePolygon] {
    var chains: [[Point]] = []
    var whole: [[Point]] = []
    var keepsOuter = false
    for (index, ring) in rings.enumerated() {
      let isKept = ring.map { keepsEast ? $0.x > meridian : $0.x < meridian }
      if !isKept.contains(false) {
        whole.append(ring)
        if index == 0 { keepsOuter = true }
      } else if isKept.contains(true) {
        chains += Self.chains(of: ring, isKept, meridian)
      }
    }
    if keepsOuter { return [PlanePolygon(rings: whole)] }
    var pieces = Self.joined(chains).map { PlanePolygon(rings: [$0]) }
    for hole in whole {
      guard let piece = pieces.firstIndex(where: { $0.outerHolds(hole[0]) }) else { continue }
      pieces[piece].rings.append(hole)
    }
    return pieces
  }

  private static func chains(
    of ring: [Point], _ isKept: [Bool], _ meridian: Double
  ) -> [[Point]] {
    func crossing(_ start: Point, _ end: Point) -> Point {
      // A point on the meridian is taken as it is, not computed.
      if start.x == meridian { return start }
      if end.x == meridian { return end }
      let part = (meridian - start.x) / (end.x - start.x)
      return Point(x: meridian, y: start.y + part * (end.y - start.y))
    }
    let count = ring.count
    var chains: [[Point]] = []
    for first in 0..<count where isKept[first] && !isKept[(first + count - 1) % count] {
      var chain = [crossing(ring[(first + count - 1) % count], ring[first])]
      var index = first
      while isKept[index] {
        chain.append(ring[index])
        index = (index + 1) % count
      }
      chain.append(crossing(ring[(index + count - 1) % count], ring[index]))
      chains.append(chain)
    }
    return chains
  }

  /// The rings that chains make whose ends are joined in pairs along the meridian.
  private static func joined(_ chains: [[Point]]) -> [[Point]] {
    // End 2i is the start of chain i, and 2i + 1 its end.
    func latitude(_ end: Int) -> Double {
      end.isMultiple(of: 2) ? chains[end / 2][0].y : chains[end / 2][chains[end / 2].count - 1].y
    }
    let ends = (0..<2 * chains.count).sorted { (latitude($0), $0) < (latitude($1), $1) }
    var partner = [Int](repeating: 0, count: ends.count)
    for index in stride(from: 0, to: ends.count, by: 2) {
      partner[ends[index]] = ends[index + 1]
      partner[ends[index + 1]] = ends[index]
    }
    var rings: [[Point]] = []
    var isUsed = [Bool](repeating: false, count: chains.count)
    for first in chains.indices where !isUsed[first] {
      var ring: [Point] = []
      var entry = 2 * first
      repeat {
        let isForward = entry.isMultiple(of: 2)
        isUsed[entry / 2] = true
        ring += isForward ? chains[entry / 2] : chains[entry / 2].reversed()
        entry = partner[isForward ? entry + 1 : entry - 1]
      } while entry != 2 * first
      rings.append(ring)
    }
    return rings
  }

  /// Whether a point lies inside the outer ring.
  private func outerHolds(_ point: Point) -> Bool {
    var isInside = false
    var previous = rings[0][rings[0].count - 1]
    for current in rings[0] {
      if (current.y > point.y) != (previous.y > point.y) {
        let part = (point.y - current.y) / (previous.y - current.y)
        if current.x + part * (previous.x - current.x) > point.x { isInside.toggle() }
      }
      previous = current
    }
    return isInside
  }

  /// The polygon on the Earth; errors name a place.
  func polygon(at place: RingPlace) throws(GeofenceError) -> Polygon {
    var checked: [Ring] = []
    for ring in rings {
      let closed = ring + [ring[0]]
      do {
        checked.append(try Ring(latitudes: closed.map(\.y), longitudes: closed.map(\.x)))
      } catch {
        throw error.placed(in: place)
      }
    }
    return Polygon(outer: checked[0], holes: Array(checked.dropFirst()))
  }
}
