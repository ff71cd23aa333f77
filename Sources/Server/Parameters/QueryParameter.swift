/// One parameter of a query: how it is called, what it means, and how its text becomes a value.
///
/// It is declared once; the errors, the defaults and the documentation all come from there. Being
/// classes, parameters and declarations are told apart and handed around at the cost of a pointer.
final class QueryParameter<Value: Sendable>: Sendable {
  typealias Parse =
    @Sendable (_ given: ParameterValue, _ name: String) throws(ParameterIssue) -> Value
  typealias ParseText = @Sendable (_ text: String, _ name: String) throws(ParameterIssue) -> Value

  let declaration: ParameterDeclaration
  /// The value of what is given; the name is the one that the request uses.
  let parse: Parse

  init(declaration: ParameterDeclaration, value parse: @escaping Parse) {
    self.declaration = declaration
    self.parse = parse
  }

  /// A parameter that is always a text.
  convenience init(declaration: ParameterDeclaration, parse: @escaping ParseText) {
    self.init(
      declaration: declaration,
      value: { (given, name) throws(ParameterIssue) in
        guard case .text(let text) = given else {
          throw Self.wrong(name, declaration.schema, given.shown)
        }
        return try parse(text, name)
      })
  }
}

/// What there is to say of a parameter whatever the type of its values.
final class ParameterDeclaration: Sendable {
  let name: String
  /// Other names for the same thing; a request uses one of them.
  let aliases: [String]
  /// What the parameter does, in a sentence.
  let summary: String
  let schema: ParameterSchema
  /// Whether `name` is only how names begin, each with a value of its own.
  let isFamily: Bool

  init(
    name: String, aliases: [String] = [], summary: String, schema: ParameterSchema,
    isFamily: Bool = false
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.schema = schema
    self.isFamily = isFamily
  }

  /// Whether a request can call the parameter so.
  func isCalled(_ name: String) -> Bool {
    if isFamily { return name.hasPrefix(self.name) && name.utf8.count > self.name.utf8.count }
    return name == self.name || aliases.contains(name)
  }
}

extension QueryParameter {
  private static func wrong(
    _ name: String, _ schema: ParameterSchema, _ text: String,
    _ code: ParameterIssue.Code = .malformed
  ) -> ParameterIssue {
    let shown = text.isEmpty ? "empty" : text.clipped(to: 80)
    return ParameterIssue(name, code, "\(name) must be \(schema.expectation), and is \(shown)")
  }

  private static func number(
    _ text: String, _ name: String, _ schema: ParameterSchema
  ) throws(ParameterIssue) -> Double {
    guard DecimalGrammar.accepts(text.utf8), let value = Double(text) else {
      throw wrong(name, schema, text)
    }
    guard value >= schema.minimum ?? -.greatestFiniteMagnitude,
      value <= schema.maximum ?? .greatestFiniteMagnitude
    else { throw wrong(name, schema, text, .outOfRange) }
    return value + 0.0
  }

  private static func integer(
    _ text: String, _ name: String, _ schema: ParameterSchema
  ) throws(ParameterIssue) -> Int {
    guard DecimalGrammar.acceptsInteger(text.utf8) else { throw wrong(name, schema, text) }
    guard let value = Int(text), Double(value) >= schema.minimum ?? -.infinity,
      Double(value) <= schema.maximum ?? .infinity
    else { throw wrong(name, schema, text, .outOfRange) }
    return value
  }

  private static func elements(
    _ given: ParameterValue, _ name: String, _ schema: ParameterSchema
  ) throws(ParameterIssue) -> [String] {
    let text = given.shown
    var parts: [String] = []
    if case .list(let elements) = given {
      parts = elements
    } else {
      parts = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    }
    if let exactCount = schema.exactCount, parts.count != exactCount {
      throw wrong(name, schema, text)
    }
    guard parts.count <= schema.maximumCount ?? .max else {
      throw ParameterIssue(
        name, .tooMany, "\(name) must be \(schema.expectation), and has \(parts.count)")
    }
    for part in parts {
      guard !part.isEmpty else { throw wrong(name, schema, text) }
      try checkLength(part, name, schema)
    }
    return parts
  }

  private static func trimmed(_ part: Substring) -> String {
    var part = part
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    return String(part)
  }

  private static func checkLength(
    _ text: String, _ name: String, _ schema: ParameterSchema
  ) throws(ParameterIssue) {
    guard let maximumLength = schema.maximumLength, text.utf8.count > maximumLength,
      text.unicodeScalars.count > maximumLength
    else { return }
    throw wrong(name, schema, text, .tooLong)
  }
}

extension QueryParameter<Double> {
  /// A decimal number; no hexadecimal one, no infinity, not NaN.
  static func number(
    _ name: String, aliases: [String] = [], _ summary: String, in range: ClosedRange<Double>,
    unit: String? = nil, default defaultValue: String? = nil, example: String
  ) -> Self {
    let schema = ParameterSchema(
      kind: .number, minimum: range.lowerBound, maximum: range.upperBound, unit: unit,
      defaultValue: defaultValue, example: example)
    return Self(
      declaration: ParameterDeclaration(
        name: name, aliases: aliases, summary: summary, schema: schema)
    ) { (text, name) throws(ParameterIssue) in try number(text, name, schema) }
  }
}

