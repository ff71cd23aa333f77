/// Which time zone is where, by the outlines of timezone-boundary-builder.
///
/// The map is lines of 0.02 degrees of latitude, and on each the zones from west to east with their
/// first longitudes to 38 m; Data/timezones/README.md describes the format. Between the middles of
/// two lines a border runs straight when both have it. So only what is within some 2 km of a border
/// can get a neighbour's zone. At sea the zones are `Etc/GMT+12` to `Etc/GMT-12`.
///
/// Contains data from OpenStreetMap, © OpenStreetMap contributors, via timezone-boundary-builder.
public struct ZoneMap: Sendable {
  /// The names of the zones, at the places that their numbers say.
  public let names: [String]

  /// The release of the outlines, such as "2026e", which is named after one of tzdata.
  public let release: String

  private let bytes: ZoneMapBytes
  private let layout: Layout

  /// The numbers of the two zones that both hold in one region; nil on a map without them.
  private let disputed: Disputed?

  /// The map inside the program.
  public static let embedded: ZoneMap = {
    do {
      return try ZoneMap(ZoneMapBytes())
    } catch {
      preconditionFailure("the program was built with a broken map: \(error)")
    }
  }()

  /// The map in some bytes, which are copied.
  ///
  /// Takes time in proportion to their number.
  ///
  /// - Throws: the first thing that is wrong and where.
  public init(bytes: [UInt8]) throws(ZoneMapError) {
    try self.init(ZoneMapBytes(bytes))
  }

  private init(_ bytes: ZoneMapBytes) throws(ZoneMapError) {
    let layout = try Layout(bytes)
    let names = try layout.readNames(bytes)
    if let hebron = names.firstIndex(of: Disputed.palestinian),
      let jerusalem = names.firstIndex(of: Disputed.israeli)
    {
      disputed = Disputed(palestinian: hebron, israeli: jerusalem)
    } else {
      disputed = nil
    }
    try layout.check(bytes, zoneCount: disputed == nil ? names.count : names.count + 1)
    self.names = names
    release = layout.readRelease(bytes)
    self.bytes = bytes
    self.layout = layout
  }
}

extension ZoneMap {
  /// The number of the zone at a place, in degrees on WGS 84; nil for what is no place: numbers out
  /// of range, and (0, 0), which is what a missing coordinate looks like.
  ///
  /// In the West Bank two zones hold, and the country says which: "IL" or "Israel" keeps the clocks
  /// of Asia/Jerusalem; "PS", "Palestine" and all others, and nil, those of Asia/Hebron. Where else
  /// two zones overlap, the one holds whose name comes first, such as Asia/Shanghai before
  /// Asia/Urumqi.
  ///
  /// Takes two binary searches, some 0.1 µs.
  public func zoneNumber(latitude: Double, longitude: Double, country: String?) -> Int? {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude),
      latitude != 0 || longitude != 0
    else { return nil }
    let zone = zone(latitude: latitude, longitude: longitude)
    guard zone == names.count, let disputed else { return zone }
    return disputed.zone(for: country)
  }

  /// The name of the zone at a place, as ``zoneNumber(latitude:longitude:country:)`` has it.
  public func zoneName(latitude: Double, longitude: Double, country: String?) -> String? {
    zoneNumber(latitude: latitude, longitude: longitude, country: country).map { names[$0] }
  }

  /// The zone on the line nearest to a place, or by the border between it and the next line.
  private func zone(latitude: Double, longitude: Double) -> Int {
    let column = min(Int((longitude + 180) / 360 * Layout.columns), Int(Layout.columns) - 1)
    let y = (latitude + 90) / 180 * Double(layout.lineCount) - 0.5
    let line = min(max(Int(y), 0), layout.lineCount - 2)
    // Beyond the middles of the first and last line, those lines hold.
    let fraction = min(max(y - Double(line), 0), 1)

    let south = stretch(at: column, on: line)
    let north = stretch(at: column, on: line + 1)
    guard south.zone != north.zone else { return south.zone }
    // The border between the two zones, which passes the place in the west on one line and in the
    // east on the other, is taken to be straight in between.
    if south.next == north.zone, north.previous == south.zone {
      let border = interpolate(south.end, north.start, fraction)
      return Double(column) < border ? south.zone : north.zone
    }
    if south.previous == north.zone, north.next == south.zone {
      let border = interpolate(south.start, north.end, fraction)
      return Double(column) < border ? north.zone : south.zone
    }
    return fraction < 0.5 ? south.zone : north.zone
  }

  private func interpolate(_ south: Int, _ north: Int, _ fraction: Double) -> Double {
    Double(south) + Double(north - south) * fraction
  }
}

