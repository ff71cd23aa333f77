/// What changed in a list of the best from one ranking to another.
public struct RankComparison: Hashable, Sendable {
  /// One that both lists have, in different places; places count from 1.
  public struct Move: Hashable, Sendable {
    public var id: String
    public var from: Int
    public var to: Int

    public init(id: String, from: Int, to: Int) {
      self.id = id
      self.from = from
      self.to = to
    }

    /// By how many places it moved, either way.
    public var distance: Int { abs(to - from) }
  }

  /// One that only one of the lists has, and its place there, counted from 1.
  public struct Place: Hashable, Sendable {
    public var id: String
    public var place: Int

    public init(id: String, place: Int) {
      self.id = id
      self.place = place
    }
  }

  /// What both lists have in different places, in the order of the new one.
  public let moved: [Move]
  /// What only the new list has, in its order.
  public let entered: [Place]
  /// What only the old list has, in its order.
  public let left: [Place]
  /// How many both lists have.
  public let commonCount: Int
  /// Kendall's tau of what both lists have: 1 in the same order, -1 in the opposite one; nil for
  /// fewer than two.
  ///
  /// It is tau-a, of which the other variants differ only where places are shared, which they never
  /// are here: pairs in the same order less those in the opposite one, divided by all pairs.
  public let tau: Double?

  /// Compares two lists, neither of which has an id twice. O(n log n).
  public init(from old: [String], to new: [String]) {
    let oldPlaces = Self.places(of: old)
    let newPlaces = Self.places(of: new)
    var moved: [Move] = []
    var entered: [Place] = []
    var common: [Int] = []
    for (position, id) in new.enumerated() {
      guard let from = oldPlaces[id] else {
        entered.append(Place(id: id, place: position + 1))
        continue
      }
      common.append(from)
      if from != position + 1 { moved.append(Move(id: id, from: from, to: position + 1)) }
    }
    self.moved = moved
    self.entered = entered
    left = old.enumerated().filter { newPlaces[$0.element] == nil }
      .map { Place(id: $0.element, place: $0.offset + 1) }
    commonCount = common.count
    tau = Self.tau(of: common)
  }

  /// Whether the lists differ at all.
  public var isChanged: Bool { !moved.isEmpty || !entered.isEmpty || !left.isEmpty }

  /// Places by id, counted from 1.
  private static func places(of list: [String]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (position, id) in list.enumerated() {
      let earlier = places.updateValue(position + 1, forKey: id)
      precondition(earlier == nil, "a list of the best has nobody twice")
    }
    return places
  }

  /// Kendall's tau of the order of some different numbers and the ascending one.
  private static func tau(of numbers: [Int]) -> Double? {
    guard numbers.count >= 2 else { return nil }
    let pairs = numbers.count * (numbers.count - 1) / 2
    var sorted = numbers
    let inversions = sort(&sorted)
    return Double(pairs - 2 * inversions) / Double(pairs)
  }

  /// Sorts by merging; the answer is how many pairs stood the wrong way round (Knight, "A computer
  /// method for calculating Kendall's tau with ungrouped data", 1966).
  private static func sort(_ numbers: inout [Int]) -> Int {
    var inversions = 0
    var width = 1
    while width < numbers.count {
      var merged: [Int] = []
      merged.reserveCapacity(numbers.count)
      for start in stride(from: 0, to: numbers.count, by: 2 * width) {
        let middle = min(start + width, numbers.count)
        let end = min(start + 2 * width, numbers.count)
        var (first, second) = (start, middle)
        while first < middle || second < end {
          if second == end || first < middle && numbers[first] < numbers[second] {
            merged.append(numbers[first])
            first += 1
          } else {
            // It passes all that are left of the first half.
            inversions += middle - first
            merged.append(numbers[second])
            second += 1
          }
        }
      }
      numbers = merged
      width *= 2
    }
    return inversions
  }
}
