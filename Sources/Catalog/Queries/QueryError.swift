public import Geofencing

/// Why a query could not be answered.
public enum QueryError: Error, Equatable, CustomStringConvertible {
  /// The text to search for holds only punctuation or white space.
  case noWords(String)
  /// The metadata member cannot be asked for: its name or the value is too long.
  case metadataTooLong(key: String, limit: Int)
  /// The key to go on from is of another order than the query.
  case orderDiffers(key: MerchantQuery.Order, query: MerchantQuery.Order)
  /// The search around a route takes too much work, or its radius is out of range.
  case route(ShapeError)

  public var description: String {
    switch self {
    case .noWords(let text):
      "q must hold a letter, a digit or a symbol to look for, and is \"\(text)\""
    case .metadataTooLong(let key, let limit):
      "metadata.\(key) can only be asked for with a name and a value of at most \(limit) bytes"
    case .orderDiffers(let key, let query):
      "the list goes on in the order of \(key.rawValue), and \(query.rawValue) was asked for"
    case .route(let error): "near_route: \(error)"
    }
  }
}
