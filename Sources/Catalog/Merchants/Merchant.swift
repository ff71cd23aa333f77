public import Geodesy
public import JSON

/// One row of the `merchants` table, with the columns of `preferred_merchants` that queries need.
///
/// Whoever makes a `Merchant` has checked it: texts keep the lengths of the table's columns, the
/// coordinate is in range, and JSON is well formed.
public struct Merchant: Equatable, Sendable {
  /// The API's reference to the merchant, 1 to 50 characters; unique in a catalogue.
  public var id: String
  /// 1 to 200 characters.
  public var name: String
  public var description: String?
  /// The `id` of a ``Category``; nil for a merchant without one.
  public var categoryID: Int?
  /// Where the merchant is, rounded to 1e-8 degree as the table's DECIMAL columns are.
  public var coordinate: Coordinate
  public var address: String?
  public var city: String?
  public var state: String?
  public var zipCode: String?
  public var country: String?
  public var phone: String?
  public var email: String?
  public var website: String?
  /// The opening hours as they were given, in any of the accepted shapes.
  public var operatingHours: JSONText?
  /// The mean rating in hundredths, 0 to 500; nil for an unrated merchant.
  public var ratingHundredths: Int?
  /// How many reviews the rating rests on, 0 or more.
  public var totalReviews: Int
  public var isActive: Bool
  public var isFeatured: Bool
  /// A JSON object.
  public var metadata: JSONText?
  public var createdAt: Timestamp?
  public var updatedAt: Timestamp?
  /// The partnership; nil for a merchant that is no partner.
  public var partner: Partner?

  public init(id: String, name: String, coordinate: Coordinate) {
    self.id = id
    self.name = name
    self.coordinate = coordinate
    totalReviews = 0
    isActive = true
    isFeatured = false
  }
}

/// What `preferred_merchants` says of a merchant that is a partner.
public struct Partner: Equatable, Sendable {
  /// The kinds of partnership, in the table's words.
  public enum Partnership: String, CaseIterable, Sendable {
    case premium, standard, trial
  }

  /// nil where the table has none.
  public var partnership: Partnership?
  /// The commission in hundredths of a percent, 0 to 10,000.
  public var commissionRateHundredths: Int?

  public init(partnership: Partnership? = nil, commissionRateHundredths: Int? = nil) {
    self.partnership = partnership
    self.commissionRateHundredths = commissionRateHundredths
  }
}
