import CGEOS
import Geodesy
import Geofencing

/// GEOS's prepared polygons in an STRtree.
///
/// `@safe`: it owns its context, tree and geometries, and is used from one thread.
@safe
final class PreparedPeer {
  private let context: GEOSContextHandle_t
  private let tree: OpaquePointer
  private var geometries: [OpaquePointer]
  private var prepared: [OpaquePointer]

  /// What a query carries through GEOS's callback.
  @unsafe private struct PointQuery {
    var context: GEOSContextHandle_t
    var point: OpaquePointer
    var count = 0

    init(_ context: GEOSContextHandle_t, _ point: OpaquePointer) {
      unsafe self.context = context
      unsafe self.point = point
    }
  }

  init(_ shapes: [MultiPolygon]) throws {
    guard let context = unsafe GEOS_init_r(), let tree = unsafe GEOSSTRtree_create_r(context, 10),
      let reader = unsafe GEOSWKTReader_create_r(context)
    else { throw BenchmarkError("GEOS did not start") }
    defer { unsafe GEOSWKTReader_destroy_r(context, reader) }
    unsafe geometries = []
    unsafe prepared = []
    for shape in shapes {
      guard
        let geometry = unsafe GEOSWKTReader_read_r(context, reader, shape.wellKnownText),
        let one = unsafe GEOSPrepare_r(context, geometry)
      else { throw BenchmarkError("GEOS could not read a fence") }
      unsafe geometries.append(geometry)
      unsafe prepared.append(one)
      unsafe GEOSSTRtree_insert_r(context, tree, geometry, UnsafeMutableRawPointer(one))
    }
    unsafe self.context = context
    unsafe self.tree = tree
  }

  deinit {
    unsafe GEOSSTRtree_destroy_r(context, tree)
    for index in unsafe prepared.indices {
      unsafe GEOSPreparedGeom_destroy_r(context, prepared[index])
      unsafe GEOSGeom_destroy_r(context, geometries[index])
    }
    unsafe GEOS_finish_r(context)
  }

  /// How many of the polygons hold the place, borders included.
  func count(at place: Coordinate) -> Int {
    guard
      let point = unsafe GEOSGeom_createPointFromXY_r(context, place.longitude, place.latitude)
    else { return 0 }
    defer { unsafe GEOSGeom_destroy_r(context, point) }
    var query = unsafe PointQuery(context, point)
    unsafe GEOSSTRtree_query_r(
      context, tree, point,
      { item, query in
        guard let item = unsafe item,
          let query = unsafe query?.assumingMemoryBound(to: PointQuery.self)
        else { return }
        if unsafe GEOSPreparedIntersects_r(
          query.pointee.context, OpaquePointer(item), query.pointee.point) == 1
        {
          unsafe query.pointee.count += 1
        }
      }, &query)
    return unsafe query.count
  }
}
