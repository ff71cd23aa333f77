/// Which column of a file of affinities holds what.
///
/// Names match whatever their case, spaces, underscores and hyphens, as in ``MerchantHeader``.
struct AffinityHeader: Equatable, Sendable {
  /// The names as they stand in the file, without the white space around them.
  let names: [String]
  /// The positions in ``names`` of columns that the table doesn't have.
  let ignored: [Int]
  let user: Int
  let merchant: Int
  let score: Int
  let lastInteraction: Int?

  /// A header for the message to somebody who has none.
  static let example = "user_id,merchant_id,affinity_score,last_interaction"

  private static let userNames = ["user_id", "user"]
  private static let merchantNames = ["merchant_id", "merchant"]
  private static let scoreNames = ["affinity_score", "affinity", "score"]
  private static let lastInteractionNames = ["last_interaction"]
  /// What the table `user_merchant_affinity` has beside it, which says nothing to a ranking.
  private static let passedOver = [
    "interaction_count", "purchase_count", "avg_transaction_value", "updated_at",
  ]

  /// Finds the columns of a header record.
  ///
  /// - Throws: ``MerchantFileError`` if a required column is missing or one is there twice.
  init(_ fields: [String], file: String) throws(MerchantFileError) {
    names = fields.map(trimmed)
    var columns = Columns(names: names, file: file)
    let user = try columns.take(Self.userNames)
    let merchant = try columns.take(Self.merchantNames)
    let score = try columns.take(Self.scoreNames)
    lastInteraction = try columns.take(Self.lastInteractionNames)
    for name in Self.passedOver { _ = try columns.take([name]) }
    guard let user, let merchant, let score else {
      let required = [
        (user, Self.userNames), (merchant, Self.merchantNames), (score, Self.scoreNames),
      ]
      throw .missingColumns(
        file: file, lookedFor: required.filter { $0.0 == nil }.map(\.1), header: names)
    }
    self.user = user
    self.merchant = merchant
    self.score = score
    ignored = columns.left.sorted()
  }
}

/// The columns of a header that nothing was found in yet.
private struct Columns {
  let names: [String]
  let file: String
  private let keys: [String]
  private(set) var left: Set<Int>

  init(names: [String], file: String) {
    self.names = names
    self.file = file
    keys = names.map(MerchantColumn.key)
    left = Set(names.indices)
  }

  /// The position of the column that has one of these names, if there is one.
  mutating func take(_ wanted: [String]) throws(MerchantFileError) -> Int? {
    let wantedKeys = wanted.map(MerchantColumn.key)
    let found = keys.indices.filter { wantedKeys.contains(keys[$0]) }
    guard found.count <= 1 else {
      throw .duplicateColumn(file: file, names: found.prefix(2).map { names[$0] })
    }
    left.subtract(found)
    return found.first
  }
}
