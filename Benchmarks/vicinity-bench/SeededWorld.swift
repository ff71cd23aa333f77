import ArgumentParser
import Foundation
import Geodesy

/// Sebastiano Vigna's splitmix64.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to below 1.
  mutating func unit() -> Double {
    Double(next() >> 11) / 9_007_199_254_740_992
  }

  mutating func next(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * unit()
  }

  /// A number of the normal distribution (Box and Muller).
  mutating func normal() -> Double {
    (-2 * log(unit() + 1e-300)).squareRoot() * cos(2 * .pi * unit())
  }
}

/// Where merchants are, made up: cities of very different sizes over all continents, of whose
/// merchants 60 % stand in hot spots of a few hundred metres, 40 % around; a few in the country,
/// a few in the same place as another; one city on the antimeridian.
struct SeededWorld {
  private struct City {
    var latitude: Double
    var longitude: Double
    var spreadKilometers: Double
    var spots: [(latitude: Double, longitude: Double, kilometers: Double)]
  }

  private var cities: [City] = []
  private var shares: [Double] = []

  init(seed: UInt64 = 1) {
    var random = SplitMix(seed: seed)
    var total = 0.0
    for number in 0..<2_000 {
      let share = 1 / pow(Double(number) + 1, 0.8)
      let size = share.squareRoot()
      var center = (random.next(-50, 65), random.next(-180, 180))
      if number == 300 { center = (51.88, 179.99) }
      var city = City(
        latitude: center.0, longitude: center.1, spreadKilometers: 1.5 + 14 * size, spots: [])
      for _ in 0..<3 + Int(57 * size) {
        let spot = Self.move(
          center, east: city.spreadKilometers * random.normal(),
          north: city.spreadKilometers * random.normal())
        city.spots.append((spot.0, spot.1, random.next(0.15, 0.6)))
      }
      cities.append(city)
      total += share
      shares.append(total)
    }
    shares = shares.map { $0 / total }
  }

  /// `count` places, of which a share are anywhere and a share where the one before is.
  func places(_ count: Int, seed: UInt64, anywhere: Double, repeated: Double) -> [Coordinate] {
    var random = SplitMix(seed: seed)
    var places: [Coordinate] = []
    places.reserveCapacity(count)
    while places.count < count {
      let kind = random.unit()
      if kind < repeated, let last = places.last {
        places.append(last)
        continue
      }
      let place =
        kind < repeated + anywhere
        ? (random.next(-60, 72), random.next(-180, 180)) : cityPlace(&random)
      if let coordinate = Coordinate(
        latitude: (place.0 * 1e6).rounded() / 1e6, longitude: (place.1 * 1e6).rounded() / 1e6)
      {
        places.append(coordinate)
      }
    }
    return places
  }

  private func cityPlace(_ random: inout SplitMix) -> (Double, Double) {
    let share = random.unit()
    var low = 0
    var high = shares.count - 1
    while low < high {
      let middle = (low + high) / 2
      if shares[middle] < share { low = middle + 1 } else { high = middle }
    }
    let city = cities[low]
    guard random.unit() < 0.6 else {
      return Self.move(
        (city.latitude, city.longitude), east: city.spreadKilometers * random.normal(),
        north: city.spreadKilometers * random.normal())
    }
    // The first spots are the largest.
    let spot = city.spots[Int(random.unit() * random.unit() * Double(city.spots.count))]
    return Self.move(
      (spot.latitude, spot.longitude), east: spot.kilometers * random.normal(),
      north: spot.kilometers * random.normal())
  }

  private static func move(
    _ place: (Double, Double), east: Double, north: Double
  ) -> (Double, Double) {
    var longitude = place.1 + east / (111.195 * cos(place.0 * .pi / 180))
    if longitude > 180 { longitude -= 360 }
    if longitude < -180 { longitude += 360 }
    return (place.0 + north / 111.195, longitude)
  }
}

/// Files of places in place of seeded ones, so that another index can be run on the same work.
struct GivenPlaces: ParsableArguments {
  @Option(help: "A file of places to index instead of seeded ones.")
  var points: String?

  @Option(help: "A file of places to query instead of seeded ones.")
  var queries: String?
}

/// Places from a file of float64 pairs, latitude and longitude, in the machine's byte order.
func readPlaces(_ path: String) throws -> [Coordinate] {
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  guard data.count.isMultiple(of: 16) else {
    throw BenchmarkError(
      "\(path) must hold pairs of float64, and its length is \(data.count) bytes")
  }
  var numbers = [Double](repeating: 0, count: data.count / 8)
  _ = unsafe numbers.withUnsafeMutableBytes { unsafe data.copyBytes(to: $0) }
  return try stride(from: 0, to: numbers.count, by: 2).map { index in
    guard let place = Coordinate(latitude: numbers[index], longitude: numbers[index + 1]) else {
      throw BenchmarkError(
        "\(path): pair \(index / 2) must be latitude and longitude, and is \(numbers[index]), \(numbers[index + 1])"
      )
    }
    return place
  }
}

/// Why a benchmark could not run.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
