import Geodesy
import Geofencing
import OpeningHours

/// What a batch did to a catalogue.
public struct CatalogUpdate: Equatable, Sendable {
  /// Merchants that were not there, or inactive.
  public var added = 0
  /// Merchants that were there with the same id.
  public var replaced = 0
  /// Merchants that are no more, or inactive from now on.
  public var removed = 0
  /// Changes of geofences.
  public var fences = 0

  public init() {}
}

/// Makes the next catalogue of one and a batch.
struct CatalogUpdater: Sendable {
  /// The zones of merchants' clocks.
  let zones: ZoneDatabase?

  /// The catalogue after `batch`, of a version.
  ///
  /// Takes time that grows with the batch, and a copy of a bit for each merchant of a segment that
  /// loses one. Other categories under the same name or at the same place, or fewer of them, take as
  /// long as building the catalogue anew.
  ///
  /// - Throws: what is wrong with the fences.
  func catalog(
    after catalog: Catalog, _ batch: CatalogBatch, version: UInt64
  ) throws(GeofenceError) -> (catalog: Catalog, update: CatalogUpdate) {
    var update = CatalogUpdate()
    let fences = try self.fences(of: catalog, batch.fences, &update)
    var segments = catalog.segments
    let categories = batch.categories ?? catalog.categories
    if !catalog.categories.isContinued(by: categories) {
      segments = [rebuilt(catalog, categories)]
    }
    let changes = Self.last(of: batch.merchants)
    if !changes.isEmpty {
      segments = self.segments(segments, changes, categories, &update)
    }
    let next = Catalog(
      version: version, categories: categories, segments: segments, fences: fences)
    return (next, update)
  }

  /// The last change of each merchant, in the order of the batch.
  private static func last(of changes: [MerchantChange]) -> [MerchantChange] {
    var positions: [[UInt8]: Int] = [:]
    positions.reserveCapacity(changes.count)
    // Ids are compared by their bytes, as everywhere else.
    for (position, change) in changes.enumerated() {
      positions[Array(change.id.utf8)] = position
    }
    guard positions.count < changes.count else { return changes }
    return positions.values.sorted().map { changes[$0] }
  }

  private func segments(
    _ segments: [CatalogSegment], _ changes: [MerchantChange], _ categories: CategoryTable,
    _ update: inout CatalogUpdate
  ) -> [CatalogSegment] {
    var dead = [[UInt32]](repeating: [], count: segments.count)
    var deadInactive = dead
    var builder = CatalogBuilder(categories: categories, zones: zones)
    for change in changes {
      var isThere = false
      // New merchants are mostly found in no segment, and changed ones in the large one.
      for (position, segment) in segments.enumerated() {
        if let slot = segment.slot(ofMerchant: change.id) {
          dead[position].append(slot)
          isThere = true
          break
        }
        if let slot = segment.slot(ofInactive: change.id) {
          deadInactive[position].append(slot)
          break
        }
      }
      guard case .put(let merchant) = change else {
        if isThere { update.removed += 1 }
        continue
      }
      builder.add(merchant)
      if !merchant.isActive {
        if isThere { update.removed += 1 }
      } else if isThere {
        update.replaced += 1
      } else {
        update.added += 1
      }
    }
    var next = segments.enumerated().map { position, segment in
      segment.removing(slots: dead[position], inactive: deadInactive[position])
    }
    if builder.addedCount > 0 { next.append(CatalogSegment(builder.buildStorage())) }
    return next.droppingEmpty
  }

  private func fences(
    of catalog: Catalog, _ changes: [FenceChange], _ update: inout CatalogUpdate
  ) throws(GeofenceError) -> FenceRegions {
    guard !changes.isEmpty else { return catalog.fences }
    var fences: [String: Geofence] = [:]
    for fence in catalog.fences.index.fences { fences[fence.id] = fence }
    for change in changes {
      switch change {
      case .put(let fence): fences[fence.id] = fence
      case .remove(let id): fences[id] = nil
      }
    }
    update.fences = changes.count
    return FenceRegions(try FenceIndex(Array(fences.values)))
  }

  /// All merchants with other categories, as one segment.
  private func rebuilt(_ catalog: Catalog, _ categories: CategoryTable) -> CatalogSegment {
    var builder = CatalogBuilder(categories: categories, zones: zones)
    catalog.forEachSlot { builder.add(catalog.merchant(slot: $0)) }
    for segment in catalog.segments {
      for rank in 0..<UInt32(segment.storage.inactive.count)
      where segment.isAliveInactive(rank) {
        var merchant = Merchant(
          id: segment.storage.inactive.id(rank: Int(rank)), name: "inactive",
          coordinate: Coordinate(clampingLatitude: 0, longitude: 0))
        merchant.isActive = false
        builder.add(merchant)
      }
    }
    return CatalogSegment(builder.buildStorage())
  }
}

extension CategoryTable {
  /// Whether merchants that were built with this table are right with another one: it has the same
  /// categories at the same places, under the same names, and perhaps more behind them.
  func isContinued(by other: CategoryTable) -> Bool {
    all.count <= other.all.count
      && zip(all, other.all).allSatisfy { $0.id == $1.id && $0.name == $1.name }
  }
}

extension [CatalogSegment] {
  /// Those in which anything lives; the first one if nothing does anywhere.
  var droppingEmpty: [CatalogSegment] {
    let living = filter { $0.liveCount > 0 || $0.counts.inactive > 0 }
    return living.isEmpty ? Array(prefix(1)) : living
  }
}
