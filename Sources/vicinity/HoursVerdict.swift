import JSON
import OpeningHours

/// What was found of one value of opening hours.
struct HoursVerdict {
  enum Kind: String {
    case accepted, warning, unknown, rejected
  }

  /// Something that is wrong with a value, or worth knowing about it.
  struct Remark {
    /// A word that stays the same from version to version.
    var code: String
    /// Where in the value, in the manner of RFC 9535.
    var path: String
    /// What is there.
    var value: String
    /// What should be there, or what it was read as.
    var expected: String
    /// All of it in a sentence.
    var message: String
  }

  /// 1 is the first.
  var record: Int
  /// The line of the file on which it starts, from 1 on; nil in a file that has no lines.
  var line: Int?
  /// nil for a value that is no merchant's.
  var merchantID: String?
  private(set) var schedule: Schedule?
  private(set) var warnings: [Remark] = []
  private(set) var error: Remark?

  init(record: Int, line: Int? = nil, merchantID: String? = nil) {
    self.record = record
    self.line = line
    self.merchantID = merchantID
  }

  var kind: Kind {
    if error != nil { return .rejected }
    guard schedule != nil else { return .unknown }
    return warnings.isEmpty ? .accepted : .warning
  }

  /// Reads a value, nil for none.
  mutating func read(_ value: JSONText?) {
    do {
      guard case .schedule(let schedule, let warnings) = try HoursReading(value) else { return }
      self.schedule = schedule
      for warning in warnings {
        warn(
          Remark(
            code: warning.code.rawValue, path: warning.path, value: warning.value,
            expected: warning.reading, message: warning.description))
      }
    } catch {
      reject(
        Remark(
          code: error.code.rawValue, path: error.path, value: error.value,
          expected: error.expected, message: error.description))
    }
  }

  /// Reads what may be no JSON at all.
  mutating func read(_ value: HoursValueReader.Value) {
    let form = #"JSON such as {"monday":{"open":"9:00","close":"21:00"}}"#
    if value.isCut {
      reject(
        Remark(
          code: "too_long", path: "$", value: "more", expected: "at most 1,048,576 bytes long",
          message: "$ must be at most 1,048,576 bytes long, and is more"))
      return
    }
    do {
      read(try JSONText(utf8: value.bytes.span))
    } catch {
      // A cut may fall into a character, which then shows as U+FFFD.
      var shown = String(decoding: value.bytes.prefix(79), as: UTF8.self)
      if value.bytes.count > 79 { shown += "…" }
      reject(
        Remark(
          code: "not_json", path: "$", value: shown, expected: form,
          message: "$ must be \(form), and is \(error)"))
    }
  }

  mutating func reject(_ remark: Remark) {
    error = remark
  }

  mutating func warn(_ remark: Remark) {
    warnings.append(remark)
  }
}

extension HoursVerdict {
  /// Appends the verdict as a JSON object.
  func append(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "{\"record\":\(record),\"line\":".utf8)
    bytes.append(contentsOf: (line.map { "\($0)" } ?? "null").utf8)
    bytes.append(contentsOf: ",\"merchant_id\":".utf8)
    if let merchantID {
      JSONString.append(merchantID, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    bytes.append(contentsOf: ",\"verdict\":\"\(kind.rawValue)\",\"hours\":".utf8)
    bytes.append(contentsOf: (schedule?.canonicalJSON ?? "null").utf8)
    bytes.append(contentsOf: ",\"warnings\":[".utf8)
    for (index, warning) in warnings.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      warning.append(expectedName: "reading", to: &bytes)
    }
    bytes.append(contentsOf: "],\"errors\":[".utf8)
    error?.append(expectedName: "expected", to: &bytes)
    bytes.append(contentsOf: "]}".utf8)
  }
}

extension HoursVerdict.Remark {
  fileprivate func append(expectedName: String, to bytes: inout [UInt8]) {
    let members = [
      ("code", code), ("path", path), ("value", value), (expectedName, expected),
      ("message", message),
    ]
    for (index, member) in members.enumerated() {
      bytes.append(contentsOf: "\(index == 0 ? "{" : ",")\"\(member.0)\":".utf8)
      JSONString.append(member.1, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
