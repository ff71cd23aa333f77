public import FlatStorage
import Geodesy

/// Fences as bytes, to the last bit of their positions.
extension FenceIndex {
  /// Appends all fences, from which ``init(_:)-(ByteReader)`` makes the same index.
  public func append(to writer: inout ByteWriter) {
    writer.append(fences.count)
    for fence in fences {
      writer.append(fence.id)
      writer.append(fence.name)
      writer.append(fence.merchantID)
      writer.append(fence.dwellSeconds)
      writer.append(fence.metadata)
      writer.append(fence.isActive)
      switch fence.shape {
      case .circle(let circle):
        writer.append(0)
        writer.append(circle.center.latitude)
        writer.append(circle.center.longitude)
        writer.append(circle.radiusMeters)
      case .polygon(let area):
        writer.append(area.polygons.count)
        for polygon in area.polygons {
          writer.append(polygon.rings.count)
          for ring in polygon.rings {
            writer.append(ring.count)
            for position in 0..<ring.count {
              writer.append(ring.latitudes[position])
              writer.append(ring.longitudes[position])
            }
          }
        }
      }
    }
  }

  /// The index of fences that were appended to a writer; nil where the bytes are not of such.
  ///
  /// Takes as long as making the index of the fences, since that is what it does.
  public init?(_ reader: inout ByteReader) {
    guard let count = reader.count() else { return nil }
    var fences: [Geofence] = []
    for _ in 0..<count {
      guard let fence = Geofence(&reader) else { return nil }
      fences.append(fence)
    }
    guard let index = try? FenceIndex(fences) else { return nil }
    self = index
  }
}

extension Geofence {
  fileprivate init?(_ reader: inout ByteReader) {
    guard let id = reader.text(), let name = reader.optionalText(),
      let merchantID = reader.optionalText(), let dwellSeconds = reader.optionalInteger(),
      let metadata = reader.optionalText(), let isActive = reader.flag(),
      let shape = Shape(&reader),
      let fence = try? Geofence(
        id: id, name: name, merchantID: merchantID, dwellSeconds: dwellSeconds,
        metadata: metadata, isActive: isActive, shape: shape)
    else { return nil }
    self = fence
  }
}

extension Geofence.Shape {
  fileprivate init?(_ reader: inout ByteReader) {
    guard let count = reader.count() else { return nil }
    guard count > 0 else {
      guard let latitude = reader.double(), let longitude = reader.double(),
        let radius = reader.double(),
        let center = Coordinate(latitude: latitude, longitude: longitude),
        let circle = try? Circle(
          center: center, radiusMeters: radius, limits: 0...Double.greatestFiniteMagnitude)
      else { return nil }
      self = .circle(circle)
      return
    }
    var polygons: [Polygon] = []
    for _ in 0..<count {
      guard let ringCount = reader.count(), ringCount > 0 else { return nil }
      var rings: [Ring] = []
      for _ in 0..<ringCount {
        guard let ring = Ring(&reader) else { return nil }
        rings.append(ring)
      }
      polygons.append(Polygon(rings: rings))
    }
    guard let area = try? MultiPolygon(polygons) else { return nil }
    self = .polygon(area)
  }
}

extension Ring {
  fileprivate init?(_ reader: inout ByteReader) {
    guard let count = reader.count(leastBytes: 16) else { return nil }
    var latitudes: [Double] = []
    var longitudes: [Double] = []
    for _ in 0..<count {
      guard let latitude = reader.double(), let longitude = reader.double() else { return nil }
      latitudes.append(latitude)
      longitudes.append(longitude)
    }
    guard let ring = try? Ring(latitudes: latitudes, longitudes: longitudes) else { return nil }
    self = ring
  }
}
