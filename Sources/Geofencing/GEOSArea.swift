internal import CGEOS

/// A geometry of GEOS's in a context of its own.
///
/// `@safe`: it owns the geometry and the context, which nothing else refers to; it cannot be copied,
/// and its end frees the geometry before the context.
@safe struct GEOSArea: ~Copyable {
  private let context: GEOSContext
  private let handle: OpaquePointer

  /// GEOS's copy of an area.
  init(_ area: MultiPolygon) throws(GeofenceError) {
    let context = try GEOSContext()
    unsafe handle = try context.geometry(of: area)
    self.context = context
  }

  deinit {
    unsafe GEOSGeom_destroy_r(context.handle, handle)
  }

  /// Whether the area is valid as the OGC's simple features have it, otherwise why not and where.
  func validity() throws(GeofenceError) -> Validity {
    var reason: UnsafeMutablePointer<CChar>?
    var location: OpaquePointer?
    let code = unsafe GEOSisValidDetail_r(context.handle, handle, 0, &reason, &location)
    defer {
      if let reason = unsafe reason { unsafe GEOSFree_r(context.handle, reason) }
      if let location = unsafe location { unsafe GEOSGeom_destroy_r(context.handle, location) }
    }
    guard code != 2 else { throw context.failure }
    guard code == 0 else { return .valid }
    var (longitude, latitude) = (Double.nan, Double.nan)
    if let location = unsafe location {
      _ = unsafe GEOSGeomGetX_r(context.handle, location, &longitude)
      _ = unsafe GEOSGeomGetY_r(context.handle, location, &latitude)
    }
    let text = if let reason = unsafe reason { unsafe String(cString: reason) } else { "Invalid" }
    return .invalid(reason: text, latitude: latitude, longitude: longitude)
  }

  /// The polygons of the area made valid; lines and points that the repair leaves over are dropped.
  func repaired() throws(GeofenceError) -> MultiPolygon {
    guard let whole = unsafe GEOSMakeValid_r(context.handle, handle) else {
      throw context.failure
    }
    defer { unsafe GEOSGeom_destroy_r(context.handle, whole) }
    return try unsafe context.area(of: whole)
  }

  /// The area in square degrees.
  func squareDegrees() throws(GeofenceError) -> Double {
    var result = 0.0
    guard unsafe GEOSArea_r(context.handle, handle, &result) == 1 else { throw context.failure }
    return result
  }

  /// The centre of mass in the plane of longitude and latitude.
  func centroid() throws(GeofenceError) -> (latitude: Double, longitude: Double) {
    guard let point = unsafe GEOSGetCentroid_r(context.handle, handle) else {
      throw context.failure
    }
    defer { unsafe GEOSGeom_destroy_r(context.handle, point) }
    var (longitude, latitude) = (0.0, 0.0)
    guard unsafe GEOSGeomGetX_r(context.handle, point, &longitude) == 1,
      unsafe GEOSGeomGetY_r(context.handle, point, &latitude) == 1
    else { throw context.failure }
    return (latitude, longitude)
  }
}

/// Areas on their way in and out, where longitude comes before latitude.
extension GEOSContext {
  /// A geometry that the caller destroys.
  fileprivate func geometry(of area: MultiPolygon) throws(GeofenceError) -> OpaquePointer {
    guard area.polygons.count > 1 else { return try unsafe geometry(of: area.polygons[0]) }
    var parts: [OpaquePointer?] = unsafe []
    do {
      for polygon in area.polygons { unsafe parts.append(try geometry(of: polygon)) }
    } catch {
      unsafe destroy(parts)
      throw error
    }
    // GEOS owns the parts from here on, also if it fails.
    guard
      let whole = unsafe GEOSGeom_createCollection_r(
        handle, Int32(GEOS_MULTIPOLYGON.rawValue), &parts, UInt32(parts.count))
    else { throw failure }
    return unsafe whole
  }

