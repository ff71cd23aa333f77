import FlatStorage
import OpeningHours

/// What a catalogue file says of itself besides its arrays.
struct CatalogFileFacts {
  var catalogVersion: UInt64
  /// When the file was written, in Unix seconds.
  var writtenAt: Int
  /// What the catalogue was made of, in words.
  var source: String
  var count: Int
  var inactiveCount: Int
  var categories: CategoryTable
  var categoryCounts: [Int]
  var hoursCounts: HoursCounts
  var zoneNames: [String]
  /// See ``WordIndex/Postings``.
  var bitWords: Int

  func append(to writer: inout ByteWriter) {
    writer.append(catalogVersion)
    writer.append(writtenAt)
    writer.append(source)
    writer.append(count)
    writer.append(inactiveCount)
    writer.append(categories.all.count)
    for (position, category) in categories.all.enumerated() {
      writer.append(category.id)
      writer.append(category.name)
      writer.append(category.description)
      writer.append(category.iconName)
      writer.append(category.colorCode)
      writer.append(category.isActive)
      writer.append(categoryCounts[position])
    }
    writer.append(hoursCounts.known)
    writer.append(hoursCounts.unknown)
    writer.append(hoursCounts.rejected)
    writer.append(hoursCounts.unknownZones)
    writer.append(zoneNames.count)
    for name in zoneNames { writer.append(name) }
    writer.append(bitWords)
  }

  init(_ catalog: Catalog, source: String, writtenAt: Int) {
    let storage = catalog.storage
    catalogVersion = catalog.version
    self.writtenAt = writtenAt
    self.source = source
    count = catalog.count
    inactiveCount = catalog.inactiveCount
    categories = catalog.categories
    categoryCounts = storage.categoryCounts
    hoursCounts = storage.hours.counts
    zoneNames = storage.hours.zones.zones.map(\.name)
    bitWords = Int(storage.words.postings.bitWords)
  }

  init?(_ reader: inout ByteReader) {
    guard let catalogVersion = reader.number(), let writtenAt = reader.integer(),
      let source = reader.text(), let count = reader.integer(), count >= 0,
      let inactiveCount = reader.integer(), let categoryCount = reader.count()
    else { return nil }
    var categories: [Category] = []
    var categoryCounts: [Int] = []
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
      categoryCounts.append(merchantCount)
    }
    guard let known = reader.integer(), let unknown = reader.integer(),
      let rejected = reader.integer(), let unknownZones = reader.integer(),
      let zoneCount = reader.count()
    else { return nil }
    hoursCounts = HoursCounts()
    hoursCounts.known = known
    hoursCounts.unknown = unknown
    hoursCounts.rejected = rejected
    hoursCounts.unknownZones = unknownZones
    var zoneNames: [String] = []
    for _ in 0..<zoneCount {
      guard let name = reader.text() else { return nil }
      zoneNames.append(name)
    }
    guard let bitWords = reader.integer(), reader.isAtEnd else { return nil }
    self.catalogVersion = catalogVersion
    self.writtenAt = writtenAt
    self.source = source
    self.count = count
    self.inactiveCount = inactiveCount
    self.categories = CategoryTable(categories)
    self.categoryCounts = categoryCounts
    self.zoneNames = zoneNames
    self.bitWords = bitWords
  }
}
