/// What the sender of two numbers that are no place on the Earth may have meant.
enum PositionHint {
  /// The half circumference of the Web Mercator projection in metres.
  private static let mostMeters = 20_037_508.35

  /// The end of a message, after a semicolon; empty if nothing is likely.
  static func ending(latitude: Double, longitude: Double) -> String {
    if abs(latitude) > 90, abs(latitude) <= 180, abs(longitude) <= 90 {
      return "; latitude and longitude look swapped"
    }
    let largest = max(abs(latitude), abs(longitude))
    return largest > 360 && largest <= mostMeters
      ? "; these look like metres (EPSG:3857), so convert them to degrees" : ""
  }
}

extension ParameterReader {
  /// Adds to the issue of a latitude or longitude that was refused what may have been meant.
  mutating func addPositionHint(
    latitude: QueryParameter<Double>, longitude: QueryParameter<Double>
  ) {
    guard let y = text(of: latitude).flatMap(Double.init),
      let x = text(of: longitude).flatMap(Double.init)
    else { return }
    amend(spelling(of: abs(y) <= 90 ? longitude : latitude)) {
      $0.detail += PositionHint.ending(latitude: y, longitude: x)
    }
  }
}
