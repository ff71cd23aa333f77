import Geofencing

/// The `coordinates` of a GeoJSON Polygon or MultiPolygon, read from minified, checked JSON.
///
/// Here, as in all of GeoJSON, longitude comes before latitude.
struct CoordinateList {
  /// One ring, as it stands in the file.
  struct RingText {
    var place: RingPlace
    var longitudes: [Double] = []
    var latitudes: [Double] = []
  }

  /// What has another form than nested lists of numbers.
  struct Fault: Error {
    /// The positions in the lists that lead to it.
    var path: [Int]
    var problem: Problem
  }

  enum Problem {
    /// Something other than the list or number that belongs there.
    case wrongShape(expected: String, found: String)
    case fence(GeofenceError)
  }

  /// Whether the ring of a `Polygon` comes first, or a list of polygons.
  let isMulti: Bool
  private(set) var rings: [RingText] = []
  private(set) var polygonCount = 0
  private var vertexCount = 0
  private var position = 0

  /// Reads the list that is the whole of `bytes`.
  init(_ bytes: Span<UInt8>, isMulti: Bool) throws(Fault) {
    self.isMulti = isMulti
    if isMulti {
      try visitList(bytes, path: [], "a list of polygons") {
        (list, index) throws(Fault) in
        try list.readPolygon(bytes, index: index, path: [index])
      }
    } else {
      try readPolygon(bytes, index: 0, path: [])
    }
  }

  private mutating func readPolygon(
    _ bytes: Span<UInt8>, index: Int, path: [Int]
  ) throws(Fault) {
    let first = rings.count
    polygonCount += 1
    try visitList(bytes, path: path, "a list of rings") { (list, ring) throws(Fault) in
      try list.readRing(bytes, RingPlace(polygon: index, ring: ring), path: path + [ring])
    }
    guard rings.count > first else { throw Fault(path: path, problem: .fence(.empty)) }
  }

  private mutating func readRing(
    _ bytes: Span<UInt8>, _ place: RingPlace, path: [Int]
  ) throws(Fault) {
    var ring = RingText(place: place)
    try visitList(bytes, path: path, "a list of positions") { (list, index) throws(Fault) in
      try list.readPosition(bytes, index: index, of: &ring, path: path)
    }
    vertexCount += ring.longitudes.count
    rings.append(ring)
    guard vertexCount <= GeofenceError.mostVertices else {
      // The rest is counted no more: it can only be more.
      throw Fault(path: path, problem: .fence(.tooManyVertices(vertexCount)))
    }
  }

  private mutating func readPosition(
    _ bytes: Span<UInt8>, index: Int, of ring: inout RingText, path: [Int]
  ) throws(Fault) {
    guard bytes[position] == UInt8(ascii: "[") else {
      throw wrongShape(bytes, "a position [longitude, latitude]", path + [index])
    }
    position += 1
    var count = 0
    while bytes[position] != UInt8(ascii: "]") {
      let start = position
      while bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: "]") {
        position += 1
      }
      guard let value = NumberText.value(bytes.extracting(start..<position)) else {
        position = start
        throw wrongShape(bytes, "a finite number", path + [index, count])
      }
      if count == 0 { ring.longitudes.append(value) }
      if count == 1 { ring.latitudes.append(value) }
      count += 1
      if bytes[position] == UInt8(ascii: ",") { position += 1 }
    }
    position += 1
    guard count >= 2 else {
      throw Fault(
        path: path + [index],
        problem: .fence(
          .shortPosition(
            numberCount: count, at: PositionPlace(ring: ring.place, position: index))))
    }
  }

  /// Calls `body` where each element of the list here begins; it must go to the element's end.
  private mutating func visitList(
    _ bytes: Span<UInt8>, path: [Int], _ expected: String,
    _ body: (inout CoordinateList, Int) throws(Fault) -> Void
  ) throws(Fault) {
    guard bytes[position] == UInt8(ascii: "[") else { throw wrongShape(bytes, expected, path) }
    position += 1
    var index = 0
    while bytes[position] != UInt8(ascii: "]") {
      try body(&self, index)
      index += 1
      if bytes[position] == UInt8(ascii: ",") { position += 1 }
    }
    position += 1
  }

  /// The single position that is the whole of `bytes`, such as the coordinates of a Point.
  static func position(_ bytes: Span<UInt8>) throws(Fault) -> (latitude: Double, longitude: Double)
  {
    var list = CoordinateList()
    var ring = RingText(place: RingPlace(polygon: 0, ring: 0))
    do {
      try list.readPosition(bytes, index: 0, of: &ring, path: [])
    } catch {
      // The position stands by itself, in no list.
      throw Fault(path: Array(error.path.dropFirst()), problem: error.problem)
    }
    return (ring.latitudes[0], ring.longitudes[0])
  }

  private init() {
    isMulti = false
  }

  private func wrongShape(_ bytes: Span<UInt8>, _ expected: String, _ path: [Int]) -> Fault {
    Fault(path: path, problem: .wrongShape(expected: expected, found: found(bytes)))
  }

  /// What kind of value begins here.
  private func found(_ bytes: Span<UInt8>) -> String {
    switch bytes[position] {
    case UInt8(ascii: "["): "a list"
    case UInt8(ascii: "{"): "an object"
    case UInt8(ascii: "\""): "a text"
    case UInt8(ascii: "n"): "null"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): "true or false"
    default: "a number that is too large or no list"
    }
  }
}

extension CoordinateList {
  /// The path to a place in the lists, as the numbers of a JSON pointer.
  func path(to place: RingPlace) -> [Int] {
    isMulti ? [place.polygon, place.ring] : [place.ring]
  }
}

extension GeofenceError {
  /// The same error in another ring: rings are made without knowing which they are.
  func placed(in ring: RingPlace) -> GeofenceError {
    func moved(_ place: PositionPlace) -> PositionPlace {
      PositionPlace(ring: ring, position: place.position)
    }
    switch self {
    case .shortPosition(let count, let place):
      return .shortPosition(numberCount: count, at: moved(place))
    case .tooFewPositions(let count, _): return .tooFewPositions(count, in: ring)
    case .unclosedRing: return .unclosedRing(ring)
    case .outOfRange(let latitude, let longitude, let place):
      return .outOfRange(latitude: latitude, longitude: longitude, at: moved(place))
    case .longEdge(let degrees, let place): return .longEdge(degrees: degrees, at: moved(place))
    default: return self
    }
  }

  /// The ring and position that the error names, if it does.
  var place: (ring: RingPlace, position: Int?)? {
    switch self {
    case .shortPosition(_, let place), .outOfRange(_, _, let place), .longEdge(_, let place):
      (place.ring, place.position)
    case .tooFewPositions(_, let ring), .unclosedRing(let ring): (ring, nil)
    default: nil
    }
  }
}
