import Catalog
import JSON
import OpeningHours

/// The cells that hold JSON, or together make an object of it.
extension MerchantRowParser {
  /// The opening hours; what is wrong with them never refuses the merchant.
  mutating func operatingHours(in record: CSVRecord) -> JSONText? {
    if !header.hoursMembers.isEmpty {
      switch object(of: header.hoursMembers, .operatingHours, readsJSON: true, in: record) {
      case .none: break
      case .object(let object): return object
      case .both: return nil
      }
    }
    guard let token = token(.operatingHours, in: record) else { return nil }
    do {
      let hours = try JSONText(token)
      // An answer in CSV shows the hours of a moment, which say nothing about the week.
      return hours.text == "null" || hours.text.hasPrefix("{\"state\":") ? nil : hours
    } catch {
      if let words = Self.hoursInWords(token) { return words }
      report(
        .invalidJSON, .operatingHours,
        "must be JSON such as {\"monday\":{\"open\":\"9:00\",\"close\":\"21:00\"}} and is "
          + "\(error), so the merchant's hours stay unknown",
        severity: .warning, in: record)
      return nil
    }
  }

  /// The text of a cell as a JSON string, if it is hours in words such as `Mo-Fr 09:00-18:00`.
  private static func hoursInWords(_ text: String) -> JSONText? {
    guard text.utf8.count <= 1_000 else { return nil }
    var bytes: [UInt8] = []
    JSONString.append(text, to: &bytes)
    guard let value = try? JSONText(utf8: bytes.span), case .schedule = try? HoursReading(value)
    else { return nil }
    return value
  }

  mutating func metadata(in record: CSVRecord) -> JSONText? {
    if !header.metadataMembers.isEmpty {
      switch object(of: header.metadataMembers, .metadata, readsJSON: false, in: record) {
      case .none: break
      case .object(let object): return object
      case .both: return nil
      }
    }
    guard let token = token(.metadata, in: record) else { return nil }
    do {
      let metadata = try JSONText(token)
      if metadata.isObject { return metadata }
      if metadata.text == "null" { return nil }
      report(
        .notAnObject, .metadata,
        "must be a JSON object such as {\"chain\":\"Blue Cup\"}, and is \(quoted(token))",
        in: record)
    } catch {
      report(
        .invalidJSON, .metadata,
        "must be a JSON object such as {\"chain\":\"Blue Cup\"} and is \(error)", in: record)
    }
    return nil
  }

  private enum Assembled {
    /// All the members' cells are empty.
    case none
    case object(JSONText)
    /// The object has a cell of its own as well, which was reported.
    case both
  }

  /// Puts the cells of an object's members together.
  private mutating func object(
    of members: [MerchantHeader.Member], _ column: MerchantColumn, readsJSON: Bool,
    in record: CSVRecord
  ) -> Assembled {
    var bytes: [UInt8] = []
    for member in members {
      let cell = record.fields[member.position]
      guard !cell.isEmpty else { continue }
      bytes.append(bytes.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
      JSONString.append(member.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      if readsJSON, let value = try? JSONText(cell) {
        bytes.append(contentsOf: value.text.utf8)
      } else {
        JSONString.append(Self.plain(cell), to: &bytes)
      }
    }
    guard !bytes.isEmpty else { return .none }
    bytes.append(UInt8(ascii: "}"))
    if token(column, in: record) != nil {
      report(
        .jsonAndColumns, column,
        "must be empty where columns such as \(header.names[members[0].position]) are filled; "
          + "keep one of the two", in: record)
      return .both
    }
    do {
      return .object(try JSONText(String(decoding: bytes, as: UTF8.self)))
    } catch {
      // A member at the deepest level that is allowed is one level too deep inside the object.
      let severity: RowProblem.Severity = column == .operatingHours ? .warning : .error
      append(
        severity, .invalidJSON, column: header.names[members[0].position], "is \(error)",
        value: "", in: record)
      return .both
    }
  }
}
