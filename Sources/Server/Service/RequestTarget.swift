/// The path and the query of a request's target (RFC 9112, section 3.2).
struct RequestTarget {
  private let bytes: [UInt8]
  private let pathRange: Range<Int>
  private let queryRange: Range<Int>

  init(_ target: String) {
    bytes = Array(target.utf8)
    var start = 0
    if bytes.first != UInt8(ascii: "/") { start = Self.pathStart(ofAbsolute: target) }
    var end = bytes.count
    if let hash = bytes[start...].firstIndex(of: UInt8(ascii: "#")) { end = hash }
    let question = bytes[start..<end].firstIndex(of: UInt8(ascii: "?"))
    pathRange = start..<(question ?? end)
    queryRange = (question.map { $0 + 1 } ?? end)..<end
  }

  /// The path with its escapes.
  var path: ArraySlice<UInt8> { bytes[pathRange] }
  /// What follows the question mark, undecoded.
  var query: ArraySlice<UInt8> { bytes[queryRange] }

  /// Where the path of a target such as `http://example.org/v1` begins.
  private static func pathStart(ofAbsolute target: String) -> Int {
    let text = target.utf8
    for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
      let authority = text.dropFirst(scheme.utf8.count)
      let slash = authority.firstIndex(of: UInt8(ascii: "/")) ?? text.endIndex
      return text.distance(from: text.startIndex, to: slash)
    }
    return 0
  }
}