extension ZoneMap {
  /// A part of a line that is in one zone, and the zones beside it; −1 where the map ends.
  private struct Stretch {
    var zone: Int
    var start: Int
    var end: Int
    var previous: Int
    var next: Int
  }

  private func stretch(at column: Int, on line: Int) -> Stretch {
    let (first, count) = layout.line(line, bytes)
    // The last entry that starts at `column` or before. The first starts at 0.
    let key = UInt32(column) << Layout.zoneBits | Layout.zoneMask
    var low = first
    var remaining = count
    while remaining > 1 {
      let half = remaining / 2
      low += layout.entry(low + half, bytes) <= key ? half : 0
      remaining -= half
    }
    let entry = layout.entry(low, bytes)
    let isLast = low + 1 == first + count
    let next = isLast ? nil : layout.entry(low + 1, bytes)
    let previous = low == first ? nil : layout.entry(low - 1, bytes)
    return Stretch(
      zone: Layout.zone(entry), start: Layout.column(entry),
      end: next.map(Layout.column) ?? Int(Layout.columns),
      previous: previous.map(Layout.zone) ?? -1, next: next.map(Layout.zone) ?? -1)
  }
}

/// Where in the bytes of a map things are.
private struct Layout {
  /// The steps of longitude around the earth.
  static let columns = 1_048_576.0
  static let zoneBits: UInt32 = 12
  static let zoneMask: UInt32 = (1 << zoneBits) - 1

  let lineCount: Int
  private let entryCount: Int
  private let nameCount: Int
  private let namesSize: Int

  private static let magic = "VICZONES"
  private static let version: UInt32 = 1
  private static let headerSize = 64
  private static let releasePlace = 32
  private static let releaseSize = 16

  /// Checks the header and the size of all.
  init(_ bytes: ZoneMapBytes) throws(ZoneMapError) {
    guard bytes.count >= Self.headerSize else {
      throw ZoneMapError(
        offset: bytes.count, reason: "a header should have \(Self.headerSize) bytes")
    }
    for (index, letter) in Self.magic.utf8.enumerated() where bytes.byte(at: index) != letter {
      throw ZoneMapError(offset: index, reason: "a map should start with \"\(Self.magic)\"")
    }
    let version = bytes.uint32(at: 8)
    guard version == Self.version else {
      throw ZoneMapError(
        offset: 8, reason: "the version should be \(Self.version), and is \(version)")
    }
    lineCount = Int(bytes.uint32(at: 12))
    entryCount = Int(bytes.uint32(at: 16))
    nameCount = Int(bytes.uint32(at: 20))
    namesSize = Int(bytes.uint32(at: 24))
    guard (2...1_000_000).contains(lineCount) else {
      throw ZoneMapError(
        offset: 12, reason: "the lines should be 2 to 1,000,000, and are \(lineCount)")
    }
    guard (1..<Int(Self.zoneMask)).contains(nameCount) else {
      throw ZoneMapError(
        offset: 20, reason: "the zones should be 1 to \(Self.zoneMask - 1), and are \(nameCount)")
    }
    // No count has more than 32 bits, so the sum has less than 64.
    let size = Self.headerSize + namesSize + 8 * lineCount + 4 * entryCount
    guard size == bytes.count else {
      throw ZoneMapError(
        offset: min(size, bytes.count),
        reason: "by its header the map should have \(size) bytes, and it has \(bytes.count)")
    }
  }

