public import Geodesy

extension PolygonLocator {
  /// The geodesic distance in metres from a place to the nearest point of an area's border, from
  /// inside as well as from outside.
  ///
  /// Right to 2 mm, beyond 20 km to a ten-millionth of the distance. A cut along the antimeridian
  /// with the area on both sides of it is no border, and neither is an edge along a pole, which is
  /// a single place. Infinity if that leaves nothing, as with the whole Earth, or if nothing is as
  /// near as `mostMeters`.
  ///
  /// Best first through the nodes, by lower bounds in space, then through halves of edges: some
  /// microseconds for small areas, and for large ones too unless many edges are equally near.
  public func borderDistanceMeters(
    from place: Coordinate, inArea area: Int = 0, atMost mostMeters: Double = .infinity
  ) -> Double {
    let point = EarthPoint(place)
    var queue = BoundQueue<Candidate>()
    var nearest = Double.infinity
    var limit = mostMeters

    func push(_ piece: EdgePiece) {
      let (reached, bound) = piece.distances(from: point)
      if reached < nearest {
        nearest = reached
        limit = min(mostMeters, reached - tolerance(reached))
      }
      // A piece this close to its chord holds no place that is much nearer than the one reached.
      let smallest = 0.25 * tolerance(reached) / WGS84.equatorialRadiusMeters
      if bound <= limit, piece.sagitta > smallest { queue.push(.piece(piece), bound: bound) }
    }
    func pushNodes(_ range: Range<Int>) {
      var child = range.lowerBound
      while child < range.upperBound {
        let bound = DistanceBounds.meters(from: point, to: PlaneBox(nodes[child]))
        if bound <= limit { queue.push(.node(child), bound: bound) }
        child = Int(nodes[child].end)
      }
    }

    pushNodes(areas[area].nodes)
    while let (bound, candidate) = queue.pop(), bound <= limit {
      switch candidate {
      case .node(let node):
        let below = node + 1..<Int(nodes[node].end)
        if below.isEmpty {
          for edge in Int(nodes[node].first)..<Int(nodes[node].last) {
            forEachBorderPiece(ofEdge: edge, area: areas[area], push)
          }
        } else {
          pushNodes(below)
        }
      case .piece(let piece):
        let (one, other) = piece.halves
        push(one)
        push(other)
      }
    }
    return nearest <= mostMeters ? nearest : .infinity
  }

  private enum Candidate {
    case node(Int)
    case piece(EdgePiece)
  }

  /// How much nearer a place must be to be worth finding, in metres.
  private func tolerance(_ distance: Double) -> Double {
    max(0.001, 5e-8 * distance)
  }

  /// Hands on the parts of an edge that are borders on the Earth.
  private func forEachBorderPiece(ofEdge edge: Int, area: Area, _ body: (EdgePiece) -> Void) {
    let (fromX, fromY) = (xs[edge], ys[edge])
    let (toX, toY) = (xs[edge + 1], ys[edge + 1])
    if abs(fromY) == 90, fromY == toY { return }
    guard abs(fromX) == 180, fromX == toX, !area.seams.isEmpty else {
      body(EdgePiece(fromX: fromX, fromY: fromY, toX: toX, toY: toY))
      return
    }
    // What the seams, which are sorted and lie apart, leave of the edge.
    var south = min(fromY, toY)
    let north = max(fromY, toY)
    for seam in seams[area.seams] where seam.north > south && seam.south < north {
      if seam.south > south {
        body(EdgePiece(fromX: fromX, fromY: south, toX: toX, toY: seam.south))
      }
      south = seam.north
    }
    if south < north { body(EdgePiece(fromX: fromX, fromY: south, toX: toX, toY: north)) }
  }
}
