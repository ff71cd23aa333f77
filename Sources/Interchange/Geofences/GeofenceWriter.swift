import Catalog
import Geodesy
public import Geofencing
import JSON

/// Writes geofences as GeoJSON (RFC 7946), as ``GeofenceFileReader`` reads them.
///
/// The members of a fence's metadata become properties beside `name` and the others; a circle is a
/// Point with `radius_m`.
public enum GeofenceWriter {
  /// Appends a FeatureCollection of the fences, a line for each.
  public static func append(_ fences: [Geofence], to bytes: inout [UInt8]) {
    bytes.append(contentsOf: #"{"type":"FeatureCollection","features":["#.utf8)
    for (index, fence) in fences.enumerated() {
      bytes.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
      append(fence, to: &bytes)
    }
    bytes.append(contentsOf: "\n]}\n".utf8)
  }

  /// Appends a Feature.
  public static func append(_ fence: Geofence, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: #"{"type":"Feature","id":"#.utf8)
    JSONString.append(fence.id, to: &bytes)
    bytes.append(contentsOf: #","properties":{"#.utf8)
    appendProperties(of: fence, to: &bytes)
    bytes.append(contentsOf: #"},"geometry":"#.utf8)
    switch fence.shape {
    case .polygon(let area): bytes.append(contentsOf: area.geoJSON.utf8)
    case .circle(let circle):
      let longitude = shortest(circle.center.longitude)
      let latitude = shortest(circle.center.latitude)
      bytes.append(
        contentsOf: #"{"type":"Point","coordinates":[\#(longitude),\#(latitude)]}"#.utf8)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func appendProperties(of fence: Geofence, to bytes: inout [UInt8]) {
    var isFirst = true
    func appendName(_ name: String) {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      JSONString.append(name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
    }
    if let name = fence.name {
      appendName("name")
      JSONString.append(name, to: &bytes)
    }
    if let merchant = fence.merchantID {
      appendName("merchant_id")
      JSONString.append(merchant, to: &bytes)
    }
    if let seconds = fence.dwellSeconds {
      appendName("dwell_seconds")
      bytes.append(contentsOf: "\(seconds)".utf8)
    }
    if !fence.isActive {
      appendName("is_active")
      bytes.append(contentsOf: "false".utf8)
    }
    if case .circle(let circle) = fence.shape {
      appendName("radius_m")
      bytes.append(contentsOf: shortest(circle.radiusMeters).utf8)
    }
    // A fence's metadata was checked where it came from; what is no JSON is not written.
    guard let text = fence.metadata, let metadata = try? JSONText(text) else { return }
    guard metadata.isObject else {
      appendName("metadata")
      bytes.append(contentsOf: metadata.text.utf8)
      return
    }
    for (name, value) in Members(metadata).all where !ownNames(fence).contains(name) {
      appendName(name)
      bytes.append(contentsOf: value.text.utf8)
    }
  }

  /// The properties that a reader would not take for metadata.
  private static func ownNames(_ fence: Geofence) -> [String] {
    var names = ["name", "dwell_seconds", "is_active"]
    if fence.merchantID != nil { names.append("merchant_id") }
    if case .circle = fence.shape { names.append("radius_m") }
    return names
  }

  /// The shortest decimal text that gives the number again, without a fraction of zero.
  private static func shortest(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
