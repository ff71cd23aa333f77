/// The sections of a catalogue file, in their order there.
public enum CatalogSection: String, CaseIterable, Sendable {
  case facts, fences
  case flips = "schedules.flips"
  case flipStarts = "schedules.flip_starts"
  case days = "schedules.days"
  case dayStarts = "schedules.day_starts"
  case hourStates = "schedules.hours"
  case index
  case tags = "merchants.tags"
  case categories = "merchants.categories"
  case ratings = "merchants.ratings"
  case reviews = "merchants.reviews"
  case latitudes = "merchants.latitudes"
  case longitudes = "merchants.longitudes"
  case nameKeys = "merchants.name_keys"
  case hours = "merchants.hours"
  case schedules = "merchants.schedules"
  case zones = "merchants.zones"
  case created = "merchants.created"
  case idBytes = "ids.bytes"
  case idEnds = "ids.ends"
  case idSlots = "ids.slots"
  case inactiveBytes = "inactive.bytes"
  case inactiveEnds = "inactive.ends"
  case tokenBytes = "words.bytes"
  case tokenStarts = "words.starts"
  case wordStarts = "words.of_slots"
  case wordTokens = "words.tokens"
  case postingCounts = "words.counts"
  case postingStarts = "words.posting_starts"
  case postingWords = "words.postings"
  case hoursBytes = "hours.bytes"
  case hoursEnds = "hours.ends"
  case records
  /// Behind the records, whose writing says where they lie.
  case recordPlaces = "merchants.records"
  case userBytes = "affinities.users"
  case userEnds = "affinities.user_ends"
  case pairEnds = "affinities.pair_ends"
  case likedBytes = "affinities.merchants"
  case likedEnds = "affinities.merchant_ends"
  case likedNumbers = "affinities.pairs"
  case scores = "affinities.scores"
  case times = "affinities.times"

  /// Whether a section is compared with its checksum before anything else is read: those that say how
  /// others are to be read, or whose readers trust them.
  static func isChecked(_ name: String) -> Bool {
    switch CatalogSection(rawValue: name) {
    case .facts, .fences, .flips, .flipStarts, .days, .dayStarts, .hourStates: true
    default: false
    }
  }
}
