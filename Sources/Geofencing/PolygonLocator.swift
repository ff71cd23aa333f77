#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a place lies relative to an area.
public enum Location: Hashable, Sendable {
  case inside, border, outside
}

/// Areas made ready to be asked which places they hold, exactly and fast.
///
/// A place is inside a polygon if a line from it to the east crosses the polygon's rings an odd
/// number of times, and on its border if it lies on a ring; edges are straight in longitude and
/// latitude, and every decision is exact. It is inside an area if it is inside one of the area's
/// polygons. The meridians -180 and 180 are one: a place there is looked for on both, and is inside
/// where the area goes on across. At the poles too the longitude counts: a place there is a point of
/// the plane like others. Numbers closer to zero than 2⁻²⁰⁰ degrees count as zero.
///
/// A run of neighbouring edges has a node with its box. A box that lies east of the place is
/// crossed oddly exactly if the run's ends lie on different sides of the place's latitude, and one
/// to the west, north or south is not crossed. The same goes for a strip in the run's main direction,
/// as long thin runs have wide boxes. So only runs around the place are looked into, which are few
/// even where tens of thousands of edges cross its latitude.
///
/// It never changes, so any number of threads may ask it.
public struct PolygonLocator: Sendable {
  /// All positions, ring after ring.
  private(set) var xs: [Double] = []
  private(set) var ys: [Double] = []
  /// The nodes of all areas, each followed by those below it.
  private(set) var nodes: [Node] = []
  private(set) var areas: [Area] = []
  private(set) var rings: [RingRecord] = []
  /// Latitudes between which an area goes on across the antimeridian.
  private(set) var seams: [Seam] = []

  /// A run of edges, or several runs, rings or polygons.
  struct Node: Sendable {
    var west: Double
    var south: Double
    var east: Double
    var north: Double
    /// The node that comes after all nodes below this one.
    var end: Int32
    /// The positions from which and to which the run goes; equal for what is not one run.
    var first: Int32
    var last: Int32
    var kind: Kind
    /// An oblique strip that the run lies in, as thin as one along its main direction is.
    var strip = Strip.everywhere
  }

  /// The places (x, y) for which x·`across`.x + y·`across`.y is from `least` to `greatest`.
  struct Strip: Sendable {
    var acrossX: Double
    var acrossY: Double
    var least: Double
    var greatest: Double

    static let everywhere = Strip(
      acrossX: 0, acrossY: 0, least: -.infinity, greatest: .infinity)
  }

  enum Kind: UInt8, Sendable {
    /// Part of a polygon; one without nodes below it has edges.
    case run
    /// A polygon.
    case polygon
    /// Several polygons.
    case polygons
  }

  /// An area's parts in the lists above.
  struct Area: Sendable {
    var nodes: Range<Int>
    var rings: Range<Int>
    var seams: Range<Int>
  }

  /// A ring as it was given.
  struct RingRecord: Sendable {
    var place: RingPlace
    /// The positions; the last is the first again.
    var positions: ClosedRange<Int>
  }

  struct Seam: Sendable {
    var south: Double
    var north: Double
  }

  /// Prepares one area.
  public init(_ area: MultiPolygon) {
    self.init([area])
  }

  /// Prepares areas, which are then known by their positions in this list.
  public init(_ areas: [MultiPolygon]) {
    for area in areas { append(area) }
  }

  /// How many areas there are.
  public var areaCount: Int { areas.count }

  /// How much memory the areas take, in bytes.
  public var byteCount: Int {
    MemoryLayout<Double>.stride * (xs.count + ys.count) + MemoryLayout<Node>.stride * nodes.count
      + MemoryLayout<Area>.stride * areas.count + MemoryLayout<RingRecord>.stride * rings.count
      + MemoryLayout<Seam>.stride * seams.count
  }

  /// How many edges a node holds at most; beyond, it has nodes below it. From measurements with 8,
  /// 16 and 32, both for 30 and for 100,000 positions.
  static let mostEdges = 8
  /// How many nodes a node has below it at most.
  static let fanOut = 4
}

