import Ranking

/// The parameters of a search in the order of scores.
enum RankingParameters {
  static let user = QueryParameter<String>.user(
    "user",
    "Whose affinities count, for callers on the service's own machine; a user without any gets what"
      + " everybody gets.")
  static let weights = QueryParameter<RankingWeights>.weights(
    "weights",
    "Weights in place of those in force, for callers on the service's own machine; parts that are not"
      + " named count 0.")
  static let explain = QueryParameter<Bool>.boolean(
    "explain",
    "Whether scores are shown with their parts and ranks, for callers on the service's own machine.",
    default: "false")

  static let all: [ParameterDeclaration] = [
    user.declaration, weights.declaration, explain.declaration,
  ]
}

extension QueryParameter<String> {
  /// The id of a user.
  static func user(_ name: String, _ summary: String) -> Self {
    let schema = ParameterSchema(
      kind: .text, phrase: "a user's id of 1 to 255 bytes in UTF-8", example: "ana")
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      let count = text.utf8.count
      guard count > 0 else {
        throw ParameterIssue(
          name, .malformed, "\(name) must be \(schema.expectation), and is empty")
      }
      guard count <= 255 else {
        throw ParameterIssue(
          name, .tooLong, "\(name) must be \(schema.expectation), and has \(count)")
      }
      return text
    }
  }
}

extension QueryParameter<RankingWeights> {
  /// Parts of a score with their weights: `distance:0.5,rating:0.2`.
  static func weights(_ name: String, _ summary: String) -> Self {
    let parts = ScorePart.allCases.map(\.rawValue).joined(separator: ", ")
    let schema = ParameterSchema(
      kind: .text,
      phrase:
        "weights such as distance:0.5,rating:0.2, each a number of 0 or more and not all 0, of "
        + "the parts \(parts)",
      example: "distance:0.5,rating:0.2")
    return Self(declaration: ParameterDeclaration(name: name, summary: summary, schema: schema)) {
      (text, name) throws(ParameterIssue) in
      func wrong(_ code: ParameterIssue.Code, _ what: String) -> ParameterIssue {
        ParameterIssue(name, code, "\(name) must be \(schema.expectation), and \(what)")
      }
      var weights = RankingWeights()
      var seen: Set<ScorePart> = []
      for element in text.split(separator: ",", omittingEmptySubsequences: false) {
        let halves = element.split(separator: ":", omittingEmptySubsequences: false)
          .map { $0.trimmingBlanks() }
        guard halves.count == 2 else {
          throw wrong(
            .malformed,
            "has \(element.isEmpty ? "nothing" : String(element).clipped(to: 80)) "
              + "for one of them")
        }
        guard let part = ScorePart(rawValue: String(halves[0])) else {
          throw wrong(.unknownValue, "names \(String(halves[0]).clipped(to: 80))")
        }
        guard seen.insert(part).inserted else {
          throw wrong(.repeated, "names \(part.rawValue) twice")
        }
        let number = String(halves[1])
        guard DecimalGrammar.accepts(number.utf8), let weight = Double(number) else {
          throw wrong(.malformed, "has \(part.rawValue):\(number.clipped(to: 80))")
        }
        guard weight >= 0, weight.isFinite else {
          throw wrong(.outOfRange, "has \(part.rawValue):\(number.clipped(to: 80))")
        }
        weights[part] = weight + 0.0
      }
      guard weights.sum > 0, weights.sum.isFinite else {
        throw wrong(.outOfRange, weights.sum == 0 ? "all are 0" : "their sum is too large")
      }
      return weights
    }
  }
}

/// What a request says about scores beside their order.
struct ScoreRequest: Equatable, Sendable {
  /// Whose affinities count, if anybody's.
  var user: String?
  /// The start of the hour in which they count, in Unix seconds.
  var hour: Int64 = 0
  /// Whether that is the hour in which the request is answered, so that the answer ages.
  var followsClock = false
  /// The weights in place of those in force.
  var weights: RankingWeights?
  var explains = false

  /// What of it not everybody may ask for.
  var restricted: [String] {
    [
      user == nil ? nil : RankingParameters.user.declaration.name,
      weights == nil ? nil : RankingParameters.weights.declaration.name,
      explains ? RankingParameters.explain.declaration.name : nil,
    ].compactMap { $0 }
  }

  var isRestricted: Bool { user != nil || weights != nil || explains }
}
