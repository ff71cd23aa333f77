import Synchronization

/// The catalogue that answers queries now.
///
/// A query takes ``current`` once and works on that value to its end, so a catalogue published
/// meanwhile cannot change its answer halfway.
public final class CatalogStore: Sendable {
  private let catalog: Mutex<Catalog?>

  /// A store that has a catalogue from the start, or none until one is published.
  public init(_ catalog: Catalog? = nil) {
    self.catalog = Mutex(catalog)
  }

  /// The catalogue published last; nil before the first.
  public var current: Catalog? {
    catalog.withLock { $0 }
  }

  /// Makes `next` the catalogue that queries take from now on.
  public func publish(_ next: Catalog) {
    catalog.withLock { $0 = next }
  }
}
