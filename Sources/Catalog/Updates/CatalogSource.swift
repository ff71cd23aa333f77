/// What a catalogue follows: files that are watched, a database.
public protocol CatalogSource: Sendable {
  associatedtype Batches: AsyncSequence<CatalogBatch, Never>

  /// The changes, one batch after the other, each of which becomes one version. `current` is the
  /// catalogue as it is, for sources that compare what they have with it; the next batch is asked for
  /// once the one before is applied.
  func batches(after current: @escaping @Sendable () async -> Catalog) -> Batches
}

extension CatalogWriter {
  /// Applies the batches of a source, until it ends.
  ///
  /// Each makes a version of its own: what `version` says, or the one behind the last if that is
  /// greater. `onUpdate` hears what each batch did, `onRefusal` why one was refused; then none of it is
  /// applied, and the next one is waited for.
  public nonisolated func follow(
    _ source: some CatalogSource,
    onUpdate: @Sendable (CatalogUpdate, _ version: UInt64) -> Void = { _, _ in },
    onRefusal: @Sendable (any Error) -> Void = { _ in },
    version: @Sendable () -> UInt64 = { 0 }
  ) async {
    for await batch in source.batches(after: { await self.catalog }) {
      do {
        let update = try await apply(batch, version: version())
        await onUpdate(update, catalog.version)
      } catch {
        onRefusal(error)
      }
    }
  }
}
