import JSON

/// Why no ranking can be made of settings: where, what is there, and what should be.
public struct RankingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in a word that stays the same from version to version.
  public enum Code: String, CaseIterable, Sendable {
    case memberTwice = "member_twice"
    case notJSON = "not_json"
    case outOfRange = "out_of_range"
    case unknownMember = "unknown_member"
    case wrongType = "wrong_type"
  }

  public var code: Code

  /// Where in the settings, in the manner of RFC 9535: `$.weights.rating`.
  public var path: String

  /// What is there, as JSON or a number; long values are cut.
  public var value: String

  /// What should be there, to follow "must be": a number of 0 or more.
  public var expected: String

  /// `$.weights.rating must be a number of 0 or more, and is -1`.
  public var description: String { "\(path) must be \(expected), and is \(value)" }

  init(_ code: Code, _ path: String, _ value: String, _ expected: String) {
    self.code = code
    self.path = path
    self.value = value
    self.expected = expected
  }
}

/// What a reader of settings needs.
extension RankingError {
  static func unknown(
    _ name: String, _ value: JSONText, in path: String, known: [String]
  ) -> RankingError {
    let names = known.dropLast().joined(separator: ", ")
    let last = known.last ?? "none"
    return RankingError(
      .unknownMember, JSONPath.member(path, name), value.excerpt,
      known.count > 1
        ? "left out, or be called \(names) or \(last)" : "left out, or be called \(last)")
  }

  /// The members of an object, none of them twice.
  static func members(
    of value: JSONText, at path: String, expected: String
  ) throws(RankingError) -> [(name: String, value: JSONText)] {
    guard value.isObject else {
      throw RankingError(.wrongType, path, value.excerpt, expected)
    }
    var members: [(name: String, value: JSONText)] = []
    value.forEachMember { members.append(($0, $1)) }
    var names: Set<String> = []
    for (name, value) in members where !names.insert(name).inserted {
      throw RankingError(
        .memberTwice, JSONPath.member(path, name), value.excerpt, "there once, not twice")
    }
    return members
  }
}
