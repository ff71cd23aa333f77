import Catalog
public import Geodesy
public import JSON

/// A point of a batch of a file.
public struct FilePoint {
  /// The text by which a file knows a point.
  public enum ID: Equatable, Sendable {
    case none
    /// A cell's text, which lies in the batch's bytes.
    case cell(CSVRow.Field)
    /// A JSON string or number.
    case json(JSONText)
  }

  public var id: ID
  public var coordinate: Coordinate
  /// Where the two numbers stand in the batch's bytes, if they stand there as JSON has them.
  var latitudeText: Range<Int>?
  var longitudeText: Range<Int>?
}

/// A piece of a file of points, which can be read apart from the others.
public struct PointBatch: Sendable {
  enum Kind: Sendable {
    case csv(CSVDialect, PointColumns)
    case ndjson
  }

  let file: String
  let kind: Kind
  let lines: CSVBatch

  /// Calls `onPoint` with each point and `onProblem` for each record that is none, in their order.
  public func forEach(_ onPoint: (FilePoint) -> Void, onProblem: (PointProblem) -> Void) {
    switch kind {
    case .csv(let dialect, let columns): readCSV(dialect, columns, onPoint, onProblem)
    case .ndjson: readNDJSON(onPoint, onProblem)
    }
  }

  private func problem(_ line: Int, _ column: String?, _ message: String) -> PointProblem {
    PointProblem(file: file, line: line, column: column, message: message)
  }
}

/// What is written of a point, as the file has it where that can be.
extension PointBatch {
  /// Appends the id as JSON: a string, a number, or `null`.
  public func appendJSONID(of point: FilePoint, to output: inout [UInt8]) {
    switch point.id {
    case .none: output.append(contentsOf: "null".utf8)
    case .json(let text): output.append(contentsOf: text.text.utf8)
    case .cell(let field):
      let bytes = lines.bytes.span
      var isPlain = !field.hasEscapes
      for index in field.range where isPlain {
        let byte = bytes[index]
        isPlain = byte >= 0x20 && byte != .quote && byte != UInt8(ascii: "\\")
      }
      guard isPlain else {
        JSONString.append(text(of: field), to: &output)
        return
      }
      output.append(.quote)
      append(field.range, to: &output)
      output.append(.quote)
    }
  }

  /// The id as text, empty if there is none.
  public func id(of point: FilePoint) -> String {
    switch point.id {
    case .none: ""
    case .json(let text): text.string ?? text.text
    case .cell(let field): text(of: field)
    }
  }

  /// Appends the latitude as a JSON number that reads back as the same.
  public func appendLatitude(of point: FilePoint, to output: inout [UInt8]) {
    append(point.latitudeText, or: point.coordinate.latitude, to: &output)
  }

  /// Appends the longitude as a JSON number that reads back as the same.
  public func appendLongitude(of point: FilePoint, to output: inout [UInt8]) {
    append(point.longitudeText, or: point.coordinate.longitude, to: &output)
  }

  private func append(_ range: Range<Int>?, or value: Double, to output: inout [UInt8]) {
    if let range {
      append(range, to: &output)
    } else {
      let text = "\(value)"
      output.append(contentsOf: text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...])
    }
  }

  @inline(__always)
  private func append(_ range: Range<Int>, to output: inout [UInt8]) {
    // Most are a dozen bytes long, which a loop copies faster than a call.
    for index in range { output.append(lines.bytes[index]) }
  }

  private func text(of field: CSVRow.Field) -> String {
    let text = PointText.string(lines.bytes.span.extracting(field.range))
    return field.hasEscapes ? text.replacing("\"\"", with: "\"") : text
  }
}

