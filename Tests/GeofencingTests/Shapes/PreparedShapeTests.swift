import Geodesy
import Geofencing
import Testing

struct PreparedShapeTests {
  /// 10 kinds, 4 routes each, 100 places each. The samples' own error is below 0.1 mm.
  @Test(arguments: Routes.allCases, 0..<4 as Range<UInt64>)
  func `measures within a millimetre of a dense sampling with Karney's distances`(
    kind: Routes, seed: UInt64
  ) throws {
    var random = ShapeRandom(seed: seed)
    let line = kind.make(&random)
    let shape = try PreparedShape(ShapePath(line: line))
    let sampled = SampledLines([line], samplesPerEdge: max(8, 1_600 / line.count))
    var largest = 0.0
    for place in kind.places(around: line, count: 100, &random) {
      let expected = sampled.distanceMeters(from: place)
      let distance = try #require(
        shape.distanceMeters(from: place), "\(place) is \(expected) m from \(kind) \(seed)")
      largest = max(largest, abs(distance - expected))
      #expect(
        abs(distance - expected) < 1e-3, "\(place), \(expected) m from \(kind), seed \(seed)")
    }
    #expect(largest < 1e-3)
  }

  @Test(arguments: Routes.allCases)
  func `says of positions and of places on edges that they are 0 metres away`(kind: Routes) throws {
    var random = ShapeRandom(seed: 77)
    let line = kind.make(&random)
    let shape = try PreparedShape(ShapePath(line: line))
    for (start, end) in zip(line, line.dropFirst()) {
      #expect(shape.distanceMeters(from: start, atMost: 0) == 0)
      let middle = Edge(from: start, to: end).place(at: 0.37)
      #expect(shape.distanceMeters(from: middle, atMost: 0) == 0, "\(middle) on \(kind)")
    }
  }

  @Test func `follows a parallel, not the great circle`() throws {
    let shape = try PreparedShape(ShapePath(line: [shapePlace(60, 0), shapePlace(60, 40)]))
    let onParallel = shapePlace(60, 20)
    #expect(shape.distanceMeters(from: onParallel) == 0)
    let north = shapePlace(60.1, 20)
    let distance = try #require(shape.distanceMeters(from: north))
    #expect(abs(distance - Geodesic.distanceMeters(from: onParallel, to: north)) < 1e-4)
  }

  @Test func `goes the short way across the antimeridian`() throws {
    let shape = try PreparedShape(ShapePath(line: [shapePlace(10, 179), shapePlace(10, -179)]))
    #expect(shape.distanceMeters(from: shapePlace(10, 180)) == 0)
    #expect(shape.distanceMeters(from: shapePlace(10, -180)) == 0)
    #expect(shape.distanceMeters(from: shapePlace(10, 0)) == nil)
  }

  @Test func `does not cross the antimeridian with an edge of exactly 180 degrees`() throws {
    let shape = try PreparedShape(ShapePath(line: [shapePlace(0, -90), shapePlace(0, 90)]))
    #expect(shape.distanceMeters(from: shapePlace(0, 0)) == 0)
    #expect(shape.distanceMeters(from: shapePlace(0, 180)) == nil)
  }

  @Test func `measures from the centre of a circle, where every direction is as near`() throws {
    let circle = (0...4).map { shapePlace(89.8, -180 + 90 * Double($0)) }
    let shape = try PreparedShape(ShapePath(line: circle))
    let expected = Geodesic.distanceMeters(from: circle[0], to: shapePlace(90, 0))
    for offset in [0.0, 1e-9, 1e-6, 1e-4] {
      let distance = try #require(shape.distanceMeters(from: shapePlace(90 - offset, 33)))
      #expect(abs(distance - (expected - offset * 111_693.98)) < 2e-4)
    }
  }

  @Test func `measures to the nearest of many points`() throws {
    var random = ShapeRandom(seed: 5)
    let points = (0..<300).map { _ in
      shapePlace(random.next(in: 10...10.5), random.next(in: 179.7...180.3))
    }
    let shape = try PreparedShape(ShapePath(points: points))
    for _ in 0..<100 {
      let place = shapePlace(random.next(in: 9.9...10.6), random.next(in: 179.6...180.4))
      let expected = points.map { Geodesic.inverse(from: place, to: $0).distanceMeters }.min()
      let distance = try #require(shape.distanceMeters(from: place))
      #expect(abs(distance - (expected ?? 0)) < 1e-4)
    }
  }

  @Test func `has no distance beyond the limit, nor with a limit that is no number`() throws {
    let shape = try PreparedShape(ShapePath(points: [shapePlace(0, 0)]))
    let place = shapePlace(0, 0.01)
    let distance = try #require(shape.distanceMeters(from: place))
    #expect(shape.distanceMeters(from: place, atMost: distance) == distance)
    #expect(shape.distanceMeters(from: place, atMost: distance.nextDown) == nil)
    #expect(shape.distanceMeters(from: place, atMost: -1) == nil)
    #expect(shape.distanceMeters(from: place, atMost: .nan) == nil)
    #expect(shape.distanceMeters(from: place, atMost: .infinity) == distance)
    #expect(shape.distanceMeters(from: shapePlace(0, 3), atMost: .infinity) == nil)
  }

  @Test func `cuts a route across a country into few pieces`() throws {
    let path = try ShapePath(line: (0..<10).map { shapePlace(40, Double($0) * 3.9) })
    let pieces = try PreparedShape(path).pieceCount
    #expect(pieces > 290 && pieces < 350)
  }

  @Test func `refuses lines that would need millions of pieces`() throws {
    let zigzag = (0..<10_000).map { shapePlace(0, $0.isMultiple(of: 2) ? -90 : 90) }
    let path = try ShapePath(line: zigzag)
    #expect {
      try PreparedShape(path)
    } throws: { error in
      if case ShapeError.tooLong(let pieces, 250_000) = error { pieces > 19_000_000 } else { false }
    }
  }
}
