import Foundation
import Testing

@testable import OpeningHours

/// A folder that looks like tzdata's, as long as the object lives.
private final class ZoneFolder {
  let path: String

  init(_ files: [String: [UInt8]]) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "zones-\(UUID().uuidString)")
    path = folder.path
    for (name, bytes) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

struct ZoneDatabaseTests {
  private static let list = """
    # version 2031b
    # This zic input file is in the public domain.
    R A 1916 o - Jun 14 23s 1 S
    Z Europe/Paris 0:9:21 - LMT 1891 Mar 16
    1 E CE%sT
    Z Etc/UTC 0 - UTC
    Z EST -5 - EST
    Z Factory 0 - -00
    Z ../../secret 0 - X
    L Etc/UTC UTC
    L Europe/Paris Europe/Monaco
    L Europe/Monaco Old/Monaco
    L Circle/A Circle/B
    L Circle/B Circle/A

    """

  private static func files(list: String? = list) -> [String: [UInt8]] {
    var paris = TZifText()
    paris.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
    var utc = TZifText()
    utc.offsets = [0]
    utc.footer = "UTC0"
    var files = ["Europe/Paris": paris.bytes, "Etc/UTC": utc.bytes, "EST": utc.bytes]
    files["tzdata.zi"] = list.map { Array($0.utf8) }
    return files
  }

  @Test(arguments: [
    ("Europe/Paris", "Europe/Paris"), ("europe/PARIS", "Europe/Paris"), ("utc", "UTC"),
    ("Etc/UTC", "Etc/UTC"), ("Old/Monaco", "Old/Monaco"),
    ("PST", nil), ("UTC+5", nil), ("-05:00", nil), ("EST", nil), ("Factory", nil), ("", nil),
    ("/Europe/Paris", nil), ("Europe/Paris/", nil), ("Europe//Paris", nil),
    ("Europe/../Europe/Paris", nil), ("../../secret", nil), ("Europe/Paris\0", nil),
    ("Europe/Par\u{131}s", nil), (" Europe/Paris", nil), ("Europe", nil), ("tzdata.zi", nil),
  ])
  func `only tzdata's names of places and UTC are zones, in any case`(
    name: String, expected: String?
  ) throws {
    let folder = try ZoneFolder(Self.files())
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    #expect(database.canonicalName(of: name) == expected)
    #expect(try database.rules(named: name)?.name == expected)
  }

  @Test func `a link without a file is the zone it leads to, under its own name`() throws {
    let folder = try ZoneFolder(Self.files())
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    let zone = try #require(try database.rules(named: "old/monaco"))
    #expect(zone.name == "Old/Monaco")
    #expect(zone.offsetSeconds(at: 1_774_746_000) == 7200)
  }

  @Test func `links in a circle are a zone whose file is missing`() throws {
    let folder = try ZoneFolder(Self.files())
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    let expected = ZoneError.missingFile(zone: "Circle/A", directory: folder.path)
    #expect(throws: expected) { try database.rules(named: "Circle/A") }
    #expect(expected.description.contains("tzdata-legacy"))
  }

  @Test func `without a list, the files that look like zones are the names`() throws {
    var files = Self.files(list: nil)
    files["posix/Europe/Paris"] = files["Europe/Paris"]
    files["+VERSION"] = Array("2030c\n".utf8)
    files["zone.tab"] = []
    files["America/Argentina/Salta"] = files["Etc/UTC"]
    let folder = try ZoneFolder(files)
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    #expect(database.names == ["America/Argentina/Salta", "Etc/UTC", "Europe/Paris"])
    #expect(database.version == "2030c")
    #expect(try database.rules(named: "america/argentina/salta")?.offsetSeconds(at: 0) == 0)
  }

  @Test func `a version that nobody states is unknown, and never old`() throws {
    let folder = try ZoneFolder(Self.files(list: nil))
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    #expect(database.version == "unknown")
    #expect(!database.isOlder(thanAYearBefore: .max))
  }

  @Test(arguments: [
    ("2025a", 2026, 5), ("2025b", 2026, 11), ("2025c", 2027, 1), ("2025z", 2027, 1),
    ("2025b-dirty", 2026, 11),
  ])
  func `a release is older than a year from the latest date it can be of`(
    version: String, year: Int, month: Int
  ) throws {
    let list = Self.list.replacing("2031b", with: version)
    let folder = try ZoneFolder(Self.files(list: list))
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    #expect(database.version == version)
    let date = try #require(CivilDate(year: year, month: month, day: 1))
    let instant = Int64(date.daysSince1970) * 86_400
    #expect(!database.isOlder(thanAYearBefore: instant - 1))
    #expect(database.isOlder(thanAYearBefore: instant))
  }

  @Test func `a named folder without zones is an error that names TZDIR and the package`() throws {
    let folder = try ZoneFolder(["tzdata.zi": Array(Self.list.utf8)])
    let expected = ZoneError.notInDirectory(folder.path)
    #expect(throws: expected) { try ZoneDatabase(timeZoneDirectory: folder.path) }
    #expect(expected.description.contains("TZDIR"))
    #expect(expected.description.contains("package tzdata"))
  }

  @Test func `of the system's folders, the first with zones is taken`() throws {
    let folder = try ZoneFolder(Self.files())
    let database = try ZoneDatabase(searching: ["\(folder.path)/missing", folder.path, "/"])
    #expect(database.directory == folder.path)
    let nowhere = ["\(folder.path)/missing", "\(folder.path)/Europe"]
    let expected = ZoneError.notInstalled(tried: nowhere)
    #expect(throws: expected) { try ZoneDatabase(searching: nowhere) }
    #expect(expected.description.contains("install the package tzdata"))
  }

  @Test func `a broken file is an error that names it and the byte`() throws {
    var files = Self.files()
    files["Europe/Paris"] = Array("TZig".utf8)
    let folder = try ZoneFolder(files)
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    let error = #expect(throws: ZoneError.self) { try database.rules(named: "Europe/Paris") }
    #expect(
      error?.description.hasPrefix("\(folder.path)/Europe/Paris is not a time zone file") == true)
  }

  @Test func `a file that is too large or is a folder is an error with a reason`() throws {
    var files = Self.files()
    files["Europe/Paris"] = [UInt8](repeating: 0, count: TZifReader.largestFile + 1)
    let folder = try ZoneFolder(files)
    let database = try ZoneDatabase(timeZoneDirectory: folder.path)
    #expect(throws: ZoneError.self) { try database.rules(named: "Europe/Paris") }
    files["Europe/Paris"] = nil
    files["Europe/Paris/Here"] = []
    let other = try ZoneFolder(files)
    let another = try ZoneDatabase(timeZoneDirectory: other.path)
    let error = #expect(throws: ZoneError.self) { try another.rules(named: "Europe/Paris") }
    #expect(error == .unreadable(path: "\(other.path)/Europe/Paris", reason: "it is not a file"))
  }

  @Test(.enabled(if: systemZones != nil, "needs tzdata"))
  func `every name of the system's tzdata has rules`() throws {
    let database = try #require(systemZones)
    #expect(database.names.count > 400)
    for name in database.names {
      #expect(try database.rules(named: name)?.name == name)
    }
    for name in ["Asia/Calcutta", "Etc/GMT+12", "UTC", "America/Argentina/Buenos_Aires"] {
      #expect(database.canonicalName(of: name.lowercased()) == name)
    }
    for name in ["PST", "UTC+5", "-05:00", "EST5EDT", "posixrules", "localtime", "right/UTC"] {
      #expect(database.canonicalName(of: name) == nil)
    }
  }
}
