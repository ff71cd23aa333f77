public import FlatStorage
import Geofencing
public import OpeningHours
import SpatialIndex

/// A catalogue in a file, which is the catalogue's own memory: mapped, and ready at once.
///
/// The format is in `docs/catalog-file.md`. Small sections are compared with their checksums when the
/// file is opened, since others are read by what they say; the large ones, which are most of the
/// file, only by ``verify()``. What is wrong in those leads to wrong answers and never outside of the
/// file's memory.
public struct CatalogFile: Sendable {
  /// The version of the format that this program writes and reads.
  public static let formatVersion: UInt32 = 1

  /// The catalogue.
  public let catalog: Catalog
  /// When the file was written, in Unix seconds.
  public let writtenAt: Int
  /// What the catalogue was made of, in words.
  public let source: String
  public let file: SectionFile

  /// Whether there is a file that begins as catalogue files do.
  public static func isCatalogFile(path: String) -> Bool {
    SectionFile.isSectionFile(path: path)
  }

  /// Opens a file. Merchants' clocks are those of `zones`.
  ///
  /// Takes milliseconds, however many merchants there are, and a little for each schedule and fence.
  ///
  /// - Throws: ``CatalogFileError`` for what is no such file, of another version, cut off or damaged,
  ///   and for zones that `zones` lacks.
  public init(path: String, zones: ZoneDatabase?) throws(CatalogFileError) {
    do throws(SectionFileError) {
      file = try SectionFile(path: path, version: Self.formatVersion)
      for section in file.sections where CatalogSection.isChecked(section.name) {
        try file.verify(section)
      }
    } catch {
      throw .file(error)
    }
    var reader = ByteReader(try Self.array(file, .facts))
    guard let facts = CatalogFileFacts(&reader) else { throw .contents(path: path, part: .facts) }
    writtenAt = facts.writtenAt
    source = facts.source
    let count = facts.count
    guard let index = PackedIndex(try Self.array(file, .index), count: count) else {
      throw .contents(path: path, part: .index)
    }
    var fenceReader = ByteReader(try Self.array(file, .fences))
    guard let fences = FenceIndex(&fenceReader), fenceReader.isAtEnd else {
      throw .contents(path: path, part: .fences)
    }
    catalog = Catalog(
      version: facts.catalogVersion, categories: facts.categories,
      inactiveCount: facts.inactiveCount, categoryCounts: facts.categoryCounts, index: index,
      columns: try Self.columns(file, count: count),
      identifiers: IdentifierTable(
        bytes: try Self.array(file, .idBytes), ends: try Self.array(file, .idEnds, count: count),
        slots: try Self.array(file, .idSlots, count: count)),
      words: try Self.words(file, facts), records: RecordStore(try Self.array(file, .records)),
      hoursTexts: TextList(
        bytes: try Self.array(file, .hoursBytes), ends: try Self.array(file, .hoursEnds)),
      hours: try Self.hours(file, facts, zones), fences: FenceRegions(fences))
  }

  /// Compares every section with its checksum.
  ///
  /// - Throws: ``CatalogFileError/file(_:)`` for the first one that differs.
  public func verify() throws(CatalogFileError) {
    do throws(SectionFileError) {
      try file.verify()
    } catch {
      throw .file(error)
    }
  }
}

extension CatalogFile {
  private static func array<Element>(
    _ file: SectionFile, _ section: CatalogSection, count: Int? = nil
  ) throws(CatalogFileError) -> FlatArray<Element> {
    do throws(SectionFileError) {
      return try file.array(section.rawValue, count: count)
    } catch {
      throw .file(error)
    }
  }

  private static func columns(
    _ file: SectionFile, count: Int
  ) throws(CatalogFileError) -> MerchantColumns {
    MerchantColumns(
      tags: try array(file, .tags, count: count),
      categories: try array(file, .categories, count: count),
      ratings: try array(file, .ratings, count: count),
      reviews: try array(file, .reviews, count: count),
      latitudes: try array(file, .latitudes, count: count),
      longitudes: try array(file, .longitudes, count: count),
      nameKeys: try array(file, .nameKeys, count: count),
      records: try array(file, .recordPlaces, count: count),
      hours: try array(file, .hours, count: count),
      schedules: try array(file, .schedules, count: count),
      zones: try array(file, .zones, count: count),
      created: try array(file, .created, count: count))
  }

  private static func words(
    _ file: SectionFile, _ facts: CatalogFileFacts
  ) throws(CatalogFileError) -> WordIndex {
    let tokenStarts: FlatArray<UInt32> = try array(file, .tokenStarts)
    let tokens = tokenStarts.count
    guard tokens > 0 else { throw .contents(path: file.path, part: .tokenStarts) }
    return WordIndex(
      tokenBytes: try array(file, .tokenBytes), tokenStarts: tokenStarts,
      forward: WordIndex.ForwardLists(
        starts: try array(file, .wordStarts, count: facts.count + 1),
        tokens: try array(file, .wordTokens)),
      postings: WordIndex.Postings(
        counts: try array(file, .postingCounts, count: tokens),
        starts: try array(file, .postingStarts, count: tokens),
        words: try array(file, .postingWords), bitWords: UInt32(clamping: facts.bitWords)))
  }

