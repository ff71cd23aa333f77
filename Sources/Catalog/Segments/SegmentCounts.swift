import FlatStorage

/// How many merchants there are of each kind, in a storage or a catalogue.
struct SegmentCounts: Equatable, Sendable {
  var merchants = 0
  /// How many ids of inactive merchants.
  var inactive = 0
  /// By position in the category table, as long as the positions that occur.
  var categories: [Int] = []
  var hours = HoursCounts()
  var rated = 0
  /// The sum of all ratings, in hundredths.
  var ratingHundredths = 0

  init() {}

  /// The counts of all merchants in some columns.
  init(_ columns: MerchantColumns, inactive: Int) {
    for slot in 0..<columns.count { count(slot, of: columns, times: 1) }
    self.inactive = inactive
  }

  /// Counts the merchant in a slot as often as `times` says.
  mutating func count(_ slot: Int, of columns: MerchantColumns, times: Int) {
    merchants += times
    let category = columns.categories[slot]
    if category != MerchantColumns.noCategory {
      while categories.count <= Int(category) { categories.append(0) }
      categories[Int(category)] += times
    }
    let rating = columns.ratings[slot]
    if rating != MerchantColumns.unrated {
      rated += times
      ratingHundredths += times * Int(rating)
    }
    let tags = columns.tags[slot]
    if tags & MerchantTags.hours != 0 { hours.known += times } else { hours.unknown += times }
    if tags & MerchantTags.rejectedHours != 0 { hours.rejected += times }
    if tags & MerchantTags.unknownZone != 0 { hours.unknownZones += times }
  }

  static func + (one: SegmentCounts, other: SegmentCounts) -> SegmentCounts {
    var sum = one
    sum.merchants += other.merchants
    sum.inactive += other.inactive
    for (position, count) in other.categories.enumerated() {
      if position == sum.categories.count { sum.categories.append(0) }
      sum.categories[position] += count
    }
    sum.hours.known += other.hours.known
    sum.hours.unknown += other.hours.unknown
    sum.hours.rejected += other.hours.rejected
    sum.hours.unknownZones += other.hours.unknownZones
    sum.rated += other.rated
    sum.ratingHundredths += other.ratingHundredths
    return sum
  }
}
