/// The members of a merchant in an answer, in their order.
public enum MerchantMember: String, CaseIterable, Sendable {
  case merchantID = "merchant_id"
  case name
  case description
  case category
  case latitude
  case longitude
  case distance = "distance_m"
  case address
  case city
  case state
  case zipCode = "zip_code"
  case country
  case phone
  case email
  case website
  case rating
  case totalReviews = "total_reviews"
  case isFeatured = "is_featured"
  case partner
  case hours
  case metadata
  case updatedAt = "updated_at"
  case createdAt = "created_at"
  case operatingHours = "operating_hours"

  /// The members that a list shows when it isn't asked for others.
  public static let listed = allCases.filter { $0 != .createdAt && $0 != .operatingHours }
}
