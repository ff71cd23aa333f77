/// The names of zones that a folder of tzdata has, and which release it is.
struct ZoneNames {
  private(set) var names: [String] = []

  /// For each name that is another one for the same zone, that other name.
  private(set) var targets: [String: String] = [:]

  private(set) var version = "unknown"

  /// What is in `directory`; nil when there are no time zones in it.
  init?(directory: String) throws(ZoneError) {
    let isDatabase =
      try FileBytes.contents(ofFile: "\(directory)/Etc/UTC", limit: TZifReader.largestFile) != nil
    guard isDatabase else { return nil }
    if let list = try FileBytes.contents(ofFile: "\(directory)/tzdata.zi", limit: Self.largestList)
    {
      readList(list)
    }
    if version == Self.unknownVersion,
      let text = try FileBytes.contents(ofFile: "\(directory)/+VERSION", limit: Self.largestList),
      let version = Self.release(text[...])
    {
      self.version = version
    }
    if names.isEmpty {
      addFiles(of: directory, folder: "", depth: 0)
    }
  }

  private static let unknownVersion = "unknown"

  /// The list of 2025 has 114 kB.
  private static let largestList = 4 << 20

  /// tzdata has some 600 names.
  private static let mostNames = 10_000

  /// Names of tzdata that say an abbreviation and no place; `Factory` is no zone at all.
  private static let refused: Set<String> = [
    "CET", "CST6CDT", "EET", "EST", "EST5EDT", "Factory", "HST", "MET", "MST", "MST7MDT",
    "PST8PDT", "WET",
  ]
}

extension ZoneNames {
  /// Whether a text could be the name of a zone: words of ASCII letters, digits, `_`, `-` and `+`
  /// between single slashes.
  ///
  /// Such a name leads to no other folder than one below tzdata's.
  static func isWellFormed(_ name: String) -> Bool {
    let bytes = name.utf8
    guard (1...64).contains(bytes.count) else { return false }
    var startsWord = true
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        startsWord = false
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "+"):
        guard !startsWord else { return false }
      case UInt8(ascii: "/"):
        guard !startsWord else { return false }
        startsWord = true
      default:
        return false
      }
    }
    return !startsWord
  }

  private mutating func add(_ name: String) {
    if Self.isWellFormed(name), !Self.refused.contains(name), names.count < Self.mostNames {
      names.append(name)
    }
  }

  /// Takes the names from tzdata's own text, whose lines `Z NAME …` and `L TARGET NAME` have them.
  private mutating func readList(_ list: [UInt8]) {
    if let line = list.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first,
      line.starts(with: "# version ".utf8), let version = Self.release(line.dropFirst(10))
    {
      self.version = version
    }
    for line in list.split(separator: UInt8(ascii: "\n")) {
      guard line.first == UInt8(ascii: "Z") || line.first == UInt8(ascii: "L") else { continue }
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
      if words[0].elementsEqual("Z".utf8), words.count > 1 {
        add(String(decoding: words[1], as: UTF8.self))
      } else if words[0].elementsEqual("L".utf8), words.count > 2 {
        let name = String(decoding: words[2], as: UTF8.self)
        let target = String(decoding: words[1], as: UTF8.self)
        add(name)
        if Self.isWellFormed(target) {
          targets[name] = target
        }
      }
    }
  }

  /// Takes the names from the files, where the system has no list, as macOS doesn't.
  private mutating func addFiles(of directory: String, folder: String, depth: Int) {
    let path = folder.isEmpty ? directory : "\(directory)/\(folder)"
    guard depth < 3, let entries = FileBytes.names(inFolder: path, limit: Self.mostNames) else {
      return
    }
    for entry in entries.sorted() {
      // Zones begin with a capital letter; "posix", "right", "localtime" and the lists do not.
      guard Self.isWellFormed(entry), entry.utf8.first.map({ $0 < UInt8(ascii: "a") }) == true
      else { continue }
      let name = folder.isEmpty ? entry : "\(folder)/\(entry)"
      let countBefore = names.count
      addFiles(of: directory, folder: name, depth: depth + 1)
      let isFolder = FileBytes.names(inFolder: "\(directory)/\(name)", limit: 1) != nil
      if !isFolder, names.count == countBefore {
        add(name)
      }
    }
  }

  /// The release that a text states; nil when it doesn't.
  private static func release(_ text: ArraySlice<UInt8>) -> String? {
    let word = text.prefix { $0 > 0x20 && $0 < 0x7F }
    return (1...32).contains(word.count) ? String(decoding: word, as: UTF8.self) : nil
  }
}
