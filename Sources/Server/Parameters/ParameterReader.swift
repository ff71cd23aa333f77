import Catalog
import JSON

/// Reads the parameters of one request, and collects everything that is wrong with them.
struct ParameterReader {
  private struct Found {
    var parameter: ParameterDeclaration
    /// The name as the request spells it.
    var spelling: String
    var value: ParameterValue
  }

  private var found: [Found] = []
  /// The declarations of `found` in the same order. Most parameters are absent from most requests, and
  /// identifiers are compared without counting references.
  private var identifiers: [ObjectIdentifier] = []
  private(set) var issues: [ParameterIssue]
  /// Whether the parameters are members of a body, so that mistakes are pointed at.
  let isBody: Bool
  /// Parameters with values of which an issue tells already.
  private var refused: Set<ObjectIdentifier> = []

  /// Sorts the parameters of a query to those that are declared; others are issues.
  init(_ query: QueryString, declared: [ParameterDeclaration]) {
    isBody = false
    issues = query.issues
    found.reserveCapacity(query.pairs.count)
    identifiers.reserveCapacity(query.pairs.count)
    for pair in query.pairs {
      if let parameter = claim(pair.name, declared) {
        keep(parameter, pair.name, .text(pair.value))
      }
    }
  }

  private mutating func keep(
    _ parameter: ParameterDeclaration, _ spelling: String, _ value: ParameterValue
  ) {
    found.append(Found(parameter: parameter, spelling: spelling, value: value))
    identifiers.append(ObjectIdentifier(parameter))
  }

  /// Sorts the members of a body, a JSON object, to those that are declared.
  ///
  /// Members of a family stand in an object of their own: `{"metadata": {"chain": "Shell"}}`.
  init(body: JSONText, declared: [ParameterDeclaration]) {
    isBody = true
    issues = []
    guard body.isObject else {
      issues.append(
        ParameterIssue(
          "", .malformed, "the body must be a JSON object, and is \(JSONKind(body).rawValue)",
          pointer: ""))
      return
    }
    var count = 0
    var members: [(name: String, value: JSONText)] = []
    body.forEachMember { name, value in
      count += 1
      if count <= QueryString.mostPairs { members.append((name, value)) }
    }
    if count > QueryString.mostPairs {
      issues.append(
        ParameterIssue(
          "", .tooMany,
          "the body must have at most \(QueryString.mostPairs) members, and has \(count)",
          pointer: ""))
    }
    for (name, value) in members {
      if declared.contains(where: { $0.isFamily && $0.name == name + "." }) {
        addFamily(name, value, declared)
      } else if let parameter = claim(name, declared) {
        add(name, value, parameter)
      }
    }
  }

  private mutating func addFamily(
    _ family: String, _ value: JSONText, _ declared: [ParameterDeclaration]
  ) {
    if JSONKind(value) == .null { return }
    guard value.isObject else {
      issues.append(
        ParameterIssue(
          family, .malformed, "\(family) must be an object, and is \(JSONKind(value).rawValue)"))
      return
    }
    var pairs: [(name: String, text: String)] = []
    value.forEachScalar { path, text in
      if pairs.count < QueryString.mostPairs { pairs.append(("\(family).\(path)", text)) }
    }
    for pair in pairs {
      guard let parameter = claim(pair.name, declared) else { continue }
      keep(parameter, pair.name, .text(pair.text))
    }
  }

  private mutating func add(_ name: String, _ json: JSONText, _ parameter: ParameterDeclaration) {
    do {
      // What has a wrong value is there nevertheless, so it is not missing.
      keep(parameter, name, .list([]))
      if let value = try ParameterValue(json, of: parameter, name: name) {
        found[found.count - 1].value = value
      } else {
        found.removeLast()
        identifiers.removeLast()
      }
    } catch {
      issues.append(error)
      refused.insert(ObjectIdentifier(parameter))
    }
  }

  /// The declaration of a name that may be used; otherwise why not is an issue.
  private mutating func claim(
    _ name: String, _ declared: [ParameterDeclaration]
  ) -> ParameterDeclaration? {
    guard let parameter = declared.first(where: { $0.isCalled(name) }) else {
      issues.append(Self.unknown(name, declared: declared))
      return nil
    }
    let isKnown = found.contains {
      $0.parameter === parameter && (!parameter.isFamily || $0.spelling == name)
    }
    guard !isKnown else {
      issues.append(Self.repeated(name, parameter))
      return nil
    }
    return parameter
  }

