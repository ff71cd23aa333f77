public import Catalog

/// Files that are watched: what changes in them changes the catalogue.
///
/// The files are looked at with each tick, and read when they have changed and been the same for two
/// looks (see ``FileWatch``). What has changed together becomes one batch. Files that look wrong are
/// refused as a whole, and the next change of them is waited for; see ``SourceRefusal``.
public struct FileSource<Ticks>: CatalogSource
where Ticks: AsyncSequence<Void, Never> & Sendable {
  private let files: SourceFiles
  private let known: KnownFiles?
  private let isFollowing: Bool
  private let ticks: Ticks
  private let onEvent: @Sendable (FileSourceEvent) -> Void

  /// A source that looks at files with each of `ticks`.
  ///
  /// `known` says how the files were when the catalogue was made of them; without it they are read at
  /// once. One that does not follow them ends when they have been read once.
  public init(
    _ files: SourceFiles, known: KnownFiles? = nil, isFollowing: Bool = true, ticks: Ticks,
    onEvent: @escaping @Sendable (FileSourceEvent) -> Void = { _ in }
  ) {
    self.files = files
    self.known = known
    self.isFollowing = isFollowing
    self.ticks = ticks
    self.onEvent = onEvent
  }

  public func batches(after current: @escaping @Sendable () async -> Catalog) -> Batches {
    Batches(source: self, current: current)
  }

  public struct Batches: AsyncSequence {
    fileprivate let source: FileSource
    fileprivate let current: @Sendable () async -> Catalog

    public func makeAsyncIterator() -> AsyncIterator {
      AsyncIterator(source, current)
    }
  }
}

/// What happens to watched files.
public enum FileSourceEvent: Equatable, Sendable {
  /// Files have changed and were read, with so many rows and features left out. Unless they say the
  /// same as before, a batch follows.
  case taken(files: [String], rejected: Int, isUnchanged: Bool)
  /// Files have changed and are not taken.
  case refused(SourceRefusal)
}

extension FileSource.Batches {
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let source: FileSource
    private let current: @Sendable () async -> Catalog
    private var ticks: Ticks.AsyncIterator
    private var watch: FileWatch
    private var reader: SourceReader
    private var hasLooked = false
    private var hasRead = false

    fileprivate init(
      _ source: FileSource, _ current: @escaping @Sendable () async -> Catalog
    ) {
      self.source = source
      self.current = current
      ticks = source.ticks.makeAsyncIterator()
      let paths = source.files.paths
      watch = FileWatch(applied: source.known?.look.filter { paths.contains($0.key) })
      reader = SourceReader(source.files, taken: source.known?.tallies ?? [:])
    }

    public mutating func next() async -> CatalogBatch? {
      while source.isFollowing || !hasRead {
        if hasLooked {
          guard await ticks.next(isolation: #isolation) != nil else { return nil }
        }
        let look = FileWatch.look(at: source.files.paths)
        // What has never been read need not have changed.
        let isFirst = !hasLooked && source.known == nil
        hasLooked = true
        guard watch.isDue(look) || isFirst else { continue }
        if let batch = await read(look) { return batch }
      }
      return nil
    }

    /// The changes of files that are as in `look`; nil if there are none or they are refused.
    private mutating func read(_ look: FileWatch.Look) async -> CatalogBatch? {
      let files = source.files
      let merchants = watch.changed(files.merchants ?? [], in: look)
      let fences = watch.changed(files.fences ?? [], in: look)
      let isFirst = watch.applied == nil
      let (reader, catalog) = (reader, await current())
      let reading = await BlockingWork.run {
        reader.read(
          merchants: isFirst || !merchants.isEmpty, fences: isFirst || !fences.isEmpty,
          from: catalog, look)
      }
      // Somebody has written to them meanwhile, and nobody knows which half was read.
      guard FileWatch.look(at: files.paths) == look else { return nil }
      hasRead = true
      switch reading.result {
      case .success(let batch):
        watch.apply(look)
        self.reader.take(reading)
        source.onEvent(
          .taken(
            files: merchants + fences,
            rejected: reading.tallies.values.reduce(0) { $0 + $1.rejected },
            isUnchanged: batch.isEmpty))
        return batch.isEmpty ? nil : batch
      case .failure(let refusal):
        watch.refuse(look)
        self.reader.refuse(reading, look)
        source.onEvent(.refused(refusal))
        return nil
      }
    }
  }
}
