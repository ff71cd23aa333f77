import FlatStorage
public import Ranking

/// Users' affinities as a catalogue file has them, read where they lie.
///
/// The users have the order of an ``AffinityTable``. Of a file that was damaged they may be anything,
/// but a score is from 0 to 1.
public struct CatalogAffinities: AffinityCollection {
  /// Texts one after the other, found by their number.
  struct Texts: Sendable {
    var bytes: FlatArray<UInt8>
    /// Where each text ends.
    var ends: FlatArray<UInt64>

    var count: Int { ends.count }

    subscript(position: Int) -> String {
      let start = position == 0 ? 0 : Int(clamping: ends[position - 1])
      return String(
        decoding: bytes[bytes.clamped(start, Int(clamping: ends[position]))], as: UTF8.self)
    }
  }

  /// What the affinities are, one beside the other.
  struct Pairs: Sendable {
    /// Positions among the merchants.
    var merchants: FlatArray<UInt32>
    var scores: FlatArray<Double>
    /// In Unix seconds; ``CatalogAffinities/noTime`` where it is not known.
    var times: FlatArray<Int64>
  }

  static let noTime = Int64.min

  let userTexts: Texts
  /// Where the affinities of each user end.
  let pairEnds: FlatArray<UInt64>
  let merchants: Texts
  let pairs: Pairs

  public var users: [String] { (0..<userCount).map { userTexts[$0] } }

  public var userCount: Int { userTexts.count }

  public var pairCount: Int { pairs.scores.count }

  /// The affinities of a user: a binary search among the users.
  public func affinities(ofUser user: String) -> [Affinity] {
    var low = 0
    var high = userCount
    while low < high {
      let middle = (low + high) / 2
      if userTexts[middle] < user { low = middle + 1 } else { high = middle }
    }
    guard low < userCount, userTexts[low] == user else { return [] }
    let start = low == 0 ? 0 : Int(clamping: pairEnds[low - 1])
    return pairs.scores.clamped(start, Int(clamping: pairEnds[low])).map(affinity)
  }

  private func affinity(_ position: Int) -> Affinity {
    let score = pairs.scores[position]
    let time = pairs.times[position]
    return Affinity(
      merchantID: merchants[Int(pairs.merchants[position])],
      // What is no number is not above 0.
      score: score > 0 ? min(score, 1) : 0, lastInteraction: time == Self.noTime ? nil : time)
  }
}

extension CatalogAffinities {
  /// The same affinities as others, as a file is to have them.
  ///
  /// Merchants are numbered as they occur, so that those of a file give the same file again.
  init(_ others: (any AffinityCollection)?) {
    var users = TextsDraft()
    var merchants = TextsDraft()
    var numbers: [String: UInt32] = [:]
    var pairEnds: [UInt64] = []
    var pairs: (merchants: [UInt32], scores: [Double], times: [Int64]) = ([], [], [])
    for user in others?.users ?? [] {
      users.append(user)
      let affinities: [Affinity] = others?.affinities(ofUser: user) ?? []
      for affinity in affinities {
        let number = numbers[affinity.merchantID] ?? UInt32(merchants.ends.count)
        if Int(number) == merchants.ends.count {
          numbers[affinity.merchantID] = number
          merchants.append(affinity.merchantID)
        }
        pairs.merchants.append(number)
        pairs.scores.append(affinity.score)
        pairs.times.append(affinity.lastInteraction ?? Self.noTime)
      }
      pairEnds.append(UInt64(pairs.scores.count))
    }
    userTexts = users.texts
    self.pairEnds = FlatArray(pairEnds)
    self.merchants = merchants.texts
    self.pairs = Pairs(
      merchants: FlatArray(pairs.merchants), scores: FlatArray(pairs.scores),
      times: FlatArray(pairs.times))
  }
}

private struct TextsDraft {
  private var bytes: [UInt8] = []
  private(set) var ends: [UInt64] = []

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    ends.append(UInt64(bytes.count))
  }

  var texts: CatalogAffinities.Texts {
    CatalogAffinities.Texts(bytes: FlatArray(bytes), ends: FlatArray(ends))
  }
}
