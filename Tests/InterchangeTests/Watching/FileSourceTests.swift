import Catalog
import Foundation
import Geodesy
import Geofencing
import Interchange
import Synchronization
import TestSupport
import Testing

/// Ticks before each of which a step of a script is taken.
private struct Script: AsyncSequence, Sendable {
  var steps: [@Sendable () throws -> Void]

  struct AsyncIterator: AsyncIteratorProtocol {
    var steps: ArraySlice<@Sendable () throws -> Void>

    mutating func next() async -> Void? {
      guard let step = steps.popFirst() else { return nil }
      do {
        return try step()
      } catch {
        Issue.record(error)
        return nil
      }
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(steps: steps[...]) }
}

/// A folder with two merchants files and one of geofences, which a catalogue follows.
private final class Followed: Sendable {
  static let header = "merchant_id,name,latitude,longitude,is_active\n"
  private static let zone = #"""
    {"type":"Feature","id":"ID","properties":{"radius_m":100},
    "geometry":{"type":"Point","coordinates":[1,2]}}
    """#

  private let folder: URL
  private let log = Mutex<[String]>([])
  let store = CatalogStore()

  init(_ folder: TemporaryFolder) throws {
    self.folder = folder.url
    try write("a,A,1,2,\nb,B,3,4,\n", to: "one.csv")
    try write("c,C,5,6,\nd,D,7,8,\n", to: "two.csv")
    try write(zones: ["y", "z"])
  }

  /// Writes a merchants file in place, without its header if that is left out.
  func write(_ rows: String, to name: String, header: String = header) throws {
    try Data((header + rows).utf8).write(to: url(name))
  }

  func write(zones: [String]) throws {
    let features = zones.map { Self.zone.replacing("ID", with: $0) }.joined(separator: ",")
    try Data(#"{"type":"FeatureCollection","features":[\#(features)]}"#.utf8)
      .write(to: url("zones.geojson"))
  }

  func url(_ name: String) -> URL { folder.appending(path: name) }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: url(name))
  }

  /// Sets the time of a file to one that it has not had.
  func touch(_ name: String, at seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)],
      ofItemAtPath: url(name).path)
  }

  /// Reads the files at once, and looks at them after each of some steps; answers what happened.
  func follow(
    from catalog: Catalog = CatalogBuilder().build(), isFollowing: Bool = true,
    _ steps: [@Sendable () throws -> Void]
  ) async -> [String] {
    let writer = CatalogWriter(catalog, store: store, zones: nil)
    let paths = { self.url($0).path }
    let source = FileSource(
      SourceFiles(
        merchants: [paths("one.csv"), paths("two.csv")], fences: [paths("zones.geojson")]),
      isFollowing: isFollowing, ticks: Script(steps: steps)
    ) { event in
      switch event {
      case .taken(let files, let rejected, let isUnchanged):
        self.note("\(files) taken, \(rejected) rejected\(isUnchanged ? ", unchanged" : "")")
      case .refused(let refusal): self.note("\(refusal)")
      }
    }
    await writer.follow(source) { update, version in
      self.note(
        "+\(update.added) =\(update.replaced) -\(update.removed) zones \(update.fences) v\(version)"
      )
    } onRefusal: {
      self.note("refused: \($0)")
    }
    return log.withLock { $0 }
  }

  private func note(_ line: String) {
    let line = line.replacing(folder.path + "/", with: "").replacing("\"", with: "")
    log.withLock { $0.append(line) }
  }

  var ids: [String] {
    var ids: [String] = []
    if let catalog = store.current {
      catalog.forEachSlot { ids.append(catalog.id(slot: $0)) }
    }
    return ids.sorted()
  }
}

struct FileSourceTests {
  private static let first = [
    "[one.csv, two.csv, zones.geojson] taken, 0 rejected", "+4 =0 -0 zones 2 v2",
  ]
  private static let nothing: @Sendable () -> Void = {}

  private let folder: TemporaryFolder
  private let followed: Followed

  init() throws {
    folder = try TemporaryFolder()
    followed = try Followed(folder)
  }

  /// What happens after the files were read at first.
  private func happens(_ steps: [@Sendable () throws -> Void]) async -> [String] {
    let log = await followed.follow(steps)
    #expect(Array(log.prefix(2)) == Self.first)
    return Array(log.dropFirst(2))
  }

  @Test func `reads all files at first, and nothing while they stay as they are`() async {
    #expect(await happens([Self.nothing, Self.nothing, Self.nothing]).isEmpty)
    #expect(followed.ids == ["a", "b", "c", "d"])
  }

  @Test func `ends after the first reading when it does not follow`() async {
    let log = await followed.follow(
      isFollowing: false,
      [
        { [followed] in try followed.write("a,Z,1,2,\n", to: "one.csv") }, Self.nothing,
        Self.nothing,
      ])
    #expect(log == Self.first)
  }

  @Test func `makes one batch of all that has changed`() async {
    let log = await happens([
      { [followed] in
        try followed.write("a,A,1,3,\nb,B,3,4,false\ne,E,1,1,\n", to: "one.csv")
        try followed.write("d,D,7,8,\n", to: "two.csv")
        try followed.write(zones: ["z", "x"])
      }, Self.nothing, Self.nothing,
    ])
    #expect(
      log == [
        "[one.csv, two.csv, zones.geojson] taken, 0 rejected", "+1 =1 -2 zones 2 v3",
      ])
    #expect(followed.ids == ["a", "d", "e"])
    #expect(followed.store.current?.inactiveCount == 1)
  }

  @Test func `reads a file only when it has been the same for two looks`() async {
    let log = await happens([
      { [followed] in try followed.write("a,A,1,2,\n", to: "one.csv") },
      { [followed] in try followed.write("a,A,1,2,\nb,B,3,4,\n\n", to: "one.csv") },
      Self.nothing, Self.nothing,
    ])
    #expect(log == ["[one.csv] taken, 0 rejected, unchanged"])
  }

  @Test func `a file that vanishes leaves all as it was until it is back`() async {
    let log = await happens([
      { [followed] in try followed.remove("one.csv") }, Self.nothing, Self.nothing,
      { [followed] in try followed.write("a,A,1,2,\n", to: "one.csv") }, Self.nothing, Self.nothing,
    ])
    #expect(log.count == 3)
    #expect(log[0].hasPrefix("cannot open one.csv"))
    #expect(Array(log.dropFirst()) == ["[one.csv] taken, 0 rejected", "+0 =0 -1 zones 0 v3"])
  }

  @Test func `a folder that takes the place of another is read`() async throws {
    let other = try TemporaryFolder()
    let replaced = try Followed(other)
    try replaced.write("a,A,1,2,\nf,F,3,4,\n", to: "one.csv")
    let (url, otherURL) = (folder.url, other.url)
    let log = await happens([
      {
        try FileManager.default.moveItem(at: url, to: url.appendingPathExtension("old"))
        try FileManager.default.moveItem(at: otherURL, to: url)
      }, Self.nothing, Self.nothing,
    ])
    #expect(log.last == "+1 =0 -1 zones 0 v3")
    try FileManager.default.removeItem(at: url.appendingPathExtension("old"))
  }

  static let bad: [(rows: String, header: String, reason: String)] = [
    ("", "", "one.csv: is empty"),
    ("", Followed.header, "one.csv: has no rows"),
    ("a,A,1,2\n", "", "one.csv: must have a column"),
    ("a,A,x,2,\nb,B,3,y,\n", Followed.header, "one.csv: all of its 2 rows are rejected"),
    ("a,A,1,2,\nb,B,3,4,\ne,E,91,2,\n", Followed.header, "one.csv: rows rejected: 1"),
    ("a,A,1,2,\nb,B,3,4", Followed.header, "one.csv: its last line has no end"),
    ("a,A,1,2,\nb,\"B", Followed.header, "one.csv: "),
  ]

  @Test(arguments: bad.indices)
  func `a bad file changes nothing until it is right`(number: Int) async {
    let bad = Self.bad[number]
    let log = await happens([
      { [followed] in
        try followed.write(bad.rows, to: "one.csv", header: bad.header)
        // Nor is anything taken of what is right beside it.
        try followed.write(zones: ["z"])
      }, Self.nothing, Self.nothing, Self.nothing,
      { [followed] in try followed.write("a,A,1,2,\nb,B,3,5,\n", to: "one.csv") },
      Self.nothing, Self.nothing,
    ])
    #expect(log.count == 3, "\(log)")
    #expect(log[0].hasPrefix(bad.reason), "\(log)")
    #expect(
      Array(log.dropFirst()) == [
        "[one.csv, zones.geojson] taken, 0 rejected", "+0 =1 -0 zones 1 v3",
      ])
  }

  @Test func `more rejected rows are taken once the file is touched`() async {
    let log = await happens([
      { [followed] in try followed.write("a,A,1,2,\nb,B,95,4,\n", to: "one.csv") },
      Self.nothing, Self.nothing,
      { [followed] in try followed.touch("one.csv", at: 1_000) }, Self.nothing, Self.nothing,
      // As many as that are usual from now on.
      { [followed] in try followed.write("a,A,1,9,\nb,B,95,4,\n", to: "one.csv") },
      Self.nothing, Self.nothing,
    ])
    #expect(log[0].hasPrefix("one.csv: rows rejected: 1, and before 0"))
    #expect(
      Array(log.dropFirst()) == [
        "[one.csv] taken, 1 rejected", "+0 =0 -1 zones 0 v3",
        "[one.csv] taken, 1 rejected", "+0 =1 -0 zones 0 v4",
      ])
  }

  @Test func `two files are each meant by a touch of their own`() async {
    let log = await happens([
      { [followed] in
        try followed.write("a,A,1,2,\nb,B,95,4,\n", to: "one.csv")
        try followed.write("c,C,95,6,\nd,D,7,8,\n", to: "two.csv")
      }, Self.nothing, Self.nothing,
      { [followed] in try followed.touch("one.csv", at: 1_000) }, Self.nothing, Self.nothing,
      { [followed] in try followed.touch("two.csv", at: 1_000) }, Self.nothing, Self.nothing,
    ])
    #expect(log.count == 4, "\(log)")
    #expect(
      log[0].hasPrefix("one.csv: rows rejected: 1")
        && log[1].hasPrefix("two.csv: rows rejected: 1"), "\(log)")
    #expect(log.last == "+0 =0 -2 zones 0 v3")
  }

  @Test func `geofences that are half written or empty are refused`() async {
    let log = await happens([
      { [followed] in try followed.write(zones: []) }, Self.nothing, Self.nothing,
      { [followed] in
        try Data(#"{"type":"FeatureCollection","features":["#.utf8)
          .write(to: followed.url("zones.geojson"))
      }, Self.nothing, Self.nothing,
      { [followed] in try followed.write(zones: ["w"]) }, Self.nothing, Self.nothing,
    ])
    #expect(log.count == 4, "\(log)")
    #expect(log[0].hasPrefix("zones.geojson: has no features"))
    #expect(log[1].hasPrefix("zones.geojson: not JSON"))
    #expect(log.last == "+0 =0 -0 zones 3 v3")
  }

  @Test func `makes no batch of what a catalogue has already`() async throws {
    _ = await followed.follow([])
    let catalog = try #require(followed.store.current)
    let log = await followed.follow(from: catalog, [Self.nothing])
    #expect(log.last == "[one.csv, two.csv, zones.geojson] taken, 0 rejected, unchanged")
  }

  @Test func `files without a merchant do not empty a catalogue`() async throws {
    _ = await followed.follow([])
    let catalog = try #require(followed.store.current)
    try followed.write("", to: "one.csv")
    try followed.write("", to: "two.csv")
    let log = await followed.follow(from: catalog, [Self.nothing])
    #expect(log.last?.hasPrefix("one.csv, two.csv: has no rows") == true, "\(log)")
    #expect(followed.ids == ["a", "b", "c", "d"])
  }
}