  private static func hours(
    _ file: SectionFile, _ facts: CatalogFileFacts, _ database: ZoneDatabase?
  ) throws(CatalogFileError) -> CatalogHours {
    guard
      let schedules = ScheduleTable(
        flips: try array(file, .flips), flipStarts: try array(file, .flipStarts),
        days: try array(file, .days), dayStarts: try array(file, .dayStarts),
        hours: try array(file, .hourStates))
    else { throw .contents(path: file.path, part: .flips) }
    var zones: [TimeZoneRules] = []
    for name in facts.zoneNames {
      let rules: TimeZoneRules?
      do throws(ZoneError) {
        rules = try database?.rules(named: name)
      } catch {
        throw .zones(error)
      }
      guard let rules else { throw .zone(path: file.path, name: name) }
      zones.append(rules)
    }
    var hours = CatalogHours()
    hours.schedules = schedules
    hours.zones = ZoneTable(zones)
    hours.counts = facts.hoursCounts
    hours.generation = CatalogHours.nextGeneration()
    return hours
  }
}

/// Writing.
extension CatalogFile {
  /// Writes a catalogue to a file, so that whoever opens it finds what was there before or all of this.
  ///
  /// `source` is what the catalogue was made of, in words; `writtenAt` is in Unix seconds.
  ///
  /// - Throws: ``CatalogFileError/file(_:)`` when the disk is full, the folder not writable or somebody
  ///   else is writing the file; then what was there before stays.
  public static func write(
    _ catalog: Catalog, to path: String, source: String, writtenAt: Int
  ) throws(CatalogFileError) {
    do throws(SectionFileError) {
      var writer = try SectionFileWriter(
        path: path, version: formatVersion, mostSections: CatalogSection.allCases.count)
      for section in CatalogSection.allCases {
        try add(section, of: catalog, source: source, writtenAt: writtenAt, to: &writer)
      }
      try writer.finish()
    } catch {
      throw .file(error)
    }
  }

  private static func add(
    _ section: CatalogSection, of catalog: Catalog, source: String, writtenAt: Int,
    to writer: inout SectionFileWriter
  ) throws(SectionFileError) {
    let storage = catalog.storage
    let columns = storage.columns
    let words = storage.words
    let lists = storage.hours.schedules.lists
    let name = section.rawValue
    switch section {
    case .facts:
      var bytes = ByteWriter()
      CatalogFileFacts(catalog, source: source, writtenAt: writtenAt).append(to: &bytes)
      try writer.add(name, FlatArray(bytes.bytes))
    case .fences:
      var bytes = ByteWriter()
      catalog.fences.index.append(to: &bytes)
      try writer.add(name, FlatArray(bytes.bytes))
    case .index:
      try storage.index.withBytes { (bytes) throws(SectionFileError) in
        try writer.add(name, bytes)
      }
    case .records:
      try writer.begin(name)
      try storage.records.forEachChunk { (bytes) throws(SectionFileError) in
        try writer.append(bytes)
      }
      writer.endSection()
    case .tags: try writer.add(name, columns.tags)
    case .categories: try writer.add(name, columns.categories)
    case .ratings: try writer.add(name, columns.ratings)
    case .reviews: try writer.add(name, columns.reviews)
    case .latitudes: try writer.add(name, columns.latitudes)
    case .longitudes: try writer.add(name, columns.longitudes)
    case .nameKeys: try writer.add(name, columns.nameKeys)
    case .recordPlaces: try writer.add(name, columns.records)
    case .hours: try writer.add(name, columns.hours)
    case .schedules: try writer.add(name, columns.schedules)
    case .zones: try writer.add(name, columns.zones)
    case .created: try writer.add(name, columns.created)
    case .idBytes: try writer.add(name, storage.identifiers.bytes)
    case .idEnds: try writer.add(name, storage.identifiers.ends)
    case .idSlots: try writer.add(name, storage.identifiers.slots)
    case .tokenBytes: try writer.add(name, words.tokenBytes)
    case .tokenStarts: try writer.add(name, words.tokenStarts)
    case .wordStarts: try writer.add(name, words.forward.starts)
    case .wordTokens: try writer.add(name, words.forward.tokens)
    case .postingCounts: try writer.add(name, words.postings.counts)
    case .postingStarts: try writer.add(name, words.postings.starts)
    case .postingWords: try writer.add(name, words.postings.words)
    case .hoursBytes: try writer.add(name, storage.hoursTexts.bytes)
    case .hoursEnds: try writer.add(name, storage.hoursTexts.ends)
    case .flips: try writer.add(name, lists.flips)
    case .flipStarts: try writer.add(name, lists.flipStarts)
    case .days: try writer.add(name, lists.days)
    case .dayStarts: try writer.add(name, lists.dayStarts)
    case .hourStates: try writer.add(name, lists.hours)
    }
  }
}
