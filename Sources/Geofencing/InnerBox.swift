/// Boxes that lie wholly inside areas, so that most places need no look at the edges.
extension PolygonLocator {
  /// A large box that is wholly inside an area, or nil if none was found.
  ///
  /// A grid over the largest polygon finds it; that no edge meets the box and that a corner is
  /// inside is then decided exactly, so rounding in the search cannot make it wrong.
  func innerBox(ofArea area: Int) -> PlaneBox? {
    guard let polygon = largestPolygon(ofArea: area) else { return nil }
    let box = PlaneBox(nodes[polygon])
    let grid = InnerGrid(box, edges: edges(ofPolygon: polygon), locator: self, polygon: polygon)
    guard let found = grid.largestBox else { return nil }
    for edge in edges(ofPolygon: polygon) where meets(found, edge: edge) { return nil }
    let corner = location(x: found.west, y: found.south, polygon: polygon)
    return corner == .inside ? found : nil
  }

  private func largestPolygon(ofArea area: Int) -> Int? {
    var largest: Int?
    var most = 0.0
    for index in areas[area].nodes where nodes[index].kind == .polygon {
      let box = PlaneBox(nodes[index])
      let size = (box.east - box.west) * (box.north - box.south)
      if size > most { (largest, most) = (index, size) }
    }
    return largest
  }

  /// The edges of a polygon by their first positions.
  private func edges(ofPolygon polygon: Int) -> [Int] {
    var edges: [Int] = []
    for index in polygon..<Int(nodes[polygon].end) where Int(nodes[index].end) == index + 1 {
      edges += Int(nodes[index].first)..<Int(nodes[index].last)
    }
    return edges
  }

  /// Whether an edge and a box, borders included, have a point in common; exact.
  private func meets(_ box: PlaneBox, edge: Int) -> Bool {
    let (ax, ay, bx, by) = (xs[edge], ys[edge], xs[edge + 1], ys[edge + 1])
    if max(ax, bx) < box.west || min(ax, bx) > box.east { return false }
    if max(ay, by) < box.south || min(ay, by) > box.north { return false }
    // The boxes meet, so they are apart only if all corners lie on one side of the edge's line.
    var (left, right) = (0, 0)
    for (x, y) in [
      (box.west, box.south), (box.west, box.north), (box.east, box.south), (box.east, box.north),
    ] {
      let side = Orientation.sign(ax: ax, ay: ay, bx: bx, by: by, cx: x, cy: y)
      if side > 0 { left += 1 }
      if side < 0 { right += 1 }
    }
    return left < 4 && right < 4
  }
}

/// Squares over a polygon, some of which no edge comes near.
private struct InnerGrid {
  private static let size = 24
  private let box: PlaneBox
  /// Whether a square is inside, row by row from the south.
  private var isInside = [Bool](repeating: true, count: size * size)

  init(_ box: PlaneBox, edges: [Int], locator: PolygonLocator, polygon: Int) {
    self.box = box
    guard box.east > box.west, box.north > box.south else {
      isInside = []
      return
    }
    let columnsPerDegree = Double(Self.size) / (box.east - box.west)
    let rowsPerDegree = Double(Self.size) / (box.north - box.south)
    for edge in edges {
      let fromX = (locator.xs[edge] - box.west) * columnsPerDegree
      let fromY = (locator.ys[edge] - box.south) * rowsPerDegree
      let toX = (locator.xs[edge + 1] - box.west) * columnsPerDegree
      let toY = (locator.ys[edge + 1] - box.south) * rowsPerDegree
      strike(fromX: fromX, fromY: fromY, toX: toX, toY: toY)
    }
    for row in 0..<Self.size {
      for column in 0..<Self.size where isInside[row * Self.size + column] {
        let place = locator.location(
          x: (x(column) + x(column + 1)) / 2, y: (y(row) + y(row + 1)) / 2, polygon: polygon)
        isInside[row * Self.size + column] = place == .inside
      }
    }
  }

  /// Marks the squares that an edge, in squares, comes near.
  private mutating func strike(fromX: Double, fromY: Double, toX: Double, toY: Double) {
    let margin = 1e-6
    func squares(_ low: Double, _ high: Double) -> ClosedRange<Int> {
      let least = min(max(Int((low - margin).rounded(.down)), 0), Self.size - 1)
      let most = min(max(Int((high + margin).rounded(.down)), 0), Self.size - 1)
      return least...max(least, most)
    }
    for row in squares(min(fromY, toY), max(fromY, toY)) {
      // The part of the edge in the row, a little widened.
      var (low, high) = (0.0, 1.0)
      if abs(toY - fromY) > margin {
        let one = (Double(row) - margin - fromY) / (toY - fromY)
        let other = (Double(row + 1) + margin - fromY) / (toY - fromY)
        low = min(max(min(one, other), 0), 1)
        high = min(max(max(one, other), 0), 1)
      }
      let (one, other) = (fromX + low * (toX - fromX), fromX + high * (toX - fromX))
      for column in squares(min(one, other), max(one, other)) {
        isInside[row * Self.size + column] = false
      }
    }
  }

  private func x(_ column: Int) -> Double {
    box.west + (box.east - box.west) * (Double(column) / Double(Self.size))
  }

  private func y(_ row: Int) -> Double {
    box.south + (box.north - box.south) * (Double(row) / Double(Self.size))
  }

  /// The box of the most squares that are all inside, by the heights of columns row after row.
  var largestBox: PlaneBox? {
    guard !isInside.isEmpty else { return nil }
    var best: PlaneBox?
    var most = 0
    var heights = [Int](repeating: 0, count: Self.size)
    for row in 0..<Self.size {
      for column in 0..<Self.size {
        heights[column] = isInside[row * Self.size + column] ? heights[column] + 1 : 0
      }
      for first in 0..<Self.size where heights[first] > 0 {
        var height = heights[first]
        for last in first..<Self.size {
          height = min(height, heights[last])
          if height == 0 { break }
          let count = height * (last - first + 1)
          if count > most {
            most = count
            best = PlaneBox(
              west: x(first), south: y(row + 1 - height), east: x(last + 1), north: y(row + 1))
          }
        }
      }
    }
    return best
  }
}
