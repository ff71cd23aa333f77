import Geodesy
import Geofencing
import TestSupport

/// Kinds of routes that distances have to be right around.
enum Routes: String, CaseIterable, Sendable {
  case city, country, antimeridian, farNorth, acrossThePole, parallel, farNorthParallel, meridian
  case zeroLengthEdges, repeatedPosition

  /// The greatest distance in metres from the route that is of interest.
  var reach: Double {
    switch self {
    case .city, .zeroLengthEdges, .repeatedPosition: 3_000
    default: 55_000
    }
  }

  /// A seeded route of this kind.
  func make(_ random: inout ShapeRandom) -> [Coordinate] {
    let north = random.next(in: -60...60)
    let east = random.next(in: -179...179)
    switch self {
    case .city: return walk(from: (north, east), steps: 60, latitude: 0.002, &random)
    case .country: return walk(from: (north / 2, east), steps: 9, latitude: 4, &random)
    case .antimeridian:
      return (0..<12).map {
        shapePlace(north + Double($0) * 0.1, 180 + random.next(in: -0.4...0.4))
      }
    case .farNorth:
      return (0..<6).map { _ in
        shapePlace(random.next(in: 88.8...89.2), random.next(in: -180...180))
      }
    case .acrossThePole:
      return (0..<4).map { _ in
        shapePlace(-90 + random.next(in: 0...0.2), random.next(in: -180...180))
      } + [shapePlace(-90, east), shapePlace(-89.9, east)]
    case .parallel:
      return [shapePlace(north, east), shapePlace(north, east + random.next(in: 5...40))]
    case .farNorthParallel:
      let latitude = random.next(in: 89.5...89.99)
      return [shapePlace(latitude, east), shapePlace(latitude, east + random.next(in: 60...179))]
    case .meridian: return [shapePlace(north, east), shapePlace(north + 12, east)]
    case .zeroLengthEdges:
      let line = walk(from: (north, east), steps: 8, latitude: 0.004, &random)
      return line.flatMap { [$0, $0, $0] }
    case .repeatedPosition: return Array(repeating: shapePlace(north, east), count: 5)
    }
  }

  private func walk(
    from start: (Double, Double), steps: Int, latitude: Double, _ random: inout ShapeRandom
  ) -> [Coordinate] {
    var (north, east) = start
    return (0...steps).map { _ in
      defer {
        north += random.next(in: -latitude...latitude)
        east += random.next(in: (-latitude / 3)...latitude) * 1.5
      }
      return shapePlace(north, east)
    }
  }

  /// Places around a route: on its positions, on its edges, and near both.
  func places(
    around line: [Coordinate], count: Int, _ random: inout ShapeRandom
  ) -> [Coordinate] {
    (0..<count).map { number in
      let edge = Int(random.next() % UInt64(line.count - 1))
      if number % 16 == 0 { return line[edge] }
      let foot = Edge(from: line[edge], to: line[edge + 1]).place(at: random.next(in: 0...1))
      if number % 16 == 1 { return foot }
      let share = random.next(in: 0...1)
      return Geodesic.direct(
        from: foot, initialBearingDegrees: random.next(in: 0...360),
        distanceMeters: reach * share * share)
    }
  }
}

/// An edge that is straight in longitude and latitude, the short way round.
struct Edge {
  let start: Coordinate
  let north: Double
  let east: Double

  init(from start: Coordinate, to end: Coordinate) {
    self.start = start
    north = end.latitude - start.latitude
    let east = end.longitude - start.longitude
    self.east = east > 180 ? east - 360 : east < -180 ? east + 360 : east
  }

  func place(at share: Double) -> Coordinate {
    shapePlace(start.latitude + share * north, start.longitude + share * east)
  }
}

/// Distances to lines by many samples and then, around the best of them, by golden section over
/// Karney's distances.
struct SampledLines {
  private let edges: [Edge]
  private let samples: [EarthPoint]
  /// Samples of an edge but for the last.
  private let count: Int

  init(_ lines: [[Coordinate]], samplesPerEdge count: Int) {
    self.count = count
    edges = lines.flatMap { line in zip(line, line.dropFirst()).map { Edge(from: $0, to: $1) } }
    samples = edges.flatMap { edge in
      (0...count).map { EarthPoint(edge.place(at: Double($0) / Double(count))) }
    }
  }

  func distanceMeters(from place: Coordinate) -> Double {
    let point = EarthPoint(place)
    let squares = samples.map { point.squaredChord(to: $0) }
    var minima: [(square: Double, edge: Int, sample: Int)] = []
    for edge in edges.indices {
      let first = edge * (count + 1)
      for sample in 0...count {
        let square = squares[first + sample]
        if sample > 0, squares[first + sample - 1] <= square { continue }
        if sample < count, squares[first + sample + 1] < square { continue }
        minima.append((square, edge, sample))
      }
    }
    minima.sort { $0.square < $1.square }
    return minima.prefix(6).map { minimum in
      leastDistance(
        from: place, to: edges[minimum.edge],
        between: max(0, Double(minimum.sample) - 1) / Double(count),
        and: min(Double(count), Double(minimum.sample) + 1) / Double(count))
    }.min() ?? .infinity
  }

  private func leastDistance(
    from place: Coordinate, to edge: Edge, between start: Double, and end: Double
  ) -> Double {
    func distance(_ share: Double) -> Double {
      Geodesic.inverse(from: place, to: edge.place(at: share)).distanceMeters
    }
    let golden = 0.618_033_988_749_894_9
    var (low, high) = (start, end)
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (distance(left), distance(right))
    for _ in 0..<45 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = distance(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = distance(right)
      }
    }
    return min(distance(start), distance(end), atLeft, atRight)
  }
}

/// A place whose latitude is clamped and whose longitude is wrapped into range.
func shapePlace(_ latitude: Double, _ longitude: Double) -> Coordinate {
  let wrapped = longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude
  guard let place = Coordinate(latitude: min(90, max(-90, latitude)), longitude: wrapped) else {
    preconditionFailure("(\(latitude), \(longitude)) is no place")
  }
  return place
}

/// Sebastiano Vigna's splitmix64.
struct ShapeRandom {
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func next() -> UInt64 { random.next() }

  mutating func next(in range: ClosedRange<Double>) -> Double {
    range.lowerBound
      + (range.upperBound - range.lowerBound) * Double(next() >> 11) / 9_007_199_254_740_992
  }
}
