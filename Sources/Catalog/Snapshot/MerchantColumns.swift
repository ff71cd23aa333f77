/// What queries look at, one entry a merchant, by slot.
struct MerchantColumns: Sendable {
  /// A rating that says there is none; it is below every minimum.
  static let unrated: UInt16 = .max

  /// See ``MerchantTags``.
  var tags: [UInt64] = []
  /// Positions in the category table; ``MerchantColumns/noCategory`` for none.
  var categories: [UInt16] = []
  /// In hundredths, or ``unrated``.
  var ratings: [UInt16] = []
  var reviews: [UInt32] = []
  var latitudes: [Double] = []
  var longitudes: [Double] = []
  /// The first eight bytes of the folded name, so that comparing them as numbers mostly decides.
  var nameKeys: [UInt64] = []
  /// Where each merchant's record lies in the record store.
  var records: [UInt64] = []
  /// Positions in the list of distinct opening hours; ``noHours`` for none.
  var hours: [UInt32] = []
  /// Numbers of schedules in the catalogue's ``CatalogHours``, or `ScheduleTable.unknown`.
  var schedules: [UInt32] = []
  /// Numbers of zones there, or ``ZoneFinder/noZone``.
  var zones: [UInt16] = []
  /// Microseconds since 1970, or ``noTime``.
  var created: [Int64] = []

  static let noCategory: UInt16 = .max
  static let noHours: UInt32 = .max
  static let noTime: Int64 = .min

  var count: Int { tags.count }

  /// The memory that the columns take.
  var byteCount: Int { count * (8 + 2 + 2 + 4 + 8 + 8 + 8 + 8 + 4 + 4 + 2 + 8) }

  /// These columns with the entry of `order[slot]` at each slot.
  func arranged(_ order: [UInt32]) -> MerchantColumns {
    var result = MerchantColumns()
    result.tags = order.map { tags[Int($0)] }
    result.categories = order.map { categories[Int($0)] }
    result.ratings = order.map { ratings[Int($0)] }
    result.reviews = order.map { reviews[Int($0)] }
    result.latitudes = order.map { latitudes[Int($0)] }
    result.longitudes = order.map { longitudes[Int($0)] }
    result.nameKeys = order.map { nameKeys[Int($0)] }
    result.records = order.map { records[Int($0)] }
    result.hours = order.map { hours[Int($0)] }
    result.schedules = order.map { schedules[Int($0)] }
    result.zones = order.map { zones[Int($0)] }
    result.created = order.map { created[Int($0)] }
    return result
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
