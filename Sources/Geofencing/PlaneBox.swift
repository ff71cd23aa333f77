/// A box in the plane of longitude and latitude, borders included; it does not wrap around.
struct PlaneBox: Sendable, Equatable {
  var west: Double
  var south: Double
  var east: Double
  var north: Double
}

extension PlaneBox {
  init(x: Double, y: Double) {
    self.init(west: x, south: y, east: x, north: y)
  }

  init(_ ring: Ring) {
    self.init(x: ring.longitudes[0], y: ring.latitudes[0])
    for index in 1..<ring.count { extend(x: ring.longitudes[index], y: ring.latitudes[index]) }
  }

  init(_ node: PolygonLocator.Node) {
    self.init(west: node.west, south: node.south, east: node.east, north: node.north)
  }

  mutating func extend(x: Double, y: Double) {
    west = min(west, x)
    south = min(south, y)
    east = max(east, x)
    north = max(north, y)
  }

  mutating func extend(_ other: PlaneBox) {
    extend(x: other.west, y: other.south)
    extend(x: other.east, y: other.north)
  }

  @inline(__always)
  func holds(x: Double, y: Double) -> Bool {
    x >= west && x <= east && y >= south && y <= north
  }
}

/// The place of a position along a Hilbert curve over all longitudes and latitudes, 32 turns deep.
func hilbertKey(x: Double, y: Double) -> UInt64 {
  var column = UInt64((x + 180) / 360 * 0xFFFF_FFFE)
  var row = UInt64((y + 90) / 180 * 0xFFFF_FFFE)
  var key: UInt64 = 0
  var side: UInt64 = 1 << 31
  let most: UInt64 = (1 << 32) - 1
  while side > 0 {
    let right: UInt64 = column & side != 0 ? 1 : 0
    let upper: UInt64 = row & side != 0 ? 1 : 0
    key += side * side * ((3 * right) ^ upper)
    if upper == 0 {
      if right == 1 {
        column = most - column
        row = most - row
      }
      swap(&column, &row)
    }
    side >>= 1
  }
  return key
}
