import FlatStorage
import SpatialIndex

/// How merchants follow each other in an order that the index doesn't know.
struct RankedOrdering {
  private let order: MerchantQuery.Order
  private let storage: CatalogStorage
  /// The key to go on behind: what the order compares first, the whole name, and how many ids are
  /// at most the key's.
  private let after: (key: UInt64, name: [UInt8], rank: Int)?

  init(_ order: MerchantQuery.Order, after: SortKey?, storage: CatalogStorage) {
    self.order = order
    self.storage = storage
    guard let after else {
      self.after = nil
      return
    }
    let rank = storage.identifiers.rank(after: after.id)
    switch after {
    case .distance(let meters, _):
      self.after = (Self.key(distanceMeters: meters), [], rank)
    case .rating(let hundredths, _):
      self.after = (Self.key(rating: hundredths.map(UInt16.init(clamping:))), [], rank)
    case .reviews(let count, _): self.after = (Self.key(reviews: UInt32(clamping: count)), [], rank)
    case .name(let name, _):
      let bytes = Array(name.utf8)
      self.after = (NameKey.prefix(of: bytes), bytes, rank)
    case .score: preconditionFailure("scores have a search of their own")
    }
  }

  /// The bits of numbers that are not negative are in the order of the numbers.
  private static func key(distanceMeters: Double) -> UInt64 {
    (max(0, distanceMeters) + 0.0).bitPattern
  }

  private static func key(rating: UInt16?) -> UInt64 {
    rating.map { UInt64(UInt16.max - $0) } ?? UInt64(UInt16.max) + 1
  }

  private static func key(reviews: UInt32) -> UInt64 {
    UInt64(UInt32.max - reviews)
  }

  func key(slot: UInt32, distanceMeters: Double) -> UInt64 {
    switch order {
    case .distance: Self.key(distanceMeters: distanceMeters)
    case .rating:
      Self.key(
        rating: storage.columns.ratings[Int(slot)] == MerchantColumns.unrated
          ? nil : storage.columns.ratings[Int(slot)])
    case .reviews: Self.key(reviews: storage.columns.reviews[Int(slot)])
    case .name: storage.columns.nameKeys[Int(slot)]
    case .score: preconditionFailure("scores have a search of their own")
    }
  }

  /// A point that the index found, with its place in the order.
  func hit(_ hit: Hit, rank: UInt32) -> RankedHit {
    RankedHit(
      key: key(slot: hit.slot, distanceMeters: hit.distanceMeters), rank: rank,
      hit: MerchantHit(slot: hit.slot, distanceMeters: hit.distanceMeters))
  }

  func precedes(_ one: RankedHit, _ other: RankedHit) -> Bool {
    if one.key != other.key { return one.key < other.key }
    if order == .name {
      let name = storage.foldedName(slot: one.hit.slot)
      let otherName = storage.foldedName(slot: other.hit.slot)
      if name != otherName { return name.lexicographicallyPrecedes(otherName) }
    }
    return one.rank < other.rank
  }

  func isAfter(_ hit: RankedHit) -> Bool {
    guard let after else { return true }
    if hit.key != after.key { return hit.key > after.key }
    if order == .name {
      let name = storage.foldedName(slot: hit.hit.slot)
      if name != after.name { return after.name.lexicographicallyPrecedes(name) }
    }
    return Int(hit.rank) >= after.rank
  }
}

extension CatalogStorage {
  /// The merchant's name as it is sorted; worked out anew, since only ties of the first eight bytes
  /// ask for it.
  func foldedName(slot: UInt32) -> [UInt8] {
    var words = WordList()
    words.append(wordsOf: name(slot: slot))
    return NameKey.text(of: words)
  }
}
