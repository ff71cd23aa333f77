import Catalog

/// Which column of a file holds what, found once for all of its rows.
///
/// Names match whatever their case, spaces, underscores and hyphens, and by common synonyms:
/// `Zip-Code`, `zip` and `postcode` are the same column. `operating_hours.monday` and
/// `metadata.key` hold one member of a JSON object each.
public struct MerchantHeader: Equatable, Sendable {
  /// One member of a JSON object that has a column of its own.
  struct Member: Equatable, Sendable {
    var name: String
    var position: Int
  }

  /// The names as they stand in the file, without the white space around them.
  public let names: [String]
  /// The positions in ``names`` of columns that hold nothing a merchant has.
  public let ignored: [Int]
  /// Where each column is, by its raw value.
  private let positions: [Int?]
  let hoursMembers: [Member]
  let metadataMembers: [Member]

  /// Finds the columns of a header record.
  ///
  /// - Throws: ``MerchantFileError`` if a required column is missing or one is there twice. `id`
  ///   beside `merchant_id` is the database's own number and is ignored.
  public init(_ fields: [String], file: String) throws(MerchantFileError) {
    names = fields.map(trimmed)
    var positions = [Int?](repeating: nil, count: MerchantColumn.allCases.count)
    var ignored: [Int] = []
    var members: [MerchantColumn: [Member]] = [:]
    let keys = names.map(MerchantColumn.key)
    let ownID = keys.contains("merchantid")
    for (position, name) in names.enumerated() {
      if let (column, member) = Self.member(of: name) {
        if members[column, default: []].contains(where: { $0.name == member }) {
          throw .duplicateColumn(file: file, names: [name, name])
        }
        members[column, default: []].append(Member(name: member, position: position))
        continue
      }
      guard let column = MerchantColumn.named(keys[position]), !(ownID && keys[position] == "id")
      else {
        ignored.append(position)
        continue
      }
      if let earlier = positions[column.rawValue] {
        throw .duplicateColumn(file: file, names: [names[earlier], name])
      }
      positions[column.rawValue] = position
    }
    let missing = MerchantColumn.required.filter { positions[$0.rawValue] == nil }
    guard missing.isEmpty else {
      throw .missingColumns(
        file: file, lookedFor: missing.map(\.writtenNames), header: names)
    }
    self.positions = positions
    self.ignored = ignored
    hoursMembers = members[.operatingHours] ?? []
    metadataMembers = members[.metadata] ?? []
  }

  /// Where a column is among the fields of a record.
  func position(of column: MerchantColumn) -> Int? {
    positions[column.rawValue]
  }

  /// The column and the member of its object that a name such as `metadata.chain` means.
  private static func member(of name: String) -> (MerchantColumn, String)? {
    guard let dot = name.firstIndex(of: "."),
      let column = MerchantColumn.named(MerchantColumn.key(String(name[..<dot])))
    else { return nil }
    let member = trimmed(String(name[name.index(after: dot)...]))
    guard !member.isEmpty else { return nil }
    switch column {
    case .operatingHours: return (column, member.lowercased())
    case .metadata: return (column, member)
    default: return nil
    }
  }
}

/// A text without the white space at its ends.
func trimmed(_ text: String) -> String {
  guard let first = text.utf8.first, let last = text.utf8.last else { return text }
  // Nearly every cell begins and ends in ASCII that is no white space.
  if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return text }
  let start = text.drop(while: \.isWhitespace)
  guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...end])
}
