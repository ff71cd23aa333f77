/// Reads the parameters of one request, and collects everything that is wrong with them.
struct ParameterReader {
  private struct Found {
    var parameter: ParameterDeclaration
    /// The name as the request spells it.
    var spelling: String
    var text: String
  }

  private var found: [Found] = []
  private(set) var issues: [ParameterIssue]

  /// Sorts the parameters of a query to those that are declared; others are issues.
  init(_ query: QueryString, declared: [ParameterDeclaration]) {
    issues = query.issues
    found.reserveCapacity(query.pairs.count)
    for pair in query.pairs {
      guard let parameter = declared.first(where: { $0.isCalled(pair.name) }) else {
        issues.append(Self.unknown(pair.name, declared: declared))
        continue
      }
      let isKnown = found.contains {
        $0.parameter === parameter && (!parameter.isFamily || $0.spelling == pair.name)
      }
      guard !isKnown else {
        issues.append(Self.repeated(pair.name, parameter))
        continue
      }
      found.append(Found(parameter: parameter, spelling: pair.name, text: pair.value))
    }
  }

  /// Whether the request has the parameter, with whatever value.
  func has<Value>(_ parameter: QueryParameter<Value>) -> Bool {
    found.contains { $0.parameter === parameter.declaration }
  }

  /// The declared names of the parameters that the request has.
  var names: [String] { found.map(\.parameter.name) }

  /// The parameter's value; nil if it is absent, or wrong, which is then an issue.
  mutating func read<Value>(_ parameter: QueryParameter<Value>) -> Value? {
    for item in found where item.parameter === parameter.declaration {
      do {
        return try parameter.parse(item.text, item.spelling)
      } catch {
        issues.append(error)
      }
    }
    return nil
  }

  /// The values of a family, by what follows its name, with the names as the request spells them.
  mutating func readFamily(
    _ parameter: QueryParameter<String>
  ) -> [(key: String, value: String)] {
    var members: [(String, String)] = []
    for item in found where item.parameter === parameter.declaration {
      do {
        let key = String(item.spelling.dropFirst(parameter.declaration.name.count))
        members.append((key, try parameter.parse(item.text, item.spelling)))
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
    found.first { $0.parameter === parameter.declaration }?.text
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
    guard issues.isEmpty else { throw Problem.invalidParameters(issues) }
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
