import FlatStorage

/// What queries look at, one entry a merchant, by slot.
struct MerchantColumns: Sendable {
  /// A rating that says there is none; it is below every minimum.
  static let unrated: UInt16 = .max
  static let noCategory: UInt16 = .max
  static let noHours: UInt32 = .max
  static let noTime: Int64 = .min

  /// See ``MerchantTags``.
  let tags: FlatArray<UInt64>
  /// Positions in the category table; ``MerchantColumns/noCategory`` for none.
  let categories: FlatArray<UInt16>
  /// In hundredths, or ``unrated``.
  let ratings: FlatArray<UInt16>
  let reviews: FlatArray<UInt32>
  let latitudes: FlatArray<Double>
  let longitudes: FlatArray<Double>
  /// The first eight bytes of the folded name, so that comparing them as numbers mostly decides.
  let nameKeys: FlatArray<UInt64>
  /// Where each merchant's record lies in the record store.
  let records: FlatArray<UInt64>
  /// Positions in the list of distinct opening hours; ``noHours`` for none.
  let hours: FlatArray<UInt32>
  /// Numbers of schedules in the catalogue's ``CatalogHours``, or `ScheduleTable.unknown`.
  let schedules: FlatArray<UInt32>
  /// Numbers of zones there, or ``ZoneFinder/noZone``.
  let zones: FlatArray<UInt16>
  /// Microseconds since 1970, or ``noTime``.
  let created: FlatArray<Int64>

  var count: Int { tags.count }

  /// The memory that the columns take.
  var byteCount: Int { count * (8 + 2 + 2 + 4 + 8 + 8 + 8 + 8 + 4 + 4 + 2 + 8) }
}

/// ``MerchantColumns`` that grow, by the order in which merchants are added.
struct MerchantColumnsDraft: Sendable {
  var tags: [UInt64] = []
  var categories: [UInt16] = []
  var ratings: [UInt16] = []
  var reviews: [UInt32] = []
  var latitudes: [Double] = []
  var longitudes: [Double] = []
  var nameKeys: [UInt64] = []
  var records: [UInt64] = []
  var hours: [UInt32] = []
  var schedules: [UInt32] = []
  var zones: [UInt16] = []
  var created: [Int64] = []

  var count: Int { tags.count }

  /// These columns with the entry of `order[slot]` at each slot, and other places of the records.
  consuming func arranged(_ order: [UInt32], records: [UInt64]) -> MerchantColumns {
    MerchantColumns(
      tags: Self.arranged(tags, order), categories: Self.arranged(categories, order),
      ratings: Self.arranged(ratings, order), reviews: Self.arranged(reviews, order),
      latitudes: Self.arranged(latitudes, order), longitudes: Self.arranged(longitudes, order),
      nameKeys: Self.arranged(nameKeys, order), records: FlatArray(records),
      hours: Self.arranged(hours, order), schedules: Self.arranged(schedules, order),
      zones: Self.arranged(zones, order), created: Self.arranged(created, order))
  }

  private static func arranged<Element>(
    _ column: [Element], _ order: [UInt32]
  ) -> FlatArray<Element> {
    FlatArray(count: order.count) { column[Int(order[$0])] }
  }
}

/// Properties of a merchant as bits, so that a node of the index knows which ones are below it.
///
/// The lower 48 bits are the category, by its position modulo 48; the upper ones are flags.
enum MerchantTags {
  static let categoryBits = 48
  static let featured: UInt64 = 1 << 48
  static let partner: UInt64 = 1 << 49
  static let rated: UInt64 = 1 << 50

  /// The bit of a category, and of every other one 48 positions apart.
  static func category(_ position: Int) -> UInt64 {
    1 << UInt64(position % categoryBits)
  }

  /// The bit of a kind of partnership.
  static func partnership(_ partnership: Partner.Partnership) -> UInt64 {
    switch partnership {
    case .premium: 1 << 51
    case .standard: 1 << 52
    case .trial: 1 << 53
    }
  }

  /// Whether the hours and the zone are known.
  static let hours: UInt64 = 1 << 60

  /// Whether there are hours that can't be read, and whether the metadata name a zone that there
  /// isn't.
  static let rejectedHours: UInt64 = 1 << 61
  static let unknownZone: UInt64 = 1 << 62

  /// The bits of a rating: one for each half star from 2.5 on that it reaches.
  static func ratings(upTo hundredths: Int) -> UInt64 {
    var bits: UInt64 = 0
    for (position, step) in stride(from: 250, through: 500, by: 50).enumerated()
    where hundredths >= step {
      bits |= 1 << UInt64(54 + position)
    }
    return bits
  }

  /// The bit that every rating of at least `hundredths` has, 0 for none.
  static func rating(atLeast hundredths: Int) -> UInt64 {
    guard hundredths >= 250 else { return hundredths > 0 ? rated : 0 }
    return 1 << UInt64(54 + min(5, (hundredths - 250) / 50))
  }
}
