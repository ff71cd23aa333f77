import FlatStorage
import Geodesy
import JSON

/// Merchants as answers show them.
extension Catalog {
  /// Appends a merchant's JSON object with the members of ``MerchantMember/listed``.
  ///
  /// The distance is in metres and shown to 0.1 m; nil shows as null. `hours` is what ``HoursJSON``
  /// writes, nil for null.
  public func appendJSON(
    slot: UInt32, distanceMeters: Double?, hours: [UInt8]? = nil, to bytes: inout [UInt8]
  ) {
    let (storage, slot) = place(of: slot)
    let filling = storage.filling(
      slot: slot, distanceMeters: distanceMeters, hours: hours, contents.categoryValues)
    storage.records.copy(storage.columns.records[Int(slot)], filling, to: &bytes)
  }

  /// Appends a merchant's JSON object with some members, in the order given.
  public func appendJSON(
    slot: UInt32, distanceMeters: Double?, members: [MerchantMember], hours: [UInt8]? = nil,
    to bytes: inout [UInt8]
  ) {
    guard members != MerchantMember.listed else {
      appendJSON(slot: slot, distanceMeters: distanceMeters, hours: hours, to: &bytes)
      return
    }
    let values = MemberValues(
      of: self, slot: slot, distanceMeters: distanceMeters, hours: hours)
    bytes.append(UInt8(ascii: "{"))
    append(members, values, slot: slot, to: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends a merchant as a GeoJSON feature (RFC 7946) with some members as its properties.
  ///
  /// The position stands in the geometry, longitude first, to 7 decimals.
  public func appendGeoJSON(
    slot: UInt32, distanceMeters: Double?, members: [MerchantMember], hours: [UInt8]? = nil,
    to bytes: inout [UInt8]
  ) {
    let values = MemberValues(
      of: self, slot: slot, distanceMeters: distanceMeters, hours: hours)
    bytes.append(contentsOf: "{\"type\":\"Feature\",\"id\":".utf8)
    values.append(.merchantID, to: &bytes)
    bytes.append(contentsOf: ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[".utf8)
    let coordinate = coordinate(slot: slot)
    DecimalText.append(coordinate.longitude, decimals: 7, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    DecimalText.append(coordinate.latitude, decimals: 7, to: &bytes)
    bytes.append(contentsOf: "]},\"properties\":{".utf8)
    append(members, values, slot: slot, to: &bytes)
    bytes.append(contentsOf: "}}".utf8)
  }

  /// Appends the JSON value of one member.
  public func appendValue(
    of member: MerchantMember, slot: UInt32, distanceMeters: Double?, hours: [UInt8]? = nil,
    to bytes: inout [UInt8]
  ) {
    switch member {
    case .createdAt: appendCreated(slot: slot, to: &bytes)
    case .operatingHours: appendOperatingHours(slot: slot, to: &bytes)
    default:
      MemberValues(
        of: self, slot: slot, distanceMeters: distanceMeters, hours: hours
      )
      .append(member, to: &bytes)
    }
  }

  private func append(
    _ members: [MerchantMember], _ values: borrowing MemberValues, slot: UInt32,
    to bytes: inout [UInt8]
  ) {
    var isFirst = true
    for member in members {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: member.rawValue.utf8)
      bytes.append(contentsOf: "\":".utf8)
      switch member {
      case .createdAt: appendCreated(slot: slot, to: &bytes)
      case .operatingHours: appendOperatingHours(slot: slot, to: &bytes)
      default: values.append(member, to: &bytes)
      }
    }
  }

  private func appendCreated(slot: UInt32, to bytes: inout [UInt8]) {
    let (storage, slot) = place(of: slot)
    let microseconds = storage.columns.created[Int(slot)]
    if microseconds == MerchantColumns.noTime {
      bytes.append(contentsOf: "null".utf8)
    } else {
      JSONString.append(Timestamp(microseconds: microseconds).description, to: &bytes)
    }
  }

  private func appendOperatingHours(slot: UInt32, to bytes: inout [UInt8]) {
    let (storage, slot) = place(of: slot)
    let position = storage.columns.hours[Int(slot)]
    if position == MerchantColumns.noHours {
      bytes.append(contentsOf: "null".utf8)
    } else {
      storage.hoursTexts.append(Int(position), to: &bytes)
    }
  }
}

/// The values of a merchant's listed members, each as JSON.
struct MemberValues: ~Copyable {
  private let record: RenderedRecord
  private let filling: RecordFilling
  private static let null = Array("null".utf8)

  init(of catalog: Catalog, slot: UInt32, distanceMeters: Double?, hours: [UInt8]?) {
    let (storage, slot) = catalog.place(of: slot)
    record = storage.records.values(storage.columns.records[Int(slot)])
    filling = storage.filling(
      slot: slot, distanceMeters: distanceMeters, hours: hours, catalog.contents.categoryValues)
  }

  /// Appends the JSON value of a listed member.
  func append(_ member: MerchantMember, to bytes: inout [UInt8]) {
    switch member {
    case .category: bytes.append(contentsOf: filling.category)
    case .distance:
      if let meters = filling.distanceMeters {
        DecimalText.append(meters, decimals: 1, to: &bytes)
      } else {
        bytes.append(contentsOf: Self.null)
      }
    case .hours: bytes.append(contentsOf: filling.hours ?? Self.null)
    default:
      guard let place = RecordLayout.place(of: member) else {
        preconditionFailure("only listed members stand in a record")
      }
      let value = record[place]
      if value.isEmpty {
        bytes.append(contentsOf: Self.null)
      } else {
        bytes.append(contentsOf: value)
      }
    }
  }
}

extension RenderedRecord {
  /// The value at a place of ``RecordLayout/stored``, empty for null.
  subscript(place: Int) -> ArraySlice<UInt8> {
    let start = counts[..<place].reduce(0) { $0 + Int($1) }
    return bytes[start..<start + Int(counts[place])]
  }
}

extension CatalogStorage {
  /// The name of the merchant in a slot, from its record.
  func name(slot: UInt32) -> String {
    JSONString.decode(records.values(columns.records[Int(slot)])[1])
  }

  /// What an answer says of a merchant beside its record.
  func filling(
    slot: UInt32, distanceMeters: Double?, hours: [UInt8]?, _ categories: CategoryValues
  ) -> RecordFilling {
    RecordFilling(
      category: categories[columns.categories[Int(slot)]], distanceMeters: distanceMeters,
      hours: hours)
  }
}
