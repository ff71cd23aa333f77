import Catalog
import Geodesy
import Geofencing
import JSON

/// How geofences are written.
struct FenceRendering {
  let format: FenceFormat
  let members: [FenceMember]

  /// What an answer adds to a geofence.
  struct Finding {
    var distanceMeters: Double?
    var certainty: String?
  }

  func appendStart(to bytes: inout [UInt8]) {
    switch format {
    case .json: bytes.append(contentsOf: "{\"geofences\":[".utf8)
    case .geojson:
      bytes.append(contentsOf: "{\"type\":\"FeatureCollection\",\"features\":[".utf8)
    }
  }

  /// Appends one geofence.
  func append(_ fence: Geofence, _ finding: Finding = Finding(), to bytes: inout [UInt8]) {
    guard format == .geojson else {
      appendObject(fence, members, finding, to: &bytes)
      return
    }
    bytes.append(contentsOf: "{\"type\":\"Feature\",\"id\":".utf8)
    JSONString.append(fence.id, to: &bytes)
    bytes.append(contentsOf: ",\"geometry\":".utf8)
    switch fence.shape {
    case .circle(let circle):
      bytes.append(contentsOf: "{\"type\":\"Point\",\"coordinates\":".utf8)
      appendPosition(circle.center.latitude, circle.center.longitude, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    case .polygon(let area): append(area, to: &bytes)
    }
    bytes.append(contentsOf: ",\"properties\":".utf8)
    // A feature has its position in its geometry.
    let properties = members.filter {
      $0 != .geometry && $0 != .latitude && $0 != .longitude
    }
    appendObject(fence, properties, finding, to: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  private func appendObject(
    _ fence: Geofence, _ members: [FenceMember], _ finding: Finding, to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(ascii: "{"))
    for (position, member) in members.enumerated() {
      bytes.append(contentsOf: "\(position > 0 ? "," : "")\"\(member.rawValue)\":".utf8)
      append(member, of: fence, finding, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func append(
    _ member: FenceMember, of fence: Geofence, _ finding: Finding, to bytes: inout [UInt8]
  ) {
    let circle: Circle? = if case .circle(let circle) = fence.shape { circle } else { nil }
    switch member {
    case .id: JSONString.append(fence.id, to: &bytes)
    case .name: append(text: fence.name, to: &bytes)
    case .merchantID: append(text: fence.merchantID, to: &bytes)
    case .kind:
      bytes.append(contentsOf: (circle == nil ? "\"polygon\"" : "\"circle\"").utf8)
    case .latitude: append(decimal: circle?.center.latitude, to: &bytes)
    case .longitude: append(decimal: circle?.center.longitude, to: &bytes)
    case .radius: append(decimal: circle?.radiusMeters, to: &bytes)
    case .geometry:
      if case .polygon(let area) = fence.shape {
        append(area, to: &bytes)
      } else {
        bytes.append(contentsOf: "null".utf8)
      }
    case .dwell: append(number: fence.dwellSeconds, to: &bytes)
    case .isActive: bytes.append(contentsOf: "\(fence.isActive)".utf8)
    case .metadata:
      // Metadata that came from elsewhere than a JSON file may be anything.
      let text = fence.metadata.flatMap { try? JSONText($0) }?.text ?? "null"
      bytes.append(contentsOf: text.utf8)
    case .distance:
      if let distance = finding.distanceMeters, distance.isFinite {
        DecimalText.append(distance, decimals: 1, to: &bytes)
      } else {
        bytes.append(contentsOf: "null".utf8)
      }
    case .certainty: append(text: finding.certainty, to: &bytes)
    }
  }

  private func append(text: String?, to bytes: inout [UInt8]) {
    if let text {
      JSONString.append(text, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
  }

  private func append(number: Int?, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: (number.map { "\($0)" } ?? "null").utf8)
  }

  private func append(decimal: Double?, to bytes: inout [UInt8]) {
    guard let decimal else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    let text = "\(decimal)"
    bytes.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
  }

  private func appendPosition(
    _ latitude: Double, _ longitude: Double, to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(ascii: "["))
    if format == .geojson {
      // RFC 7946, section 11.2: more than seven decimals are seldom more precise.
      DecimalText.append(longitude, decimals: 7, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      DecimalText.append(latitude, decimals: 7, to: &bytes)
    } else {
      append(decimal: longitude, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      append(decimal: latitude, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func append(_ area: MultiPolygon, to bytes: inout [UInt8]) {
    let isMulti = area.polygons.count > 1
    let type = isMulti ? "MultiPolygon" : "Polygon"
    bytes.append(contentsOf: "{\"type\":\"\(type)\",\"coordinates\":\(isMulti ? "[" : "")".utf8)
    for (number, polygon) in area.polygons.enumerated() {
      bytes.append(contentsOf: (number > 0 ? ",[" : "[").utf8)
      for (number, ring) in polygon.rings.enumerated() {
        bytes.append(contentsOf: (number > 0 ? ",[" : "[").utf8)
        for index in 0..<ring.count {
          if index > 0 { bytes.append(UInt8(ascii: ",")) }
          appendPosition(ring.latitudes[index], ring.longitudes[index], to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
      }
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(contentsOf: (isMulti ? "]}" : "}").utf8)
  }
}
