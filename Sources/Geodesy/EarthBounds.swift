/// A box in space with sides along the axes, in units of the equatorial radius.
@frozen
public struct EarthBounds: Equatable, Sendable {
  /// The least x, y and z.
  public var lower: EarthPoint
  /// The greatest x, y and z.
  public var upper: EarthPoint

  @inlinable
  public init(lower: EarthPoint, upper: EarthPoint) {
    self.lower = lower
    self.upper = upper
  }
}

extension BoundingBox {
  /// A box in space that holds the ``EarthPoint`` of every place in this box.
  ///
  /// It is the smallest, but for 13 nanometres all round against rounding errors.
  public var earthBounds: EarthBounds {
    // A place is (ρ cos λ, ρ sin λ, z); z grows with the latitude, and ρ falls with its magnitude.
    let lowest = Self.meridianPoint(latitude: south)
    let highest = Self.meridianPoint(latitude: north)
    let nearestEquator = south <= 0 && north >= 0 ? 1 : max(lowest.x, highest.x)
    let distances = (least: min(lowest.x, highest.x), greatest: nearestEquator)
    let cosines = extremes(ofCosineAround: 0)
    let sines = extremes(ofCosineAround: 90)

    /// More than all rounding errors of a coordinate, which is at most 1, put together.
    let margin = 2e-15
    func least(_ factor: Double) -> Double {
      factor * (factor < 0 ? distances.greatest : distances.least) - margin
    }
    func greatest(_ factor: Double) -> Double {
      factor * (factor < 0 ? distances.least : distances.greatest) + margin
    }
    return EarthBounds(
      lower: EarthPoint(x: least(cosines.least), y: least(sines.least), z: lowest.z - margin),
      upper: EarthPoint(
        x: greatest(cosines.greatest), y: greatest(sines.greatest), z: highest.z + margin))
  }

  private static func meridianPoint(latitude: Double) -> EarthPoint {
    EarthPoint(Coordinate(clampingLatitude: latitude, longitude: 0))
  }

  /// The extremes of cos(λ − `peak`) over the longitudes λ of the box.
  private func extremes(ofCosineAround peak: Double) -> (least: Double, greatest: Double) {
    let ends = (
      peak == 0 ? Angle(degrees: west).cosine : Angle(degrees: west).sine,
      peak == 0 ? Angle(degrees: east).cosine : Angle(degrees: east).sine
    )
    return (
      least: holds(longitude: peak - 180) ? -1 : min(ends.0, ends.1),
      greatest: holds(longitude: peak) ? 1 : max(ends.0, ends.1)
    )
  }

  private func holds(longitude: Double) -> Bool {
    contains(Coordinate(clampingLatitude: south, longitude: longitude))
  }
}
