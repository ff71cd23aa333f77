import Interchange
import JSON

/// What a file that may have opening hours is, found out from its first bytes.
enum HoursInput {
  /// A JSON value on each line.
  case lines
  /// JSON values one after the other, over as many lines as they like; the elements of a list are
  /// values too.
  case document
  /// Merchants.
  case csv
  /// A catalogue file, which no look at its first bytes here finds out.
  case catalog

  /// Whether values are merchants'.
  var hasMerchants: Bool { self == .csv || self == .catalog }

  /// How many bytes are looked at most.
  static let mostBytes = 1 << 20

  /// What begins with `head`, which is all there is if `isWhole`; nil when it is too early to say.
  ///
  /// A file whose first line is JSON has a value on each line. One that begins with a bracket or
  /// brace otherwise is a document, unless a second line shows that only the first line is broken.
  /// Everything else is CSV.
  init?(head: [UInt8], isWhole: Bool) {
    guard let start = head.firstIndex(where: { !Self.isBlank($0) }) else { return nil }
    let isEnough = isWhole || head.count >= Self.mostBytes
    let lines = head[start...].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true
    ).filter { !$0.allSatisfy(Self.isBlank) }
    let endsInLine = head.last == UInt8(ascii: "\n")
    // The last line may go on.
    let whole = isWhole || endsInLine ? lines.count : lines.count - 1
    let mark = head[start]
    guard whole >= 1 || isEnough else { return nil }
    if whole >= 1, Self.isJSON(lines[0]) {
      guard mark == UInt8(ascii: "["), lines.count < 2 else {
        self = .lines
        return
      }
      guard isEnough else { return nil }
      // The only line is a list: one value, or several.
      self = .document
      return
    }
    switch mark {
    case UInt8(ascii: "["): self = .document
    case UInt8(ascii: "{"):
      guard whole >= 2 || isEnough else { return nil }
      self = whole >= 2 && lines[1].first == mark && Self.isJSON(lines[1]) ? .lines : .document
    default: self = .csv
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
    do {
      _ = try JSONText(utf8: bytes.span)
      return true
    } catch {
      return false
    }
  }
}

/// Takes JSON values out of a file one by one.
struct HoursValueReader {
  /// What should be a value.
  struct Value {
    var line: Int
    /// What was written, without the white space around it.
    var bytes: [UInt8]
    /// Whether only the first bytes of it were kept.
    var isCut = false
  }

  /// How many bytes of a value are kept; the readers of hours accept less.
  private static let mostBytes = 4 << 20
  private static let chunk = 1 << 16

  private let isByLine: Bool
  private let read: CSVSplitter.Read
  private var values: [Value] = []
  private var value: Value?
  private var line = 1
  private var depth = 0
  /// How deep values are: 0, or 1 in a list of values.
  private var level = 0
  private var isInString = false
  private var isEscaped = false
  /// Whether it is open if a list has begun that is a value or has values.
  private var isUndecided = false
  /// Whether an element has ended, and no comma followed it yet.
  private var isAfterElement = false
  private var isAtStartOfList = false
  private var isAtEnd = false

  /// Whether the file ended inside a list of values.
  private(set) var isUnclosed = false

  /// A reader of lines or of a document.
  init(isByLine: Bool, read: @escaping CSVSplitter.Read) {
    self.isByLine = isByLine
    self.read = read
  }

  /// The values of the next piece of the file, perhaps none; nil at the end.
  mutating func next() throws(FileError) -> [Value]? {
    guard !isAtEnd else { return nil }
    var bytes: [UInt8] = []
    if try read(&bytes, Self.chunk) == 0 {
      isAtEnd = true
      endValue()
      isUnclosed = level == 1
    }
    for byte in bytes {
      if isByLine { takeInLine(byte) } else { take(byte) }
      if byte == UInt8(ascii: "\n") { line += 1 }
    }
    defer { values.removeAll(keepingCapacity: true) }
    return values
  }

  private mutating func takeInLine(_ byte: UInt8) {
    if byte == UInt8(ascii: "\n") {
      endValue()
    } else if value != nil || !HoursInput.isBlank(byte) {
      append(byte)
    }
  }

  private mutating func take(_ byte: UInt8) {
    if isInString {
      append(byte)
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return
    }
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D:
      if depth == level { endValue() } else { append(byte) }
    case UInt8(ascii: "\""):
      isInString = true
      append(byte)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      isUndecided = isUndecided || byte == UInt8(ascii: "[") && depth == 0 && value == nil
      append(byte)
      depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): takeEnd(byte)
    case UInt8(ascii: ","):
      if depth == 1 { decide() }
      if depth == level, level == 1 { takeComma() } else { append(byte) }
    default: append(byte)
    }
  }

  private mutating func takeEnd(_ byte: UInt8) {
    if depth == 1 { decide() }
    if level == 1, depth == 1 {
      endValue()
      // Behind a comma there must be an element.
      if !isAfterElement, !isAtStartOfList { values.append(Value(line: line, bytes: [])) }
      (level, depth) = (0, 0)
      return
    }
    append(byte)
    depth = max(0, depth - 1)
    if depth == 1 { decide() }
    if depth == level { endValue() }
  }

  private mutating func takeComma() {
    endValue()
    if !isAfterElement { values.append(Value(line: line, bytes: [])) }
    isAfterElement = false
    isAtStartOfList = false
  }

  private mutating func append(_ byte: UInt8) {
    guard let count = value?.bytes.count else {
      value = Value(line: line, bytes: [byte])
      return
    }
    if count < Self.mostBytes {
      value?.bytes.append(byte)
    } else {
      value?.isCut = true
    }
  }

  private mutating func endValue() {
    guard var ended = value else { return }
    value = nil
    while let last = ended.bytes.last, HoursInput.isBlank(last) { ended.bytes.removeLast() }
    values.append(ended)
    isAfterElement = true
  }

  /// Decides, by its first element, whether a list that has begun is a value or has values.
  private mutating func decide() {
    guard isUndecided, var list = value else { return }
    isUndecided = false
    let element = list.bytes.dropFirst()
    guard !element.allSatisfy(HoursInput.isBlank), !Self.isPartOfHours(element) else { return }
    level = 1
    isAtStartOfList = true
    isAfterElement = false
    list.bytes.removeFirst()
    value = list
  }

  /// Whether a first element shows that its list is the hours of one merchant, as Google, Yelp and
  /// schema.org have them.
  private static func isPartOfHours(_ element: ArraySlice<UInt8>) -> Bool {
    var isPart = false
    do {
      try JSONText(utf8: element.span).forEachMember { name, value in
        switch name {
        case "dayOfWeek", "validFrom", "validThrough", "@type", "day": isPart = true
        case "open": isPart = isPart || value.isObject || value.kind == .list
        default: break
        }
      }
    } catch {
      // Whatever it is, it is rejected on its own.
      return false
    }
    return isPart
  }
}
