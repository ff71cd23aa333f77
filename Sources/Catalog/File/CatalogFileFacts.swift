import FlatStorage
import OpeningHours

/// What a catalogue file says of itself besides its arrays.
struct CatalogFileFacts {
  var catalogVersion: UInt64
  /// When the file was written, in Unix seconds.
  var writtenAt: Int
  /// What the catalogue was made of, in words.
  var source: String
  var counts: SegmentCounts
  var categories: CategoryTable
  var zoneNames: [String]
  /// See ``WordIndex/Postings``.
  var bitWords: Int

  func append(to writer: inout ByteWriter) {
    writer.append(catalogVersion)
    writer.append(writtenAt)
    writer.append(source)
    writer.append(counts.merchants)
    writer.append(counts.inactive)
    writer.append(counts.rated)
    writer.append(counts.ratingHundredths)
    writer.append(categories.all.count)
    for (position, category) in categories.all.enumerated() {
      writer.append(category.id)
      writer.append(category.name)
      writer.append(category.description)
      writer.append(category.iconName)
      writer.append(category.colorCode)
      writer.append(category.isActive)
      writer.append(position < counts.categories.count ? counts.categories[position] : 0)
    }
    writer.append(counts.hours.known)
    writer.append(counts.hours.unknown)
    writer.append(counts.hours.rejected)
    writer.append(counts.hours.unknownZones)
    writer.append(zoneNames.count)
    for name in zoneNames { writer.append(name) }
    writer.append(bitWords)
  }

  init(_ catalog: Catalog, source: String, writtenAt: Int) {
    let storage = catalog.segments[0].storage
    catalogVersion = catalog.version
    self.writtenAt = writtenAt
    self.source = source
    counts = storage.counts
    categories = catalog.categories
    zoneNames = storage.hours.zones.zones.map(\.name)
    bitWords = Int(storage.words.postings.bitWords)
  }

  init?(_ reader: inout ByteReader) {
    guard let catalogVersion = reader.number(), let writtenAt = reader.integer(),
      let source = reader.text(), let merchants = reader.integer(), merchants >= 0,
      let inactive = reader.integer(), inactive >= 0, let rated = reader.integer(),
      let ratingHundredths = reader.integer(), let categoryCount = reader.count()
    else { return nil }
    var counts = SegmentCounts()
    counts.merchants = merchants
    counts.inactive = inactive
    counts.rated = rated
    counts.ratingHundredths = ratingHundredths
    var categories: [Category] = []
    for _ in 0..<categoryCount {
      guard let id = reader.integer(), let name = reader.text(),
        let description = reader.optionalText(), let iconName = reader.optionalText(),
        let colorCode = reader.optionalText(), let isActive = reader.flag(),
        let merchantCount = reader.integer()
      else { return nil }
      categories.append(
        Category(
          id: id, name: name, description: description, iconName: iconName,
          colorCode: colorCode, isActive: isActive))
      counts.categories.append(merchantCount)
    }
    guard let known = reader.integer(), let unknown = reader.integer(),
      let rejected = reader.integer(), let unknownZones = reader.integer(),
      let zoneCount = reader.count()
    else { return nil }
    counts.hours.known = known
    counts.hours.unknown = unknown
    counts.hours.rejected = rejected
    counts.hours.unknownZones = unknownZones
    var zoneNames: [String] = []
    for _ in 0..<zoneCount {
      guard let name = reader.text() else { return nil }
      zoneNames.append(name)
    }
    guard let bitWords = reader.integer(), reader.isAtEnd else { return nil }
    self.catalogVersion = catalogVersion
    self.writtenAt = writtenAt
    self.source = source
    self.counts = counts
    self.categories = CategoryTable(categories)
    self.zoneNames = zoneNames
    self.bitWords = bitWords
  }
}
