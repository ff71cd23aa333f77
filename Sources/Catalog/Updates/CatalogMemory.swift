/// How a catalogue lies in memory: its largest segment, and what updates have added beside it.
public struct CatalogMemory: Equatable, Sendable {
  /// Some segments of a catalogue.
  public struct Part: Equatable, Sendable {
    /// How many merchants there are, those that have been replaced or removed since not counted.
    public var merchants = 0
    /// How many have been replaced or removed since, and go with the next merge.
    public var dead = 0
    /// How many bytes it takes.
    public var bytes = 0

    public init() {}
  }

  /// How many segments there are.
  public var segments = 0
  /// The largest segment.
  public var base = Part()
  /// All others together.
  public var delta = Part()

  public init() {}
}

extension Catalog {
  /// How the catalogue lies in memory.
  public var memory: CatalogMemory {
    var memory = CatalogMemory()
    memory.segments = segments.count
    for (position, segment) in segments.enumerated() {
      let part = position == 0 ? \CatalogMemory.base : \CatalogMemory.delta
      memory[keyPath: part].merchants += segment.liveCount
      memory[keyPath: part].dead += segment.dead.count
      memory[keyPath: part].bytes +=
        segment.storage.byteCount + segment.dead.byteCount + segment.deadInactive.byteCount
    }
    return memory
  }
}
