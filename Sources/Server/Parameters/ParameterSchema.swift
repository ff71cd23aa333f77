/// What the values of a parameter may be, from which its parser, its error texts and its
/// documentation are made.
struct ParameterSchema: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case number
    case integer
    case boolean
    case text
    case choice([String])
  }

  var kind: Kind
  var minimum: Double?
  var maximum: Double?
  /// What numbers measure: "metres".
  var unit: String?
  /// A word that may stand instead of a number.
  var alternative: String?
  /// How many characters a text, or each element of a list, may have.
  var maximumLength: Int?
  /// How many elements a comma-separated list may have; nil for a single value.
  var maximumCount: Int?
  /// How many elements a list must have; nil for one or more.
  var exactCount: Int?
  /// The value that an absent parameter has, for people to read.
  var defaultValue: String?
  /// What else a JSON body may have here: "a GeoJSON geometry".
  var geometry: String?
  /// What follows "must be", where a kind and a range don't say it.
  var phrase: String?
  var example: String

  var isList: Bool { maximumCount != nil }

  /// The phrase that follows "must be".
  var expectation: String {
    if let phrase { return phrase }
    if let exactCount { return "\(exactCount) \(plural) with commas between\(range)" }
    if let maximumCount {
      return "1 to \(maximumCount) \(plural) with commas between\(range)"
    }
    let one = singular + range
    return alternative.map { "\(one), or \($0)" } ?? one
  }

  private var singular: String {
    switch kind {
    case .number: "a number"
    case .integer: "an integer"
    case .boolean: "true or false"
    case .text: "a text"
    case .choice(let values): Self.list(values)
    }
  }

  private var plural: String {
    switch kind {
    case .number: "numbers"
    case .integer: "integers"
    case .boolean: "of true and false"
    case .text: "texts"
    case .choice(let values): "of " + Self.list(values, "and")
    }
  }

  private var range: String {
    if let maximumLength, kind == .text { return " of 1 to \(maximumLength) characters" }
    guard let minimum, let maximum else { return "" }
    let measure = unit.map { " \($0)" } ?? ""
    return " from \(Self.text(minimum)) to \(Self.text(maximum))\(measure)"
  }

  private static func list(_ values: [String], _ word: String = "or") -> String {
    guard let last = values.last, values.count > 1 else { return values.joined() }
    return values.dropLast().joined(separator: ", ") + " \(word) \(last)"
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