extension PolygonLocator.Node {
  enum Side {
    case west, east
  }

  /// On which side of the place the whole run lies, if the strip tells: the line to the other side
  /// does not cross the run.
  @inline(__always)
  func side(x: Double, y: Double) -> Side? {
    let across = x * strip.acrossX + y * strip.acrossY
    // Going west makes `across` less if `acrossX` is positive, and so leads away from a strip in
    // which it is greater.
    if across < strip.least { return strip.acrossX > 0 ? .east : .west }
    if across > strip.greatest { return strip.acrossX > 0 ? .west : .east }
    return nil
  }
}

/// Building.
extension PolygonLocator {
  private mutating func append(_ area: MultiPolygon) {
    let firstNode = nodes.count
    let firstRing = rings.count
    let firstSeam = seams.count
    let boxes = area.polygons.map { PlaneBox($0.rings[0]) }
    append(.polygons, orderedAlongCurve(boxes)) { locator, index in
      locator.append(area.polygons[index], index: index)
    }
    appendSeams(rings: firstRing..<rings.count)
    areas.append(
      Area(
        nodes: firstNode..<nodes.count, rings: firstRing..<rings.count,
        seams: firstSeam..<seams.count))
  }

  private mutating func append(_ polygon: Polygon, index: Int) {
    let start = nodes.count
    if polygon.rings.count == 1 {
      append(polygon.rings[0], at: RingPlace(polygon: index, ring: 0))
    } else {
      let boxes = polygon.rings.map(PlaneBox.init)
      appendParent(.run) { locator in
        locator.append(.run, locator.orderedAlongCurve(boxes)) { locator, ring in
          locator.append(polygon.rings[ring], at: RingPlace(polygon: index, ring: ring))
        }
      }
    }
    nodes[start].kind = .polygon
  }

  private mutating func append(_ ring: Ring, at place: RingPlace) {
    let first = xs.count
    // See the precondition of `Orientation.sign`.
    xs.append(contentsOf: ring.longitudes.map(Self.withoutTinyValue))
    ys.append(contentsOf: ring.latitudes.map(Self.withoutTinyValue))
    let last = xs.count - 1
    rings.append(RingRecord(place: place, positions: first...last))
    append(edges: first..<last)
  }

  /// Appends the node of a run of edges, which are numbered by their first positions.
  private mutating func append(edges: Range<Int>) {
    guard edges.count > Self.mostEdges else {
      var box = PlaneBox(x: xs[edges.lowerBound], y: ys[edges.lowerBound])
      for index in edges { box.extend(x: xs[index + 1], y: ys[index + 1]) }
      nodes.append(
        Node(
          west: box.west, south: box.south, east: box.east, north: box.north,
          end: Int32(nodes.count + 1), first: Int32(edges.lowerBound),
          last: Int32(edges.upperBound), kind: .run, strip: strip(edges: edges)))
      return
    }
    var step = Self.mostEdges
    while step * Self.fanOut < edges.count { step *= Self.fanOut }
    let start = nodes.count
    appendParent(.run) { locator in
      for first in stride(from: edges.lowerBound, to: edges.upperBound, by: step) {
        locator.append(edges: first..<min(first + step, edges.upperBound))
      }
    }
    nodes[start].first = Int32(edges.lowerBound)
    nodes[start].last = Int32(edges.upperBound)
    nodes[start].strip = strip(edges: edges)
  }

  /// The strip in the direction in which the positions of a run vary the most.
  private func strip(edges: Range<Int>) -> Strip {
    let positions = edges.lowerBound...edges.upperBound
    let (originX, originY) = (xs[edges.lowerBound], ys[edges.lowerBound])
    var (sumX, sumY, squareX, squareY, product) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for index in positions {
      let (x, y) = (xs[index] - originX, ys[index] - originY)
      sumX += x
      sumY += y
      squareX += x * x
      squareY += y * y
      product += x * y
    }
    let count = Double(positions.count)
    let angle =
      atan2(
        2 * (product - sumX * sumY / count),
        (squareX - sumX * sumX / count) - (squareY - sumY * sumY / count)) / 2
    var strip = Strip(
      acrossX: -sin(angle), acrossY: cos(angle), least: .infinity, greatest: -.infinity)
    for index in positions {
      let across = xs[index] * strip.acrossX + ys[index] * strip.acrossY
      strip.least = min(strip.least, across)
      strip.greatest = max(strip.greatest, across)
    }
    // More than all rounding errors of sums that are at most 270.
    strip.least -= 1e-12
    strip.greatest += 1e-12
    return strip
  }

