import Geodesy
import TestSupport

/// Kinds of point sets that an index has to cope with.
enum Places: String, CaseIterable, Sendable {
  case clustered, uniform, polar, antimeridian, allEqual, onAMeridian

  /// `count` seeded places of this kind.
  func make(_ count: Int, seed: UInt64) -> [Coordinate] {
    var random = SplitMix(seed: seed)
    let centers = (0..<8).map { _ in (random.next(in: -60...70), random.next(in: -180...180)) }
    return (0..<count).map { number in
      switch self {
      case .clustered:
        let (latitude, longitude) = centers[number % centers.count]
        return place(
          latitude + random.next(in: -0.02...0.02) * random.next(in: 0...1),
          longitude + random.next(in: -0.02...0.02) * random.next(in: 0...1))
      case .uniform: return place(random.next(in: -90...90), random.next(in: -180...180))
      case .polar:
        let latitude = 90 - random.next(in: 0...1) * random.next(in: 0...1)
        return place(number.isMultiple(of: 2) ? latitude : -latitude, random.next(in: -180...180))
      case .antimeridian:
        return place(random.next(in: -20...(-15)), 180 + random.next(in: -0.5...0.5))
      case .allEqual: return place(51.5, -0.12)
      case .onAMeridian: return place(Double(number % 50) * 0.001, 12)
      }
    }
  }

  /// A place to ask about: mostly near the points, sometimes anywhere, sometimes one of them.
  func query(_ places: [Coordinate], random: inout SplitMix) -> Coordinate {
    switch random.next() % 8 {
    case 0: return place(random.next(in: -90...90), random.next(in: -180...180))
    case 1: return places[Int(random.next() % UInt64(places.count))]
    default:
      let near = places[Int(random.next() % UInt64(places.count))]
      return place(
        near.latitude + random.next(in: -0.05...0.05),
        near.longitude + random.next(in: -0.05...0.05))
    }
  }
}

/// A place whose latitude is clamped and whose longitude is wrapped into range, to 7 decimals.
func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
  let wrapped = longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude
  let rounded = (
    (min(90, max(-90, latitude)) * 1e7).rounded() / 1e7, (wrapped * 1e7).rounded() / 1e7
  )
  guard let place = Coordinate(latitude: rounded.0, longitude: rounded.1) else {
    preconditionFailure("\(rounded) is no place")
  }
  return place
}

/// Sebastiano Vigna's splitmix64.
struct SplitMix {
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
