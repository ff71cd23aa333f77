import Catalog
import Geodesy

/// Made-up merchants for load, of which twenty make an answer of about 11 kB.
///
/// More than 7 kB of it are the names of members and the hours, which are unknown; the texts are as
/// short as real ones can be.
enum SeededMerchants {
  private static let adjectives = [
    "Blue", "Golden", "Little", "Old", "Green", "Silver", "Happy", "Corner", "Royal", "Wild",
  ]
  private static let nouns = [
    "Anchor", "Lantern", "Garden", "Kitchen", "Bakery", "Market", "Pharmacy", "Workshop", "Studio",
    "Garage",
  ]

  private static let updated = Timestamp(rfc3339: "2026-11-01T09:30:00Z")

  /// A catalogue of merchants at these places, whose ids are their positions behind `b-`.
  static func catalog(at places: [Coordinate]) -> Catalog {
    var random = SplitMix(seed: 42)
    var builder = CatalogBuilder()
    for (number, place) in places.enumerated() {
      builder.add(merchant(number, at: place, &random))
    }
    return builder.build()
  }

  /// A merchant with a number at a place.
  static func merchant(_ number: Int, at place: Coordinate, _ random: inout SplitMix) -> Merchant {
    let adjective = adjectives[Int(random.next() % 10)]
    let noun = nouns[Int(random.next() % 10)]
    var merchant = Merchant(
      id: "b-\(number)", name: "\(adjective) \(noun)", coordinate: place)
    merchant.categoryID = 1 + Int(random.next() % 8)
    merchant.address = "\(1 + random.next() % 200) \(noun) St"
    merchant.city = "York"
    merchant.zipCode = "\(10_000 + random.next() % 90_000)"
    merchant.country = "UK"
    merchant.ratingHundredths = 250 + Int(random.next() % 250)
    merchant.totalReviews = Int(random.next() % 500)
    merchant.isFeatured = random.next() % 30 == 0
    merchant.updatedAt = updated
    return merchant
  }
}