  /// Appends things in this order, with nodes above them if they are many.
  private mutating func append(
    _ kind: Kind, _ order: ArraySlice<Int>, _ appendOne: (inout Self, Int) -> Void
  ) {
    guard order.count > Self.fanOut else {
      for index in order { appendOne(&self, index) }
      return
    }
    var step = 1
    while step * Self.fanOut < order.count { step *= Self.fanOut }
    for first in stride(from: order.startIndex, to: order.endIndex, by: step) {
      let part = order[first..<min(first + step, order.endIndex)]
      guard part.count > 1 else {
        appendOne(&self, order[first])
        continue
      }
      appendParent(kind) { locator in locator.append(kind, part, appendOne) }
    }
  }

  /// Appends a node, then what lies below it, and gives it the box around that.
  private mutating func appendParent(_ kind: Kind, _ appendChildren: (inout Self) -> Void) {
    let start = nodes.count
    nodes.append(
      Node(west: 0, south: 0, east: 0, north: 0, end: 0, first: 0, last: 0, kind: kind))
    appendChildren(&self)
    var child = start + 1
    var box = PlaneBox(nodes[child])
    while child < nodes.count {
      box.extend(PlaneBox(nodes[child]))
      child = Int(nodes[child].end)
    }
    nodes[start].west = box.west
    nodes[start].south = box.south
    nodes[start].east = box.east
    nodes[start].north = box.north
    nodes[start].end = Int32(nodes.count)
  }

  /// The positions of boxes in the order of a Hilbert curve through their centres.
  private func orderedAlongCurve(_ boxes: [PlaneBox]) -> ArraySlice<Int> {
    guard boxes.count > Self.fanOut else { return Array(boxes.indices)[...] }
    let keys = boxes.map { hilbertKey(x: ($0.west + $0.east) / 2, y: ($0.south + $0.north) / 2) }
    return boxes.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }[...]
  }

  /// Finds where edges along -180 and along 180 lie side by side.
  private mutating func appendSeams(rings range: Range<Int>) {
    let east = spans(along: 180, rings: range)
    guard !east.isEmpty else { return }
    let west = spans(along: -180, rings: range)
    var (one, other) = (0, 0)
    while one < east.count, other < west.count {
      let south = max(east[one].south, west[other].south)
      let north = min(east[one].north, west[other].north)
      if south < north { seams.append(Seam(south: south, north: north)) }
      if east[one].north < west[other].north { one += 1 } else { other += 1 }
    }
  }

  /// The latitudes that edges along a meridian cover, put together where they touch.
  private func spans(along meridian: Double, rings range: Range<Int>) -> [Seam] {
    var spans: [Seam] = []
    for ring in rings[range] {
      for index in ring.positions.dropLast() {
        guard xs[index] == meridian, xs[index + 1] == meridian, ys[index] != ys[index + 1] else {
          continue
        }
        spans.append(
          Seam(south: min(ys[index], ys[index + 1]), north: max(ys[index], ys[index + 1])))
      }
    }
    spans.sort { $0.south < $1.south }
    var merged: [Seam] = []
    for span in spans {
      if let last = merged.last, span.south <= last.north {
        merged[merged.count - 1].north = max(last.north, span.north)
      } else {
        merged.append(span)
      }
    }
    return merged
  }

  /// The number, or 0 for one so small that products of it could underflow.
  @inline(__always)
  static func withoutTinyValue(_ value: Double) -> Double { abs(value) < 0x1p-200 ? 0 : value }
}