  /// Whether the request has the parameter, with whatever value.
  func has<Value>(_ parameter: QueryParameter<Value>) -> Bool {
    identifiers.contains(ObjectIdentifier(parameter.declaration))
  }

  /// The declared names of the parameters that the request has.
  var names: [String] { found.map(\.parameter.name) }

  /// The parameter's value; nil if it is absent, or wrong, which is then an issue.
  mutating func read<Value>(_ parameter: QueryParameter<Value>) -> Value? {
    let identifier = ObjectIdentifier(parameter.declaration)
    guard let position = identifiers.firstIndex(of: identifier),
      refused.isEmpty || !refused.contains(identifier)
    else { return nil }
    do {
      return try parameter.parse(found[position].value, found[position].spelling)
    } catch {
      issues.append(error)
      return nil
    }
  }

  /// The values of a family, by what follows its name, with the names as the request spells them.
  mutating func readFamily(
    _ parameter: QueryParameter<String>
  ) -> [(key: String, value: String)] {
    guard has(parameter) else { return [] }
    var members: [(String, String)] = []
    for item in found where item.parameter === parameter.declaration {
      do {
        let key = String(item.spelling.dropFirst(parameter.declaration.name.count))
        members.append((key, try parameter.parse(item.value, item.spelling)))
      } catch {
        issues.append(error)
      }
    }
    return members
  }

  /// The name by which the request calls a parameter, or else the declared one.
  func spelling<Value>(of parameter: QueryParameter<Value>) -> String {
    found.first { $0.parameter === parameter.declaration }?.spelling
      ?? parameter.declaration.name
  }

  /// The text that the request gives a parameter.
  func text<Value>(of parameter: QueryParameter<Value>) -> String? {
    found.first { $0.parameter === parameter.declaration }?.value.shown
  }

  /// Adds an issue that concerns more than one parameter's text.
  mutating func report(_ issue: ParameterIssue) {
    issues.append(issue)
  }

  /// Replaces the issue of a parameter by one that knows more.
  mutating func amend(_ parameter: String, _ change: (inout ParameterIssue) -> Void) {
    guard let position = issues.firstIndex(where: { $0.parameter == parameter }) else { return }
    change(&issues[position])
  }

  /// Throws all issues at once, if there are any.
  func finish() throws(Problem) {
    guard issues.isEmpty else { throw Problem.invalidParameters(issues.map(located)) }
  }

  /// The issue with a pointer if it is of a body.
  func located(_ issue: ParameterIssue) -> ParameterIssue {
    guard isBody, issue.pointer == nil else { return issue }
    var issue = issue
    let path =
      issue.parameter.hasPrefix("metadata.")
      ? issue.parameter.split(separator: ".").map(String.init) : [issue.parameter]
    issue.pointer = path.map { "/" + JSONPointer.escaped($0) }.joined()
    return issue
  }
}

extension ParameterReader {
  private static func repeated(
    _ name: String, _ parameter: ParameterDeclaration
  ) -> ParameterIssue {
    let names = ([parameter.name] + parameter.aliases).joined(separator: " or ")
    let rule = parameter.isFamily ? name.clipped(to: 80) : names
    return ParameterIssue(
      name.clipped(to: 80), .repeated, "\(rule) may be given once, and is there again")
  }

  private static func unknown(
    _ name: String, declared: [ParameterDeclaration]
  ) -> ParameterIssue {
    let shown = name.clipped(to: 80)
    var detail = "there is no parameter \(shown.isEmpty ? "without a name" : shown)"
    if let near = nearest(to: name, in: declared) { detail += "; did you mean \(near)?" }
    return ParameterIssue(shown, .unknown, detail)
  }

  /// The declared name that takes the fewest edits, if they are few.
  private static func nearest(to name: String, in declared: [ParameterDeclaration]) -> String? {
    guard name.utf8.count <= 40 else { return nil }
    let wanted = Array(name.lowercased().utf8)
    var best: (name: String, edits: Int)?
    for parameter in declared {
      for known in [parameter.name] + parameter.aliases {
        let edits = editDistance(wanted, Array(known.utf8))
        if edits < best?.edits ?? .max { best = (known, edits) }
      }
    }
    guard let best, best.edits <= max(1, wanted.count / 3) else { return nil }
    return best.name
  }

  private static func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (line, byte) in one.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, otherByte) in other.enumerated() {
        let replaced = diagonal + (byte == otherByte ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
