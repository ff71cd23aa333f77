public import Geofencing

/// A change of one merchant.
public enum MerchantChange: Equatable, Sendable {
  /// Adds the merchant, or puts it in place of the one with its id, with all of its columns.
  case put(Merchant)
  /// Takes the merchant with an id away; of one that there isn't, nothing.
  case remove(id: String)

  /// The id of the merchant.
  public var id: String {
    switch self {
    case .put(let merchant): merchant.id
    case .remove(let id): id
    }
  }
}

/// A change of one geofence.
public enum FenceChange: Equatable, Sendable {
  /// Adds the fence, or puts it in place of the one with its id.
  case put(Geofence)
  /// Takes the fence with an id away; of one that there isn't, nothing.
  case remove(id: String)

  /// The id of the fence.
  public var id: String {
    switch self {
    case .put(let fence): fence.id
    case .remove(let id): id
    }
  }
}

/// Changes that become visible together, as one version of the catalogue.
public struct CatalogBatch: Equatable, Sendable {
  /// Of two changes of one merchant the later counts.
  public var merchants: [MerchantChange]
  /// Of two changes of one fence the later counts.
  public var fences: [FenceChange]
  /// All categories from now on, which are there before the merchants change; nil for the same as
  /// before. A merchant whose category is not there has none from then on.
  public var categories: CategoryTable?

  public init(
    merchants: [MerchantChange] = [], fences: [FenceChange] = [],
    categories: CategoryTable? = nil
  ) {
    self.merchants = merchants
    self.fences = fences
    self.categories = categories
  }

  public var isEmpty: Bool { merchants.isEmpty && fences.isEmpty && categories == nil }
}
