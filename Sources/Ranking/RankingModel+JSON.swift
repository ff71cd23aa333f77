public import JSON

extension RankingModel {
  /// Reads a model from JSON; what it leaves out is as in the standard model.
  ///
  /// ```json
  /// {"weights": {"distance": 0.6}, "distance": {"shape": "gauss", "scale_m": 800},
  ///  "boost_cap": 0.04}
  /// ```
  ///
  /// - Throws: ``RankingError`` for an unknown member, one that is there twice, a value of another
  ///   type, and whatever ``validate()`` refuses.
  public init(json: JSONText) throws(RankingError) {
    self.init()
    for (name, value) in try RankingError.members(of: json, at: "$", expected: Self.sections) {
      switch name {
      case "weights", "distance", "rating", "popularity", "partnership", "affinity":
        try read(value, section: name)
      case "boost_cap":
        try read(value, member: name, in: nil)
      default: throw .unknown(name, value, in: "$", known: Self.memberNames(in: nil))
      }
    }
    try validate()
  }

  /// Reads a model from the bytes of a settings file.
  ///
  /// - Throws: ``RankingError`` as for a `JSONText`, and where the bytes are no JSON in UTF-8.
  public init(json bytes: [UInt8]) throws(RankingError) {
    let json: JSONText
    do {
      json = try JSONText(utf8: bytes.span)
    } catch {
      let text = String(decoding: bytes.prefix(100), as: UTF8.self)
      throw RankingError(
        .notJSON, "$", bytes.isEmpty ? "empty" : JSONExcerpt.shortened(text),
        "JSON, with \(error.expected) at byte \(error.offset) in place of \(error.found)")
    }
    try self.init(json: json)
  }

  private static let sections = #"an object such as {"weights":{"distance":0.6}}"#

  /// The members that an object of the settings has.
  private static func memberNames(in section: String?) -> [String] {
    let numbers = RankingMember.all.filter { $0.section == section }.map(\.name)
    return switch section {
    case nil:
      ["weights", "distance", "rating", "popularity", "partnership"] + numbers + ["affinity"]
    case "distance": ["shape"] + numbers
    case "rating": ["prior_mean"] + numbers
    default: numbers
    }
  }

  private mutating func read(_ object: JSONText, section: String) throws(RankingError) {
    let members = try RankingError.members(of: object, at: "$.\(section)", expected: "an object")
    for (name, value) in members {
      switch (section, name) {
      case ("distance", "shape"): decay.shape = try Self.shape(value)
      case ("rating", "prior_mean"): ratingPriorMean = try Self.priorMean(value)
      default: try read(value, member: name, in: section)
      }
    }
  }

  private mutating func read(
    _ value: JSONText, member name: String, in section: String?
  ) throws(RankingError) {
    guard let member = RankingMember.all.first(where: { $0.section == section && $0.name == name })
    else {
      throw .unknown(
        name, value, in: section.map { "$.\($0)" } ?? "$", known: Self.memberNames(in: section))
    }
    self[keyPath: member.property] = try Self.number(value, at: member.path, member.bounds)
  }

  private static func number(
    _ value: JSONText, at path: String, _ bounds: RankingMember.Bounds
  ) throws(RankingError) -> Double {
    guard value.kind == .number, let number = Double(value.text) else {
      throw RankingError(.wrongType, path, value.excerpt, bounds.rawValue)
    }
    guard bounds.holds(number) else {
      throw RankingError(.outOfRange, path, value.excerpt, bounds.rawValue)
    }
    return number
  }

  private static func shape(_ value: JSONText) throws(RankingError) -> DistanceDecay.Shape {
    guard let shape = value.string.flatMap(DistanceDecay.Shape.init(rawValue:)) else {
      throw RankingError(
        value.kind == .string ? .outOfRange : .wrongType, "$.distance.shape",
        value.excerpt, #""gauss", "exp" or "linear""#)
    }
    return shape
  }

  private static func priorMean(_ value: JSONText) throws(RankingError) -> Double? {
    value.kind == .null ? nil : try number(value, at: "$.rating.prior_mean", .stars)
  }
}

/// Printing.
extension RankingModel {
  /// The one JSON text for this model, minified, with every member; reading it gives an equal model
  /// where this one is valid.
  public var json: String {
    "{\"weights\":{\(members(of: "weights"))},"
      + "\"distance\":{\"shape\":\"\(decay.shape.rawValue)\",\(members(of: "distance"))},"
      + "\"rating\":{\"prior_mean\":\(ratingPriorMean.map(Self.text) ?? "null"),"
      + "\(members(of: "rating"))},"
      + "\"popularity\":{\(members(of: "popularity"))},"
      + "\"partnership\":{\(members(of: "partnership"))},"
      + "\(members(of: nil)),"
      + "\"affinity\":{\(members(of: "affinity"))}}"
  }

  /// The numbers of a section as JSON members.
  private func members(of section: String?) -> String {
    RankingMember.all.filter { $0.section == section }
      .map { "\"\($0.name)\":\(Self.text(self[keyPath: $0.property]))" }
      .joined(separator: ",")
  }

  /// The shortest text that reads as the same number.
  private static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
