/// One row of the `merchant_categories` table.
public struct Category: Equatable, Sendable {
  public var id: Int
  /// 1 to 100 characters; unique in a table, case apart.
  public var name: String
  public var description: String?
  public var iconName: String?
  /// `#RRGGBB`.
  public var colorCode: String?
  public var isActive: Bool

  public init(
    id: Int, name: String, description: String? = nil, iconName: String? = nil,
    colorCode: String? = nil, isActive: Bool = true
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.iconName = iconName
    self.colorCode = colorCode
    self.isActive = isActive
  }
}

/// The categories that a catalogue's merchants may have.
public struct CategoryTable: Equatable, Sendable {
  /// In the order they were given; a merchant's category is kept as a position in this list.
  public let all: [Category]
  private let positionsByID: [Int: Int]
  private let positionsByName: [String: Int]

  /// A table of `all`; of two with the same id or name, the first one is found.
  public init(_ all: [Category]) {
    self.all = all
    positionsByID = Dictionary(
      all.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    positionsByName = Dictionary(
      all.enumerated().map { (Self.key($1.name), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The position in ``all`` of the category with this id.
  public func position(ofID id: Int) -> Int? {
    positionsByID[id]
  }

  /// The position in ``all`` of the category with this name, whatever its case and the white
  /// space around it.
  public func position(named name: String) -> Int? {
    positionsByName[Self.key(name)]
  }

  private static func key(_ name: String) -> String {
    String(name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      .lowercased()
  }

  /// The eight categories that a new database is seeded with.
  public static let seeds = CategoryTable([
    Category(id: 1, name: "Restaurants & Cafes", colorCode: "#FF6B6B"),
    Category(id: 2, name: "Retail & Shopping", colorCode: "#4ECDC4"),
    Category(id: 3, name: "Grocery & Food", colorCode: "#95E1D3"),
    Category(id: 4, name: "Gas Stations", colorCode: "#FFD93D"),
    Category(id: 5, name: "Hotels & Travel", colorCode: "#6BCB77"),
    Category(id: 6, name: "Entertainment", colorCode: "#FF8066"),
    Category(id: 7, name: "Health & Wellness", colorCode: "#FF6B9D"),
    Category(id: 8, name: "Services", colorCode: "#9D84B7"),
  ])
}
