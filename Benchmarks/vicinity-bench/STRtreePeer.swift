import CGEOS
import Foundation
import Geodesy

/// GEOS's STRtree over points in degrees.
///
/// `@safe`: it owns the context, the tree and the points, frees them in that order's reverse, and is
/// used from one thread.
@safe
final class STRtreePeer: IndexPeer {
  let buildMilliseconds: Double
  let bytesPerPoint: Double
  private let context: GEOSContextHandle_t
  private let tree: OpaquePointer
  private var geometries: [OpaquePointer]
  private let items: UnsafeMutablePointer<Item>

  /// What an entry of the tree points at.
  struct Item {
    var latitude: Double
    var longitude: Double
    var point: EarthPoint
  }

  /// What a radius query carries through GEOS's callback.
  private struct RadiusQuery {
    var center: EarthPoint
    var count = 0
  }

  init(_ places: [Coordinate]) throws {
    guard let context = unsafe GEOS_init_r() else { throw BenchmarkError("GEOS did not start") }
    let before = residentBytes()
    let start = nanoseconds()
    guard let tree = unsafe GEOSSTRtree_create_r(context, 16) else {
      throw BenchmarkError("GEOS made no tree")
    }
    let items = UnsafeMutablePointer<Item>.allocate(capacity: max(1, places.count))
    var geometries: [OpaquePointer] = unsafe []
    unsafe geometries.reserveCapacity(places.count)
    for (index, place) in places.enumerated() {
      unsafe (items + index).initialize(
        to: Item(
          latitude: place.latitude, longitude: place.longitude, point: EarthPoint(place)))
      guard
        let point = unsafe GEOSGeom_createPointFromXY_r(
          context, place.longitude, place.latitude)
      else { throw BenchmarkError("GEOS made no point") }
      unsafe geometries.append(point)
      unsafe GEOSSTRtree_insert_r(context, tree, point, items + index)
    }
    // The first query builds the tree.
    if let point = unsafe GEOSGeom_createPointFromXY_r(context, 0, 0) {
      unsafe GEOSSTRtree_query_r(context, tree, point, { _, _ in }, nil)
      unsafe GEOSGeom_destroy_r(context, point)
    }
    buildMilliseconds = Double(nanoseconds() - start) / 1_000_000
    bytesPerPoint = Double(residentBytes() - before) / Double(max(1, places.count))
    unsafe self.context = context
    unsafe self.tree = tree
    unsafe self.items = items
    unsafe self.geometries = geometries
  }

  deinit {
    unsafe GEOSSTRtree_destroy_r(context, tree)
    for index in unsafe geometries.indices { unsafe GEOSGeom_destroy_r(context, geometries[index]) }
    unsafe items.deallocate()
    unsafe GEOS_finish_r(context)
  }

  func search(_ search: Search, _ places: [Coordinate], _ centers: [EarthPoint]) {
    switch search {
    case .nearest(let query): nearest(places[query])
    case .radius(let query): radius(places[query], centers[query])
    }
  }

  private func nearest(_ place: Coordinate) {
    guard
      let point = unsafe GEOSGeom_createPointFromXY_r(
        context, place.longitude, place.latitude)
    else { return }
    defer { unsafe GEOSGeom_destroy_r(context, point) }
    var item = Item(
      latitude: place.latitude, longitude: place.longitude, point: EarthPoint(place))
    _ = unsafe GEOSSTRtree_nearest_generic_r(
      context, tree, &item, point,
      { one, other, distance, _ in
        guard let one = unsafe one?.assumingMemoryBound(to: Item.self),
          let other = unsafe other?.assumingMemoryBound(to: Item.self)
        else { return 0 }
        let dx = unsafe one.pointee.longitude - other.pointee.longitude
        let dy = unsafe one.pointee.latitude - other.pointee.latitude
        unsafe distance?.pointee = (dx * dx + dy * dy).squareRoot()
        return 1
      }, nil)
  }

  private func radius(_ place: Coordinate, _ center: EarthPoint) {
    let box = BoundingBox(around: place, radiusMeters: 1_000)
    guard !box.crossesAntimeridian,
      let envelope = unsafe GEOSGeom_createRectangle_r(
        context, box.west, box.south, box.east, box.north)
    else { return }
    defer { unsafe GEOSGeom_destroy_r(context, envelope) }
    var query = RadiusQuery(center: center)
    unsafe GEOSSTRtree_query_r(
      context, tree, envelope,
      { item, query in
        guard let item = unsafe item?.assumingMemoryBound(to: Item.self),
          let query = unsafe query?.assumingMemoryBound(to: RadiusQuery.self)
        else { return }
        let meters = unsafe Geodesic.distanceMeters(
          from: query.pointee.center, to: item.pointee.point)
        if meters <= 1_000 { unsafe query.pointee.count += 1 }
      }, &query)
  }
}
