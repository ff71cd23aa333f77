/// How a merchant's record and the JSON made of it are laid out.
///
/// A record holds the JSON of values only: 4 bytes for how many bytes the lengths and the values have,
/// the length of each value (LEB128; 0 stands for null), then the values end to end. Names of members,
/// the category, the distance and the hours are put in when an answer is written, so that half as much
/// memory is kept and read.
enum RecordLayout {
  /// The members whose values a record holds, in the order of an answer.
  static let stored = MerchantMember.listed.filter {
    $0 != .category && $0 != .distance && $0 != .hours
  }
  static let storedCount = 19
  static let headerBytes = 4

  /// What a record begins with: the upper byte counts the bytes of the lengths, of which there are at
  /// most 95, and the lower three those of the values, at most 8 MiB.
  static func header(lengthBytes: Int, valueBytes: Int) -> UInt32 {
    UInt32(lengthBytes) << 24 | UInt32(valueBytes)
  }

  @inline(__always)
  static func counts(inHeader header: UInt32) -> (lengthBytes: Int, valueBytes: Int) {
    (Int(header >> 24), Int(header & 0xFF_FFFF))
  }

  /// What an answer has around the values: the names and marks, and null for what is absent.
  static let mostAroundBytes =
    MerchantMember.listed.reduce(1) { $0 + $1.rawValue.utf8.count + 4 } + 4 * storedCount

  /// The place of a member in `stored`; nil if a record doesn't hold it.
  static func place(of member: MerchantMember) -> Int? {
    stored.firstIndex(of: member)
  }
}

/// What stands before the value of a member in a merchant's JSON: a brace or comma, the name, a colon.
///
/// It fills 32 bytes from the first on, so that it is written by two instructions, whatever its length.
struct MemberName: Sendable {
  /// In the order of ``MerchantMember/listed``.
  static let listed = MerchantMember.listed.enumerated().map { MemberName($1, isFirst: $0 == 0) }

  let low: SIMD16<UInt8>
  let high: SIMD16<UInt8>
  let count: Int

  private init(_ member: MerchantMember, isFirst: Bool) {
    let name = Array("\(isFirst ? "{" : ",")\"\(member.rawValue)\":".utf8)
    precondition(name.count <= 32, "a member's name has at most 28 bytes")
    var bytes = SIMD32<UInt8>()
    for (position, byte) in name.enumerated() { bytes[position] = byte }
    (low, high, count) = (bytes.lowHalf, bytes.highHalf, name.count)
  }
}

/// A merchant's values as JSON, as far as a record holds them.
struct RenderedRecord: Sendable {
  /// The values end to end.
  var bytes: [UInt8] = []
  /// The length of each, 0 for null.
  var counts: [UInt32] = []
}

/// What an answer says of a merchant beside its record.
struct RecordFilling: ~Copyable {
  /// The JSON of the category, null where there is none.
  let category: [UInt8]
  /// Shown in tenths; nil for null.
  let distanceMeters: Double?
  /// The JSON of the hours; nil for null.
  let hours: [UInt8]?

  /// More than all of it takes.
  var mostBytes: Int { category.count + 24 + max(4, hours?.count ?? 0) }
}
