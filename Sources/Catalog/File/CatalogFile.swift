public import FlatStorage
public import Geofencing
public import OpeningHours
public import Ranking
import SpatialIndex

/// A catalogue in a file, which is the catalogue's own memory: mapped, and ready at once.
///
/// The format is in `docs/catalog-file.md`. Small sections are compared with their checksums when the
/// file is opened, since others are read by what they say; the large ones, which are most of the
/// file, only by ``verify()``. What is wrong in those leads to wrong answers and never outside of the
/// file's memory.
public struct CatalogFile: Sendable {
  /// The version of the format that this program writes and reads.
  public static let formatVersion: UInt32 = 2

  /// The catalogue.
  public let catalog: Catalog
  /// When the file was written, in Unix seconds.
  public let writtenAt: Int
  /// What the catalogue was made of, in words.
  public let source: String
  /// Users' affinities; nil where the file has none.
  public let affinities: CatalogAffinities?
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
    file = try Self.open(path) { CatalogSection.isChecked($0) }
    var reader = ByteReader(try Self.array(file, .facts))
    guard let facts = CatalogFileFacts(&reader) else { throw .contents(path: path, part: .facts) }
    writtenAt = facts.writtenAt
    source = facts.source
    affinities = try Self.affinities(file)
    let count = facts.counts.merchants
    guard let index = PackedIndex(try Self.array(file, .index), count: count) else {
      throw .contents(path: path, part: .index)
    }
    let fences = try Self.fences(file)
    let storage = CatalogStorage(
      index: index, columns: try Self.columns(file, count: count),
      identifiers: IdentifierTable(
        bytes: try Self.array(file, .idBytes), ends: try Self.array(file, .idEnds, count: count),
        slots: try Self.array(file, .idSlots, count: count)),
      inactive: try Self.inactive(file, count: facts.counts.inactive),
      words: try Self.words(file, facts), records: RecordStore(try Self.array(file, .records)),
      hoursTexts: TextList(
        bytes: try Self.array(file, .hoursBytes), ends: try Self.array(file, .hoursEnds)),
      hours: try Self.hours(file, facts, zones), counts: facts.counts, origins: [Generation.next()])
    catalog = Catalog(
      version: facts.catalogVersion, categories: facts.categories,
      segments: [CatalogSegment(storage)], fences: FenceRegions(fences))
  }

  /// The geofences of a file, without a look at its merchants.
  ///
  /// - Throws: ``CatalogFileError`` as ``init(path:zones:)`` does.
  public static func fences(path: String) throws(CatalogFileError) -> FenceIndex {
    try fences(open(path) { $0 == CatalogSection.fences.rawValue })
  }

  /// The affinities of a file, without a look at its merchants; nil where it has none.
  ///
  /// - Throws: ``CatalogFileError`` as ``init(path:zones:)`` does.
  public static func affinities(path: String) throws(CatalogFileError) -> CatalogAffinities? {
    try affinities(open(path) { _ in false })
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
  /// A file whose sections of some names have their checksums.
  private static func open(
    _ path: String, checking isChecked: (_ name: String) -> Bool
  ) throws(CatalogFileError) -> SectionFile {
    do throws(SectionFileError) {
      let file = try SectionFile(path: path, version: formatVersion)
      for section in file.sections where isChecked(section.name) { try file.verify(section) }
      return file
    } catch {
      throw .file(error)
    }
  }

  private static func fences(_ file: SectionFile) throws(CatalogFileError) -> FenceIndex {
    var reader = ByteReader(try array(file, .fences))
    guard let fences = FenceIndex(&reader), reader.isAtEnd else {
      throw .contents(path: file.path, part: .fences)
    }
    return fences
  }

  private static func affinities(
    _ file: SectionFile
  ) throws(CatalogFileError) -> CatalogAffinities? {
    let userEnds: FlatArray<UInt64> = try array(file, .userEnds)
    let scores: FlatArray<Double> = try array(file, .scores)
    let affinities = CatalogAffinities(
      userTexts: CatalogAffinities.Texts(bytes: try array(file, .userBytes), ends: userEnds),
      pairEnds: try array(file, .pairEnds, count: userEnds.count),
      merchants: CatalogAffinities.Texts(
        bytes: try array(file, .likedBytes), ends: try array(file, .likedEnds)),
      pairs: CatalogAffinities.Pairs(
        merchants: try array(file, .likedNumbers, count: scores.count), scores: scores,
        times: try array(file, .times, count: scores.count)))
    return affinities.userCount == 0 ? nil : affinities
  }

  private static func array<Element>(
    _ file: SectionFile, _ section: CatalogSection, count: Int? = nil
  ) throws(CatalogFileError) -> FlatArray<Element> {
    do throws(SectionFileError) {
      return try file.array(section.rawValue, count: count)
    } catch {
      throw .file(error)
    }
  }

  private static func inactive(
    _ file: SectionFile, count: Int
  ) throws(CatalogFileError) -> IdentifierTable {
    IdentifierTable(
      bytes: try array(file, .inactiveBytes),
      ends: try array(file, .inactiveEnds, count: count),
      slots: FlatArray(count: count) { UInt32($0) })
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
        starts: try array(file, .wordStarts, count: facts.counts.merchants + 1),
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
    return hours
  }
}

