import HTTPTypes

/// The formats that answers about merchants come in.
enum AnswerFormat: String, CaseIterable, Sendable {
  case json, geojson, csv, ndjson

  /// All cases, without making a new array of them each time.
  static let all = allCases

  /// The media type without parameters.
  var mediaType: String {
    switch self {
    case .json: "application/json"
    case .geojson: "application/geo+json"
    case .csv: "text/csv"
    case .ndjson: "application/x-ndjson"
    }
  }

  /// The header that says so.
  var contentTypeField: HTTPField {
    switch self {
    case .json: Self.jsonType
    case .geojson: Self.geojsonType
    case .csv: Self.csvType
    case .ndjson: Self.ndjsonType
    }
  }

  private static let jsonType = HTTPField(name: .contentType, value: "application/json")
  private static let geojsonType = HTTPField(name: .contentType, value: "application/geo+json")
  private static let csvType = HTTPField(
    name: .contentType, value: "text/csv; charset=utf-8; header=present")
  private static let ndjsonType = HTTPField(name: .contentType, value: "application/x-ndjson")

  /// The offered format that an `Accept` header likes best (RFC 9110, section 12.5.1).
  ///
  /// Without a header it is the first one offered, and of equally welcome ones too. nil if none is
  /// welcome.
  static func preferred(accept: String?, of offered: [AnswerFormat]) -> AnswerFormat? {
    guard let accept, accept != "*/*" else { return offered.first }
    let ranges = MediaRange.list(accept)
    guard !ranges.isEmpty else { return offered.first }
    var best: (format: AnswerFormat, quality: Int)?
    for format in offered {
      // The most specific range that matches decides.
      let deciding = ranges.filter { $0.matches(format.mediaType) }
        .max { $0.specificity < $1.specificity }
      if let quality = deciding?.quality, quality > best?.quality ?? 0 {
        best = (format, quality)
      }
    }
    return best?.format
  }
}

/// One element of an `Accept` header.
private struct MediaRange {
  let type: Substring
  /// In thousandths.
  let quality: Int

  var specificity: Int { type == "*/*" ? 0 : type.hasSuffix("/*") ? 1 : 2 }

  func matches(_ mediaType: String) -> Bool {
    switch specificity {
    case 0: true
    case 1: mediaType.hasPrefix(type.dropLast())
    default: mediaType == type
    }
  }

  static func list(_ header: String) -> [MediaRange] {
    header.lowercased().split(separator: ",").prefix(50).compactMap { element in
      let parts = element.split(separator: ";").map { $0.trimmingBlanks() }
      guard let type = parts.first, !type.isEmpty else { return nil }
      return MediaRange(type: type, quality: QualityValue.thousandths(in: parts.dropFirst()))
    }
  }
}

/// The weight that an element of a header such as `Accept` gives itself.
enum QualityValue {
  /// The `q` among an element's parameters, in thousandths; 1,000 without one, 0 for a broken one.
  static func thousandths(in parameters: some Sequence<Substring>) -> Int {
    for parameter in parameters where parameter.hasPrefix("q=") {
      guard DecimalGrammar.accepts(parameter.utf8.dropFirst(2)),
        let value = Double(parameter.dropFirst(2)), value >= 0, value <= 1
      else { return 0 }
      return Int((value * 1000).rounded())
    }
    return 1000
  }
}

extension Substring {
  /// The text without spaces and tabs at its ends.
  func trimmingBlanks() -> Substring {
    var text = self
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
