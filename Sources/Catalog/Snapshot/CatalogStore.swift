import Synchronization

/// The catalogue that answers queries now.
///
/// A query takes ``current`` once and works on that value to its end, so a catalogue published
/// meanwhile cannot change its answer halfway. Threads that ask often have a ``CatalogReader`` each.
public final class CatalogStore: Sendable {
  private struct State {
    var catalog: Catalog?
    var withdrawal: String?
    /// The ``CatalogStorage/origins`` that were found to be damaged.
    var damaged: Set<UInt64> = []
  }

  private let state: Mutex<State>
  /// Counts the catalogues published and withdrawn.
  fileprivate let number = Atomic<UInt64>(0)

  /// A store that has a catalogue from the start, or none until one is published.
  public init(_ catalog: Catalog? = nil) {
    state = Mutex(State(catalog: catalog))
  }

  /// The catalogue published last; nil before the first, and where it was withdrawn.
  public var current: Catalog? {
    state.withLock { $0.catalog }
  }

  /// Why there is no catalogue although there was one; nil otherwise.
  public var withdrawal: String? {
    state.withLock { $0.withdrawal }
  }

  /// Makes `next` the catalogue that queries take from now on.
  ///
  /// Answers whether it did: one that shares merchants with a withdrawn catalogue is refused.
  @discardableResult
  public func publish(_ next: Catalog) -> Bool {
    let isPublished = state.withLock { state in
      guard !next.shares(state.damaged) else { return false }
      state.catalog = next
      state.withdrawal = nil
      return true
    }
    if isPublished { number.add(1, ordering: .releasing) }
    return isPublished
  }

  /// Takes a catalogue out of use, and every one that shares merchants with it, since what it holds
  /// is damaged.
  ///
  /// Queries that have begun end with it. `reason` is for whoever asks from then on.
  public func withdraw(_ catalog: Catalog, because reason: String) {
    state.withLock { state in
      for segment in catalog.segments { state.damaged.formUnion(segment.storage.origins) }
      guard let current = state.catalog, current.shares(state.damaged) else { return }
      state.catalog = nil
      state.withdrawal = reason
    }
    number.add(1, ordering: .releasing)
  }
}

extension Catalog {
  /// Whether one of its storages goes back to one of some generations.
  fileprivate func shares(_ origins: Set<UInt64>) -> Bool {
    !origins.isEmpty && segments.contains { !$0.storage.origins.isDisjoint(with: origins) }
  }
}

/// A thread's own view of a store: looking whether there is a newer catalogue reads one number that
/// nobody writes but who publishes, so that threads do not wait for each other.
public struct CatalogReader: ~Copyable {
  private let store: CatalogStore
  private var number: UInt64 = 0
  private var catalog: Catalog?

  public init(_ store: CatalogStore) {
    self.store = store
    catalog = store.current
  }

  /// The catalogue published last; nil before the first.
  public var current: Catalog? {
    mutating get {
      // Published between the two looks, a catalogue is only taken once more.
      let number = store.number.load(ordering: .acquiring)
      if number != self.number {
        catalog = store.current
        self.number = number
      }
      return catalog
    }
  }
}
