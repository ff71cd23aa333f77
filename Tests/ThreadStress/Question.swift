import Catalog
import Geodesy
import Geofencing

/// Something to ask a catalogue, with everything that threads share in asking it.
struct Question: Sendable {
  private enum Kind: Sendable {
    case fences(Coordinate)
    case fix(Coordinate, accuracyMeters: Double)
    case nearestFences(Coordinate)
    case explanation(Coordinate, position: Int)
    case distance(Coordinate, PreparedShape)
    case validity(MultiPolygon)
    case merchants(MerchantQuery, fenceID: String?, user: Int)
  }

  private let kind: Kind

  /// One of the kinds of questions in turn.
  init(number: Int, shapes: [PreparedShape], areas: [MultiPolygon], _ world: inout World) throws {
    let place = world.place()
    switch number % 10 {
    case 0: kind = .fences(place)
    case 1: kind = .fix(place, accuracyMeters: world.next(in: 1...500))
    case 2: kind = .nearestFences(place)
    case 3: kind = .explanation(place, position: world.next(below: 40))
    case 4, 5: kind = .distance(place, shapes[world.next(below: shapes.count)])
    case 6: kind = .validity(areas[world.next(below: areas.count)])
    default:
      var query = MerchantQuery(center: place)
      var fenceID: String?
      query.limit = 1 + world.next(below: 40)
      query.order = MerchantQuery.Order.allCases[world.next(below: 5)]
      query.countsMatches = world.next(below: 2) == 0
      switch world.next(below: 5) {
      case 0: query.filter.words = ["corner", "cafe", "be", "angstrom de"][world.next(below: 4)]
      case 1: fenceID = "zone-\(world.next(below: 40))"
      case 2:
        query.route = try QueryRoute(.path(world.route()))
        query.radiusMeters = world.next(in: 0...2_000)
      case 3: query.filter.region = QueryRegion(areas[world.next(below: areas.count)])
      default: query.radiusMeters = world.next(in: 100...9_000)
      }
      kind = .merchants(query, fenceID: fenceID, user: world.next(below: 3))
    }
  }

  /// All that a catalogue answers, bit by bit; `scorings` are those of three users.
  func answer(
    of catalog: Catalog, _ scorings: [QueryScoring], _ scratch: inout QueryScratch
  ) -> String {
    let index = catalog.fences.index
    switch kind {
    case .fences(let place):
      let positions = index.fences.indices.filter { index.contains(place, position: $0) }
      return "\(index.fences(containing: place).map(\.id)) \(positions)"
    case .fix(let place, let accuracy):
      return "\(index.matches(for: place, accuracyMeters: accuracy))"
    case .nearestFences(let place):
      return "\(index.nearest(to: place, limit: 3))"
    case .explanation(let place, let position):
      let distance = index.borderDistanceMeters(from: place, position: position)
      return index.explanation(of: place, position: position).map { "\($0) \(distance)" }
        ?? "\(distance)"
    case .distance(let place, let shape):
      return shape.distanceMeters(from: place).map { "\($0)" } ?? "far"
    case .validity(let area):
      do {
        return "\(try area.validity())"
      } catch {
        return "\(error)"
      }
    case .merchants(var query, let fenceID, let user):
      if query.order == .score { query.scoring = scorings[user] }
      if let fenceID { query.filter.region = catalog.fences.region(id: fenceID) }
      do {
        let outcome = try catalog.run(query, scratch: &scratch)
        let hits = (0..<outcome.count).map { position in
          let hit = scratch[position]
          return
            "\(catalog.id(slot: hit.slot)) \(catalog.name(slot: hit.slot)) \(hit.distanceMeters) \(hit.score ?? 0)"
        }
        return "\(hits) \(outcome)"
      } catch {
        return "\(error)"
      }
    }
  }
}
