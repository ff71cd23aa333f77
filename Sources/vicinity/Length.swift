import ArgumentParser

/// A distance as a person writes it: 500, 500m, 1.5km, 0.5mi, 300ft.
struct Length: ExpressibleByArgument, Equatable {
  let meters: Double

  private static let metersPerUnit: [(unit: String, meters: Double)] = [
    ("km", 1_000), ("mi", 1_609.344), ("ft", 0.3048), ("m", 1),
  ]

  init?(argument: String) {
    let text = argument.lowercased()
    var number = Substring(text)
    var scale = 1.0
    for (unit, meters) in Self.metersPerUnit where text.hasSuffix(unit) {
      number = text.dropLast(unit.count)
      scale = meters
      break
    }
    while number.last == " " { number = number.dropLast() }
    // Double reads hexadecimal and "nan" too.
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let value = Double(number)
    else { return nil }
    meters = value * scale
  }

  var defaultValueDescription: String { Length.shown(meters) }

  /// A distance to read: 85 m, 1.2 km, 340 km.
  static func shown(_ meters: Double) -> String {
    switch meters {
    case ..<999.5: "\(Int(meters.rounded())) m"
    case ..<99_950: "\(rounded(meters / 1_000)) km"
    default: "\(Int((meters / 1_000).rounded())) km"
    }
  }

  private static func rounded(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
