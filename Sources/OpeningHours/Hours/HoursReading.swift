public import JSON

/// What a value of `operating_hours` says.
public enum HoursReading: Equatable, Sendable {
  /// Hours, and what of them could be meant in another way.
  case schedule(Schedule, warnings: [HoursWarning])

  /// Nothing: no one knows when it is open, which is not to say that it is closed.
  case unknown

  /// Reads hours in any of the usual shapes: an object of days, a text in OpenStreetMap's syntax, or
  /// the lists of Google, Yelp and schema.org.
  ///
  /// A missing value, `null`, `""`, `{}`, `[]` and an object all of whose days are `null` are
  /// ``unknown``. The time that it takes is in proportion to the text.
  ///
  /// - Throws: ``HoursError`` for everything else that isn't hours without doubt.
  public init(_ value: JSONText?) throws(HoursError) {
    guard let value else {
      self = .unknown
      return
    }
    var reader = HoursReader()
    guard try reader.read(value) else {
      self = .unknown
      return
    }
    self = reader.result()
  }
}
