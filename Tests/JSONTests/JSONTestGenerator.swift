import TestSupport

/// A value as JSON has it, for texts whose meaning is known.
indirect enum JSONTestValue {
  case literal(String)
  /// A string and the JSON that stands for it.
  case string(String, literal: String)
  case list([JSONTestValue])
  case object([(name: String, literal: String, value: JSONTestValue)])

  /// The value as text; `space` is asked for what stands between two tokens.
  func text(_ space: () -> String) -> String {
    let inside =
      switch self {
      case .literal(let text), .string(_, literal: let text): text
      case .list(let values):
        "[" + space() + values.map { $0.text(space) }.joined(separator: ",") + space() + "]"
      case .object(let members):
        "{"
          + members.map { space() + $0.literal + space() + ":" + $0.value.text(space) }
          .joined(separator: ",") + space() + "}"
      }
    return space() + inside + space()
  }

  /// `path=scalar` for every scalar.
  func scalars(path: String) -> [String] {
    switch self {
    case .literal(let text): ["\(path)=\(text)"]
    case .string(let text, literal: _): ["\(path)=\(text)"]
    case .list(let values): values.flatMap { $0.scalars(path: path) }
    case .object(let members):
      members.flatMap { $0.value.scalars(path: path.isEmpty ? $0.name : "\(path).\($0.name)") }
    }
  }
}

/// Random JSON that a seed determines (SplitMix64).
struct JSONTestGenerator: RandomNumberGenerator {
  private var random: SeededGenerator

  init(_ seed: UInt64) {
    random = SeededGenerator(seed: seed &* 0xbf58_476d_1ce4_e5b9)
  }

  mutating func next() -> UInt64 { random.next() }

  private mutating func below(_ limit: Int) -> Int {
    Int.random(in: 0..<limit, using: &self)
  }

  mutating func space() -> String {
    ["", "", "", " ", "  ", "\n", "\t", "\r\n"][below(8)]
  }

  mutating func text(length: Int) -> String {
    let scalars: [Unicode.Scalar] = [
      "\"", "\\", "\n", "\u{0}", "\u{1F}", "é", "€", "𝄞", "\u{301}", "/",
    ]
    var text = ""
    for _ in 0..<length {
      text.unicodeScalars.append(below(3) == 0 ? scalars[below(scalars.count)] : "a")
    }
    return text
  }

  mutating func value(depth: Int) -> JSONTestValue {
    switch below(depth > 5 ? 2 : 4) {
    case 0:
      return .literal(["true", "false", "null", "0", "-1.5e+3", "12345678901234567890"][below(6)])
    case 1:
      let (text, literal) = string()
      return .string(text, literal: literal)
    case 2:
      var values: [JSONTestValue] = []
      for _ in 0..<below(4) { values.append(value(depth: depth + 1)) }
      return .list(values)
    default:
      var members: [(String, String, JSONTestValue)] = []
      for number in 0..<below(5) {
        let (text, literal) = string()
        // Foundation keeps one of two members with the same name.
        members.append(
          ("\(number)\(text)", "\"\(number)" + literal.dropFirst(), value(depth: depth + 1)))
      }
      return .object(members)
    }
  }

  /// A string and one of the ways to write it.
  private mutating func string() -> (String, String) {
    let pieces = [
      ("a", "a"), ("\"", #"\""#), ("\\", #"\\"#), ("/", #"\/"#), ("\u{8}", #"\b"#), ("\n", #"\n"#),
      ("é", "é"), ("é", #"\u00E9"#), ("𝄞", #"\ud834\uDD1E"#), ("{", "{"), ("]", "]"), (",", ","),
      (" ", " "), ("long and plain", "long and plain"),
    ]
    var text = ""
    var literal = "\""
    for _ in 0..<below(8) {
      let piece = pieces[below(pieces.count)]
      text += piece.0
      literal += piece.1
    }
    return (text, literal + "\"")
  }

  /// Bytes that are nearly JSON.
  mutating func garbage() -> [UInt8] {
    let marks = Array("{}[]\",:\\u1e-0 ".utf8)
    var bytes = Array(value(depth: 3).text { "" }.utf8)
    for _ in 0..<below(4) where !bytes.isEmpty {
      let position = below(bytes.count)
      switch below(3) {
      case 0: bytes[position] = UInt8(truncatingIfNeeded: next())
      case 1: bytes.remove(at: position)
      default: bytes.insert(marks[below(marks.count)], at: position)
      }
    }
    return bytes
  }
}
