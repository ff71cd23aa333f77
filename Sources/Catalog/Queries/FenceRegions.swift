public import Geofencing

/// The fences of a catalogue, each ready to be searched in.
public final class FenceRegions: Sendable {
  public let index: FenceIndex
  /// A region for each fence of the index; nil for those that are not active.
  private let regions: [QueryRegion?]

  /// Prepares the fences of an index, in time that grows with the number of their positions.
  public init(_ index: FenceIndex) {
    self.index = index
    regions = index.fences.indices.map {
      index.fences[$0].isActive ? QueryRegion(index, position: $0) : nil
    }
  }

  /// No fences.
  public static let none = FenceRegions(.empty)

  /// The region of the active fence with an id; nil if there is none.
  public func region(id: String) -> QueryRegion? {
    index.position(id: id).flatMap { regions[$0] }
  }
}

extension FenceIndex {
  /// The index of no fences.
  public static let empty: FenceIndex = {
    do {
      return try FenceIndex([])
    } catch {
      preconditionFailure("no two of no fences have the same id: \(error)")
    }
  }()
}
