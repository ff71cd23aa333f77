/// Why bytes are not a time zone file, or a text is not a rule of POSIX's `TZ`.
public struct TZifError: Error, Equatable, CustomStringConvertible {
  /// The place of the first byte that can't be right, counted from the start of the file or text.
  public let offset: Int

  /// What should be there and what is.
  public let reason: String

  /// A failure at `offset` for a reason that reads on after a colon.
  public init(offset: Int, reason: String) {
    self.offset = offset
    self.reason = reason
  }

  public var description: String {
    "not a time zone file, at byte \(offset): \(reason)"
  }
}