/// Writing.
extension CatalogFile {
  /// Writes a catalogue to a file, so that whoever opens it finds what was there before or all of this.
  ///
  /// `source` is what the catalogue was made of, in words; `writtenAt` is in Unix seconds. Affinities
  /// that are not a file's are held a second time while it writes.
  ///
  /// - Throws: ``CatalogFileError/file(_:)`` when the disk is full, the folder not writable or somebody
  ///   else is writing the file; then what was there before stays.
  public static func write(
    _ catalog: Catalog, to path: String, source: String, writtenAt: Int,
    affinities: (any AffinityCollection)? = nil
  ) throws(CatalogFileError) {
    precondition(catalog.isWhole, "a catalogue is merged before it is written")
    do throws(SectionFileError) {
      var writer = try SectionFileWriter(
        path: path, version: formatVersion, mostSections: CatalogSection.allCases.count)
      var contents = FileContents(
        storage: catalog.segments[0].storage, fences: catalog.fences.index,
        facts: CatalogFileFacts(catalog, source: source, writtenAt: writtenAt),
        affinities: affinities as? CatalogAffinities ?? CatalogAffinities(affinities))
      for section in CatalogSection.allCases { try add(section, of: &contents, to: &writer) }
      try writer.finish()
    } catch {
      throw .file(error)
    }
  }

  /// What is written.
  private struct FileContents {
    var storage: CatalogStorage
    var fences: FenceIndex
    var facts: CatalogFileFacts
    var affinities: CatalogAffinities
    /// Where the records lie in the file, once they are written.
    var recordPlaces: [UInt64] = []
  }

  private static func add(
    _ section: CatalogSection, of contents: inout FileContents, to writer: inout SectionFileWriter
  ) throws(SectionFileError) {
    let storage = contents.storage
    let affinities = contents.affinities
    let columns = storage.columns
    let words = storage.words
    let lists = storage.hours.schedules.lists
    let name = section.rawValue
    switch section {
    case .facts:
      var bytes = ByteWriter()
      contents.facts.append(to: &bytes)
      try writer.add(name, FlatArray(bytes.bytes))
    case .fences:
      var bytes = ByteWriter()
      contents.fences.append(to: &bytes)
      try writer.add(name, FlatArray(bytes.bytes))
    case .index:
      try storage.index.withBytes { (bytes) throws(SectionFileError) in
        try writer.add(name, bytes)
      }
    case .records:
      try writer.begin(name)
      // In the order of the slots, so that what is shown together lies together.
      contents.recordPlaces = try storage.records.forEachPackedChunk(columns.records) {
        (bytes) throws(SectionFileError) in
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
    case .recordPlaces: try writer.add(name, FlatArray(contents.recordPlaces))
    case .hours: try writer.add(name, columns.hours)
    case .schedules: try writer.add(name, columns.schedules)
    case .zones: try writer.add(name, columns.zones)
    case .created: try writer.add(name, columns.created)
    case .idBytes: try writer.add(name, storage.identifiers.bytes)
    case .idEnds: try writer.add(name, storage.identifiers.ends)
    case .idSlots: try writer.add(name, storage.identifiers.slots)
    case .inactiveBytes: try writer.add(name, storage.inactive.bytes)
    case .inactiveEnds: try writer.add(name, storage.inactive.ends)
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
    case .userBytes: try writer.add(name, affinities.userTexts.bytes)
    case .userEnds: try writer.add(name, affinities.userTexts.ends)
    case .pairEnds: try writer.add(name, affinities.pairEnds)
    case .likedBytes: try writer.add(name, affinities.merchants.bytes)
    case .likedEnds: try writer.add(name, affinities.merchants.ends)
    case .likedNumbers: try writer.add(name, affinities.pairs.merchants)
    case .scores: try writer.add(name, affinities.pairs.scores)
    case .times: try writer.add(name, affinities.pairs.times)
    }
  }
}
