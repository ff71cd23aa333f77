import CGEOS
import Geodesy
import Geofencing

/// GEOS's own answers.
///
/// `@safe`: it owns its context and geometry, and one test at a time uses it.
@safe
final class GEOSPeer {
  private let context: GEOSContextHandle_t
  private let geometry: OpaquePointer

  init?(_ wellKnownText: String) {
    guard let context = unsafe GEOS_init_r() else { return nil }
    guard let reader = unsafe GEOSWKTReader_create_r(context) else { return nil }
    defer { unsafe GEOSWKTReader_destroy_r(context, reader) }
    guard let geometry = unsafe GEOSWKTReader_read_r(context, reader, wellKnownText) else {
      return nil
    }
    unsafe self.context = context
    unsafe self.geometry = geometry
  }

  deinit {
    unsafe GEOSGeom_destroy_r(context, geometry)
    unsafe GEOS_finish_r(context)
  }

  func intersects(x: Double, y: Double) -> Bool {
    guard let point = unsafe GEOSGeom_createPointFromXY_r(context, x, y) else { return false }
    defer { unsafe GEOSGeom_destroy_r(context, point) }
    return unsafe GEOSIntersects_r(context, geometry, point) == 1
  }

  func equals(_ other: GEOSPeer) -> Bool {
    unsafe GEOSEqualsExact_r(context, geometry, other.geometry, 0) == 1
  }
}
