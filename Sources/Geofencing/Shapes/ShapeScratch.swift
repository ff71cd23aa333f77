public import SpatialIndex

/// The memory a search around a shape works in, so that searching allocates nothing.
///
/// Make one for each thread that searches and hand it to search after search. It grows to what the
/// largest search needed and stays that large.
public struct ShapeScratch: ~Copyable {
  @usableFromInline var search = SearchScratch()
  @usableFromInline var found: [Hit] = []

  /// How many times a search may measure a point against a piece before it is given up.
  ///
  /// Most hits take two or three, of about 60 ns each. But a route that goes the same way thousands
  /// of times takes thousands a hit, so a service that takes routes from strangers sets a limit.
  public var mostMeasurements = Int.max

  public init() {}

  /// How many hits the last search found.
  @inlinable
  public var count: Int { found.count }

  /// A hit of the last search: nearest first, and of those at the same distance the smaller id
  /// first.
  @inlinable
  public subscript(index: Int) -> Hit { found[index] }

  /// The hits of the last search, in the same order.
  @inlinable
  public var hits: [Hit] { found }
}