extension QueryParameter<Double?> {
  /// A decimal number, or a word that says there is none.
  static func number(
    _ name: String, _ summary: String, in range: ClosedRange<Double>, or alternative: String,
    unit: String? = nil, default defaultValue: String? = nil, example: String
  ) -> Self {
    let schema = ParameterSchema(
      kind: .number, minimum: range.lowerBound, maximum: range.upperBound, unit: unit,
      alternative: alternative, defaultValue: defaultValue, example: example)
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      text == alternative ? nil : try number(text, name, schema)
    }
  }
}

extension QueryParameter<[Double]> {
  /// A comma-separated list of so many decimal numbers.
  static func numbers(
    _ name: String, _ summary: String, count: Int, in range: ClosedRange<Double>, example: String
  ) -> Self {
    let schema = ParameterSchema(
      kind: .number, minimum: range.lowerBound, maximum: range.upperBound, maximumCount: count,
      exactCount: count, example: example)
    return Self(
      declaration: ParameterDeclaration(name: name, summary: summary, schema: schema),
      value: { (given, name) throws(ParameterIssue) in
        var numbers: [Double] = []
        for element in try elements(given, name, schema) {
          numbers.append(try number(element, name, schema))
        }
        return numbers
      })
  }
}

extension QueryParameter<Int> {
  /// A whole number in decimal digits.
  static func integer(
    _ name: String, _ summary: String, in range: ClosedRange<Int>,
    default defaultValue: String? = nil, example: String
  ) -> Self {
    let schema = ParameterSchema(
      kind: .integer, minimum: Double(range.lowerBound), maximum: Double(range.upperBound),
      defaultValue: defaultValue, example: example)
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in try integer(text, name, schema)
    }
  }
}

extension QueryParameter<Bool> {
  /// `true` or `false`.
  static func boolean(
    _ name: String, _ summary: String, default defaultValue: String? = nil
  ) -> Self {
    let schema = ParameterSchema(kind: .boolean, defaultValue: defaultValue, example: "true")
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      switch text {
      case "true": return true
      case "false": return false
      default: throw wrong(name, schema, text)
      }
    }
  }
}

extension QueryParameter<String> {
  /// A text that is not empty.
  static func text(
    _ name: String, _ summary: String, maximumLength: Int, isFamily: Bool = false, example: String
  ) -> Self {
    let schema = ParameterSchema(kind: .text, maximumLength: maximumLength, example: example)
    return Self(
      declaration: ParameterDeclaration(
        name: name, summary: summary, schema: schema, isFamily: isFamily)
    ) { (text, name) throws(ParameterIssue) in
      guard !text.isEmpty else { throw wrong(name, schema, text) }
      try checkLength(text, name, schema)
      return text
    }
  }
}

extension QueryParameter<[String]> {
  /// A comma-separated list of texts, none of them empty.
  static func texts(
    _ name: String, _ summary: String, maximumCount: Int, maximumLength: Int, example: String
  ) -> Self {
    let schema = ParameterSchema(
      kind: .text, maximumLength: maximumLength, maximumCount: maximumCount, example: example)
    return Self(
      declaration: ParameterDeclaration(name: name, summary: summary, schema: schema),
      value: { (given, name) throws(ParameterIssue) in try elements(given, name, schema) })
  }
}

extension QueryParameter {
  /// One of a type's cases.
  static func choice(
    _ name: String, _ summary: String, default defaultValue: Value? = nil, example: Value
  ) -> Self where Value: CaseIterable & RawRepresentable<String> {
    let schema = ParameterSchema(
      kind: .choice(Value.allCases.map(\.rawValue)), defaultValue: defaultValue?.rawValue,
      example: example.rawValue)
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      guard let value = Value(rawValue: text) else {
        throw wrong(name, schema, text, .unknownValue)
      }
      return value
    }
  }

  /// A comma-separated list of a type's cases, each at most once.
  static func choices<Element>(
    _ name: String, _ summary: String, default defaultValue: String? = nil, example: String
  ) -> Self where Value == [Element], Element: CaseIterable & Equatable & RawRepresentable<String> {
    let schema = ParameterSchema(
      kind: .choice(Element.allCases.map(\.rawValue)),
      maximumCount: Element.allCases.count, defaultValue: defaultValue, example: example)
    return Self(
      declaration: ParameterDeclaration(name: name, summary: summary, schema: schema),
      value: { (given, name) throws(ParameterIssue) in
        var values: [Element] = []
        for element in try elements(given, name, schema) {
          guard let value = Element(rawValue: element) else {
            throw wrong(name, schema, element, .unknownValue)
          }
          guard !values.contains(value) else {
            throw ParameterIssue(
              name, .repeated, "\(name) must name each element once, and has \(element) twice")
          }
          values.append(value)
        }
        return values
      })
  }
}
