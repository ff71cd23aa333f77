/// Where a merchant of a merged storage comes from.
struct SlotSource: Equatable, Sendable {
  /// The position of the storage among those that are merged.
  var part: UInt32
  /// The merchant's slot there.
  var slot: UInt32
}
