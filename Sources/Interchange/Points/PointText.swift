import Geodesy

/// Reads the two numbers of a point.
enum PointText {
  /// What is wrong with one of them.
  struct Fault: Error {
    var isLatitude: Bool
    var message: String
  }

  /// The place that two texts name, which have no white space at their ends.
  static func coordinate(
    latitude: Span<UInt8>, longitude: Span<UInt8>
  ) throws(Fault) -> Coordinate {
    guard let north = NumberText.value(latitude) else {
      throw Fault(isLatitude: true, message: notANumber(latitude))
    }
    guard let east = NumberText.value(longitude) else {
      throw Fault(isLatitude: false, message: notANumber(longitude))
    }
    if let coordinate = Coordinate(latitude: north, longitude: east) { return coordinate }
    throw outOfRange(north, east)
  }

  /// Why two numbers are no place on the Earth.
  static func outOfRange(_ latitude: Double, _ longitude: Double) -> Fault {
    let isLatitude = !(abs(latitude) <= 90)
    var message =
      isLatitude
      ? "must be from -90 to 90, and is \(latitude)"
      : "must be from -180 to 180, and is \(longitude)"
    // The half circumference of the Web Mercator projection in metres.
    let mostMeters = 20_037_508.35
    if isLatitude, abs(latitude) <= 180, abs(longitude) <= 90 {
      message += " beside a longitude of \(longitude): the two look swapped"
    } else if max(abs(latitude), abs(longitude)) > 360, abs(latitude) <= mostMeters,
      abs(longitude) <= mostMeters
    {
      message += ": these look like metres (EPSG:3857), so convert them to degrees"
    }
    return Fault(isLatitude: isLatitude, message: message)
  }

  private static func notANumber(_ bytes: Span<UInt8>) -> String {
    let text = string(bytes)
    guard !text.isEmpty else { return "must be decimal degrees such as 51.5074, and is empty" }
    var code = RowProblem.Code.notANumber
    if case .fault(let found) = DecimalCell(text, decimals: 8) { code = found }
    let requirement =
      switch code {
      case .decimalComma: "must have a decimal point and no comma"
      case .degreesMinutes:
        "must be in decimal degrees (51.5074, -0.1278), without minutes and letters"
      case .hexadecimal: "must be a decimal number and not a hexadecimal one"
      case .notFinite: "must be a finite number"
      default: "must be a decimal number such as 51.5074"
      }
    return "\(requirement), and is \"\(RowProblem.shown(text))\""
  }

  /// The part of a range that has no spaces and tabs at its ends.
  static func withoutSpace(_ range: Range<Int>, of bytes: Span<UInt8>) -> Range<Int> {
    var range = range
    while let first = range.first, bytes[first] == 0x20 || bytes[first] == 0x09 {
      range = first + 1..<range.upperBound
    }
    while let last = range.last, bytes[last] == 0x20 || bytes[last] == 0x09 {
      range = range.lowerBound..<last
    }
    return range
  }

  /// The text of bytes, repaired where they are no UTF-8.
  static func string(_ bytes: Span<UInt8>) -> String {
    // Safe: the buffer is only read, and before the closure ends.
    unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a number that was read is written as JSON has them, so that it can stand as it is.
  static func isJSONNumber(_ bytes: Span<UInt8>) -> Bool {
    var position = 0
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
    func isDigit(_ index: Int) -> Bool {
      index < bytes.count && UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index]
    }
    guard isDigit(position) else { return false }
    if bytes[position] == UInt8(ascii: "0"), isDigit(position + 1) { return false }
    while isDigit(position) { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      guard isDigit(position + 1) else { return false }
    }
    // The rest was read as a number: decimals and an exponent.
    return true
  }
}
