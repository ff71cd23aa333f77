import Catalog
import Geodesy
import JSON
import TestSupport

/// Made-up merchants that a seed determines.
struct SeededMerchants {
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func next() -> UInt64 { random.next() }

  mutating func next(below limit: Int) -> Int {
    Int(next() % UInt64(limit))
  }

  mutating func next(in range: ClosedRange<Double>) -> Double {
    range.lowerBound
      + (range.upperBound - range.lowerBound) * Double(next() >> 11) / 9_007_199_254_740_992
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[next(below: elements.count)]
  }

  /// A place in a small town on the antimeridian, or rarely anywhere.
  mutating func place() -> Coordinate {
    var (latitude, longitude) = (next(in: -17...(-16.9)), 180 + next(in: -0.05...0.05))
    if next(below: 20) == 0 { (latitude, longitude) = (next(in: -90...90), next(in: 0...180)) }
    if longitude > 180 { longitude -= 360 }
    // Few distinct places, so that many distances are equal.
    let rounded = ((latitude * 2_000).rounded() / 2_000, (longitude * 2_000).rounded() / 2_000)
    guard let place = Coordinate(latitude: rounded.0, longitude: rounded.1) else {
      preconditionFailure("\(rounded) is no place")
    }
    return place
  }

  static let words = [
    "Café", "Bean", "Ångström", "São", "Bäckerei", "corner", "Deli", "Joe's", "東京駅", "☕️", "Grill",
    "AAA",
  ]
  static let chains = ["Bean There", "Grill & Co", "Łódź Pierogi"]

  mutating func merchant(_ number: Int) -> Merchant {
    let name = (0...next(below: 3)).map { _ in pick(Self.words) }.joined(separator: " ")
    var merchant = Merchant(id: "m-\(number % 7)-\(number)", name: name, coordinate: place())
    merchant.categoryID = next(below: 10) == 0 ? nil : 1 + next(below: 8)
    merchant.ratingHundredths = next(below: 8) == 0 ? nil : next(below: 11) * 50
    merchant.totalReviews = next(below: 5) * 10
    merchant.isFeatured = next(below: 5) == 0
    merchant.isActive = next(below: 25) != 0
    if next(below: 4) == 0 {
      merchant.partner = Partner(
        partnership: next(below: 5) == 0 ? nil : pick(Partner.Partnership.allCases))
    }
    if next(below: 3) != 0 {
      merchant.metadata = try? JSONText(
        #"{"chain": "\#(pick(Self.chains))", "loyalty": \#(next(below: 2) == 0), "tags": ["t\#(next(below: 3))", "x"]}"#
      )
    }
    return merchant
  }

  mutating func merchants(_ count: Int) -> [Merchant] {
    (0..<count).map { merchant($0) }
  }
}

extension Catalog {
  /// A catalogue of some merchants.
  init(_ merchants: [Merchant], version: UInt64 = 1) {
    var builder = CatalogBuilder()
    for merchant in merchants { builder.add(merchant) }
    self = builder.build(version: version)
  }
}