  private func geometry(of polygon: Polygon) throws(GeofenceError) -> OpaquePointer {
    var rings: [OpaquePointer?] = unsafe []
    do {
      for ring in polygon.rings { unsafe rings.append(try geometry(of: ring)) }
    } catch {
      unsafe destroy(rings)
      throw error
    }
    var holes = unsafe Array(rings.dropFirst())
    // GEOS owns the rings from here on, also if it fails.
    guard
      let whole = unsafe GEOSGeom_createPolygon_r(handle, rings[0], &holes, UInt32(holes.count))
    else { throw failure }
    return unsafe whole
  }

  private func geometry(of ring: Ring) throws(GeofenceError) -> OpaquePointer {
    guard
      let positions = unsafe GEOSCoordSeq_copyFromArrays_r(
        handle, ring.longitudes, ring.latitudes, nil, nil, UInt32(ring.count)),
      let line = unsafe GEOSGeom_createLinearRing_r(handle, positions)
    else { throw failure }
    return unsafe line
  }

  private func destroy(_ geometries: [OpaquePointer?]) {
    for index in unsafe geometries.indices {
      if let geometry = unsafe geometries[index] { unsafe GEOSGeom_destroy_r(handle, geometry) }
    }
  }

  /// The polygons of a geometry that the caller keeps.
  fileprivate func area(of geometry: OpaquePointer) throws(GeofenceError) -> MultiPolygon {
    var polygons: [Polygon] = []
    try unsafe collect(geometry, into: &polygons)
    guard !polygons.isEmpty else { throw .nothingLeft }
    return try MultiPolygon(polygons)
  }

  private func collect(
    _ geometry: OpaquePointer, into polygons: inout [Polygon]
  ) throws(GeofenceError) {
    let type = unsafe GEOSGeomTypeId_r(handle, geometry)
    if type == Int32(GEOS_POLYGON.rawValue) {
      guard unsafe GEOSisEmpty_r(handle, geometry) == 0 else { return }
      unsafe polygons.append(try polygon(of: geometry, index: polygons.count))
    } else if type >= Int32(GEOS_MULTIPOINT.rawValue) {
      for index in 0..<(unsafe GEOSGetNumGeometries_r(handle, geometry)) {
        guard let part = unsafe GEOSGetGeometryN_r(handle, geometry, index) else { throw failure }
        try unsafe collect(part, into: &polygons)
      }
    }
  }

  private func polygon(
    of geometry: OpaquePointer, index: Int
  ) throws(GeofenceError) -> Polygon {
    guard let outer = unsafe GEOSGetExteriorRing_r(handle, geometry) else { throw failure }
    var rings = [try unsafe ring(of: outer, at: RingPlace(polygon: index, ring: 0))]
    for hole in 0..<(unsafe GEOSGetNumInteriorRings_r(handle, geometry)) {
      guard let line = unsafe GEOSGetInteriorRingN_r(handle, geometry, hole) else { throw failure }
      rings.append(
        try unsafe ring(of: line, at: RingPlace(polygon: index, ring: Int(hole) + 1)))
    }
    return Polygon(rings: rings)
  }

  private func ring(
    of line: OpaquePointer, at place: RingPlace
  ) throws(GeofenceError) -> Ring {
    guard let positions = unsafe GEOSGeom_getCoordSeq_r(handle, line) else { throw failure }
    var count: UInt32 = 0
    guard unsafe GEOSCoordSeq_getSize_r(handle, positions, &count) == 1 else { throw failure }
    var flat = [Double](repeating: 0, count: 2 * Int(count))
    guard unsafe GEOSCoordSeq_copyToBuffer_r(handle, positions, &flat, 0, 0) == 1 else {
      throw failure
    }
    let indices = 0..<Int(count)
    return try Ring(
      latitudes: indices.map { flat[2 * $0 + 1] }, longitudes: indices.map { flat[2 * $0] },
      at: place)
  }
}
