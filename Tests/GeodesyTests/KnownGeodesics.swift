import Foundation
import Testing

/// A geodesic that some solver of the inverse problem failed at.
struct SpecialGeodesic: Sendable, CustomTestStringConvertible {
  /// The number of GeographicLib's test, GeodSolve…
  var number: Int
  var latitude1, longitude1, latitude2, longitude2, meters, metersTolerance: Double
  var bearings: (Double, Double, tolerance: Double)?

  init(
    _ number: Int, _ latitude1: Double, _ longitude1: Double, _ latitude2: Double,
    _ longitude2: Double, _ meters: Double, _ metersTolerance: Double
  ) {
    self.number = number
    (self.latitude1, self.longitude1) = (latitude1, longitude1)
    (self.latitude2, self.longitude2) = (latitude2, longitude2)
    (self.meters, self.metersTolerance) = (meters, metersTolerance)
  }

  init(
    _ number: Int, _ latitude1: Double, _ longitude1: Double, _ latitude2: Double,
    _ longitude2: Double, _ meters: Double, _ metersTolerance: Double, _ bearing1: Double,
    _ bearing2: Double, _ bearingTolerance: Double
  ) {
    self.init(
      number, latitude1, longitude1, latitude2, longitude2, meters, metersTolerance)
    bearings = (bearing1, bearing2, bearingTolerance)
  }

  var testDescription: String {
    "GeodSolve\(number): \(latitude1) \(longitude1) to \(latitude2) \(longitude2)"
  }
}

/// A line of Fixtures/geodesics.csv, which scripts/make-geodesic-fixtures.py makes.
struct FixtureGeodesic: Sendable {
  var latitude1, longitude1, latitude2, longitude2, meters, bearing1, bearing2: Double

  /// All lines of the file, by their first field, in the order of the file.
  static func byBand() throws -> [FixtureBand] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/geodesics.csv")
    var bands: [FixtureBand] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      let numbers = fields.dropFirst().compactMap { Double($0) }
      guard fields.count == 8, numbers.count == 7 else {
        throw FixtureError(line: String(line))
      }
      let path = FixtureGeodesic(
        latitude1: numbers[0], longitude1: numbers[1], latitude2: numbers[2],
        longitude2: numbers[3], meters: numbers[4], bearing1: numbers[5], bearing2: numbers[6])
      let name = String(fields[0])
      if bands.last?.name != name { bands.append(FixtureBand(name: name, paths: [])) }
      bands[bands.count - 1].paths.append(path)
    }
    return bands
  }
}

struct FixtureBand: Sendable, CustomTestStringConvertible {
  var name: String
  var paths: [FixtureGeodesic]

  var testDescription: String { "\(name), \(paths.count) pairs" }
}

struct FixtureError: Error {
  var line: String
}
