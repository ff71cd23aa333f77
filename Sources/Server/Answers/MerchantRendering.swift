import Catalog

/// How merchants of one catalogue are written in one format.
struct MerchantRendering {
  let catalog: Catalog
  let format: AnswerFormat
  /// The members shown, in order; nil for those that a list shows by itself.
  let members: [MerchantMember]?
  /// The instant at which hours are shown, in Unix seconds.
  let hoursAt: Int64
  /// Whether the hours have the whole week.
  var showsWeek = false

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
    case .csv: CSVCell.appendHeader(members ?? MerchantMember.listed, to: &bytes)
    case .ndjson: break
    }
  }

  /// Appends what stands between two merchants.
  func appendSeparator(to bytes: inout [UInt8]) {
    if format == .json || format == .geojson { bytes.append(UInt8(ascii: ",")) }
  }

  /// Appends one merchant; lines have their ends.
  func append(
    slot: UInt32, distanceMeters: Double?, hours: inout HoursJSON, to bytes: inout [UInt8]
  ) {
    let hours = value(&hours, slot)
    switch format {
    case .json: appendObject(slot, distanceMeters, hours, to: &bytes)
    case .geojson:
      catalog.appendGeoJSON(
        slot: slot, distanceMeters: distanceMeters, members: members ?? Self.listedProperties,
        hours: hours, to: &bytes)
    case .csv: appendLine(slot, distanceMeters, hours, to: &bytes)
    case .ndjson:
      appendObject(slot, distanceMeters, hours, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
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
    _ slot: UInt32, _ distanceMeters: Double?, _ hours: [UInt8]?, to bytes: inout [UInt8]
  ) {
    var value: [UInt8] = []
    for (position, member) in (members ?? MerchantMember.listed).enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      switch member {
      case .category:
        let category = catalog.categoryPosition(slot: slot).map { catalog.categories.all[$0] }
        CSVCell.append(text: category?.name ?? "", to: &bytes)
      case .partner:
        CSVCell.append(text: catalog.partnership(slot: slot)?.rawValue ?? "", to: &bytes)
      default:
        value.removeAll(keepingCapacity: true)
        catalog.appendValue(
          of: member, slot: slot, distanceMeters: distanceMeters, hours: hours, to: &value)
        CSVCell.append(json: value[...], to: &bytes)
      }
    }
    bytes.append(contentsOf: "\r\n".utf8)
  }
}
