/// Values by their keys, at most so many: a new one takes the place of the one that was asked for
/// least recently.
struct LeastRecentlyUsed<Key: Hashable, Value> {
  private struct Entry {
    let key: Key
    var value: Value
    /// The positions of the entries used next after and next before this one.
    var newer: Int
    var older: Int
  }

  let capacity: Int
  /// How many values had to go for others.
  private(set) var evictions = 0
  private var positions: [Key: Int] = [:]
  private var entries: [Entry] = []
  private var newest = none
  private var oldest = none
  private static var none: Int { -1 }

  init(capacity: Int) {
    precondition(capacity >= 1, "a cache has place for one value or more")
    self.capacity = capacity
  }

  var count: Int { entries.count }

  /// The value of a key, which is then the one used last; nil if there is none. O(1).
  mutating func value(of key: Key) -> Value? {
    guard let position = positions[key] else { return nil }
    unlink(position)
    link(position)
    return entries[position].value
  }

  /// Keeps a value in place of the key's earlier one. O(1).
  mutating func set(_ value: Value, of key: Key) {
    if let position = positions[key] {
      entries[position].value = value
      unlink(position)
      link(position)
      return
    }
    let entry = Entry(key: key, value: value, newer: Self.none, older: Self.none)
    let position: Int
    if entries.count < capacity {
      position = entries.count
      entries.append(entry)
    } else {
      position = oldest
      unlink(position)
      positions[entries[position].key] = nil
      entries[position] = entry
      evictions += 1
    }
    positions[key] = position
    link(position)
  }

  /// Drops the values that a test refuses; they don't count as evictions. O(count).
  mutating func keep(where isWanted: (Value) -> Bool) {
    guard entries.contains(where: { !isWanted($0.value) }) else { return }
    var kept = LeastRecentlyUsed(capacity: capacity)
    var position = oldest
    while position != Self.none {
      let entry = entries[position]
      if isWanted(entry.value) { kept.set(entry.value, of: entry.key) }
      position = entry.newer
    }
    kept.evictions = evictions
    self = kept
  }

  private mutating func unlink(_ position: Int) {
    let (newer, older) = (entries[position].newer, entries[position].older)
    if newer == Self.none { newest = older } else { entries[newer].older = older }
    if older == Self.none { oldest = newer } else { entries[older].newer = newer }
  }

  private mutating func link(_ position: Int) {
    entries[position].newer = Self.none
    entries[position].older = newest
    if newest == Self.none { oldest = position } else { entries[newest].newer = position }
    newest = position
  }
}
