/// The columns that a file of merchants may have.
enum MerchantColumn: Int, CaseIterable, Sendable {
  case merchantID, name, description, category, categoryID, latitude, longitude
  case address, city, state, zipCode, country, phone, email, website
  case operatingHours, rating, totalReviews, isActive, isFeatured, metadata
  case isPartner, partnershipType, commissionRate, createdAt, updatedAt

  /// The columns that every file must have.
  static let required: [MerchantColumn] = [.merchantID, .name, .latitude, .longitude]

  /// The names a header may have for the column, the table's own first, in the form of
  /// ``key(_:)``.
  var keys: [String] {
    switch self {
    case .merchantID: ["merchantid", "id"]
    case .name: ["name", "merchantname", "businessname"]
    case .description: ["description", "desc"]
    case .category: ["category", "categoryname"]
    case .categoryID: ["categoryid"]
    case .latitude: ["latitude", "lat"]
    case .longitude: ["longitude", "lon", "lng", "long"]
    case .address: ["address", "street", "streetaddress"]
    case .city: ["city", "town"]
    case .state: ["state", "province", "region"]
    case .zipCode: ["zipcode", "zip", "postcode", "postalcode"]
    case .country: ["country"]
    case .phone: ["phone", "phonenumber", "telephone", "tel"]
    case .email: ["email", "emailaddress"]
    case .website: ["website", "url", "web", "homepage"]
    case .operatingHours: ["operatinghours", "openinghours", "businesshours", "hours"]
    case .rating: ["rating", "averagerating"]
    case .totalReviews: ["totalreviews", "reviews", "reviewcount", "numberofreviews"]
    case .isActive: ["isactive", "active"]
    case .isFeatured: ["isfeatured", "featured"]
    case .metadata: ["metadata", "meta"]
    case .isPartner: ["ispartner", "partner"]
    case .partnershipType: ["partnershiptype", "partnership"]
    case .commissionRate: ["commissionrate", "commission"]
    case .createdAt: ["createdat", "created"]
    case .updatedAt: ["updatedat", "updated"]
    }
  }

  /// The names as people write them in a header.
  var writtenNames: [String] {
    self == .merchantID ? ["merchant_id", "id"] : keys
  }

  /// A name in a header without what people write differently: case, spaces, `_` and `-`.
  static func key(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.lowercased().unicodeScalars.filter {
          !$0.properties.isWhitespace && $0 != "_" && $0 != "-" && $0 != "\u{FEFF}"
        }))
  }

  /// The column with a name in the form of ``key(_:)``.
  static func named(_ key: String) -> MerchantColumn? {
    byKey[key]
  }

  private static let byKey = Dictionary(
    uniqueKeysWithValues: allCases.flatMap { column in column.keys.map { ($0, column) } })

  /// The most characters (Unicode scalars) that the table's column holds; nil for no limit.
  var mostCharacters: Int? {
    switch self {
    case .merchantID, .state: 50
    case .name: 200
    case .address, .website: 300
    case .city, .country, .email: 100
    case .zipCode, .phone: 20
    default: nil
    }
  }
}
