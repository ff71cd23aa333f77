import Catalog

/// How merchants of one catalogue are written in one format.
struct MerchantRendering {
  let catalog: Catalog
  let format: AnswerFormat
  /// The merchant's own members that are shown, in order; nil for those that a list shows by itself.
  let members: [MerchantMember]?
  /// What is shown of its score.
  let scoreMembers: [ScoreMember]
  /// The columns of a table, in order.
  private let columns: [ListMember]
  /// The instant at which hours are shown, in Unix seconds.
  let hoursAt: Int64
  /// Whether the hours have the whole week.
  var showsWeek = false

  init(
    catalog: Catalog, format: AnswerFormat, members: [MerchantMember]?, hoursAt: Int64,
    showsWeek: Bool = false
  ) {
    self.catalog = catalog
    self.format = format
    self.members = members
    scoreMembers = []
    self.hoursAt = hoursAt
    self.showsWeek = showsWeek
    columns =
      format == .csv ? (members ?? MerchantMember.listed).map { .own($0) } : []
  }

  /// How a request wants its merchants; hours are those of `minute`, in Unix seconds, unless it says
  /// when.
  init(_ request: NearbyRequest, catalog: Catalog, format: AnswerFormat, minute: Int64) {
    self.catalog = catalog
    self.format = format
    hoursAt = request.shownAt ?? minute
    guard request.members != nil || request.query.order == .score else {
      members = nil
      scoreMembers = []
      columns = format == .csv ? MerchantMember.listed.map { .own($0) } : []
      return
    }
    members = request.members?.compactMap(\.own)
    scoreMembers =
      request.members?.compactMap(\.score)
      ?? ScoreMember.shown(explained: request.scoring.explains, format: format)
    columns =
      request.members
      ?? MerchantMember.listed.map { .own($0) } + scoreMembers.map { .score($0) }
  }

  /// A feature has its position in its geometry.
  private static let listedProperties = MerchantMember.listed.filter {
    $0 != .latitude && $0 != .longitude
  }

  /// Appends what comes before the first merchant.
  func appendStart(to bytes: inout [UInt8]) {
    switch format {
    case .json: bytes.append(contentsOf: "{\"merchants\":[".utf8)
    case .geojson:
      bytes.append(contentsOf: "{\"type\":\"FeatureCollection\",\"features\":[".utf8)
    case .csv: CSVCell.appendHeader(columns, to: &bytes)
    case .ndjson: break
    }
  }

  /// Appends what stands between two merchants.
  func appendSeparator(to bytes: inout [UInt8]) {
    if format == .json || format == .geojson { bytes.append(UInt8(ascii: ",")) }
  }

  /// Appends one merchant; lines have their ends.
  func append(
    slot: UInt32, distanceMeters: Double?, score: ShownScore? = nil, hours: inout HoursJSON,
    to bytes: inout [UInt8]
  ) {
    let hours = value(&hours, slot)
    switch format {
    case .json:
      appendObject(slot, distanceMeters, hours, to: &bytes)
      addScore(score, closing: 1, to: &bytes)
    case .geojson:
      catalog.appendGeoJSON(
        slot: slot, distanceMeters: distanceMeters, members: members ?? Self.listedProperties,
        hours: hours, to: &bytes)
      addScore(score, closing: 2, to: &bytes)
    case .csv: appendLine(slot, distanceMeters, score, hours, to: &bytes)
    case .ndjson:
      appendObject(slot, distanceMeters, hours, to: &bytes)
      addScore(score, closing: 1, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  /// Puts what is shown of a score into the object that ends before the last `closing` braces.
  private func addScore(_ score: ShownScore?, closing: Int, to bytes: inout [UInt8]) {
    guard let score, !scoreMembers.isEmpty else { return }
    bytes.removeLast(closing)
    for member in scoreMembers {
      if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: member.rawValue.utf8)
      bytes.append(contentsOf: "\":".utf8)
      score.append(member, to: &bytes)
    }
    for _ in 0..<closing { bytes.append(UInt8(ascii: "}")) }
  }

  /// The hours if they are shown.
  private func value(_ hours: inout HoursJSON, _ slot: UInt32) -> [UInt8]? {
    guard members?.contains(.hours) ?? true else { return nil }
    var value = hours.value(slot: slot, of: catalog, at: hoursAt)
    guard showsWeek else { return value }
    value.removeLast()
    value.append(contentsOf: ",\"week\":".utf8)
    catalog.appendWeek(slot: slot, to: &value)
    value.append(UInt8(ascii: "}"))
    return value
  }

  private func appendObject(
    _ slot: UInt32, _ distanceMeters: Double?, _ hours: [UInt8]?, to bytes: inout [UInt8]
  ) {
    if let members {
      catalog.appendJSON(
        slot: slot, distanceMeters: distanceMeters, members: members, hours: hours, to: &bytes)
    } else {
      catalog.appendJSON(slot: slot, distanceMeters: distanceMeters, hours: hours, to: &bytes)
    }
  }

  private func appendLine(
    _ slot: UInt32, _ distanceMeters: Double?, _ score: ShownScore?, _ hours: [UInt8]?,
    to bytes: inout [UInt8]
  ) {
    var value: [UInt8] = []
    for (position, column) in columns.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      switch column {
      case .own(.category):
        let category = catalog.categoryPosition(slot: slot).map { catalog.categories.all[$0] }
        CSVCell.append(text: category?.name ?? "", to: &bytes)
      case .own(.partner):
        CSVCell.append(text: catalog.partnership(slot: slot)?.rawValue ?? "", to: &bytes)
      case .own(let member):
        value.removeAll(keepingCapacity: true)
        catalog.appendValue(
          of: member, slot: slot, distanceMeters: distanceMeters, hours: hours, to: &value)
        CSVCell.append(json: value[...], to: &bytes)
      case .score(let member):
        value.removeAll(keepingCapacity: true)
        score?.append(member, to: &value)
        CSVCell.append(json: value[...], to: &bytes)
      }
    }
    bytes.append(contentsOf: "\r\n".utf8)
  }
}
