public import Geodesy

extension PolygonLocator {
  /// Where a place lies relative to an area.
  ///
  /// Allocates nothing. Time grows with the logarithm of the number of edges, unless many runs of
  /// edges lie close to the place.
  public func location(of place: Coordinate, inArea area: Int = 0) -> Location {
    let x = Self.withoutTinyValue(place.longitude)
    let y = Self.withoutTinyValue(place.latitude)
    let here = location(x: x, y: y, area: areas[area])
    guard abs(x) == 180, here != .inside else { return here }
    let there = location(x: -x, y: y, area: areas[area])
    if there == .inside { return .inside }
    // Strictly between the ends of a cut the area lies on both sides of it.
    if here == .border, there == .border,
      seams[areas[area].seams].contains(where: { $0.south < y && y < $0.north })
    {
      return .inside
    }
    return here == .border || there == .border ? .border : .outside
  }

  /// Whether a place lies inside an area or on its border.
  public func contains(_ place: Coordinate, inArea area: Int = 0) -> Bool {
    location(of: place, inArea: area) != .outside
  }

  private func location(x: Double, y: Double, area: Area) -> Location {
    var index = area.nodes.lowerBound
    var isOnBorder = false
    while index < area.nodes.upperBound {
      let box = PlaneBox(nodes[index])
      guard box.holds(x: x, y: y) else {
        index = Int(nodes[index].end)
        continue
      }
      guard nodes[index].kind == .polygon else {
        index += 1
        continue
      }
      switch location(x: x, y: y, polygon: index) {
      case .inside: return .inside
      case .border: isOnBorder = true
      case .outside: break
      }
      index = Int(nodes[index].end)
    }
    return isOnBorder ? .border : .outside
  }

  /// Where a point of the plane lies relative to the polygon of a node.
  func location(x: Double, y: Double, polygon: Int) -> Location {
    let (nodes, xs, ys) = (nodes.span, xs.span, ys.span)
    var index = polygon
    let end = Int(nodes[polygon].end)
    var isOdd = false
    while index < end {
      let node = nodes[index]
      if y < node.south || y > node.north || x > node.east {
        index = Int(node.end)
      } else if x < node.west {
        // Between its ends a run crosses the latitude oddly if they lie on different sides of it.
        isOdd = isOdd != ((ys[Int(node.first)] > y) != (ys[Int(node.last)] > y))
        index = Int(node.end)
      } else if let side = node.side(x: x, y: y) {
        // The same where the run lies on one side of an oblique line through the place.
        if side == .east {
          isOdd = isOdd != ((ys[Int(node.first)] > y) != (ys[Int(node.last)] > y))
        }
        index = Int(node.end)
      } else {
        index += 1
        guard index == Int(node.end) else { continue }
        // Which edges have ends on both sides of the latitude, and which begin on it: gathered
        // without branches, as few of them matter and which ones cannot be foreseen.
        let first = Int(node.first)
        var straddling: UInt32 = 0
        var touching: UInt32 = 0
        var isAbove: UInt32 = ys[first] > y ? 1 : 0
        for offset in 0..<Int(node.last) - first {
          let isNextAbove: UInt32 = ys[first + offset + 1] > y ? 1 : 0
          straddling |= (isAbove ^ isNextAbove) << UInt32(truncatingIfNeeded: offset)
          touching |= (ys[first + offset] == y ? 1 : 0) << UInt32(truncatingIfNeeded: offset)
          isAbove = isNextAbove
        }
        var relevant = straddling | touching
        while relevant != 0 {
          let edge = first + relevant.trailingZeroBitCount
          relevant &= relevant &- 1
          switch Self.crossing(
            x: x, y: y, fromX: xs[edge], fromY: ys[edge], toX: xs[edge + 1], toY: ys[edge + 1])
          {
          case .none: break
          case .east: isOdd.toggle()
          case .border: return .border
          }
        }
      }
    }
    return isOdd ? .inside : .outside
  }

  enum Crossing {
    case none, east, border
  }

  /// Whether the line from a point to the east crosses an edge, or the point lies on the edge.
  ///
  /// An edge holds its lower end and not its upper one, so that a vertex at the point's latitude
  /// counts for one of its edges or for both, as the ring passes or touches the line.
  @inline(__always)
  static func crossing(
    x: Double, y: Double, fromX: Double, fromY: Double, toX: Double, toY: Double
  ) -> Crossing {
    let isUpward = toY > y
    guard (fromY > y) != isUpward else {
      // The edge meets the latitude in its first vertex, in its last one, which is the next edge's
      // first, or in all its length.
      guard fromY == y else { return .none }
      if fromX == x { return .border }
      return toY == y && (fromX < x) != (toX < x) && toX != x ? .border : .none
    }
    if x < fromX, x < toX { return .east }
    if x > fromX, x > toX { return .none }
    let side = Orientation.sign(ax: fromX, ay: fromY, bx: toX, by: toY, cx: x, cy: y)
    if side == 0 { return .border }
    return (side > 0) == isUpward ? .east : .none
  }
}
