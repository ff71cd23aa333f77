/// A direction as one of the sixteen points of the compass.
enum CompassPoint: String, CaseIterable {
  case N, NNE, NE, ENE, E, ESE, SE, SSE, S, SSW, SW, WSW, W, WNW, NW, NNW

  /// The point nearest to a bearing in degrees clockwise from north, 0 to 360.
  init(bearingDegrees: Double) {
    let points = Self.allCases
    self = points[Int((bearingDegrees / 22.5).rounded()) % points.count]
  }
}
