import Geodesy
import Geofencing
import JSON
import OpeningHours

@testable import Catalog

/// What a catalogue should be after some batches, in plain dictionaries.
struct LivingModel {
  private(set) var world: RankWorld
  private(set) var merchants: [String: Merchant] = [:]
  private(set) var fences: [String: Geofence] = [:]
  private(set) var categories = CategoryTable.seeds
  private let schedules: [Schedule]
  private var made: Int

  /// A model of the merchants of a world of `count`.
  init(_ kind: RankWorld.Kind, count: Int, seed: UInt64) throws {
    world = try RankWorld(kind, count: count, seed: seed)
    var random = world.random
    schedules = (0..<6).map { _ in random.schedule(around: Int(RankWorld.now / 86_400)) }
    world.random = random
    made = count
    for entry in world.entries { merchants[entry.merchant.id] = entry.merchant }
  }

  var random: SeededMerchants {
    get { world.random }
    set { world.random = newValue }
  }

  /// The catalogue built afresh.
  func fresh(version: UInt64) throws -> Catalog {
    var builder = CatalogBuilder(categories: categories, zones: systemZones)
    for merchant in merchants.values { builder.add(merchant) }
    return builder.build(version: version, fences: try FenceIndex(Array(fences.values)))
  }

  /// A random query about the world's places.
  mutating func query() -> MerchantQuery {
    var query = world.query()
    query.limit = random.pick([1, 3, 20, 400])
    return query
  }

  /// Changes the model and answers the batch that does the same.
  mutating func nextBatch() throws -> CatalogBatch {
    var batch = CatalogBatch()
    if random.next(below: 8) == 0 { batch.categories = nextCategories() }
    let size = random.pick([0, 1, 1, 3, 10, 10, 40, 150])
    for _ in 0..<size {
      let change = try nextChange()
      apply(change)
      batch.merchants.append(change)
    }
    for _ in 0..<random.pick([0, 0, 1, 3]) {
      let change = try nextFenceChange()
      switch change {
      case .put(let fence): fences[fence.id] = fence
      case .remove(let id): fences[id] = nil
      }
      batch.fences.append(change)
    }
    return batch
  }

  private mutating func apply(_ change: MerchantChange) {
    switch change {
    case .remove(let id): merchants[id] = nil
    case .put(var merchant):
      // A category that is not there when a merchant is put in is none for good.
      if let id = merchant.categoryID, categories.position(ofID: id) == nil {
        merchant.categoryID = nil
      }
      merchants[merchant.id] = merchant
    }
  }

  private mutating func nextChange() throws -> MerchantChange {
    let known = merchants.keys.sorted()
    guard !known.isEmpty, random.next(below: 3) != 0 else { return .put(try newMerchant()) }
    let id = random.pick(known)
    guard var merchant = merchants[id] else { preconditionFailure("the model has \(id)") }
    switch random.next(below: 9) {
    case 0: return .remove(id: id)
    case 1: return .remove(id: "nobody-\(random.next(below: 9))")
    case 2: merchant.isActive.toggle()
    case 3: merchant.coordinate = place()
    case 4:
      merchant.ratingHundredths = random.next(below: 501)
      merchant.totalReviews += 1
    case 5: merchant.name = random.merchant(0).name
    case 6:
      merchant.operatingHours = try JSONText(
        random.pick([#""mondey""#, "{}", random.pick(schedules).canonicalJSON]))
    case 7: merchant.categoryID = 1 + random.next(below: 12)
    default:
      let other = try newMerchant()
      merchant = other
      merchant.id = id
    }
    return .put(merchant)
  }

  private mutating func newMerchant() throws -> Merchant {
    made += 1
    let (number, place, schedule) = (made, place(), random.pick(schedules))
    var merchant = try random.entry(number, at: place, schedule).merchant
    merchant.description = random.pick([nil, "Größe „42“ 🍜", String(repeating: "long ", count: 60)])
    merchant.city = random.pick([nil, "Łódź"])
    merchant.createdAt = random.pick([nil, Timestamp(microseconds: 1_795_608_000_000_123)])
    merchant.updatedAt = random.pick([nil, Timestamp(microseconds: Int64(number) * 1_000_001)])
    return merchant
  }

  private mutating func place() -> Coordinate {
    let near = random.pick(world.centers)
    // Often the place of another, so that distances are equal.
    guard random.next(below: 3) != 0 else { return near }
    return RankWorld.place(
      near.latitude + random.next(in: -0.03...0.03),
      near.longitude + random.next(in: -0.03...0.03))
  }

  private mutating func nextFenceChange() throws -> FenceChange {
    let id = "zone-\(random.next(below: 6))"
    guard random.next(below: 3) != 0 else { return .remove(id: id) }
    let center = random.pick(world.centers)
    return .put(
      try Geofence(
        id: id, isActive: random.next(below: 5) != 0,
        shape: .circle(Circle(center: center, radiusMeters: random.next(in: 10...9_000)))))
  }

  /// More categories, other names, or one less.
  private mutating func nextCategories() -> CategoryTable {
    var all = categories.all
    switch random.next(below: 4) {
    case 0, 1:
      let id = (all.map(\.id).max() ?? 0) + 1
      all.append(Category(id: id, name: "Category \(id)"))
    case 2: all[random.next(below: all.count)].name += " corner"
    default: if all.count > 6 { all.remove(at: random.next(below: all.count)) }
    }
    categories = CategoryTable(all)
    for (id, merchant) in merchants {
      if let category = merchant.categoryID, categories.position(ofID: category) == nil {
        merchants[id]?.categoryID = nil
      }
    }
    return categories
  }
}
