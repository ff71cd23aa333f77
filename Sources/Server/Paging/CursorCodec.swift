import Catalog

/// Makes the cursors that lists go on by, and reads them back.
///
/// A cursor is base64url of: a byte for the form, the catalogue's version, the whole request with
/// the key to go on behind, and a keyed hash of all that. Whoever does not know the secret can't make
/// one; replicas that share the secret read each other's.
struct CursorCodec: Sendable {
  private static let form: UInt8 = 1
  private static let fenceForm: UInt8 = 2
  private static let hashBytes = 8
  private let hash: SipHash

  init(secret: String) {
    hash = SipHash(secret: secret)
  }

  /// The text of a cursor of the list of fences.
  func encode(_ cursor: FenceCursor) -> String {
    var writer = BinaryWriter()
    writer.bytes.append(Self.fenceForm)
    writer.append(cursor.after)
    writer.append(count: cursor.limit)
    writer.append(list: cursor.members ?? []) { $0.append($1.rawValue) }
    writer.append(hash.hash(writer.bytes))
    var text: [UInt8] = []
    Base64URL.append(writer.bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The cursor of the list of fences with a text; nil if this service didn't make it.
  func fenceCursor(_ text: String) -> FenceCursor? {
    guard let bytes = Base64URL.decode(text.utf8), bytes.count > Self.hashBytes else { return nil }
    let length = bytes.count - Self.hashBytes
    var trailer = BinaryReader(Array(bytes[length...]), count: Self.hashBytes)
    var reader = BinaryReader(bytes, count: length)
    guard let expected = try? trailer.word(), hash.hash(Array(bytes[..<length])) == expected,
      let form = try? reader.byte(), form == Self.fenceForm, let after = try? reader.text(),
      let limit = try? reader.count(atMost: 1_000), limit >= 1,
      let names = try? reader.list({ (reader) throws(BinaryReader.Malformed) in
        try reader.text()
      }), reader.isAtEnd
    else { return nil }
    let members = names.compactMap(FenceMember.init)
    guard members.count == names.count else { return nil }
    return FenceCursor(after: after, limit: limit, members: members.isEmpty ? nil : members)
  }

  /// Appends the cursor of a request that has a key to go on behind.
  func append(
    _ request: NearbyRequest, catalogVersion: UInt64, categories: CategoryTable,
    to text: inout [UInt8]
  ) {
    var writer = BinaryWriter()
    writer.bytes.reserveCapacity(96)
    writer.bytes.append(Self.form)
    writer.append(catalogVersion)
    request.write(to: &writer, categories: categories)
    writer.append(hash.hash(writer.bytes))
    Base64URL.append(writer.bytes, to: &text)
  }

  /// The request of a cursor; nil if this service didn't make it.
  func decode(
    _ text: String, categories: CategoryTable, fences: FenceRegions = .none
  ) -> NearbyRequest? {
    guard let bytes = Base64URL.decode(text.utf8), bytes.count > Self.hashBytes else { return nil }
    let length = bytes.count - Self.hashBytes
    var trailer = BinaryReader(Array(bytes[length...]), count: Self.hashBytes)
    var reader = BinaryReader(bytes, count: length)
    guard let expected = try? trailer.word(), hash.hash(Array(bytes[..<length])) == expected,
      let form = try? reader.byte(), form == Self.form, (try? reader.word()) != nil,
      let request = try? NearbyRequest(&reader, categories: categories, fences: fences),
      reader.isAtEnd,
      request.query.after != nil
    else { return nil }
    return request
  }
}

/// Where the list of fences goes on, and how.
struct FenceCursor: Equatable {
  /// The zone_id of the last fence shown.
  var after: String
  var limit: Int
  /// The members shown; nil for all.
  var members: [FenceMember]?
}
