/// Merchants as answers show them.
extension Catalog {
  /// Appends a merchant's JSON object with the members of ``MerchantMember/listed``.
  ///
  /// The distance is in metres and shown to 0.1 m; nil shows as null.
  public func appendJSON(slot: UInt32, distanceMeters: Double?, to bytes: inout [UInt8]) {
    var distance = DistanceText()
    distance.set(distanceMeters)
    storage.records.copy(
      storage.columns.records[Int(slot)], distance: distance, to: &bytes)
  }

  /// Appends a merchant's JSON object with some members, in the order given.
  public func appendJSON(
    slot: UInt32, distanceMeters: Double?, members: [MerchantMember], to bytes: inout [UInt8]
  ) {
    guard members != MerchantMember.listed else {
      appendJSON(slot: slot, distanceMeters: distanceMeters, to: &bytes)
      return
    }
    let values = MemberValues(of: self, slot: slot, distanceMeters: distanceMeters)
    bytes.append(UInt8(ascii: "{"))
    append(members, values, slot: slot, to: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends a merchant as a GeoJSON feature (RFC 7946) with some members as its properties.
  ///
  /// The position stands in the geometry, longitude first, to 7 decimals.
  public func appendGeoJSON(
    slot: UInt32, distanceMeters: Double?, members: [MerchantMember], to bytes: inout [UInt8]
  ) {
    let values = MemberValues(of: self, slot: slot, distanceMeters: distanceMeters)
    bytes.append(contentsOf: "{\"type\":\"Feature\",\"id\":".utf8)
    values.append(.merchantID, to: &bytes)
    bytes.append(contentsOf: ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[".utf8)
    DecimalText.append(storage.columns.longitudes[Int(slot)], decimals: 7, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    DecimalText.append(storage.columns.latitudes[Int(slot)], decimals: 7, to: &bytes)
    bytes.append(contentsOf: "]},\"properties\":{".utf8)
    append(members, values, slot: slot, to: &bytes)
    bytes.append(contentsOf: "}}".utf8)
  }

  /// Appends the JSON value of one member.
  public func appendValue(
    of member: MerchantMember, slot: UInt32, distanceMeters: Double?, to bytes: inout [UInt8]
  ) {
    switch member {
    case .createdAt: appendCreated(slot: slot, to: &bytes)
    case .operatingHours: appendOperatingHours(slot: slot, to: &bytes)
    default:
      MemberValues(of: self, slot: slot, distanceMeters: distanceMeters)
        .append(member, to: &bytes)
    }
  }

  private func append(
    _ members: [MerchantMember], _ values: MemberValues, slot: UInt32, to bytes: inout [UInt8]
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
    let microseconds = storage.columns.created[Int(slot)]
    if microseconds == MerchantColumns.noTime {
      bytes.append(contentsOf: "null".utf8)
    } else {
      JSONString.append(Timestamp(microseconds: microseconds).description, to: &bytes)
    }
  }

  private func appendOperatingHours(slot: UInt32, to bytes: inout [UInt8]) {
    let position = storage.columns.hours[Int(slot)]
    if position == MerchantColumns.noHours {
      bytes.append(contentsOf: "null".utf8)
    } else {
      bytes.append(contentsOf: storage.hoursTexts[Int(position)].text.utf8)
    }
  }
}

/// The values of a merchant's listed members, found in its JSON.
///
/// The record's members come in a known order, so finding them is only skipping values.
struct MemberValues {
  private var json: [UInt8] = []
  private var ranges: [Range<Int>] = []

  init(of catalog: Catalog, slot: UInt32, distanceMeters: Double?) {
    catalog.appendJSON(slot: slot, distanceMeters: distanceMeters, to: &json)
    ranges.reserveCapacity(MerchantMember.listed.count)
    var position = 0
    for member in MerchantMember.listed {
      // A brace or comma, then the quoted name and a colon.
      position += 1 + member.rawValue.utf8.count + 3
      let end = Self.end(ofValueAt: position, in: json.span)
      ranges.append(position..<end)
      position = end
    }
  }

  /// Appends the JSON value of a listed member.
  func append(_ member: MerchantMember, to bytes: inout [UInt8]) {
    guard let place = MerchantMember.listed.firstIndex(of: member) else {
      preconditionFailure("only listed members stand in a record")
    }
    bytes.append(contentsOf: json[ranges[place]])
  }

  /// The bytes of the JSON value of a listed member.
  subscript(member: MerchantMember) -> ArraySlice<UInt8> {
    guard let place = MerchantMember.listed.firstIndex(of: member) else {
      preconditionFailure("only listed members stand in a record")
    }
    return json[ranges[place]]
  }

  /// The name in a record.
  static func name(in json: [UInt8]) -> String {
    let idStart = 1 + MerchantMember.merchantID.rawValue.utf8.count + 3
    let start =
      end(ofValueAt: idStart, in: json.span) + 1 + MerchantMember.name.rawValue.utf8.count + 3
    return JSONString.decode(json[start..<end(ofValueAt: start, in: json.span)])
  }

  private static func end(ofValueAt start: Int, in json: Span<UInt8>) -> Int {
    var position = start
    var depth = 0
    while true {
      switch json[position] {
      case UInt8(ascii: "\""):
        position += 1
        while json[position] != UInt8(ascii: "\"") {
          position += json[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position }
        depth -= 1
        position += 1
      case UInt8(ascii: ",") where depth == 0: return position
      default: position += 1
      }
    }
  }
}

extension CatalogStorage {
  /// The name of the merchant in a slot, from its record.
  func name(slot: UInt32) -> String {
    var json: [UInt8] = []
    records.copy(columns.records[Int(slot)], distance: DistanceText(), to: &json)
    return MemberValues.name(in: json)
  }
}

/// The JSON value of `distance_m`, kept without an allocation.
struct DistanceText {
  private var bytes = InlineArray<24, UInt8>(repeating: 0)
  private var count = 0

  /// Tenths of a metre for a distance, null for none.
  mutating func set(_ meters: Double?) {
    count = 0
    guard let meters else {
      for byte in "null".utf8 { append(byte) }
      return
    }
    var tenths = UInt64((meters * 10).rounded())
    let decimal = UInt8(truncatingIfNeeded: tenths % 10)
    tenths /= 10
    var divisor: UInt64 = 1
    while tenths / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: tenths / divisor % 10))
      divisor /= 10
    }
    if decimal > 0 {
      append(UInt8(ascii: "."))
      append(UInt8(ascii: "0") + decimal)
    }
  }

  private mutating func append(_ byte: UInt8) {
    bytes[count] = byte
    count += 1
  }

  /// Appends the value.
  func append(to output: inout [UInt8]) {
    unsafe bytes.span.extracting(0..<count).withUnsafeBufferPointer {
      unsafe output.append(contentsOf: $0)
    }
  }
}
