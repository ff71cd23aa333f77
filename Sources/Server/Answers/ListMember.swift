import Catalog

/// What the order of scores adds to a merchant in an answer.
enum ScoreMember: String, CaseIterable, Sendable {
  case score, sponsored
  case parts = "score_parts"
  case rank
  case organicRank = "organic_rank"

  /// Whether it is shown only where scores are explained.
  var isExplanation: Bool { self != .score && self != .sponsored }

  /// What is shown without `fields`.
  static func shown(explained: Bool, format: AnswerFormat) -> [ScoreMember] {
    guard explained else { return [.score, .sponsored] }
    // A list of parts is not for cells, unless somebody wants it there.
    return format == .csv ? [.score, .sponsored, .rank, .organicRank] : allCases
  }
}

/// What a merchant in a list can be shown with.
enum ListMember: Hashable, Sendable, CaseIterable, RawRepresentable {
  case own(MerchantMember)
  case score(ScoreMember)

  static let allCases =
    MerchantMember.allCases.map(ListMember.own) + ScoreMember.allCases.map(ListMember.score)

  init?(rawValue: String) {
    if let member = MerchantMember(rawValue: rawValue) {
      self = .own(member)
    } else if let member = ScoreMember(rawValue: rawValue) {
      self = .score(member)
    } else {
      return nil
    }
  }

  var rawValue: String {
    switch self {
    case .own(let member): member.rawValue
    case .score(let member): member.rawValue
    }
  }

  var own: MerchantMember? {
    if case .own(let member) = self { member } else { nil }
  }

  var score: ScoreMember? {
    if case .score(let member) = self { member } else { nil }
  }
}
