import Catalog
import JSON

/// Cells of a CSV answer (RFC 4180).
enum CSVCell {
  /// Appends the line that names the members.
  ///
  /// Columns have the names under which the file reader takes them, so that an answer can be read
  /// back as a catalogue: a category is its name, and a partner the kind of partnership.
  static func appendHeader(_ members: [ListMember], to bytes: inout [UInt8]) {
    for (position, member) in members.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(
        contentsOf: member == .own(.partner) ? "partnership_type".utf8 : member.rawValue.utf8)
    }
    bytes.append(contentsOf: "\r\n".utf8)
  }

  /// Appends a JSON value as a cell: strings without their quotes and escapes, null as nothing,
  /// numbers and booleans as they are, and objects and lists as JSON text.
  static func append(json value: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    switch value.first {
    case UInt8(ascii: "\""): append(text: JSONString.decode(value), to: &bytes)
    case UInt8(ascii: "n"): break
    case UInt8(ascii: "{"), UInt8(ascii: "["): appendQuoted(value, to: &bytes)
    default: bytes.append(contentsOf: value)
    }
  }

  /// Appends a text as a cell.
  ///
  /// A spreadsheet would run a text that begins like a formula, so such a text gets an apostrophe in
  /// front, which an import takes away again.
  static func append(text: String, to bytes: inout [UInt8]) {
    let isFormula =
      switch text.utf8.first {
      case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
        UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        true
      default: false
      }
    let cell = isFormula ? "'" + text : text
    let needsQuotes = cell.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    if needsQuotes {
      appendQuoted(cell.utf8, to: &bytes)
    } else {
      bytes.append(contentsOf: cell.utf8)
    }
  }

  private static func appendQuoted(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
