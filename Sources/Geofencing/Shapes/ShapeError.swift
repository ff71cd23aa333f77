/// Why a shape could not be read, or not be searched around.
public enum ShapeError: Error, Equatable, CustomStringConvertible {
  /// A line has fewer than two positions, or a ring fewer than four.
  case tooFewPositions(line: Int, count: Int, least: Int)
  case noPositions
  case tooManyPositions(most: Int)
  /// A latitude or longitude that is not finite or is out of range. Lines and positions count from
  /// 0.
  case outOfRange(line: Int, position: Int, field: Field, value: Double)
  /// A line that is so long, or winds so often around a pole, that measuring would take too long.
  case tooLong(pieces: Int, most: Int)
  /// A search that was given up after so many measurements.
  case tooMuchWork(most: Int)
  /// A radius that is not a number from 0 to the limit.
  case radius(Double)
  /// An encoded polyline with a fault at a byte.
  case polyline(offset: Int, reason: String)
  /// A well-known text with a fault at a byte.
  case wellKnownText(offset: Int, reason: String)

  /// The part of a position that is at fault.
  public enum Field: String, Sendable {
    case latitude, longitude

    /// The greatest magnitude in degrees.
    var limit: Int { self == .latitude ? 90 : 180 }
  }

  public var description: String {
    switch self {
    case .tooFewPositions(let line, let count, let least):
      "line \(line) must have at least \(least) positions and has \(count); "
        + "give a single place as a point"
    case .noPositions:
      "the shape has no positions; give at least one point or a line of two"
    case .tooManyPositions(let most):
      "the shape has more than \(most) positions, the most there may be; simplify it first"
    case .outOfRange(let line, let position, let field, let value):
      "line \(line), position \(position): \(field.rawValue) must be a number from "
        + "-\(field.limit) to \(field.limit) and is \(value)" + Self.hint(field, value)
    case .tooLong(let pieces, let most):
      "the lines must be cut into \(pieces) pieces to be measured, and the most is \(most): they "
        + "are too long or wind too often around a pole; leave out positions or ask in parts"
    case .tooMuchWork(let most):
      "the search needs more than \(most) measurements, the most it may take; ask for a smaller "
        + "radius, or leave out positions where the lines go the same way many times"
    case .radius(let value):
      "radius must be a number of metres from 0 to \(Int(PreparedShape.largestRadiusMeters)) "
        + "and is \(value)"
    case .polyline(let offset, let reason): "encoded polyline, byte \(offset): \(reason)"
    case .wellKnownText(let offset, let reason): "well-known text, byte \(offset): \(reason)"
    }
  }

  /// What the sender of a value out of range may have meant, after a semicolon, or nothing.
  static func hint(_ field: Field, _ value: Double) -> String {
    if field == .latitude, abs(value) > 90, abs(value) <= 180 {
      return "; are latitude and longitude swapped?"
    }
    return abs(value) > 360 && value.isFinite ? "; degrees are expected, not metres" : ""
  }
}
