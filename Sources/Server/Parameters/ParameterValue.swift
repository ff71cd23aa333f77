import Catalog
import JSON

/// What a request gives a parameter: a text of the query, or a member of a JSON body.
enum ParameterValue: Sendable {
  case text(String)
  /// The elements of a JSON list.
  case list([String])
  /// A JSON object.
  case object(JSONText)

  /// The text, or what people can take for it.
  var shown: String {
    switch self {
    case .text(let text): text
    case .list(let elements): elements.joined(separator: ",")
    case .object: "an object"
    }
  }
}

extension ParameterValue {
  /// The value of a JSON member whose parameter is declared; nil for null, which is as good as
  /// absent.
  ///
  /// Numbers must be numbers in JSON too, and texts must be texts. What a text, a list of texts or a
  /// number may be is for the parameter to say.
  init?(_ json: JSONText, of parameter: ParameterDeclaration, name: String) throws(ParameterIssue) {
    let schema = parameter.schema
    func wrong(_ found: String) -> ParameterIssue {
      let choice = schema.geometry.map { ", or \($0)" } ?? ""
      return ParameterIssue(
        name, .malformed, "\(name) must be \(schema.expectation)\(choice), and is \(found)")
    }
    switch JSONKind(json) {
    case .null: return nil
    case .object:
      guard schema.geometry != nil else { throw wrong("an object") }
      self = .object(json)
    case .list:
      guard schema.isList else { throw wrong("a list") }
      self = .list(try Self.elements(json, schema, name))
    case .string:
      let text = JSONString.decode(Array(json.text.utf8)[...])
      let isFit: Bool =
        switch schema.kind {
        case .text, .choice: true
        case .number, .integer: text == schema.alternative || schema.isList
        case .boolean: false
        }
      guard isFit else { throw wrong("the text \"\(text.clipped(to: 80))\"") }
      self = .text(text)
    case .number:
      let isFit: Bool =
        switch schema.kind {
        case .number, .integer: !schema.isList
        case .text: parameter.isFamily
        case .choice, .boolean: false
        }
      guard isFit else { throw wrong("the number \(json.text.clipped(to: 80))") }
      self = .text(json.text)
    case .boolean:
      guard schema.kind == .boolean || parameter.isFamily else { throw wrong(json.text) }
      self = .text(json.text)
    }
  }

  private static func elements(
    _ json: JSONText, _ schema: ParameterSchema, _ name: String
  ) throws(ParameterIssue) -> [String] {
    var elements: [String] = []
    var issue: ParameterIssue?
    json.forEachElement { element in
      let kind = JSONKind(element)
      // An id of a category is a number among names.
      let isFit: Bool =
        switch schema.kind {
        case .text: kind == .string || kind == .number
        case .choice: kind == .string
        case .number, .integer: kind == .number
        case .boolean: kind == .boolean
        }
      guard isFit else {
        if issue == nil {
          issue = ParameterIssue(
            name, .malformed,
            "\(name) must be \(schema.expectation), and its element \(elements.count) is "
              + kind.rawValue, pointer: "/\(JSONPointer.escaped(name))/\(elements.count)")
        }
        return
      }
      elements.append(
        kind == .string ? JSONString.decode(Array(element.text.utf8)[...]) : element.text)
    }
    if let issue { throw issue }
    guard !elements.isEmpty else {
      throw ParameterIssue(
        name, .malformed, "\(name) must be \(schema.expectation), and is an empty list")
    }
    return elements
  }
}

/// The kinds of JSON values, in words.
enum JSONKind: String {
  case object = "an object"
  case list = "a list"
  case string = "a text"
  case number = "a number"
  case boolean = "true or false"
  case null = "null"

  init(_ json: JSONText) {
    switch json.text.utf8.first {
    case UInt8(ascii: "{"): self = .object
    case UInt8(ascii: "["): self = .list
    case UInt8(ascii: "\""): self = .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
    case UInt8(ascii: "n"): self = .null
    default: self = .number
    }
  }
}

/// Pointers to parts of a JSON text (RFC 6901).
enum JSONPointer {
  /// A member's name as it stands in a pointer.
  static func escaped(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
