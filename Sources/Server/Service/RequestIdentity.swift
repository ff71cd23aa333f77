import HTTPTypes
import Synchronization

/// What a request is known by in answers and logs.
struct RequestIdentity: Sendable {
  /// The request's own `X-Request-Id` if it is a sensible one, else one made here.
  let id: String
  /// The request's `traceparent` (W3C Trace Context), if it is well formed.
  let traceParent: String?

  init(_ headers: RequestHeaders) {
    id = headers.requestID.flatMap { Self.isSensible($0) ? $0 : nil } ?? RequestNumbers.next()
    traceParent = headers.traceParent.flatMap { Self.isTraceParent($0) ? $0 : nil }
  }

  /// Whether an id is 1 to 128 visible ASCII characters, as may go into logs and headers.
  static func isSensible(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 128 && id.utf8.allSatisfy { 0x21...0x7E ~= $0 }
  }

  private static func isTraceParent(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] != "ff" else { return false }
    return parts.allSatisfy { part in
      part.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
    }
  }
}

/// Ids for requests that come without one.
private enum RequestNumbers {
  private static let start = UInt64.random(in: 0 ... .max)
  private static let count = Atomic<UInt64>(0)
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// The next id: 13 digits, no two alike in one process and unlikely so in two.
  static func next() -> String {
    // Multiplying by an odd number keeps different counts different.
    let number = count.add(1, ordering: .relaxed).newValue
    var rest = (start &+ number) &* 0x9E37_79B9_7F4A_7C15
    var text: [UInt8] = []
    text.reserveCapacity(13)
    for _ in 0..<13 {
      text.append(digits[Int(rest & 31)])
      rest >>= 5
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension HTTPField.Name {
  static let requestID = known("X-Request-Id")
  static let catalogVersion = known("X-Catalog-Version")
  static let link = known("Link")

  private static func known(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else {
      preconditionFailure("\(name) can be the name of a header")
    }
    return name
  }
}