/// CSV.
extension PointBatch {
  private func readCSV(
    _ dialect: CSVDialect, _ columns: PointColumns, _ onPoint: (FilePoint) -> Void,
    _ onProblem: (PointProblem) -> Void
  ) {
    let bytes = lines.bytes.span
    let isUTF8 = (try? UTF8Span(validating: bytes)) != nil
    lines.forEachRow(dialect) { row in
      guard row.number > 0 || !columns.hasHeader else { return }
      if row.isMalformed {
        let reason = lines.record(of: row, dialect)?.problem
        onProblem(problem(row.line, nil, reason.map { "\($0)" } ?? "cannot be read"))
        return
      }
      guard row.fields.count >= columns.needed else {
        let most = row.fields.count
        let missing = [columns.latitude, columns.longitude, columns.id ?? 0].first { $0 >= most }
        onProblem(
          problem(
            row.line, missing.map(columns.name),
            "is missing: the line has \(most) field\(most == 1 ? "" : "s")"))
        return
      }
      let id = columns.id.map { row.fields[$0] }
      if !isUTF8, let id, (try? UTF8Span(validating: bytes.extracting(id.range))) == nil {
        onProblem(
          problem(
            row.line, columns.id.map(columns.name), "is not UTF-8; save the file as UTF-8"))
        return
      }
      let latitude = PointText.withoutSpace(row.fields[columns.latitude].range, of: bytes)
      let longitude = PointText.withoutSpace(row.fields[columns.longitude].range, of: bytes)
      do throws(PointText.Fault) {
        let coordinate = try PointText.coordinate(
          latitude: bytes.extracting(latitude), longitude: bytes.extracting(longitude))
        onPoint(
          FilePoint(
            id: id.map { $0.range.isEmpty ? .none : .cell($0) } ?? .none, coordinate: coordinate,
            latitudeText: PointText.isJSONNumber(bytes.extracting(latitude)) ? latitude : nil,
            longitudeText: PointText.isJSONNumber(bytes.extracting(longitude)) ? longitude : nil))
      } catch {
        let column = error.isLatitude ? columns.latitude : columns.longitude
        onProblem(problem(row.line, columns.name(of: column), error.message))
      }
    }
  }
}

/// NDJSON.
extension PointBatch {
  private func readNDJSON(_ onPoint: (FilePoint) -> Void, _ onProblem: (PointProblem) -> Void) {
    let bytes = lines.bytes.span
    var number = lines.firstLine
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != .lineFeed { end += 1 }
      defer {
        start = end + 1
        number += 1
      }
      let line = bytes.extracting(start..<end)
      var isBlank = true
      for index in line.indices where isBlank {
        isBlank = line[index] == 0x20 || line[index] == 0x09 || line[index] == .carriageReturn
      }
      if isBlank { continue }
      guard line.count <= CSVRecord.maximumLength else {
        onProblem(
          problem(
            number, nil, "is longer than \(CSVRecord.maximumLength) bytes; put each point on a line"
          ))
        continue
      }
      do {
        onPoint(try point(JSONText(utf8: line)))
      } catch let error as JSONTextError {
        onProblem(problem(number, nil, "\(error)"))
      } catch let error as NDJSONFault {
        onProblem(problem(number, error.member, error.message))
      } catch {
        onProblem(problem(number, nil, "\(error)"))
      }
    }
  }

  private struct NDJSONFault: Error {
    var member: String?
    var message: String
  }

  private func point(_ text: JSONText) throws(NDJSONFault) -> FilePoint {
    guard text.isObject else {
      throw NDJSONFault(
        member: nil,
        message:
          "must be an object such as {\"id\":1,\"latitude\":51.5,\"longitude\":-0.12}, and is "
          + GeoJSONKind.of(text))
    }
    var id = FilePoint.ID.none
    var hasOwnID = false
    var latitude: JSONText?
    var longitude: JSONText?
    text.forEachMember { name, value in
      switch name {
      case "latitude", "lat": latitude = value
      case "longitude", "lon", "lng": longitude = value
      case "id":
        hasOwnID = true
        id = Self.id(value)
      case _ where !hasOwnID && id == .none && name.hasSuffix("_id"): id = Self.id(value)
      default: break
      }
    }
    let north = try Self.number(latitude, "latitude")
    let east = try Self.number(longitude, "longitude")
    guard let coordinate = Coordinate(latitude: north, longitude: east) else {
      let fault = PointText.outOfRange(north, east)
      throw NDJSONFault(
        member: fault.isLatitude ? "latitude" : "longitude", message: fault.message)
    }
    return FilePoint(id: id, coordinate: coordinate)
  }

  private static func id(_ value: JSONText) -> FilePoint.ID {
    value.string != nil || value.number != nil ? .json(value) : .none
  }

  private static func number(_ value: JSONText?, _ member: String) throws(NDJSONFault) -> Double {
    guard let value else { throw NDJSONFault(member: member, message: "is missing") }
    guard let number = value.double else {
      throw NDJSONFault(
        member: member,
        message: "must be a number, and is \(RowProblem.shown(String(value.text.prefix(80))))")
    }
    return number
  }
}
