/// Affinities of many users in memory, as a file has them.
///
/// Every user and merchant id is kept once, so that a pair takes 24 bytes.
public struct AffinityTable: AffinityCollection, Equatable {
  /// All users that have affinities, in the order of their ids.
  public let users: [String]
  /// Where the affinities of each user end.
  private let ends: [Int]
  private let merchants: [String]
  private let pairs: [Pair]

  fileprivate struct Pair: Equatable, Sendable {
    /// A position in the list of merchants.
    var merchant: UInt32
    var score: Double
    /// In Unix seconds; `Int64.min` where it is not known.
    var lastInteraction: Int64
  }

  fileprivate init(users: [String], ends: [Int], merchants: [String], pairs: [Pair]) {
    self.users = users
    self.ends = ends
    self.merchants = merchants
    self.pairs = pairs
  }

  /// No affinities.
  public static let empty = AffinityTable(users: [], ends: [], merchants: [], pairs: [])

  public var userCount: Int { users.count }

  public var pairCount: Int { pairs.count }

  /// About how many bytes the table takes.
  public var byteCount: Int {
    // A string keeps up to 15 bytes in itself.
    func size(_ texts: [String]) -> Int {
      texts.reduce(texts.count * MemoryLayout<String>.stride) { total, text in
        total + (text.utf8.count > 15 ? text.utf8.count : 0)
      }
    }
    return size(users) + size(merchants) + ends.count * MemoryLayout<Int>.stride
      + pairs.count * MemoryLayout<Pair>.stride
  }

  /// The affinities of a user: a binary search among the users.
  public func affinities(ofUser user: String) -> [Affinity] {
    var low = 0
    var high = users.count
    while low < high {
      let middle = (low + high) / 2
      if users[middle] < user { low = middle + 1 } else { high = middle }
    }
    guard low < users.count, users[low] == user else { return [] }
    return pairs[(low == 0 ? 0 : ends[low - 1])..<ends[low]].map { pair in
      Affinity(
        merchantID: merchants[Int(pair.merchant)], score: pair.score,
        lastInteraction: pair.lastInteraction == .min ? nil : pair.lastInteraction)
    }
  }
}

/// Collects affinities and makes an ``AffinityTable`` of them.
public struct AffinityTableBuilder: Sendable {
  private var users: [String: UInt32] = [:]
  private var merchants: [String: UInt32] = [:]
  private var merchantIDs: [String] = []
  private var pairs: [(user: UInt32, pair: AffinityTable.Pair)] = []
  /// Which pairs there are, and the number that the caller gave with the first.
  private var places: [UInt64: Int] = [:]

  public init() {}

  /// Adds a user's affinity.
  ///
  /// Answers nil; for a pair that is there already, leaves the table as it is and answers the place
  /// that was given with the first one.
  public mutating func add(user: String, _ affinity: Affinity, place: Int = 0) -> Int? {
    precondition(
      users.count < Int(UInt32.max) && merchants.count < Int(UInt32.max),
      "a table holds less than 4,294,967,295 users and merchants")
    let userNumber = users[user] ?? UInt32(users.count)
    let merchantNumber = merchants[affinity.merchantID] ?? UInt32(merchants.count)
    let key = UInt64(userNumber) << 32 | UInt64(merchantNumber)
    if let first = places[key] { return first }
    places[key] = place
    users[user] = userNumber
    if Int(merchantNumber) == merchantIDs.count {
      merchants[affinity.merchantID] = merchantNumber
      merchantIDs.append(affinity.merchantID)
    }
    pairs.append(
      (
        userNumber,
        AffinityTable.Pair(
          merchant: merchantNumber, score: affinity.score,
          lastInteraction: affinity.lastInteraction ?? .min)
      ))
    return nil
  }

  /// The table of all that was added.
  public consuming func build() -> AffinityTable {
    let sorted = users.keys.sorted()
    var ranks = [Int](repeating: 0, count: users.count)
    for (rank, user) in sorted.enumerated() {
      if let number = users[user] { ranks[Int(number)] = rank }
    }
    var starts = [Int](repeating: 0, count: users.count + 1)
    for entry in pairs { starts[ranks[Int(entry.user)] + 1] += 1 }
    for rank in starts.indices.dropFirst() { starts[rank] += starts[rank - 1] }
    var next = starts
    var ordered = pairs.map(\.pair)
    for entry in pairs {
      let rank = ranks[Int(entry.user)]
      ordered[next[rank]] = entry.pair
      next[rank] += 1
    }
    return AffinityTable(
      users: sorted, ends: Array(starts.dropFirst()), merchants: merchantIDs, pairs: ordered)
  }
}