  func readNames(_ bytes: ZoneMapBytes) throws(ZoneMapError) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    var start = Self.headerSize
    let end = start + namesSize
    for place in Self.headerSize..<end where bytes.byte(at: place) == UInt8(ascii: "\n") {
      let name = String(
        decoding: (start..<place).lazy.map { bytes.byte(at: $0) }, as: UTF8.self)
      guard ZoneNames.isWellFormed(name), seen.insert(name).inserted else {
        throw ZoneMapError(
          offset: start, reason: "there should be another zone's name before the line's end")
      }
      names.append(name)
      start = place + 1
    }
    guard names.count == nameCount else {
      throw ZoneMapError(
        offset: end, reason: "there should be \(nameCount) names, and there are \(names.count)")
    }
    return names
  }

  func readRelease(_ bytes: ZoneMapBytes) -> String {
    let text = (0..<Self.releaseSize).map { bytes.byte(at: Self.releasePlace + $0) }
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Checks that each line begins at the map's western edge, ascends, and says zones that exist.
  func check(_ bytes: ZoneMapBytes, zoneCount: Int) throws(ZoneMapError) {
    // Lines may share entries, and a check of each line would then have no bound. Each entry is
    // looked at once: lines are what lies between two entries at the edge.
    var starts: [Int] = []
    var column = 0
    for index in 0..<entryCount {
      let entry = entry(index, bytes)
      let place = entriesStart + 4 * index
      guard Self.zone(entry) < zoneCount else {
        throw ZoneMapError(
          offset: place,
          reason: "a zone should be less than \(zoneCount), and is \(Self.zone(entry))")
      }
      if Self.column(entry) == 0 {
        starts.append(index)
      } else if index == 0 || Self.column(entry) <= column {
        throw ZoneMapError(
          offset: place, reason: "the longitudes of a line should start at 0 and ascend")
      }
      column = Self.column(entry)
    }
    starts.append(entryCount)
    var countsByStart: [Int: Int] = [:]
    for (start, end) in zip(starts, starts.dropFirst()) {
      countsByStart[start] = end - start
    }
    for index in 0..<lineCount {
      let (start, count) = line(index, bytes)
      guard let known = countsByStart[start], known == count else {
        throw ZoneMapError(
          offset: linesStart + 8 * index,
          reason: "a line should be whole, and is \(count) entries from \(start)")
      }
    }
  }

  /// The first entry of a line and their number, which is at least 1.
  func line(_ index: Int, _ bytes: ZoneMapBytes) -> (first: Int, count: Int) {
    let place = linesStart + 8 * index
    return (Int(bytes.uint32(at: place)), Int(bytes.uint32(at: place + 4)))
  }

  func entry(_ index: Int, _ bytes: ZoneMapBytes) -> UInt32 {
    bytes.uint32(at: entriesStart + 4 * index)
  }

  static func zone(_ entry: UInt32) -> Int {
    Int(entry & zoneMask)
  }

  static func column(_ entry: UInt32) -> Int {
    Int(entry >> zoneBits)
  }

  private var linesStart: Int {
    Self.headerSize + namesSize
  }

  private var entriesStart: Int {
    linesStart + 8 * lineCount
  }
}

/// The West Bank, where the map says one number for two zones.
private struct Disputed {
  static let palestinian = "Asia/Hebron"
  static let israeli = "Asia/Jerusalem"

  var palestinian: Int
  var israeli: Int

  /// Most shops there that say no country are in its towns.
  func zone(for country: String?) -> Int {
    switch country?.lowercased() {
    case "il", "isr", "israel": israeli
    default: palestinian
    }
  }
}
