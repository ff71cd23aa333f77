/// Why bytes are not a map of time zones.
public struct ZoneMapError: Error, Equatable, CustomStringConvertible {
  /// The place of the first byte that can't be right.
  public let offset: Int

  /// What should be there and what is.
  public let reason: String

  public var description: String {
    "not a map of time zones, at byte \(offset): \(reason)"
  }
}
